"""Sentences built again from their words: reversed, sorted, capitalised, joined."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "reverse_word_order", "sentence: sentence -> sentence",
        "reverse the order of the words in {sentence}, separating them by single spaces|"
        "return the words of {sentence} from last to first, "
        "joined by one space each"
        "|return {sentence} with its words in reverse order and single spaces between them",
        "return ' '.join(sentence.split()[::-1])",
        """
        result = ''
        for word in sentence.split():
            if result == '':
                result = word
            else:
                result = word + ' ' + result
        return result
        """,
        "return ' '.join(reversed(sentence.split()))",
        tags="string reverse split join",
    ),
    primitive(
        "reverse_each_word", "sentence: sentence -> sentence",
        "reverse every word of {sentence} but keep the order of the words, with single spaces between them"
        "|write each word of {sentence} backwards in its place; separate the words by one space"
        "|reverse the characters of each word in {sentence} without changing the order of the words; join them by single spaces",
        "return ' '.join(word[::-1] for word in sentence.split())",
        """
        reversed_words = []
        for word in sentence.split():
            backwards = ''
            for char in word:
                backwards = char + backwards
            reversed_words.append(backwards)
        return ' '.join(reversed_words)
        """,
        "return ' '.join(sentence[::-1].split()[::-1])",
        tags="string reverse split join",
    ),
    primitive(
        "title_case", "sentence: sentence -> sentence",
        "make the first letter of every word in {sentence} upper case and all other letters lower case, with single spaces "
        "between the words"
        "|capitalise each word of {sentence} (the rest of it in lower case) and join the words by one space",
        "return ' '.join(word.capitalize() for word in sentence.split())",
        """
        words = []
        for word in sentence.split():
            words.append(word[0].upper() + word[1:].lower())
        return ' '.join(words)
        """,
        """
        import string
        return string.capwords(sentence)
        """,
        tags="string split join map",
    ),
    primitive(
        "acronym_of_sentence", "sentence: sentence -> str",
        "form the acronym of {sentence}: the first character of each word in upper case, without separators"
        "|join the upper-case initials of the words in {sentence}"
        "|build an acronym from the first letters of the words of {sentence}, in capitals",
        "return ''.join(word[0].upper() for word in sentence.split())",
        """
        acronym = ''
        for word in sentence.split():
            acronym += word[0].upper()
        return acronym
        """,
        "return ''.join(word[0] for word in sentence.split()).upper()",
        tags="string split join map",
    ),
    primitive(
        "sort_words_of_sentence", "sentence: sentence -> sentence",
        "sort the words of {sentence} alphabetically without regard to case (equal words keep their order), joined by single "
        "spaces"
        "|"
        "put the words of {sentence} in alphabetical order, ignoring case and keeping the order of equal ones, with one space "
        "between them",
        "return ' '.join(sorted(sentence.split(), key=str.lower))",
        """
        words = sentence.split()
        words.sort(key=lambda word: word.lower())
        return ' '.join(words)
        """,
        """
        words = []
        for word in sentence.split():
            i = 0
            while i < len(words) and words[i].lower() <= word.lower():
                i += 1
            words.insert(i, word)
        return ' '.join(words)
        """,
        tags="string split sort join",
    ),
    primitive(
        "normalise_spaces", "text: spaced -> str",
        "replace every run of whitespace in {text} by a single space and remove it at both ends|"
        "clean up {text}: no leading or trailing "
        "whitespace, and exactly one space between words",
        "return ' '.join(text.split())",
        """
        result = ''
        for word in text.split():
            if result != '':
                result += ' '
            result += word
        return result
        """,
        """
        import re
        return re.sub(r'\\s+', ' ', text).strip()
        """,
        tags="string split join",
    ),
    primitive(
        "swap_first_and_last_word", "sentence: sentence -> sentence",
        "swap the first and the last word of {sentence}, joining all words by single spaces|"
        "exchange the outermost words of {sentence}; put one "
        "space between the words of the result",
        """
        words = sentence.split()
        if len(words) > 1:
            words[0], words[-1] = words[-1], words[0]
        return ' '.join(words)
        """,
        """
        words = sentence.split()
        if len(words) > 1:
            words = words[-1:] + words[1:-1] + words[:1]
        return ' '.join(words)
        """,
        tags="string split join slice",
    ),
    primitive(
        "join_words_with_hyphens", "sentence: sentence -> str",
        "join the words of {sentence} in lower case by hyphens|"
        "turn {sentence} into a slug: its words in lower case with a hyphen between "
        "neighbouring words",
        "return '-'.join(sentence.lower().split())",
        """
        slug = ''
        for word in sentence.split():
            if slug != '':
                slug += '-'
            slug += word.lower()
        return slug
        """,
        tags="string split join",
    ),
)  # fmt: skip
