"""The words of a sentence counted, measured and chosen."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "count_words", "sentence: sentence -> natural",
        "count the words in {sentence}, which are separated by whitespace|find how many words {sentence} has (0 if it is empty)"
        "|return the number of words in {sentence}, which whitespace separates",
        "return len(sentence.split())",
        """
        count = 0
        inside = False
        for char in sentence:
            if char in ' \\t\\n':
                inside = False
            elif not inside:
                inside = True
                count += 1
        return count
        """,
        """
        import re
        return len(re.findall(r'\\S+', sentence))
        """,
        tags="string split count",
    ),
    primitive(
        "words_of_sentence", "sentence: sentence -> words",
        "split {sentence} into a list of its words at whitespace|list the words of {sentence} in order, without empty strings"
        "|return the words of {sentence} as a list",
        "return sentence.split()",
        """
        words = []
        word = ''
        for char in sentence + ' ':
            if char.isspace():
                if word != '':
                    words.append(word)
                word = ''
            else:
                word += char
        return words
        """,
        """
        import re
        return re.findall(r'\\S+', sentence)
        """,
        tags="string split",
    ),
    primitive(
        "longest_word", "sentence: sentence -> str",
        "find the longest word of {sentence}; of several, the first one; an empty string if there are no words"
        "|return the first of the words of {sentence} with the greatest length ('' for no words)"
        "|return the longest word in {sentence}, the first one if several are equally long and '' if there is none",
        "return max(sentence.split(), key=len, default='')",
        """
        best = ''
        for word in sentence.split():
            if len(word) > len(best):
                best = word
        return best
        """,
        """
        words = sorted(sentence.split(), key=lambda word: -len(word))
        return words[0] if words else ''
        """,
        tags="string split search",
    ),
    primitive(
        "shortest_word_length", "sentence: sentence -> natural",
        "find the length of the shortest word in {sentence} (0 if there are no words)|"
        "count the characters of the shortest word of {sentence}, "
        "giving 0 when it has no words",
        "return min((len(word) for word in sentence.split()), default=0)",
        """
        words = sentence.split()
        best = len(words[0]) if words else 0
        for word in words:
            if len(word) < best:
                best = len(word)
        return best
        """,
        "return len(min(sentence.split(), key=len, default=''))",
        tags="string split compare",
    ),
    primitive(
        "word_lengths", "sentence: sentence -> naturals",
        "list the lengths of the words of {sentence} in order|return the number of characters of each word in {sentence}"
        "|compute the length of every word in {sentence}",
        "return [len(word) for word in sentence.split()]",
        """
        lengths = []
        for word in sentence.split():
            lengths.append(len(word))
        return lengths
        """,
        "return list(map(len, sentence.split()))",
        tags="string split map",
    ),
    primitive(
        "last_word_length", "sentence: sentence -> natural",
        "find the length of the last word of {sentence} (0 if there are no words)|"
        "count the characters of the final word in {sentence}, or "
        "return 0 when it has no words",
        """
        words = sentence.split()
        return len(words[-1]) if words else 0
        """,
        """
        text = sentence.strip()
        length = 0
        for char in text:
            if char.isspace():
                length = 0
            else:
                length += 1
        return length
        """,
        "return len((sentence.split() or [''])[-1])",
        tags="string split",
    ),
    primitive(
        "word_frequencies", "sentence: repetitive -> counts",
        "count how often each word occurs in {sentence}, as a dictionary (case matters)|"
        "return a dictionary from the words of {sentence} "
        "to the number of times each one occurs, treating upper and lower case as different"
        "|build a dictionary with the number of occurrences of each word of {sentence}, respecting case",
        """
        counts = {}
        for word in sentence.split():
            counts[word] = counts.get(word, 0) + 1
        return counts
        """,
        """
        from collections import Counter
        return dict(Counter(sentence.split()))
        """,
        """
        words = sentence.split()
        return {word: words.count(word) for word in words}
        """,
        tags="string dict count split",
    ),
    primitive(
        "most_frequent_word", "sentence: repetitive -> str",
        "find the word that occurs most often in {sentence}; of several, the first one; an empty string if there are no words"
        "|return the most common word of {sentence}, the earliest in case of a tie ('' for no words)",
        """
        words = sentence.split()
        return max(words, key=words.count, default='')
        """,
        """
        words = sentence.split()
        best = ''
        for word in words:
            if best == '' or words.count(word) > words.count(best):
                best = word
        return best
        """,
        """
        from collections import Counter
        common = Counter(sentence.split()).most_common(1)
        return common[0][0] if common else ''
        """,
        tags="string dict count search", level=2,
    ),
    primitive(
        "long_words_of_sentence", "sentence: sentence, k: k -> words",
        "list the words of {sentence} that have more than {k} characters|"
        "return all words of {sentence} longer than {k} characters, in order",
        "return [word for word in sentence.split() if len(word) > k]",
        """
        longer = []
        for word in sentence.split():
            if len(word) > k:
                longer.append(word)
        return longer
        """,
        "return list(filter(lambda word: len(word) > k, sentence.split()))",
        tags="string split filter",
    ),
    primitive(
        "even_length_words_of_sentence", "sentence: sentence -> words",
        "list the words of {sentence} whose length is even|"
        "return those words of {sentence} that have an even number of characters, in order",
        "return [word for word in sentence.split() if len(word) % 2 == 0]",
        """
        even = []
        for word in sentence.split():
            if len(word) % 2 == 0:
                even.append(word)
        return even
        """,
        tags="string split filter",
    ),
    primitive(
        "unique_words_in_order", "sentence: repetitive -> words",
        "list the different words of {sentence} in the order of their first occurrence|"
        "return the words of {sentence} without repetitions, "
        "each one where it first appears (case matters)",
        "return list(dict.fromkeys(sentence.split()))",
        """
        unique = []
        for word in sentence.split():
            if word not in unique:
                unique.append(word)
        return unique
        """,
        tags="string split set",
    ),
    primitive(
        "first_repeated_word", "sentence: repetitive -> str",
        "find the first word of {sentence} that already occurred before it (case matters), or return an empty string"
        "|reading {sentence} from left to right, return the first word met for the second time ('' if there is none)",
        """
        seen = set()
        for word in sentence.split():
            if word in seen:
                return word
            seen.add(word)
        return ''
        """,
        """
        words = sentence.split()
        result = ''
        for i in range(len(words)):
            if result == '' and words[i] in words[:i]:
                result = words[i]
        return result
        """,
        tags="string set search", level=2,
    ),
    primitive(
        "count_words_starting_with", "sentence: sentence, letter: letter -> natural",
        "count the words of {sentence} that start with {letter}, ignoring case|"
        "find how many words in {sentence} begin with the character "
        "{letter} in either case",
        "return sum(1 for word in sentence.split() if word[0].lower() == letter.lower())",
        """
        count = 0
        for word in sentence.lower().split():
            if word.startswith(letter.lower()):
                count += 1
        return count
        """,
        tags="string split count",
    ),
    primitive(
        "count_words_by_length", "sentence: sentence -> tally",
        "count the words of {sentence} by their length: return a dictionary from word lengths to numbers of words"
        "|return a dictionary that tells for each word length in {sentence} how many words have it",
        """
        tally = {}
        for word in sentence.split():
            tally[len(word)] = tally.get(len(word), 0) + 1
        return tally
        """,
        """
        from collections import Counter
        return dict(Counter(len(word) for word in sentence.split()))
        """,
        """
        from collections import defaultdict
        tally = defaultdict(int)
        for length in map(len, sentence.split()):
            tally[length] += 1
        return dict(tally)
        """,
        tags="string split dict count",
    ),
)  # fmt: skip
