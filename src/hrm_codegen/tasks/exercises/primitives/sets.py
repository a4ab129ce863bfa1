"""Sets: common and different elements, subsets, symmetric differences, always given as sorted lists."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "common_elements", "first: ints, second: ints -> ints",
        "find the distinct numbers that occur in both {first} and {second}, in increasing order|return the sorted intersection "
        "of {first} and {second}, each number once",
        "return sorted(set(first) & set(second))",
        """
        result = []
        for item in sorted(first):
            if item in second and item not in result:
                result.append(item)
        return result
        """,
        "return sorted({item for item in first if item in second})",
        tags="set sort",
    ),
    primitive(
        "union_of_lists", "first: ints, second: ints -> ints",
        "find the distinct numbers that occur in {first} or {second} or both, in increasing order|return the sorted union of "
        "{first} and {second}, each number once",
        "return sorted(set(first) | set(second))",
        """
        result = []
        for item in sorted(first + second):
            if not result or result[-1] != item:
                result.append(item)
        return result
        """,
        "return sorted(set(first).union(second))",
        tags="set sort",
    ),
    primitive(
        "difference_of_lists", "first: ints, second: ints -> ints",
        "return the elements of {first} that do not occur in {second}, in their original order and with repetitions|remove from "
        "{first} every number that also occurs in {second}",
        "return [item for item in first if item not in second]",
        """
        excluded = set(second)
        result = []
        for item in first:
            if item not in excluded:
                result.append(item)
        return result
        """,
        tags="set filter",
    ),
    primitive(
        "symmetric_difference_of_lists", "first: ints, second: ints -> ints",
        "find the distinct numbers that occur in exactly one of {first} and {second}, in increasing order|return the sorted "
        "symmetric difference of {first} and {second}, each number once",
        "return sorted(set(first) ^ set(second))",
        """
        result = []
        for item in sorted(set(first + second)):
            if (item in first) != (item in second):
                result.append(item)
        return result
        """,
        tags="set sort",
    ),
    primitive(
        "sorted_distinct", "numbers: ints -> ints",
        "return the distinct numbers of {numbers} in increasing order|sort {numbers} and remove the duplicates",
        "return sorted(set(numbers))",
        """
        result = []
        for item in sorted(numbers):
            if not result or item != result[-1]:
                result.append(item)
        return result
        """,
        tags="set sort",
    ),
    primitive(
        "count_distinct", "numbers: ints -> natural",
        "count the distinct numbers in {numbers}|find how many different values occur in {numbers}",
        "return len(set(numbers))",
        """
        seen = set()
        for item in numbers:
            seen.add(item)
        return len(seen)
        """,
        "return sum(1 for position, item in enumerate(numbers) if item not in numbers[:position])",
        tags="set count",
    ),
    primitive(
        "is_subset_of", "first: ints, second: ints -> bool",
        "check whether every number in {first} also occurs in {second} (true if the former is empty)|tell whether the values of "
        "{first} are a subset of those of {second}",
        "return set(first) <= set(second)",
        "return all(item in second for item in first)",
        """
        for item in first:
            if item not in second:
                return False
        return True
        """,
        tags="set compare",
    ),
    primitive(
        "share_an_element", "first: ints, second: ints -> bool",
        "check whether {first} and {second} have at least one element in common|tell whether some number occurs in both {first} "
        "and {second}",
        "return any(item in second for item in first)",
        "return not set(first).isdisjoint(second)",
        """
        shared = False
        for item in first:
            if item in second:
                shared = True
        return shared
        """,
        tags="set search",
    ),
    primitive(
        "repeated_numbers", "numbers: ints -> ints",
        "find the numbers that occur more than once in {numbers}, each once and in increasing order|return the sorted list of "
        "the distinct values that are repeated in {numbers}",
        "return sorted({item for item in numbers if numbers.count(item) > 1})",
        """
        seen = set()
        repeated = set()
        for item in numbers:
            if item in seen:
                repeated.add(item)
            seen.add(item)
        return sorted(repeated)
        """,
        """
        from collections import Counter
        return sorted(item for item, times in Counter(numbers).items() if times > 1)
        """,
        tags="set count sort",
    ),
    primitive(
        "first_repeated_number", "numbers: ints -> int",
        "find the first number in {numbers} that has occurred before, or -1 if all are distinct|return the element at the "
        "earliest position of {numbers} that equals an element before it, or -1 if there is none",
        """
        seen = set()
        answer = -1
        for item in numbers:
            if item in seen:
                answer = item
                break
            seen.add(item)
        return answer
        """,
        "return next((item for i, item in enumerate(numbers) if item in numbers[:i]), -1)",
        tags="set search",
    ),
    primitive(
        "common_to_all_lists", "lists: lists -> ints",
        "find the distinct numbers that occur in every list of {lists}, in increasing order (none if there are no lists)|return "
        "the sorted intersection of all lists in {lists}, each number once, [] if there is no list",
        "return sorted(set.intersection(*map(set, lists))) if lists else []",
        """
        result = []
        if lists:
            for item in sorted(set(lists[0])):
                if all(item in row for row in lists):
                    result.append(item)
        return result
        """,
        """
        if not lists:
            return []
        shared = set(lists[0])
        for row in lists[1:]:
            shared &= set(row)
        return sorted(shared)
        """,
        tags="set nested", level=2,
    ),
    primitive(
        "longest_consecutive_values", "numbers: ints -> natural",
        "find the length of the longest sequence of consecutive integers, such as 3, 4, 5, that all occur somewhere in {numbers} "
        "(0 for an empty list)|return how many integers in a row, each one more than the last, can be found among the values of "
        "{numbers}, in whatever order they stand",
        """
        present = set(numbers)
        best = 0
        for item in numbers:
            if item - 1 not in present:
                end = item
                while end in present:
                    end += 1
                best = max(best, end - item)
        return best
        """,
        """
        best = length = 0
        previous = None
        for item in sorted(set(numbers)):
            length = length + 1 if previous is not None and item == previous + 1 else 1
            best = max(best, length)
            previous = item
        return best
        """,
        tags="set while sort", level=3,
    ),
)  # fmt: skip
