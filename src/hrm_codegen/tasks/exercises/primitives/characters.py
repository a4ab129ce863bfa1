"""Characters of a string counted, found and asked about."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "count_vowels", "text: str -> natural",
        "count the vowels in {text}, both lower and upper case|"
        "find how many of the letters a, e, i, o, u, in either case, {text} contains"
        "|return the number of vowels (aeiou, in upper or lower case) in {text}",
        "return sum(1 for char in text.lower() if char in 'aeiou')",
        """
        count = 0
        for char in text:
            if char in 'aeiouAEIOU':
                count += 1
        return count
        """,
        """
        import re
        return len(re.findall('[aeiou]', text, re.IGNORECASE))
        """,
        tags="string count loop",
    ),
    primitive(
        "count_consonants", "text: str -> natural",
        "count the consonants in {text}|"
        "find how many letters of {text} are not vowels, ignoring case and everything that is not a letter",
        "return sum(1 for char in text.lower() if char.isalpha() and char not in 'aeiou')",
        """
        count = 0
        for char in text:
            if char.isalpha() and char.lower() not in 'aeiou':
                count += 1
        return count
        """,
        """
        import re
        return len(re.findall('[b-df-hj-np-tv-z]', text.lower()))
        """,
        tags="string count condition",
    ),
    primitive(
        "count_letter", "text: str, letter: letter -> natural",
        "count how often {letter} occurs in {text}|"
        "find the number of occurrences of the character {letter} in {text} (case matters)"
        "|return how many times the character {letter} appears in {text}",
        "return text.count(letter)",
        """
        count = 0
        for char in text:
            if char == letter:
                count += 1
        return count
        """,
        "return sum(char == letter for char in text)",
        tags="string count",
    ),
    primitive(
        "count_upper_case", "text: str -> natural",
        "count the upper-case letters in {text}|find how many capital letters {text} contains"
        "|return the number of letters from A to Z in {text}",
        "return sum(1 for char in text if char.isupper())",
        """
        count = 0
        for char in text:
            if 'A' <= char <= 'Z':
                count += 1
        return count
        """,
        "return len([char for char in text if char.isupper()])",
        tags="string count",
    ),
    primitive(
        "count_digits_in_text", "text: numbered -> natural",
        "count the digits in {text}|find how many characters of {text} are digits",
        "return sum(char.isdigit() for char in text)",
        """
        count = 0
        for char in text:
            if char.isdigit():
                count += 1
        return count
        """,
        """
        import re
        return len(re.findall('[0-9]', text))
        """,
        tags="string count digits",
    ),
    primitive(
        "sum_of_digits_in_text", "text: numbered -> natural",
        "add up all the digits that occur in {text}, each digit on its own|"
        "find the sum of the digit characters in {text} (0 if there are none)",
        "return sum(int(char) for char in text if char.isdigit())",
        """
        total = 0
        for char in text:
            if char.isdigit():
                total += int(char)
        return total
        """,
        """
        import re
        return sum(map(int, re.findall('[0-9]', text)))
        """,
        tags="string accumulate digits",
    ),
    primitive(
        "letters_and_digits_count", "text: numbered -> pair",
        "count the letters and the digits in {text} and return both numbers as a tuple (letters, digits)"
        "|find how many letters and how many digits {text} contains, as a pair in this order",
        "return sum(char.isalpha() for char in text), sum(char.isdigit() for char in text)",
        """
        letters = 0
        digits = 0
        for char in text:
            if char.isalpha():
                letters += 1
            elif char.isdigit():
                digits += 1
        return letters, digits
        """,
        tags="string count tuple",
    ),
    primitive(
        "character_frequencies", "text: str -> counts",
        "count how often each character occurs in {text}, as a dictionary|"
        "return a dictionary that maps every character of {text} to the "
        "number of times it occurs"
        "|build a dictionary with the number of occurrences of each character of {text}",
        """
        counts = {}
        for char in text:
            counts[char] = counts.get(char, 0) + 1
        return counts
        """,
        """
        from collections import Counter
        return dict(Counter(text))
        """,
        "return {char: text.count(char) for char in text}",
        tags="string dict count",
    ),
    primitive(
        "letter_frequencies", "text: str -> counts",
        "count how often each letter occurs in {text}, ignoring case: return a dictionary with lower-case letters as keys, "
        "without "
        "other characters|map every letter in {text}, in lower case, to its number of occurrences in either case",
        """
        counts = {}
        for char in text.lower():
            if char.isalpha():
                counts[char] = counts.get(char, 0) + 1
        return counts
        """,
        """
        from collections import Counter
        return dict(Counter(char for char in text.lower() if char.isalpha()))
        """,
        tags="string dict count filter",
    ),
    primitive(
        "most_common_character", "text: some_text -> letter",
        "find the character that occurs most often in {text}; of several, the one that appears first|"
        "return the most frequent character "
        "of {text}, and the earliest one when there is a tie",
        "return max(text, key=text.count)",
        """
        best = text[0]
        for char in text:
            if text.count(char) > text.count(best):
                best = char
        return best
        """,
        """
        from collections import Counter
        return Counter(text).most_common(1)[0][0]
        """,
        tags="string count dict", level=2,
    ),
    primitive(
        "first_unique_character", "text: str -> str",
        "find the first character that occurs only once in {text}, or return an empty string if there is none"
        "|return the first character of {text} that is not repeated in it ('' if every character is repeated)"
        "|find the first non-repeated character in {text}, or '' if there is none",
        """
        result = ''
        for char in text:
            if text.count(char) == 1:
                result = char
                break
        return result
        """,
        "return next((char for char in text if text.count(char) == 1), '')",
        """
        counts = {}
        for char in text:
            counts[char] = counts.get(char, 0) + 1
        for char in text:
            if counts[char] == 1:
                return char
        return ''
        """,
        tags="string count search", level=2,
    ),
    primitive(
        "first_repeated_character", "text: str -> str",
        "find the first character of {text} that already occurred before it, or return an empty string"
        "|reading {text} from left to right, return the first character seen a second time ('' if there is none)"
        "|find the character of {text} that is the first to appear for a second time, or '' if none does",
        """
        seen = set()
        for char in text:
            if char in seen:
                return char
            seen.add(char)
        return ''
        """,
        """
        result = ''
        for i, char in enumerate(text):
            if result == '' and char in text[:i]:
                result = char
        return result
        """,
        "return next((char for i, char in enumerate(text) if char in text[:i]), '')",
        tags="string set search", level=2,
    ),
    primitive(
        "index_of_letter", "text: str, letter: letter -> int",
        "find the position of the first {letter} in {text}, counting from 0, or -1 if it does not occur"
        "|return the index of the first occurrence of {letter} in {text} (-1 if there is none)"
        "|tell at which index {letter} appears first in {text}, giving -1 if it does not",
        "return text.find(letter)",
        """
        position = -1
        for i, char in enumerate(text):
            if char == letter and position == -1:
                position = i
        return position
        """,
        "return text.index(letter) if letter in text else -1",
        tags="string search index",
    ),
    primitive(
        "positions_of_letter", "text: str, letter: letter -> naturals",
        "list all positions, counting from 0, at which {letter} occurs in {text}|return the indices of every {letter} in {text}",
        "return [i for i, char in enumerate(text) if char == letter]",
        """
        positions = []
        for i in range(len(text)):
            if text[i] == letter:
                positions.append(i)
        return positions
        """,
        """
        import re
        return [match.start() for match in re.finditer(re.escape(letter), text)]
        """,
        tags="string index filter",
    ),
    primitive(
        "is_vowel", "letter: letter -> bool",
        "check whether {letter} is a vowel (a, e, i, o or u, in either case)|"
        "tell whether {letter} is one of the vowels aeiou, ignoring case",
        "return letter.lower() in 'aeiou'",
        "return letter in 'aeiouAEIOU'",
        """
        vowel = False
        for char in ['a', 'e', 'i', 'o', 'u']:
            if letter.lower() == char:
                vowel = True
        return vowel
        """,
        tags="string condition",
    ),
)  # fmt: skip
