"""Characters of a string removed, kept, sorted or turned into numbers."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "remove_vowels", "text: str -> str",
        "remove all vowels from {text}, lower and upper case|return {text} without the letters a, e, i, o and u in either case"
        "|drop each a, e, i, o and u, in upper or lower case, from {text}",
        "return ''.join(char for char in text if char.lower() not in 'aeiou')",
        """
        result = ''
        for char in text:
            if char not in 'aeiouAEIOU':
                result += char
        return result
        """,
        """
        import re
        return re.sub('[aeiouAEIOU]', '', text)
        """,
        tags="string filter",
    ),
    primitive(
        "remove_letter", "text: str, letter: letter -> str",
        "remove every {letter} from {text}|delete all occurrences of the character {letter} from {text} (case matters)"
        "|return {text} without any {letter}",
        "return text.replace(letter, '')",
        """
        result = ''
        for char in text:
            if char != letter:
                result += char
        return result
        """,
        "return ''.join(filter(lambda char: char != letter, text))",
        tags="string filter",
    ),
    primitive(
        "remove_first_and_last_occurrence", "text: str, letter: letter -> str",
        "remove the first and the last occurrence of {letter} from {text} (if there is only one, remove that one)"
        "|delete the first and the last {letter} in {text}; text without it stays as it is",
        """
        first = text.find(letter)
        if first == -1:
            return text
        text = text[:first] + text[first + 1:]
        last = text.rfind(letter)
        return text if last == -1 else text[:last] + text[last + 1:]
        """,
        """
        places = [i for i, char in enumerate(text) if char == letter]
        drop = places[:1] + places[-1:]
        return ''.join(char for i, char in enumerate(text) if i not in drop)
        """,
        tags="string index slice", level=2,
    ),
    primitive(
        "remove_duplicate_characters", "text: str -> str",
        "keep only the first occurrence of each character in {text}|"
        "remove the repeated characters from {text}, keeping the order of the "
        "first occurrences"
        "|drop every character of {text} that already appeared earlier in it",
        """
        result = ''
        for char in text:
            if char not in result:
                result += char
        return result
        """,
        "return ''.join(dict.fromkeys(text))",
        "return ''.join(char for i, char in enumerate(text) if char not in text[:i])",
        tags="string set filter",
    ),
    primitive(
        "squeeze_repeats", "text: runny -> str",
        "replace every run of equal neighbouring characters in {text} by a single one|"
        "remove consecutive duplicate characters from {text}"
        "|return {text} with repeated characters next to each other reduced to one",
        """
        result = ''
        for char in text:
            if result == '' or result[-1] != char:
                result += char
        return result
        """,
        """
        from itertools import groupby
        return ''.join(char for char, _ in groupby(text))
        """,
        """
        import re
        return re.sub(r'(.)\\1+', r'\\1', text, flags=re.DOTALL)
        """,
        tags="string filter loop", level=2,
    ),
    primitive(
        "keep_letters_only", "text: numbered -> str",
        "keep only the letters of {text}|remove everything from {text} that is not a letter",
        "return ''.join(char for char in text if char.isalpha())",
        """
        result = ''
        for char in text:
            if char.isalpha():
                result += char
        return result
        """,
        """
        import re
        return re.sub('[^a-zA-Z]', '', text)
        """,
        tags="string filter",
    ),
    primitive(
        "keep_digits_only", "text: numbered -> str",
        "keep only the digits of {text}, as a string|remove all characters from {text} that are not digits",
        "return ''.join(char for char in text if char.isdigit())",
        """
        digits = ''
        for char in text:
            if '0' <= char <= '9':
                digits += char
        return digits
        """,
        """
        import re
        return re.sub('[^0-9]', '', text)
        """,
        tags="string filter digits",
    ),
    primitive(
        "characters_of_text", "text: str -> words",
        "split {text} into a list of its characters|list the characters of {text} in order",
        "return list(text)",
        """
        chars = []
        for char in text:
            chars.append(char)
        return chars
        """,
        "return [char for char in text]",
        tags="string split",
    ),
    primitive(
        "sorted_characters", "text: str -> str",
        "sort the characters of {text} by their character codes and join them to a string|"
        "return the characters of {text} in ascending "
        "order of their codes as one string"
        "|arrange the characters of {text} in order of their character codes and return the resulting string",
        "return ''.join(sorted(text))",
        """
        chars = list(text)
        chars.sort()
        return ''.join(chars)
        """,
        """
        result = ''
        for char in text:
            i = 0
            while i < len(result) and result[i] <= char:
                i += 1
            result = result[:i] + char + result[i:]
        return result
        """,
        tags="string sort join",
    ),
    primitive(
        "ascii_codes", "text: str -> naturals",
        "list the character codes of {text}|convert every character of {text} to its ASCII code",
        "return [ord(char) for char in text]",
        """
        codes = []
        for char in text:
            codes.append(ord(char))
        return codes
        """,
        "return list(map(ord, text))",
        tags="string map",
    ),
    primitive(
        "letter_positions_sum", "word: word -> natural",
        "add up the alphabet positions of the letters in {word} (a = 1, b = 2, ..., ignoring case; other characters count 0)"
        "|find the sum of the letters of {word}, where a or A counts 1, b or B counts 2 and so on and anything else counts 0",
        "return sum(ord(char) - ord('a') + 1 for char in word.lower() if char.isalpha())",
        """
        total = 0
        for char in word.lower():
            if 'a' <= char <= 'z':
                total += ord(char) - 96
        return total
        """,
        """
        alphabet = 'abcdefghijklmnopqrstuvwxyz'
        return sum(alphabet.find(char) + 1 for char in word.lower())
        """,
        tags="string map accumulate",
    ),
    primitive(
        "next_letter", "letter: letter -> letter",
        "return the letter that follows {letter} in the alphabet, keeping its case; after z comes a, and others stay as they are"
        "|replace {letter} by the next letter of the alphabet, z by a and Z by A; leave anything else as it is",
        """
        if letter == 'z':
            result = 'a'
        elif letter == 'Z':
            result = 'A'
        elif letter.isalpha():
            result = chr(ord(letter) + 1)
        else:
            result = letter
        return result
        """,
        """
        import string
        lower, upper = string.ascii_lowercase, string.ascii_uppercase
        table = str.maketrans(lower + upper, lower[1:] + 'a' + upper[1:] + 'A')
        return letter.translate(table)
        """,
        tags="string condition",
    ),
)  # fmt: skip
