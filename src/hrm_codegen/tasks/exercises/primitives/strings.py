"""Whole strings: case, order, comparison, slices and questions with a yes or a no."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "reverse_text", "text: str -> str",
        "reverse {text}|return {text} written backwards"
        "|return the characters of {text} in reverse order as a string",
        "return text[::-1]",
        """
        result = ''
        for char in text:
            result = char + result
        return result
        """,
        "return ''.join(reversed(text))",
        """
        def backwards(rest):
            return '' if rest == '' else backwards(rest[1:]) + rest[0]
        return backwards(text)
        """,
        tags="string reverse",
    ),
    primitive(
        "length_of_text", "text: str -> natural",
        "count the characters of {text}|find the length of {text}"
        "|return the number of characters in {text}",
        "return len(text)",
        """
        count = 0
        for _ in text:
            count += 1
        return count
        """,
        "return sum(1 for _ in text)",
        tags="string count",
    ),
    primitive(
        "upper_case", "text: str -> str",
        "convert {text} to upper case|change all letters of {text} to capital letters"
        "|return {text} with every letter in upper case",
        "return text.upper()",
        """
        result = ''
        for char in text:
            result += char.upper()
        return result
        """,
        "return ''.join(char.upper() for char in text)",
        tags="string map",
    ),
    primitive(
        "lower_case", "text: str -> str",
        "convert {text} to lower case|change all capital letters of {text} to small letters"
        "|return {text} with every letter in lower case",
        "return text.lower()",
        """
        result = ''
        for char in text:
            result += char.lower()
        return result
        """,
        "return ''.join(map(str.lower, text))",
        tags="string map",
    ),
    primitive(
        "swap_case", "text: str -> str",
        "change lower-case letters of {text} to upper case and upper-case letters to lower case|"
        "swap the case of every letter in {text}"
        "|return {text} with capital letters made small and small letters made capital",
        "return text.swapcase()",
        """
        result = ''
        for char in text:
            if char.isupper():
                result += char.lower()
            else:
                result += char.upper()
        return result
        """,
        "return ''.join(char.lower() if char.isupper() else char.upper() for char in text)",
        tags="string map condition",
    ),
    primitive(
        "capitalise_first_letter", "text: str -> str",
        "make the first character of {text} a capital letter and leave the rest unchanged|"
        "return {text} with its first character in upper "
        "case and everything else as it was",
        "return text[:1].upper() + text[1:]",
        """
        if text == '':
            result = ''
        else:
            result = text[0].upper() + text[1:]
        return result
        """,
        "return ''.join(char.upper() if i == 0 else char for i, char in enumerate(text))",
        tags="string slice",
    ),
    primitive(
        "alternate_case", "text: str -> str",
        "write the characters of {text} in upper case at even positions and in lower case at odd positions, counting from 0"
        "|alternate the case of {text}: its first character in upper case, the second in lower case, and so on",
        "return ''.join(char.upper() if i % 2 == 0 else char.lower() for i, char in enumerate(text))",
        """
        result = ''
        for i in range(len(text)):
            if i % 2 == 0:
                result += text[i].upper()
            else:
                result += text[i].lower()
        return result
        """,
        tags="string map index",
    ),
    primitive(
        "is_palindrome_text", "text: str -> bool",
        "check whether {text} reads the same forwards and backwards (case and spaces count)|"
        "tell whether {text} is exactly equal to its "
        "own reverse"
        "|determine whether {text} is a palindrome, where every character counts as it is",
        "return text == text[::-1]",
        """
        left = 0
        right = len(text) - 1
        same = True
        while left < right:
            if text[left] != text[right]:
                same = False
            left += 1
            right -= 1
        return same
        """,
        "return all(text[i] == text[-1 - i] for i in range(len(text) // 2))",
        """
        def check(rest):
            return len(rest) < 2 or rest[0] == rest[-1] and check(rest[1:-1])
        return check(text)
        """,
        tags="string reverse two_pointers",
    ),
    primitive(
        "is_palindrome_sentence", "text: str -> bool",
        "check whether the letters and digits of {text} read the same forwards and backwards, ignoring case and the rest"
        "|tell whether {text} is a palindrome when only its letters and digits count and case does not matter",
        """
        kept = [char for char in text.lower() if char.isalnum()]
        return kept == kept[::-1]
        """,
        """
        kept = ''
        for char in text:
            if char.isalpha() or char.isdigit():
                kept += char.lower()
        backwards = ''
        for char in kept:
            backwards = char + backwards
        return kept == backwards
        """,
        """
        import re
        kept = re.sub('[^a-z0-9]', '', text.lower())
        return kept == ''.join(reversed(kept))
        """,
        tags="string filter reverse", level=2,
    ),
    primitive(
        "are_anagrams", "word: scrambled, other: scrambled -> bool",
        "check whether {word} and {other} are anagrams of each other, ignoring case|"
        "tell whether {other} consists of exactly the same "
        "letters as {word} in some order, without regard to case"
        "|determine whether rearranging the letters of {word} can give {other}, ignoring case",
        "return sorted(word.lower()) == sorted(other.lower())",
        """
        from collections import Counter
        return Counter(word.lower()) == Counter(other.lower())
        """,
        """
        first = word.lower()
        second = other.lower()
        same = len(first) == len(second)
        for char in first:
            if first.count(char) != second.count(char):
                same = False
        return same
        """,
        tags="string sort compare",
    ),
    primitive(
        "starts_with_letter", "text: edged, letter: letter -> bool",
        "check whether {text} starts with {letter}|"
        "tell whether the first character of {text} is {letter} (False for an empty string)"
        "|return True if {text} begins with {letter}, and False otherwise",
        "return text.startswith(letter)",
        "return text[:1] == letter",
        "return text != '' and text[0] == letter",
        tags="string compare",
    ),
    primitive(
        "starts_and_ends_alike", "text: edged -> bool",
        "check whether {text} starts and ends with the same character (False for an empty string)"
        "|tell whether the first and the last character of {text} are equal; an empty string gives False",
        "return text != '' and text[0] == text[-1]",
        """
        if text == '':
            same = False
        else:
            same = text[0] == text[len(text) - 1]
        return same
        """,
        "return len(text) > 0 and text.endswith(text[0])",
        tags="string compare index",
    ),
    primitive(
        "has_unique_characters", "text: str -> bool",
        "check whether no character occurs twice in {text}|tell whether all characters of {text} are different"
        "|return True if all characters in {text} are distinct, and False otherwise",
        "return len(set(text)) == len(text)",
        """
        unique = True
        for i in range(len(text)):
            if text[i] in text[:i]:
                unique = False
        return unique
        """,
        "return all(text.count(char) == 1 for char in text)",
        tags="string set compare",
    ),
    primitive(
        "contains_all_characters", "text: str, letters: short_part -> bool",
        "check whether {text} contains every character of {letters} at least once, ignoring case"
        "|tell whether all characters of {letters} occur somewhere in {text}, without regard to case",
        "return all(char in text.lower() for char in letters.lower())",
        "return set(letters.lower()) <= set(text.lower())",
        """
        found = True
        for char in letters.lower():
            if text.lower().find(char) == -1:
                found = False
        return found
        """,
        tags="string set search",
    ),
    primitive(
        "first_characters", "text: str, k: k -> str",
        "return the first {k} characters of {text} (the whole string if it is shorter)|"
        "cut {text} after {k} characters; shorter strings "
        "stay as they are",
        "return text[:k]",
        """
        result = ''
        for i in range(min(k, len(text))):
            result += text[i]
        return result
        """,
        "return ''.join(char for i, char in enumerate(text) if i < k)",
        tags="string slice",
    ),
    primitive(
        "last_characters", "text: str, k: k -> str",
        "return the last {k} characters of {text} (the whole string if it is shorter)|"
        "keep only the final {k} characters of {text}; a "
        "shorter string stays as it is",
        "return text[-k:]",
        "return text[max(0, len(text) - k):]",
        """
        start = len(text) - k
        if start < 0:
            start = 0
        return text[start:]
        """,
        tags="string slice",
    ),
    primitive(
        "every_kth_character", "text: str, k: k -> str",
        "take every {k}-th character of {text}, beginning with the first one|"
        "keep the characters of {text} whose position, counting from "
        "0, is a multiple of {k}",
        "return text[::k]",
        """
        result = ''
        for i in range(len(text)):
            if i % k == 0:
                result += text[i]
        return result
        """,
        "return ''.join(text[i] for i in range(0, len(text), k))",
        tags="string slice index",
    ),
    primitive(
        "rotate_text_left", "text: str, k: k -> str",
        "rotate {text} to the left by {k} characters, so that characters leaving at the front come back at the end"
        "|move the first character of {text} to its end, {k} times",
        """
        shift = k % len(text) if text else 0
        return text[shift:] + text[:shift]
        """,
        """
        result = text
        for _ in range(k):
            result = result[1:] + result[:1]
        return result
        """,
        """
        from collections import deque
        chars = deque(text)
        chars.rotate(-k)
        return ''.join(chars)
        """,
        tags="string slice",
    ),
    primitive(
        "is_rotation_of", "word: scrambled, other: scrambled -> bool",
        "check whether {other} can be got by rotating {word}|"
        "tell whether {other} is {word} with some characters moved from the front to the "
        "end (equal words count as well)",
        "return len(word) == len(other) and other in word + word",
        "return any(word[i:] + word[:i] == other for i in range(len(word)))",
        """
        found = False
        turned = word
        for _ in range(len(word)):
            if turned == other:
                found = True
            turned = turned[1:] + turned[0]
        return found
        """,
        tags="string search slice", level=2,
    ),
    primitive(
        "count_substring", "text: str, part: short_part -> natural",
        "count how often {part} occurs in {text}, overlapping occurrences included|"
        "find the number of positions of {text} at which {part} starts",
        "return sum(text.startswith(part, i) for i in range(len(text)))",
        """
        count = 0
        for i in range(len(text) - len(part) + 1):
            if text[i:i + len(part)] == part:
                count += 1
        return count
        """,
        """
        import re
        return len(re.findall('(?=' + re.escape(part) + ')', text))
        """,
        tags="string count slice", level=2,
    ),
)  # fmt: skip
