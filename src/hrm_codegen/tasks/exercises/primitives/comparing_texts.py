"""Two strings compared, and brackets matched: distances, common parts, subsequences, balance, depth."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "hamming_distance", "word: word, other: word -> natural",
        "count the positions at which {word} and {other} have different characters, comparing only up to the length of the "
        "shorter one"
        "|find how many characters of {word} and {other} at the same position differ; ignore what sticks out of the longer word",
        "return sum(a != b for a, b in zip(word, other))",
        """
        count = 0
        for i in range(min(len(word), len(other))):
            if word[i] != other[i]:
                count += 1
        return count
        """,
        tags="string compare count",
    ),
    primitive(
        "common_prefix", "word: alike, other: alike -> str",
        "find the longest string with which both {word} and {other} start (case matters)"
        "|return the common prefix of {word} and {other}, which "
        "may be empty"
        "|return the beginning that {word} and {other} share, as long as possible (it may be '')",
        """
        i = 0
        while i < min(len(word), len(other)) and word[i] == other[i]:
            i += 1
        return word[:i]
        """,
        """
        from itertools import takewhile
        return ''.join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other)))
        """,
        """
        import os
        return os.path.commonprefix([word, other])
        """,
        tags="string compare while",
    ),
    primitive(
        "common_suffix_length", "word: word, other: similar -> natural",
        "find the length of the longest string with which both {word} and {other} end (case matters)"
        "|count how many characters {word} and {other} have in common at their ends",
        """
        count = 0
        while count < min(len(word), len(other)) and word[-1 - count] == other[-1 - count]:
            count += 1
        return count
        """,
        """
        count = 0
        for a, b in zip(reversed(word), reversed(other)):
            if a != b:
                break
            count += 1
        return count
        """,
        tags="string compare while",
    ),
    primitive(
        "common_characters", "word: word, other: word -> str",
        "list the different characters that occur in both {word} and {other}, in the order of their first occurrence in "
        "{word}, as a string"
        "|return the characters of {word} that {other} contains as well, each one once, as they first come in {word}",
        "return ''.join(char for char in dict.fromkeys(word) if char in other)",
        """
        common = ''
        for char in word:
            if char in other and char not in common:
                common += char
        return common
        """,
        tags="string set filter",
    ),
    primitive(
        "is_subsequence_of", "word: similar, other: word -> bool",
        "check whether the characters of {word} occur in {other} in the same order, not necessarily next to each other"
        "|tell whether {word} can be made from {other} by deleting some characters without reordering the rest"
        "|determine whether {word} is a subsequence of {other}",
        """
        i = 0
        for char in other:
            if i < len(word) and word[i] == char:
                i += 1
        return i == len(word)
        """,
        """
        rest = iter(other)
        return all(char in rest for char in word)
        """,
        """
        def check(left, right):
            if not left or not right:
                return not left
            return check(left[1:], right[1:]) if left[0] == right[0] else check(left, right[1:])
        return check(word, other)
        """,
        tags="string two_pointers search", level=2,
    ),
    primitive(
        "edit_distance", "word: word, other: similar -> natural",
        "find the smallest number of insertions, deletions and replacements of single characters that turn {word} into {other}"
        "|compute the edit (Levenshtein) distance between {word} and {other}"
        "|count how many single-character edits (insert, delete, replace) are needed at least to change {word} into {other}",
        """
        row = list(range(len(other) + 1))
        for i in range(1, len(word) + 1):
            previous = row
            row = [i]
            for j in range(1, len(other) + 1):
                change = previous[j - 1] + (0 if word[i - 1] == other[j - 1] else 1)
                row.append(min(change, previous[j] + 1, row[j - 1] + 1))
        return row[-1]
        """,
        """
        from functools import cache

        @cache
        def distance(i, j):
            if i == 0 or j == 0:
                return i + j
            if word[i - 1] == other[j - 1]:
                return distance(i - 1, j - 1)
            return 1 + min(distance(i - 1, j), distance(i, j - 1), distance(i - 1, j - 1))
        return distance(len(word), len(other))
        """,
        tags="string dynamic nested", level=3,
    ),
    primitive(
        "longest_common_subsequence", "word: word, other: similar -> natural",
        "find the length of the longest sequence of characters that occurs in both {word} and {other} in the same order, gaps "
        "allowed"
        "|compute the length of the longest common subsequence of {word} and {other}",
        """
        row = [0] * (len(other) + 1)
        for a in word:
            previous = row
            row = [0]
            for j in range(len(other)):
                if a == other[j]:
                    row.append(previous[j] + 1)
                else:
                    row.append(max(previous[j + 1], row[j]))
        return row[-1]
        """,
        """
        from functools import cache

        @cache
        def longest(i, j):
            if i == len(word) or j == len(other):
                return 0
            if word[i] == other[j]:
                return 1 + longest(i + 1, j + 1)
            return max(longest(i + 1, j), longest(i, j + 1))
        return longest(0, 0)
        """,
        tags="string dynamic nested", level=3,
    ),
    primitive(
        "longest_common_substring", "word: word, other: similar -> str",
        "find the longest string that occurs in both {word} and {other} without gaps; of several, the one that starts first in "
        "{word}"
        "|return the longest common substring of {word} and {other}, the leftmost one in {word} in case of a tie ('' if there "
        "is none)",
        """
        best = ''
        for i in range(len(word)):
            for j in range(i + 1, len(word) + 1):
                if j - i > len(best) and word[i:j] in other:
                    best = word[i:j]
        return best
        """,
        """
        parts = [word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1)]
        return max((part for part in parts if part in other), key=len, default='')
        """,
        tags="string nested search", level=2,
    ),
    primitive(
        "longest_palindrome_in_word", "word: word -> word",
        "find the longest part of {word} that reads the same forwards and backwards; of several, the leftmost one (case matters)"
        "|return the longest palindromic substring of {word}, the first one in case of a tie",
        """
        best = ''
        for i in range(len(word)):
            for j in range(i + 1, len(word) + 1):
                part = word[i:j]
                if part == part[::-1] and len(part) > len(best):
                    best = part
        return best
        """,
        """
        for length in range(len(word), 0, -1):
            for start in range(len(word) - length + 1):
                part = word[start:start + length]
                if part == part[::-1]:
                    return part
        return word
        """,
        tags="string nested search", level=3,
    ),
    primitive(
        "longest_unique_window", "text: str -> natural",
        "find the length of the longest part of {text} in which no character is repeated"
        "|return the length of the longest substring of {text} "
        "whose characters are all different (0 for an empty string)",
        """
        best = 0
        window = ''
        for char in text:
            if char in window:
                window = window[window.find(char) + 1:]
            window += char
            best = max(best, len(window))
        return best
        """,
        """
        start = best = 0
        last = {}
        for i, char in enumerate(text):
            start = max(start, last.get(char, -1) + 1)
            last[char] = i
            best = max(best, i - start + 1)
        return best
        """,
        tags="string window dict", level=3,
    ),
    primitive(
        "are_isomorphic", "word: scrambled, other: scrambled -> bool",
        "check whether the characters of {word} can be replaced one for one to get {other}: equal characters by equal ones and "
        "different "
        "ones by different ones|tell whether {word} and {other} have the same pattern of equal characters and the same length",
        """
        if len(word) != len(other):
            return False
        return len(set(zip(word, other))) == len(set(word)) == len(set(other))
        """,
        """
        same = len(word) == len(other)
        for i in range(min(len(word), len(other))):
            if word.find(word[i]) != other.find(other[i]):
                same = False
        return same
        """,
        tags="string set compare", level=2,
    ),
    primitive(
        "brackets_are_balanced", "text: brackets -> bool",
        "check whether every bracket in {text} is closed by one of its own kind (round, square or curly) in the right order"
        "|tell whether the round, square and curly brackets of {text} are balanced and correctly nested"
        "|determine whether all brackets in {text}, round, square and curly, are properly matched and nested",
        """
        pairs = {')': '(', ']': '[', '}': '{'}
        stack = []
        for char in text:
            if char in '([{':
                stack.append(char)
            elif char in pairs:
                if not stack or stack.pop() != pairs[char]:
                    return False
        return stack == []
        """,
        """
        stack = ''
        for char in text:
            if char in '([{':
                stack += char
            elif char in ')]}':
                if stack[-1:] + char in ['()', '[]', '{}']:
                    stack = stack[:-1]
                else:
                    stack += char
        return stack == ''
        """,
        """
        left = ''.join(char for char in text if char in '()[]{}')
        while '()' in left or '[]' in left or '{}' in left:
            left = left.replace('()', '').replace('[]', '').replace('{}', '')
        return left == ''
        """,
        tags="stack string", level=2,
    ),
    primitive(
        "bracket_depth", "text: brackets -> int",
        "find the greatest nesting depth of {text}, where each opening bracket of any kind adds one level and each closing one "
        "takes "
        "one away, starting from 0"
        "|reading {text} from the left, count opening brackets of any kind as +1 and closing ones as -1, and return the "
        "highest level reached (at "
        "least 0)",
        """
        depth = 0
        deepest = 0
        for char in text:
            if char in '([{':
                depth += 1
            elif char in ')]}':
                depth -= 1
            deepest = max(deepest, depth)
        return deepest
        """,
        """
        from itertools import accumulate
        steps = [1 if char in '([{' else -1 for char in text if char in '()[]{}']
        return max(accumulate(steps, initial=0))
        """,
        tags="stack string count", level=2,
    ),
    primitive(
        "count_unmatched_parentheses", "text: brackets -> natural",
        "count the round brackets in {text} that have no partner, ignoring all other characters"
        "|find how many parentheses must be removed from "
        "{text} so that its round brackets are balanced; other characters do not matter",
        """
        opened = 0
        unmatched = 0
        for char in text:
            if char == '(':
                opened += 1
            elif char == ')':
                if opened > 0:
                    opened -= 1
                else:
                    unmatched += 1
        return opened + unmatched
        """,
        """
        left = ''.join(char for char in text if char in '()')
        while '()' in left:
            left = left.replace('()', '')
        return len(left)
        """,
        tags="stack string count", level=2,
    ),
    primitive(
        "common_letters_count", "word: scrambled, other: scrambled -> natural",
        "count the characters that {word} and {other} have in common, each as often as it occurs in both (case matters)"
        "|find the size of the largest collection of characters that can be taken from both {word} and {other}",
        """
        count = 0
        rest = list(other)
        for char in word:
            if char in rest:
                rest.remove(char)
                count += 1
        return count
        """,
        """
        from collections import Counter
        return sum((Counter(word) & Counter(other)).values())
        """,
        "return sum(min(word.count(char), other.count(char)) for char in set(word))",
        tags="string count dict", level=2,
    ),
    primitive(
        "can_be_typed_from", "word: scrambled, letters: scrambled -> bool",
        "check whether {word} can be written with the characters of {letters}, using each one at most once, ignoring case"
        "|tell whether {letters} contains every character of {word} at least as often as {word} does, without regard to case",
        """
        rest = letters.lower()
        possible = True
        for char in word.lower():
            if char in rest:
                rest = rest.replace(char, '', 1)
            else:
                possible = False
        return possible
        """,
        """
        from collections import Counter
        return not Counter(word.lower()) - Counter(letters.lower())
        """,
        "return all(word.lower().count(char) <= letters.lower().count(char) for char in word.lower())",
        tags="string count compare", level=2,
    ),
)  # fmt: skip
