"""Lists of integers mapped item by item or position by position: squares, differences, prefixes, ranks."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "square_each", "numbers: ints -> ints",
        "square every number in {numbers}|return the list of the squares of the elements of {numbers}",
        "return [item * item for item in numbers]",
        """
        result = []
        for item in numbers:
            result.append(item ** 2)
        return result
        """,
        "return list(map(lambda item: item ** 2, numbers))",
        tags="map arithmetic",
    ),
    primitive(
        "double_each", "numbers: ints -> ints",
        "double every number in {numbers}|multiply each element of {numbers} by two",
        "return [item * 2 for item in numbers]",
        """
        result = []
        for item in numbers:
            result.append(2 * item)
        return result
        """,
        "return list(map(lambda item: item + item, numbers))",
        tags="map arithmetic",
    ),
    primitive(
        "add_to_each", "numbers: ints, k: target -> ints",
        "add {k} to every number in {numbers}|increase each element of {numbers} by {k}",
        "return [item + k for item in numbers]",
        """
        result = []
        for item in numbers:
            result.append(item + k)
        return result
        """,
        "return list(map(lambda item: item + k, numbers))",
        tags="map arithmetic",
    ),
    primitive(
        "absolute_values", "numbers: ints -> ints",
        "replace every number in {numbers} by its absolute value|return the absolute values of the elements of {numbers}",
        "return [abs(item) for item in numbers]",
        """
        result = []
        for item in numbers:
            result.append(-item if item < 0 else item)
        return result
        """,
        "return list(map(abs, numbers))",
        tags="map condition",
    ),
    primitive(
        "clamp_to_limit", "numbers: ints, limit: limit -> ints",
        "replace every number in {numbers} that is greater than {limit} by {limit}|cap the elements of {numbers} at {limit}",
        "return [min(item, limit) for item in numbers]",
        """
        result = []
        for item in numbers:
            if item > limit:
                result.append(limit)
            else:
                result.append(item)
        return result
        """,
        "return [item if item <= limit else limit for item in numbers]",
        tags="map condition",
    ),
    primitive(
        "multiply_by_index", "numbers: ints -> ints",
        "multiply every element of {numbers} by its index, counted from zero|return the list of the products of each element of "
        "{numbers} and its zero-based position",
        "return [position * item for position, item in enumerate(numbers)]",
        """
        result = []
        for position in range(len(numbers)):
            result.append(numbers[position] * position)
        return result
        """,
        """
        from itertools import count
        return [position * item for position, item in zip(count(), numbers)]
        """,
        tags="map index",
    ),
    primitive(
        "neighbour_differences", "numbers: ints -> ints",
        "find the differences between consecutive elements of {numbers}, each one minus the one before|return the list of every "
        "element of {numbers} minus its predecessor, beginning with the second element",
        "return [after - before for before, after in zip(numbers, numbers[1:])]",
        """
        result = []
        for position in range(1, len(numbers)):
            result.append(numbers[position] - numbers[position - 1])
        return result
        """,
        """
        from itertools import pairwise
        return [after - before for before, after in pairwise(numbers)]
        """,
        tags="index arithmetic",
    ),
    primitive(
        "running_sums", "numbers: ints -> ints",
        "compute the running sums of {numbers}|return the list of the sums of the first 1, 2, 3 and so on elements of {numbers}",
        """
        result = []
        total = 0
        for item in numbers:
            total += item
            result.append(total)
        return result
        """,
        """
        from itertools import accumulate
        return list(accumulate(numbers))
        """,
        "return [sum(numbers[:end]) for end in range(1, len(numbers) + 1)]",
        tags="accumulate loop",
    ),
    primitive(
        "running_maximum", "numbers: ints -> ints",
        "compute the running maximum of {numbers}|replace each element of {numbers} by the largest element seen so far, itself "
        "included",
        """
        result = []
        for item in numbers:
            if result and result[-1] > item:
                result.append(result[-1])
            else:
                result.append(item)
        return result
        """,
        """
        from itertools import accumulate
        return list(accumulate(numbers, max))
        """,
        "return [max(numbers[:end]) for end in range(1, len(numbers) + 1)]",
        tags="accumulate compare", level=2,
    ),
    primitive(
        "suffix_sums", "numbers: ints -> ints",
        "replace each element of {numbers} by the sum of itself and everything after it|compute for every index of {numbers} the "
        "sum of the elements from there to the end",
        "return [sum(numbers[start:]) for start in range(len(numbers))]",
        """
        result = []
        rest = sum(numbers)
        for item in numbers:
            result.append(rest)
            rest -= item
        return result
        """,
        """
        from itertools import accumulate
        return list(accumulate(reversed(numbers)))[::-1]
        """,
        tags="accumulate slice", level=2,
    ),
    primitive(
        "product_except_self", "numbers: ints -> ints",
        "replace each element of {numbers} by the product of all the other elements (1 if there are none)|return a list with, "
        "for every index of {numbers}, the product of the elements at all other indices, where an empty product is 1",
        """
        result = []
        for position in range(len(numbers)):
            product = 1
            for other in range(len(numbers)):
                if other != position:
                    product *= numbers[other]
            result.append(product)
        return result
        """,
        """
        import math
        return [math.prod(numbers[:position] + numbers[position + 1:]) for position in range(len(numbers))]
        """,
        """
        result = [1] * len(numbers)
        before = 1
        for position in range(len(numbers)):
            result[position] = before
            before *= numbers[position]
        after = 1
        for position in range(len(numbers) - 1, -1, -1):
            result[position] *= after
            after *= numbers[position]
        return result
        """,
        tags="nested loop accumulate", level=2,
    ),
    primitive(
        "count_smaller_than_each", "numbers: ints -> ints",
        "replace each element of {numbers} by how many elements of the list are smaller|return for every element of {numbers} the "
        "number of elements that are less than it",
        "return [sum(1 for other in numbers if other < item) for item in numbers]",
        """
        from bisect import bisect_left
        ordered = sorted(numbers)
        return [bisect_left(ordered, item) for item in numbers]
        """,
        """
        ordered = sorted(numbers)
        return [ordered.index(item) for item in numbers]
        """,
        tags="nested compare count", level=2,
    ),
    primitive(
        "ranks_of_numbers", "numbers: ints -> ints",
        "replace each element of {numbers} by its rank: 1 for the smallest value, 2 for the next larger one and so on, equal "
        "numbers having equal ranks|return the rank of every element of {numbers} among its distinct values, counted from 1 for "
        "the smallest",
        """
        ordered = sorted(set(numbers))
        return [ordered.index(item) + 1 for item in numbers]
        """,
        """
        ranks = {item: rank for rank, item in enumerate(sorted(set(numbers)), start=1)}
        return [ranks[item] for item in numbers]
        """,
        tags="sort dict index", level=2,
    ),
    primitive(
        "occurrences_so_far", "numbers: ints -> ints",
        "replace each element of {numbers} by how many times it has occurred so far, itself included|number the occurrences of "
        "each value in {numbers}: 1 for the first time it appears, 2 for the second and so on",
        """
        seen = {}
        result = []
        for item in numbers:
            seen[item] = seen.get(item, 0) + 1
            result.append(seen[item])
        return result
        """,
        """
        from collections import defaultdict
        seen = defaultdict(int)
        result = []
        for item in numbers:
            seen[item] += 1
            result.append(seen[item])
        return result
        """,
        "return [numbers[:position + 1].count(item) for position, item in enumerate(numbers)]",
        tags="dict count", level=2,
    ),
    primitive(
        "add_lists_elementwise", "first: ints, second: ints -> ints",
        "add {first} and {second} element by element, up to the end of the shorter one|return the list of the sums of the "
        "elements of {first} and {second} at the same index, stopping with the shorter list",
        "return [left + right for left, right in zip(first, second)]",
        """
        result = []
        for position in range(min(len(first), len(second))):
            result.append(first[position] + second[position])
        return result
        """,
        """
        import operator
        return list(map(operator.add, first, second))
        """,
        tags="map index",
    ),
    primitive(
        "larger_of_each_pair", "first: ints, second: ints -> ints",
        "compare {first} and {second} position by position and return the larger numbers, up to the end of the shorter "
        "list|return the elementwise maximum of {first} and {second}, as long as the shorter one",
        "return [max(left, right) for left, right in zip(first, second)]",
        """
        result = []
        for position in range(min(len(first), len(second))):
            if first[position] > second[position]:
                result.append(first[position])
            else:
                result.append(second[position])
        return result
        """,
        "return list(map(max, first, second))",
        tags="map compare",
    ),
    primitive(
        "dot_product", "first: ints, second: ints -> int",
        "compute the dot product of {first} and {second}, ignoring what is left of the longer one|find the sum of the products "
        "of the elements of {first} and {second} at the same index, up to the end of the shorter list",
        "return sum(left * right for left, right in zip(first, second))",
        """
        total = 0
        for position in range(min(len(first), len(second))):
            total += first[position] * second[position]
        return total
        """,
        """
        import operator
        return sum(map(operator.mul, first, second))
        """,
        tags="accumulate arithmetic",
    ),
    primitive(
        "mark_above_average", "numbers: ints -> bools",
        "tell for each element of {numbers} whether it is greater than the average of the list|return a list of booleans that says "
        "which elements of {numbers} lie above their mean",
        "return [item * len(numbers) > sum(numbers) for item in numbers]",
        """
        total = sum(numbers)
        result = []
        for item in numbers:
            result.append(item * len(numbers) > total)
        return result
        """,
        tags="map compare",
    ),
    primitive(
        "repeat_each_element", "numbers: ints, k: few -> ints",
        "repeat every element of {numbers} {k} times in a row|return a list in which each element of {numbers} occurs {k} times in "
        "succession",
        "return [item for item in numbers for _ in range(k)]",
        """
        result = []
        for item in numbers:
            for _ in range(k):
                result.append(item)
        return result
        """,
        """
        result = []
        for item in numbers:
            result.extend([item] * k)
        return result
        """,
        tags="nested loop",
    ),
)  # fmt: skip
