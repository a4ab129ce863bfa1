"""Strings rewritten: run lengths, shifted alphabets, naming styles, padding, cutting, inserting."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "run_length_encode", "text: word -> str",
        "run-length encode {text}: write each run of equal characters as the character followed by the length of the run"
        "|compress {text} by replacing every run of the same character with that character and its count ('aab' becomes 'a2b1')",
        """
        result = ''
        i = 0
        while i < len(text):
            j = i
            while j < len(text) and text[j] == text[i]:
                j += 1
            result += text[i] + str(j - i)
            i = j
        return result
        """,
        """
        from itertools import groupby
        return ''.join(char + str(len(list(run))) for char, run in groupby(text))
        """,
        """
        import re
        return re.sub(r'(.)\\1*', lambda match: match[1] + str(len(match[0])), text)
        """,
        tags="string loop count", level=2,
    ),
    primitive(
        "run_length_decode", "text: encoded -> str",
        "decode {text}, in which every letter is followed by one digit that tells how often it is repeated ('a3b1' becomes "
        "'aaab')"
        "|expand {text}: repeat each letter as often as the digit after it says",
        """
        result = ''
        for i in range(0, len(text), 2):
            result += text[i] * int(text[i + 1])
        return result
        """,
        "return ''.join(letter * int(count) for letter, count in zip(text[::2], text[1::2]))",
        """
        import re
        return re.sub('(.)([0-9])', lambda match: match[1] * int(match[2]), text)
        """,
        tags="string parse loop", level=2,
    ),
    primitive(
        "runs_of_characters", "text: runny -> words",
        "split {text} into runs of equal neighbouring characters, as a list of strings|"
        "list the maximal groups of the same consecutive "
        "character in {text}, in order",
        """
        runs = []
        for char in text:
            if runs and runs[-1][0] == char:
                runs[-1] += char
            else:
                runs.append(char)
        return runs
        """,
        """
        from itertools import groupby
        return [''.join(run) for _, run in groupby(text)]
        """,
        tags="string split loop", level=2,
    ),
    primitive(
        "longest_run_length", "text: runny -> natural",
        "find the length of the longest run of equal neighbouring characters in {text} (0 if it is empty)"
        "|count the most repetitions of one character in a row in {text}; an empty string gives 0",
        """
        best = 0
        run = 0
        previous = ''
        for char in text:
            if char == previous:
                run += 1
            else:
                run = 1
            previous = char
            best = max(best, run)
        return best
        """,
        """
        from itertools import groupby
        return max((len(list(run)) for _, run in groupby(text)), default=0)
        """,
        tags="string loop count", level=2,
    ),
    primitive(
        "caesar_shift", "text: str, k: k -> str",
        "shift every letter of {text} by {k} places in the alphabet, wrapping from z to a and keeping case; other characters stay"
        "|"
        "encrypt {text} with a Caesar cipher: move each letter {k} letters forward (after z comes a), keep its case and leave "
        "the rest unchanged",
        """
        result = ''
        for char in text:
            if 'a' <= char <= 'z':
                result += chr((ord(char) - ord('a') + k) % 26 + ord('a'))
            elif 'A' <= char <= 'Z':
                result += chr((ord(char) - ord('A') + k) % 26 + ord('A'))
            else:
                result += char
        return result
        """,
        """
        import string
        lower, upper, shift = string.ascii_lowercase, string.ascii_uppercase, k % 26
        table = str.maketrans(lower + upper, lower[shift:] + lower[:shift] + upper[shift:] + upper[:shift])
        return text.translate(table)
        """,
        tags="string map arithmetic", level=2,
    ),
    primitive(
        "rot13_text", "text: str -> str",
        "encode {text} with ROT13: replace every letter by the one 13 places further in the alphabet, wrapping around and "
        "keeping case"
        "|apply the ROT13 cipher to {text}; characters that are not letters stay unchanged",
        """
        import codecs
        return codecs.encode(text, 'rot13')
        """,
        """
        result = ''
        for char in text:
            if 'a' <= char <= 'z':
                result += chr((ord(char) - 97 + 13) % 26 + 97)
            elif 'A' <= char <= 'Z':
                result += chr((ord(char) - 65 + 13) % 26 + 65)
            else:
                result += char
        return result
        """,
        tags="string map", level=2,
    ),
    primitive(
        "mirror_alphabet", "text: str -> str",
        "replace each letter of {text} by its mirror in the alphabet (a by z, b by y and so on), keeping case and all other "
        "characters"
        "|apply the Atbash cipher to {text}: exchange a with z, b with y, ..., in both cases, and leave the rest as it is",
        """
        result = ''
        for char in text:
            if 'a' <= char <= 'z':
                result += chr(ord('a') + ord('z') - ord(char))
            elif 'A' <= char <= 'Z':
                result += chr(ord('A') + ord('Z') - ord(char))
            else:
                result += char
        return result
        """,
        """
        import string
        lower, upper = string.ascii_lowercase, string.ascii_uppercase
        return text.translate(str.maketrans(lower + upper, lower[::-1] + upper[::-1]))
        """,
        tags="string map", level=2,
    ),
    primitive(
        "snake_to_camel", "name: snake -> camel",
        "convert the snake_case name {name} to camelCase|turn the snake_case name {name} into camelCase, with a small first letter"
        "|rewrite the snake_case string {name} in camelCase",
        """
        parts = name.split('_')
        return parts[0] + ''.join(part.capitalize() for part in parts[1:])
        """,
        """
        result = ''
        after = False
        for char in name:
            if char == '_':
                after = True
            elif after:
                result += char.upper()
                after = False
            else:
                result += char
        return result
        """,
        """
        import re
        return re.sub('_([a-z])', lambda match: match[1].upper(), name)
        """,
        tags="string split join map", level=2,
    ),
    primitive(
        "camel_to_snake", "name: camel -> snake",
        "convert the camelCase name {name} to snake_case|"
        "turn the camelCase name {name} into lower case with underscores between its words"
        "|rewrite the camelCase string {name} in snake_case",
        """
        result = ''
        for char in name:
            if char.isupper():
                result += '_'
            result += char.lower()
        return result
        """,
        "return ''.join('_' + char.lower() if char.isupper() else char for char in name)",
        """
        import re
        return re.sub('([A-Z])', r'_\\1', name).lower()
        """,
        tags="string map condition", level=2,
    ),
    primitive(
        "snake_to_pascal", "name: snake -> word",
        "convert the snake_case name {name} to PascalCase: every word with a capital letter, without underscores"
        "|turn the snake_case name {name} into a class name such as MyClass",
        "return ''.join(part.capitalize() for part in name.split('_'))",
        """
        result = ''
        for part in name.split('_'):
            result += part[0].upper() + part[1:]
        return result
        """,
        "return name.title().replace('_', '')",
        tags="string split join",
    ),
    primitive(
        "pad_left_with_zeros", "digits: digits, width: small -> str",
        "put zeros in front of {digits} until it has at least {width} characters|"
        "fill {digits} with leading zeros up to a length of {width} "
        "(longer strings stay as they are)",
        "return digits.zfill(width)",
        """
        result = digits
        while len(result) < width:
            result = '0' + result
        return result
        """,
        "return '0' * (width - len(digits)) + digits",
        tags="string format while",
    ),
    primitive(
        "centre_with_stars", "word: word, width: small -> str",
        "centre {word} between stars (*) so that the result is {width} characters long; when the stars cannot be shared "
        "equally, the right "
        "side gets one more; words that are too long stay unchanged"
        "|"
        "surround {word} with * on both sides up to a total length of {width}, an odd star going to the right; leave longer "
        "words unchanged",
        """
        room = max(0, width - len(word))
        left = room // 2
        return '*' * left + word + '*' * (room - left)
        """,
        """
        result = word
        right = True
        while len(result) < width:
            if right:
                result += '*'
            else:
                result = '*' + result
            right = not right
        return result
        """,
        tags="string format arithmetic", level=2,
    ),
    primitive(
        "truncate_with_dots", "text: str, width: small -> str",
        "shorten {text} to its first {width} characters followed by '...' if it is longer than {width} characters, and leave "
        "it unchanged "
        "otherwise|cut {text} after {width} characters and append three dots; return it as it is when it is not longer than that",
        "return text if len(text) <= width else text[:width] + '...'",
        """
        result = text
        if len(text) > width:
            result = text[:width] + '...'
        return result
        """,
        tags="string slice condition",
    ),
    primitive(
        "repeat_text", "part: short_part, count: k -> str",
        "repeat {part} {count} times without separators|write {part} {count} times in a row"
        "|return a string made of {count} copies of {part}",
        "return part * count",
        """
        result = ''
        for _ in range(count):
            result += part
        return result
        """,
        "return ''.join([part] * count)",
        tags="string loop",
    ),
    primitive(
        "chunks_of_text", "text: str, k: k -> words",
        "cut {text} into pieces of {k} characters; the last piece may be shorter|"
        "split {text} into a list of strings of length {k}, the "
        "last one holding the characters that are left",
        "return [text[i:i + k] for i in range(0, len(text), k)]",
        """
        pieces = []
        rest = text
        while rest != '':
            pieces.append(rest[:k])
            rest = rest[k:]
        return pieces
        """,
        tags="string slice split",
    ),
    primitive(
        "insert_hyphens_every", "digits: digits, k: k -> str",
        "insert a hyphen after every {k} characters of {digits}, but not at the end|"
        "group the characters of {digits} in blocks of {k} from the "
        "left, separated by hyphens",
        "return '-'.join(digits[i:i + k] for i in range(0, len(digits), k))",
        """
        result = ''
        for i, char in enumerate(digits):
            if i > 0 and i % k == 0:
                result += '-'
            result += char
        return result
        """,
        tags="string slice join",
    ),
    primitive(
        "remove_character_at", "text: some_text, position: digit -> str",
        "remove the character at position {position} from {text}, counting from 0 (a position past the end changes nothing)"
        "|return {text} without its character at index {position}; leave it unchanged if it is too short",
        "return text[:position] + text[position + 1:]",
        """
        result = ''
        for i in range(len(text)):
            if i != position:
                result += text[i]
        return result
        """,
        "return ''.join(char for i, char in enumerate(text) if i != position)",
        tags="string slice index",
    ),
    primitive(
        "interleave_texts", "word: word, other: word -> str",
        "interleave the characters of {word} and {other}, beginning with {word}; append what is left of the longer one"
        "|merge {word} and {other} by taking one character of each in turn, then the rest of the longer string",
        """
        shorter = min(len(word), len(other))
        mixed = ''.join(word[i] + other[i] for i in range(shorter))
        return mixed + word[shorter:] + other[shorter:]
        """,
        """
        result = ''
        for i in range(max(len(word), len(other))):
            if i < len(word):
                result += word[i]
            if i < len(other):
                result += other[i]
        return result
        """,
        """
        from itertools import zip_longest
        return ''.join(a + b for a, b in zip_longest(word, other, fillvalue=''))
        """,
        tags="string loop join", level=2,
    ),
    primitive(
        "replace_spaces", "text: str, letter: letter -> str",
        "replace every space in {text} by {letter}|put the character {letter} in the place of each blank of {text}",
        "return text.replace(' ', letter)",
        """
        result = ''
        for char in text:
            if char == ' ':
                result += letter
            else:
                result += char
        return result
        """,
        "return letter.join(text.split(' '))",
        tags="string map",
    ),
)  # fmt: skip
