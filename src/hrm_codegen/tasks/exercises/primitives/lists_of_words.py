"""Lists of strings: the longest, lengths, filters, joins, groups by a property, sorting, counting."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "longest_word_of_list", "words: some_words -> str",
        "find the longest string in {words}, the first one on a tie|return the first string of greatest length in {words}",
        "return max(words, key=len)",
        """
        best = words[0]
        for word in words:
            if len(word) > len(best):
                best = word
        return best
        """,
        "return sorted(words, key=len, reverse=True)[0]",
        tags="search compare string",
    ),
    primitive(
        "shortest_word_of_list", "words: some_words -> str",
        "find the shortest string in {words}, the first one on a tie|return the first string of least length in {words}",
        "return min(words, key=len)",
        """
        best = words[0]
        for word in words:
            if len(word) < len(best):
                best = word
        return best
        """,
        "return sorted(words, key=len)[0]",
        tags="search compare string",
    ),
    primitive(
        "lengths_of_words", "words: words -> ints",
        "find the length of every string in {words}|return the list of the lengths of the strings in {words}",
        "return [len(word) for word in words]",
        "return list(map(len, words))",
        """
        lengths = []
        for word in words:
            lengths.append(len(word))
        return lengths
        """,
        tags="map string",
    ),
    primitive(
        "total_letters_of_words", "words: words -> natural",
        "find the total number of characters in all strings of {words}|add up the lengths of the strings in {words}",
        "return sum(len(word) for word in words)",
        "return len(''.join(words))",
        """
        total = 0
        for word in words:
            total += len(word)
        return total
        """,
        tags="accumulate string",
    ),
    primitive(
        "join_with_separator", "words: words, letter: letter -> str",
        "join {words} into one string with {letter} between neighbouring words|concatenate the strings in {words}, separated by "
        "{letter}",
        "return letter.join(words)",
        """
        result = ''
        for position, word in enumerate(words):
            if position > 0:
                result += letter
            result += word
        return result
        """,
        """
        from functools import reduce
        return reduce(lambda left, right: left + letter + right, words) if words else ''
        """,
        tags="join string",
    ),
    primitive(
        "join_initials", "words: words -> str",
        "join the first characters of the strings in {words}, skipping empty strings|build the acronym of {words}: the first "
        "character of each non-empty string, in order",
        "return ''.join(word[:1] for word in words)",
        """
        result = ''
        for word in words:
            if word != '':
                result += word[0]
        return result
        """,
        tags="join index",
    ),
    primitive(
        "words_starting_with", "words: words, letter: letter -> words",
        "return the strings of {words} that start with {letter}|keep only the words in {words} whose first character is {letter}",
        "return [word for word in words if word.startswith(letter)]",
        """
        result = []
        for word in words:
            if len(word) > 0 and word[0] == letter:
                result.append(word)
        return result
        """,
        "return list(filter(lambda word: word[:1] == letter, words))",
        tags="filter string",
    ),
    primitive(
        "words_containing", "words: words, letter: letter -> words",
        "return the strings of {words} that contain the character {letter}|keep only the words in {words} in which {letter} occurs",
        "return [word for word in words if letter in word]",
        """
        result = []
        for word in words:
            if letter in word:
                result.append(word)
        return result
        """,
        "return list(filter(lambda word: word.count(letter) > 0, words))",
        tags="filter string",
    ),
    primitive(
        "words_longer_than", "words: words, k: k -> words",
        "return the strings of {words} that have more than {k} characters|keep only the words in {words} that are longer than "
        "{k} characters",
        "return [word for word in words if len(word) > k]",
        """
        result = []
        for word in words:
            if len(word) > k:
                result.append(word)
        return result
        """,
        "return list(filter(lambda word: len(word) > k, words))",
        tags="filter string compare",
    ),
    primitive(
        "words_of_even_length", "words: words -> words",
        "return the strings of {words} that have an even number of characters|keep only the strings in {words} of even length",
        "return [word for word in words if len(word) % 2 == 0]",
        """
        result = []
        for word in words:
            if len(word) % 2 == 0:
                result.append(word)
        return result
        """,
        tags="filter string",
    ),
    primitive(
        "remove_empty_strings", "words: gappy_words -> words",
        "remove the empty strings from {words}|return the strings of {words} that have at least one character",
        "return [word for word in words if word]",
        "return list(filter(None, words))",
        """
        result = []
        for word in words:
            if len(word) > 0:
                result.append(word)
        return result
        """,
        tags="filter string",
    ),
    primitive(
        "reverse_each_word_of_list", "words: words -> words",
        "reverse every string in {words}, keeping the order of the list|return the list of the strings of {words}, each spelled "
        "backwards",
        "return [word[::-1] for word in words]",
        "return [''.join(reversed(word)) for word in words]",
        """
        result = []
        for word in words:
            backwards = ''
            for char in word:
                backwards = char + backwards
            result.append(backwards)
        return result
        """,
        tags="map reverse string",
    ),
    primitive(
        "number_the_words", "words: words -> words",
        "number the strings of {words}: put '1: ' before the first, '2: ' before the second and so on|return the strings of "
        "{words} as numbered lines: '1: ' before the first, '2: ' before the second and so on",
        "return [f'{number}: {word}' for number, word in enumerate(words, start=1)]",
        """
        result = []
        for position in range(len(words)):
            result.append(str(position + 1) + ': ' + words[position])
        return result
        """,
        tags="format index",
    ),
    primitive(
        "sort_words_by_length", "words: words -> words",
        "sort {words} by length, the shortest first, words of equal length in their original order|return the strings of {words} "
        "ordered from the shortest to the longest, keeping their order on a tie",
        "return sorted(words, key=len)",
        """
        result = []
        for word in words:
            position = len(result)
            while position > 0 and len(result[position - 1]) > len(word):
                position -= 1
            result = result[:position] + [word] + result[position:]
        return result
        """,
        """
        decorated = sorted((len(word), position) for position, word in enumerate(words))
        return [words[position] for _, position in decorated]
        """,
        tags="sort string",
    ),
    primitive(
        "sort_words_ignoring_case", "words: words -> words",
        "sort {words} alphabetically without regard to case, keeping the original order of words that differ only in case|return "
        "the strings of {words} ordered by their lower-case forms; equal forms stay in their original order",
        "return sorted(words, key=str.lower)",
        """
        decorated = sorted((word.lower(), position) for position, word in enumerate(words))
        return [words[position] for _, position in decorated]
        """,
        "return sorted(words, key=lambda word: word.lower())",
        tags="sort string",
    ),
    primitive(
        "sort_words_by_last_letter", "words: words -> words",
        "sort the strings of {words} by their last characters, keeping the original order on a tie and putting empty strings "
        "first|return the "
        "strings of {words} ordered by last character; strings with equal last characters keep their order, empty ones come first",
        "return sorted(words, key=lambda word: word[-1:])",
        """
        decorated = sorted((word[-1:], position) for position, word in enumerate(words))
        return [words[position] for _, position in decorated]
        """,
        tags="sort string slice",
    ),
    primitive(
        "group_by_initial", "words: words -> word_groups",
        "group the strings of {words} by their first character, as a dictionary from each character to the list of its words in "
        "order, leaving out empty strings"
        "|return a dictionary that maps each first character in {words} to the non-empty words that start with "
        "it, in their original order",
        """
        groups = {}
        for word in words:
            if word:
                groups.setdefault(word[0], []).append(word)
        return groups
        """,
        """
        from collections import defaultdict
        groups = defaultdict(list)
        for word in filter(None, words):
            groups[word[0]].append(word)
        return dict(groups)
        """,
        """
        initials = dict.fromkeys(word[0] for word in words if word)
        return {initial: [word for word in words if word[:1] == initial] for initial in initials}
        """,
        tags="dict string", level=2,
    ),
    primitive(
        "group_anagrams", "words: words -> char_lists",
        "group the words in {words} that are anagrams of each other (the same letters, case included), groups and words in the "
        "order of their first appearance|return the strings of {words} as lists of mutual anagrams, each list in original order "
        "and the lists ordered by their first words",
        """
        groups = {}
        for word in words:
            key = ''.join(sorted(word))
            groups.setdefault(key, []).append(word)
        return list(groups.values())
        """,
        """
        from collections import defaultdict
        groups = defaultdict(list)
        for word in words:
            groups[tuple(sorted(word))].append(word)
        return list(groups.values())
        """,
        """
        keys = []
        groups = []
        for word in words:
            letters = sorted(word)
            if letters not in keys:
                keys.append(letters)
                groups.append([])
            groups[keys.index(letters)].append(word)
        return groups
        """,
        tags="dict sort string", level=2,
    ),
    primitive(
        "count_each_word", "words: words -> counts",
        "count how often each string occurs in {words}, as a dictionary|return a dictionary from every distinct string of "
        "{words} to its number of occurrences",
        """
        counts = {}
        for word in words:
            counts[word] = counts.get(word, 0) + 1
        return counts
        """,
        """
        from collections import Counter
        return dict(Counter(words))
        """,
        "return {word: words.count(word) for word in words}",
        tags="dict count",
    ),
    primitive(
        "most_common_word", "words: some_words -> str",
        "find the string that occurs most often in {words}, the one that appears first on a tie|return the most frequent string "
        "of {words}, or the first of them if several are equally frequent",
        "return max(words, key=words.count)",
        """
        from collections import Counter
        return Counter(words).most_common(1)[0][0]
        """,
        """
        counts = {}
        for word in words:
            counts[word] = counts.get(word, 0) + 1
        best = words[0]
        for word in words:
            if counts[word] > counts[best]:
                best = word
        return best
        """,
        tags="count dict", level=2,
    ),
    primitive(
        "common_prefix_of_words", "words: some_words -> str",
        "find the longest prefix that all strings in {words} share|return the longest common prefix of the strings in {words}, "
        "possibly empty",
        """
        prefix = words[0]
        for word in words:
            while word[:len(prefix)] != prefix:
                prefix = prefix[:-1]
        return prefix
        """,
        """
        import os
        return os.path.commonprefix(words)
        """,
        """
        prefix = ''
        for letters in zip(*words):
            if len(set(letters)) > 1:
                break
            prefix += letters[0]
        return prefix
        """,
        tags="string while slice", level=2,
    ),
    primitive(
        "letters_in_every_word", "words: some_words -> str",
        "find the distinct characters that occur in every string of {words}, as a string in sorted order|return a string of the "
        "characters common to all strings in {words}, each once, in increasing order",
        "return ''.join(sorted(set.intersection(*map(set, words))))",
        """
        result = ''
        for char in sorted(set(words[0])):
            if all(char in word for word in words):
                result += char
        return result
        """,
        tags="set string sort", level=2,
    ),
)  # fmt: skip
