"""Numbers, words and marks found in text, replaced or removed, with regular expressions and without."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "numbers_in_text", "text: numbered -> naturals",
        "list the numbers that occur in {text} as integers, where a number is a longest run of digits (signs do not count)"
        "|extract all runs of digits from {text} and return them as non-negative integers, in order",
        """
        import re
        return [int(number) for number in re.findall('[0-9]+', text)]
        """,
        """
        numbers = []
        digits = ''
        for char in text + ' ':
            if char.isdigit():
                digits += char
            elif digits != '':
                numbers.append(int(digits))
                digits = ''
        return numbers
        """,
        """
        from itertools import groupby
        return [int(''.join(run)) for numeric, run in groupby(text, key=str.isdigit) if numeric]
        """,
        tags="regex string parse", level=2,
    ),
    primitive(
        "signed_numbers_in_text", "text: numbered -> ints",
        "list the integers that occur in {text}; a minus sign directly before the digits makes the number negative"
        "|extract all integers from {text} in order, where each is a run of digits with or without a minus sign right before it",
        """
        import re
        return [int(number) for number in re.findall('-?[0-9]+', text)]
        """,
        """
        numbers = []
        i = 0
        while i < len(text):
            if text[i].isdigit():
                start = i
                while i < len(text) and text[i].isdigit():
                    i += 1
                value = int(text[start:i])
                if start > 0 and text[start - 1] == '-':
                    value = -value
                numbers.append(value)
            else:
                i += 1
        return numbers
        """,
        tags="regex string parse", level=2,
    ),
    primitive(
        "sum_of_numbers_in_text", "text: numbered -> big",
        "add up the numbers in {text}, where a number is a longest run of digits (0 if there are none)"
        "|find the sum of all runs of digits in {text}, read as integers; no digits give 0",
        """
        import re
        return sum(int(number) for number in re.findall('[0-9]+', text))
        """,
        """
        total = 0
        number = 0
        for char in text:
            if char.isdigit():
                number = number * 10 + int(char)
            else:
                total += number
                number = 0
        return total + number
        """,
        tags="regex string accumulate", level=2,
    ),
    primitive(
        "largest_number_in_text", "text: numbered -> big",
        "find the largest number in {text}, where a number is a longest run of digits, or -1 if there is none"
        "|return the greatest of the runs of digits in {text}, read as integers (-1 when {text} has no digit)",
        """
        import re
        return max(map(int, re.findall('[0-9]+', text)), default=-1)
        """,
        """
        best = -1
        number = -1
        for char in text:
            if char.isdigit():
                number = max(number, 0) * 10 + int(char)
                best = max(best, number)
            else:
                number = -1
        return best
        """,
        tags="regex string compare", level=2,
    ),
    primitive(
        "mask_digits", "text: numbered -> str",
        "replace every digit in {text} by a hash sign (#)|hide the digits of {text}: write # for each of them",
        """
        import re
        return re.sub('[0-9]', '#', text)
        """,
        """
        result = ''
        for char in text:
            if char.isdigit():
                result += '#'
            else:
                result += char
        return result
        """,
        "return ''.join('#' if char.isdigit() else char for char in text)",
        tags="regex string map",
    ),
    primitive(
        "remove_punctuation", "text: numbered -> str",
        "remove everything from {text} but letters, digits and whitespace"
        "|delete the punctuation of {text}, that is, all characters that are "
        "neither letters nor digits nor whitespace",
        """
        import re
        return re.sub(r'[^A-Za-z0-9\\s]', '', text)
        """,
        """
        result = ''
        for char in text:
            if char.isalpha() or char.isdigit() or char.isspace():
                result += char
        return result
        """,
        "return ''.join(char for char in text if char.isalnum() or char.isspace())",
        tags="regex string filter",
    ),
    primitive(
        "collapse_letter_runs", "text: runny, letter: letter -> str",
        "replace every run of {letter} in {text} by a single {letter}"
        "|shorten repeated {letter} in {text}: wherever it follows itself, keep "
        "only one",
        """
        import re
        return re.sub('(?:' + re.escape(letter) + ')+', lambda match: letter, text)
        """,
        """
        result = ''
        for char in text:
            if char != letter or result[-1:] != letter:
                result += char
        return result
        """,
        """
        result = text
        while letter + letter in result:
            result = result.replace(letter + letter, letter)
        return result
        """,
        tags="regex string filter",
    ),
    primitive(
        "capitalised_words", "sentence: sentence -> words",
        "list the words of {sentence} that begin with a capital letter"
        "|return those words of {sentence}, separated by whitespace, whose first "
        "character is an upper-case letter",
        "return [word for word in sentence.split() if word[0].isupper()]",
        """
        import re
        return [word for word in sentence.split() if re.match('[A-Z]', word)]
        """,
        """
        found = []
        for word in sentence.split():
            if 'A' <= word[0] <= 'Z':
                found.append(word)
        return found
        """,
        tags="regex string filter split",
    ),
    primitive(
        "letter_words", "text: numbered -> words",
        "list the longest runs of letters in {text}, in lower case"
        "|split {text} into its words, where a word is a run of letters, and return "
        "them in lower case; all other characters only separate words",
        """
        import re
        return re.findall('[a-z]+', text.lower())
        """,
        """
        words = []
        word = ''
        for char in text.lower() + ' ':
            if char.isalpha():
                word += char
            elif word != '':
                words.append(word)
                word = ''
        return words
        """,
        "return ''.join(char if char.isalpha() else ' ' for char in text.lower()).split()",
        tags="regex string split", level=2,
    ),
    primitive(
        "split_on_capitals", "name: camel -> words",
        "split {name}, written in camelCase, before every capital letter"
        "|cut the camelCase name {name} into its parts; each part but the first "
        "begins with a capital letter",
        """
        import re
        return re.findall('^[a-z]+|[A-Z][a-z]*', name)
        """,
        """
        parts = []
        part = ''
        for char in name:
            if char.isupper():
                parts.append(part)
                part = ''
            part += char
        parts.append(part)
        return parts
        """,
        tags="regex string split",
    ),
    primitive(
        "quoted_parts", "text: quoted -> words",
        "list the parts of {text} that stand between double quotes, without the quotes"
        "|extract every quoted part of {text}: the text between "
        "the first and the second double quote, between the third and the fourth, and so on",
        """
        import re
        return re.findall('"([^"]*)"', text)
        """,
        """
        return text.split('"')[1::2]
        """,
        """
        parts = []
        inside = False
        part = ''
        for char in text:
            if char == '"':
                if inside:
                    parts.append(part)
                inside = not inside
                part = ''
            else:
                part += char
        return parts
        """,
        tags="regex string split", level=2,
    ),
    primitive(
        "hashtags_of_text", "text: tagged -> words",
        "list the hashtags of {text} in order, without their # signs; a hashtag is a # followed by one or more letters, digits "
        "or underscores"
        "|find every # in {text} that is directly followed by letters, digits or underscores, and return these runs in order "
        "without the #",
        """
        import re
        return re.findall('#([A-Za-z0-9_]+)', text)
        """,
        """
        tags = []
        for part in text.split('#')[1:]:
            tag = ''
            for char in part:
                if not (char.isalnum() or char == '_'):
                    break
                tag += char
            if tag != '':
                tags.append(tag)
        return tags
        """,
        tags="regex string search", level=2,
    ),
)  # fmt: skip
