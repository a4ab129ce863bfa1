"""Dictionaries: inverting, merging, filtering, sorting by value, counting and grouping."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "sum_of_values", "counts: counts -> int",
        "find the sum of all values in {counts}|add up the values of {counts}",
        "return sum(counts.values())",
        """
        total = 0
        for key in counts:
            total += counts[key]
        return total
        """,
        """
        total = 0
        for _, amount in counts.items():
            total += amount
        return total
        """,
        tags="dict accumulate",
    ),
    primitive(
        "key_of_largest_value", "counts: counts -> str",
        "find the key with the largest value in {counts}, the alphabetically first one on a tie, or an empty string if there are "
        "no keys|return the key of the maximum value of {counts}, the first in the alphabet if there are several, or '' for an "
        "empty dictionary",
        "return min(counts, key=lambda key: (-counts[key], key), default='')",
        """
        best = ''
        for position, key in enumerate(sorted(counts)):
            if position == 0 or counts[key] > counts[best]:
                best = key
        return best
        """,
        "return max(sorted(counts), key=counts.get, default='')",
        tags="dict search compare", level=2,
    ),
    primitive(
        "keys_above_limit", "counts: counts, limit: limit -> words",
        "find the keys of {counts} whose value is greater than {limit}, in alphabetical order|return the sorted list of the keys "
        "in {counts} with a value above {limit}",
        "return sorted(key for key, amount in counts.items() if amount > limit)",
        """
        result = []
        for key in sorted(counts):
            if counts[key] > limit:
                result.append(key)
        return result
        """,
        tags="dict filter sort",
    ),
    primitive(
        "keep_values_above", "counts: counts, limit: limit -> counts",
        "keep only the entries of {counts} whose value is greater than {limit}|return a dictionary of the items of {counts} with "
        "a value above {limit}",
        "return {key: amount for key, amount in counts.items() if amount > limit}",
        """
        result = {}
        for key, amount in counts.items():
            if amount > limit:
                result[key] = amount
        return result
        """,
        "return dict(filter(lambda entry: entry[1] > limit, counts.items()))",
        tags="dict filter",
    ),
    primitive(
        "merge_adding_values", "first: counts, second: counts -> counts",
        "merge {first} and {second} into one dictionary, adding the values of keys that occur in both|return the dictionary of "
        "all keys of {first} and {second} with the sums of their values; a missing key counts as 0",
        """
        result = dict(first)
        for key, amount in second.items():
            result[key] = result.get(key, 0) + amount
        return result
        """,
        """
        from collections import defaultdict
        result = defaultdict(int)
        for table in (first, second):
            for key, amount in table.items():
                result[key] += amount
        return dict(result)
        """,
        "return {key: first.get(key, 0) + second.get(key, 0) for key in [*first, *second]}",
        tags="dict accumulate",
    ),
    primitive(
        "sort_items_by_value", "counts: counts -> scores",
        "list the items of {counts} as (key, value) tuples from the largest value to the smallest, equal values in alphabetical "
        "order of their keys|sort the (key, value) pairs of {counts} by decreasing value and, on a tie, by key",
        "return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))",
        """
        ordered = sorted((-amount, key) for key, amount in counts.items())
        return [(key, -negative) for negative, key in ordered]
        """,
        "return sorted(sorted(counts.items()), key=lambda entry: entry[1], reverse=True)",
        tags="dict sort tuple",
    ),
    primitive(
        "items_sorted_by_key", "counts: counts -> scores",
        "list the items of {counts} as (key, value) tuples in alphabetical order of the keys|return the (key, value) pairs of "
        "{counts} sorted by key",
        "return sorted(counts.items())",
        "return [(key, counts[key]) for key in sorted(counts)]",
        """
        result = []
        for key in sorted(counts):
            result.append((key, counts[key]))
        return result
        """,
        tags="dict sort tuple",
    ),
    primitive(
        "average_of_values", "counts: counts -> float",
        "find the average of the values in {counts}, or 0.0 if there are none|compute the arithmetic mean of the values of "
        "{counts} as a float (0.0 for an empty dictionary)",
        "return sum(counts.values()) / len(counts) if counts else 0.0",
        """
        average = 0.0
        if len(counts) > 0:
            total = 0
            for amount in counts.values():
                total += amount
            average = total / len(counts)
        return average
        """,
        tags="dict arithmetic",
    ),
    primitive(
        "invert_to_groups", "counts: counts -> word_groups",
        "invert {counts} into a dictionary from each value, written as a string, to the alphabetical list of its keys, the "
        "values in increasing order|return a dictionary with a key str(value) for every value of {counts}, the smallest first, "
        "and the sorted list of the keys that have it",
        "return {str(amount): sorted(key for key in counts if counts[key] == amount) for amount in sorted(set(counts.values()))}",
        """
        groups = {}
        for amount, key in sorted((amount, key) for key, amount in counts.items()):
            groups.setdefault(str(amount), []).append(key)
        return groups
        """,
        tags="dict sort nested", level=2,
    ),
    primitive(
        "count_value_in_dictionary", "counts: counts, target: target -> natural",
        "count how many keys of {counts} have the value {target}|find the number of entries of {counts} whose value equals "
        "{target}",
        "return list(counts.values()).count(target)",
        "return sum(1 for amount in counts.values() if amount == target)",
        """
        found = 0
        for key in counts:
            if counts[key] == target:
                found += 1
        return found
        """,
        tags="dict count",
    ),
    primitive(
        "increase_all_values", "counts: counts, k: k -> counts",
        "add {k} to every value of {counts}|return a dictionary with the keys of {counts} and each value increased by {k}",
        "return {key: amount + k for key, amount in counts.items()}",
        """
        result = {}
        for key in counts:
            result[key] = counts[key] + k
        return result
        """,
        """
        result = counts.copy()
        for key in result:
            result[key] += k
        return result
        """,
        tags="dict map",
    ),
    primitive(
        "subtract_dictionaries", "first: counts, second: counts -> counts",
        "subtract from every value of {first} the value of the same key in {second} (0 if missing), keeping only results above "
        "zero|return the entries of {first} reduced by the values of the same keys in {second} (0 if missing), without those "
        "that are not positive",
        "return {key: amount - second.get(key, 0) for key, amount in first.items() if amount > second.get(key, 0)}",
        """
        result = {}
        for key, amount in first.items():
            rest = amount - second.get(key, 0)
            if rest > 0:
                result[key] = rest
        return result
        """,
        tags="dict arithmetic filter", level=2,
    ),
    primitive(
        "count_numbers", "numbers: ints -> tally",
        "count how often each number occurs in {numbers}, as a dictionary|return a dictionary from every distinct element of "
        "{numbers} to its number of occurrences",
        """
        counts = {}
        for item in numbers:
            counts[item] = counts.get(item, 0) + 1
        return counts
        """,
        """
        from collections import Counter
        return dict(Counter(numbers))
        """,
        "return {item: numbers.count(item) for item in numbers}",
        tags="dict count",
    ),
    primitive(
        "frequency_pairs", "numbers: ints -> pairs",
        "count how often each number occurs in {numbers}, as a list of (number, count) tuples in increasing order of the "
        "numbers|return the sorted list of tuples of each distinct element of {numbers} and its number of occurrences",
        "return [(item, numbers.count(item)) for item in sorted(set(numbers))]",
        """
        from collections import Counter
        return sorted(Counter(numbers).items())
        """,
        """
        counts = {}
        for item in numbers:
            counts[item] = counts.get(item, 0) + 1
        return sorted(counts.items())
        """,
        tags="dict count tuple",
    ),
    primitive(
        "largest_tally_key", "tally: tally -> int",
        "find the key with the largest value in {tally}, the smallest such key on a tie, or 0 if it is empty|return the smallest "
        "of the keys of {tally} that have the maximum value, 0 for an empty dictionary",
        "return max(sorted(tally), key=tally.get, default=0)",
        """
        best = 0
        for position, key in enumerate(sorted(tally)):
            if position == 0 or tally[key] > tally[best]:
                best = key
        return best
        """,
        tags="dict search", level=2,
    ),
    primitive(
        "sum_of_keys_times_values", "tally: tally -> int",
        "find the sum of the products of every key of {tally} and its value|add up key times value over all items of {tally}",
        "return sum(key * amount for key, amount in tally.items())",
        """
        total = 0
        for key in tally:
            total += key * tally[key]
        return total
        """,
        tags="dict accumulate",
    ),
    primitive(
        "expand_tally", "tally: tally -> ints",
        "return a list in increasing order that holds every key of {tally} as many times as its value says (not at all if that "
        "is below 1)|write out {tally} as a sorted list in which each key occurs as often as its value says",
        "return [key for key in sorted(tally) for _ in range(tally[key])]",
        """
        result = []
        for key in sorted(tally):
            for _ in range(tally[key]):
                result.append(key)
        return result
        """,
        """
        from collections import Counter
        return sorted(Counter(tally).elements())
        """,
        tags="dict sort loop",
    ),
    primitive(
        "totals_of_groups", "groups: index -> counts",
        "replace each list in {groups} by its sum|return a dictionary from every key of {groups} to the sum of its list",
        "return {key: sum(row) for key, row in groups.items()}",
        """
        totals = {}
        for key in groups:
            total = 0
            for item in groups[key]:
                total += item
            totals[key] = total
        return totals
        """,
        tags="dict nested accumulate",
    ),
    primitive(
        "values_of_all_groups", "groups: index -> ints",
        "find the distinct numbers in all lists of {groups}, in increasing order|return the sorted distinct elements of the "
        "values of {groups}",
        "return sorted({item for row in groups.values() for item in row})",
        """
        seen = set()
        for row in groups.values():
            for item in row:
                seen.add(item)
        return sorted(seen)
        """,
        "return sorted(set().union(*groups.values()))",
        tags="dict set nested",
    ),
    primitive(
        "keys_holding_number", "groups: index, target: target -> words",
        "find the keys of {groups} whose list contains {target}, in alphabetical order|return the sorted list of the keys of "
        "{groups} under which {target} is listed",
        "return sorted(key for key, row in groups.items() if target in row)",
        """
        result = []
        for key in sorted(groups):
            if target in groups[key]:
                result.append(key)
        return result
        """,
        tags="dict search filter",
    ),
    primitive(
        "key_of_longest_list", "groups: word_groups -> str",
        "find the key of {groups} with the longest list, the alphabetically first one on a tie, or an empty string if there is "
        "none|return the key under which {groups} lists most strings, the first in the alphabet if there are several, or '' for "
        "an empty dictionary",
        "return min(groups, key=lambda key: (-len(groups[key]), key), default='')",
        """
        best = ''
        for position, key in enumerate(sorted(groups)):
            if position == 0 or len(groups[key]) > len(groups[best]):
                best = key
        return best
        """,
        tags="dict compare", level=2,
    ),
)  # fmt: skip
