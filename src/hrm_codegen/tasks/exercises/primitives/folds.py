"""Folds and searches over a list: positions, peaks, runs, products of pairs, Kadane's sum."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "largest_absolute_value", "numbers: ints -> int",
        "find the largest absolute value in {numbers}, or 0 if it is empty|return the greatest distance of an element of "
        "{numbers} from zero, with 0 for an empty list",
        "return max((abs(item) for item in numbers), default=0)",
        """
        best = 0
        for item in numbers:
            best = max(best, abs(item))
        return best
        """,
        """
        return max(max(numbers), -min(numbers)) if numbers else 0
        """,
        tags="compare math",
    ),
    primitive(
        "largest_product_of_two", "numbers: some_ints -> int",
        "find the largest product of two elements of {numbers} at different positions, or the only element if there is just one|"
        "return the greatest product of a pair of elements of {numbers}; a single element is returned as it is",
        """
        best = numbers[0]
        for first in range(len(numbers)):
            for second in range(first + 1, len(numbers)):
                product = numbers[first] * numbers[second]
                if (first == 0 and second == 1) or product > best:
                    best = product
        return best
        """,
        """
        if len(numbers) == 1:
            return numbers[0]
        ordered = sorted(numbers)
        return max(ordered[0] * ordered[1], ordered[-1] * ordered[-2])
        """,
        """
        from itertools import combinations
        return max((first * second for first, second in combinations(numbers, 2)), default=numbers[0])
        """,
        tags="nested compare sort", level=2,
    ),
    primitive(
        "index_of_first", "numbers: repeats, target: member -> int",
        "find the index of the first occurrence of {target} in {numbers}, or -1 if it does not occur|return the first position "
        "(from 0) at which {numbers} holds {target}, or -1 if there is none",
        """
        index = -1
        for position, item in enumerate(numbers):
            if item == target:
                index = position
                break
        return index
        """,
        "return numbers.index(target) if target in numbers else -1",
        """
        for position in range(len(numbers)):
            if numbers[position] == target:
                return position
        return -1
        """,
        tags="search index",
    ),
    primitive(
        "index_of_last", "numbers: repeats, target: member -> int",
        "find the index of the last occurrence of {target} in {numbers}, or -1 if it does not occur|return the last position "
        "(from 0) at which {numbers} holds {target}, or -1 if there is none",
        """
        index = -1
        for position, item in enumerate(numbers):
            if item == target:
                index = position
        return index
        """,
        "return max((position for position, item in enumerate(numbers) if item == target), default=-1)",
        """
        for position in range(len(numbers) - 1, -1, -1):
            if numbers[position] == target:
                return position
        return -1
        """,
        tags="search index",
    ),
    primitive(
        "positions_of_number", "numbers: repeats, target: member -> ints",
        "find all indices at which {target} occurs in {numbers}, in increasing order|return the list of the zero-based positions "
        "of {target} in {numbers}",
        "return [position for position, item in enumerate(numbers) if item == target]",
        """
        result = []
        for position in range(len(numbers)):
            if numbers[position] == target:
                result.append(position)
        return result
        """,
        tags="search index filter",
    ),
    primitive(
        "index_of_largest", "numbers: some_ints -> natural",
        "find the index of the largest element of {numbers}, the first one on a tie|return the first position (from 0) of the "
        "maximum of {numbers}",
        "return numbers.index(max(numbers))",
        """
        best = 0
        for position in range(1, len(numbers)):
            if numbers[position] > numbers[best]:
                best = position
        return best
        """,
        "return max(range(len(numbers)), key=lambda position: numbers[position])",
        tags="search index compare",
    ),
    primitive(
        "index_of_smallest", "numbers: some_ints -> natural",
        "find the index of the smallest element of {numbers}, the first one on a tie|return the first position (from 0) of the "
        "minimum of {numbers}",
        "return numbers.index(min(numbers))",
        """
        best = 0
        for position in range(1, len(numbers)):
            if numbers[position] < numbers[best]:
                best = position
        return best
        """,
        "return min(enumerate(numbers), key=lambda pair: pair[1])[0]",
        tags="search index compare",
    ),
    primitive(
        "element_nearest_to", "numbers: some_ints, target: target -> int",
        "find the element of {numbers} that is closest to {target}, the smaller one on a tie|return the number in {numbers} with "
        "the smallest distance to {target}, the smaller one if two are equally near",
        """
        best = numbers[0]
        for item in numbers:
            distance = abs(item - target)
            if distance < abs(best - target) or (distance == abs(best - target) and item < best):
                best = item
        return best
        """,
        "return min(numbers, key=lambda item: (abs(item - target), item))",
        "return sorted(sorted(numbers), key=lambda item: abs(item - target))[0]",
        tags="search compare", level=2,
    ),
    primitive(
        "find_peaks", "numbers: ints -> ints",
        "find the peaks of {numbers}: the elements that are greater than both of their neighbours (the first and the last "
        "element are never peaks)|return the elements of {numbers}, other than the two ends, that are larger than the element "
        "before and the element after",
        """
        peaks = []
        for position in range(1, len(numbers) - 1):
            if numbers[position - 1] < numbers[position] > numbers[position + 1]:
                peaks.append(numbers[position])
        return peaks
        """,
        "return [numbers[i] for i in range(1, len(numbers) - 1) if numbers[i] > numbers[i - 1] and numbers[i] > numbers[i + 1]]",
        "return [here for left, here, right in zip(numbers, numbers[1:], numbers[2:]) if here > max(left, right)]",
        tags="compare window filter", level=2,
    ),
    primitive(
        "local_minimum_count", "numbers: ints -> natural",
        "count the valleys in {numbers}: the elements that are smaller than both of their neighbours (the ends do not "
        "count)|find how many elements of {numbers}, other than the first and the last, are less than the element before and the "
        "element after",
        "return sum(1 for left, here, right in zip(numbers, numbers[1:], numbers[2:]) if here < left and here < right)",
        """
        valleys = 0
        for position in range(1, len(numbers) - 1):
            if numbers[position] < numbers[position - 1] and numbers[position] < numbers[position + 1]:
                valleys += 1
        return valleys
        """,
        tags="compare window count", level=2,
    ),
    primitive(
        "leaders_of_list", "numbers: ints -> ints",
        "find the leaders of {numbers}: the elements that are greater than every element to their right, in their original "
        "order|return the elements of {numbers} that are larger than everything after them; the last element always is",
        "return [item for position, item in enumerate(numbers) if all(item > other for other in numbers[position + 1:])]",
        """
        leaders = []
        for item in reversed(numbers):
            if not leaders or item > leaders[-1]:
                leaders.append(item)
        return leaders[::-1]
        """,
        """
        leaders = []
        for position in range(len(numbers)):
            if position == len(numbers) - 1 or numbers[position] > max(numbers[position + 1:]):
                leaders.append(numbers[position])
        return leaders
        """,
        tags="compare reverse", level=2,
    ),
    primitive(
        "equilibrium_index", "numbers: ints -> int",
        "find the first index of {numbers} where the sum of the elements before it equals the sum of the elements after it, or "
        "-1 if there is none|return the smallest index at which the elements of {numbers} to the left and to the right have "
        "equal sums, or -1 if there is no such index",
        """
        total = sum(numbers)
        left = 0
        index = -1
        for position, item in enumerate(numbers):
            if left == total - left - item:
                index = position
                break
            left += item
        return index
        """,
        """
        for position in range(len(numbers)):
            if sum(numbers[:position]) == sum(numbers[position + 1:]):
                return position
        return -1
        """,
        "return next((i for i in range(len(numbers)) if sum(numbers[:i]) == sum(numbers[i + 1:])), -1)",
        tags="accumulate search", level=2,
    ),
    primitive(
        "majority_element", "numbers: ints -> int",
        "find the number that makes up more than half of {numbers}, or -1 if there is none|return the element that occurs more "
        "than len / 2 times in {numbers}, or -1 if no element does",
        """
        majority = -1
        for item in numbers:
            if numbers.count(item) * 2 > len(numbers):
                majority = item
        return majority
        """,
        """
        counts = {}
        for item in numbers:
            counts[item] = counts.get(item, 0) + 1
        for item, times in counts.items():
            if times > len(numbers) // 2:
                return item
        return -1
        """,
        """
        candidate = -1
        votes = 0
        for item in numbers:
            if votes == 0:
                candidate = item
            votes += 1 if item == candidate else -1
        return candidate if numbers.count(candidate) > len(numbers) / 2 else -1
        """,
        tags="count dict", level=2,
    ),
    primitive(
        "missing_smallest_positive", "numbers: ints -> positive",
        "find the smallest positive integer that does not occur in {numbers}|return the least number from 1 upwards that is "
        "missing from {numbers}",
        """
        present = set(numbers)
        candidate = 1
        while candidate in present:
            candidate += 1
        return candidate
        """,
        """
        candidate = 1
        for item in sorted(numbers):
            if item == candidate:
                candidate += 1
        return candidate
        """,
        """
        from itertools import count
        return next(candidate for candidate in count(1) if candidate not in numbers)
        """,
        tags="set while search", level=2,
    ),
    primitive(
        "missing_up_to_length", "numbers: ints -> ints",
        "find the numbers from 1 to the length of {numbers} that do not occur in it, in increasing order|list in ascending order "
        "which of the integers 1, 2, ... up to the number of elements are missing from {numbers}",
        "return [candidate for candidate in range(1, len(numbers) + 1) if candidate not in numbers]",
        """
        present = set(numbers)
        missing = []
        for candidate in range(1, len(numbers) + 1):
            if candidate not in present:
                missing.append(candidate)
        return missing
        """,
        "return sorted(set(range(1, len(numbers) + 1)) - set(numbers))",
        tags="set filter",
    ),
    primitive(
        "best_single_trade", "numbers: ints -> natural",
        "find the largest gain from buying at one price in {numbers} and selling at the same or a later one, or 0 if no gain is "
        "possible|return the largest difference between an element of {numbers} and an element before it, but at least 0",
        """
        best = 0
        for early in range(len(numbers)):
            for late in range(early + 1, len(numbers)):
                best = max(best, numbers[late] - numbers[early])
        return best
        """,
        """
        if not numbers:
            return 0
        lowest = numbers[0]
        best = 0
        for price in numbers:
            lowest = min(lowest, price)
            best = max(best, price - lowest)
        return best
        """,
        """
        from itertools import accumulate
        return max((price - low for price, low in zip(numbers, accumulate(numbers, min))), default=0)
        """,
        tags="accumulate compare", level=2,
    ),
    primitive(
        "below_zero_position", "numbers: ints -> int",
        "find how many operations of {numbers} (deposits and withdrawals on an account that starts at zero) it takes until the "
        "balance is first negative, or -1 if that never happens|return the number of leading elements of {numbers} whose sum is "
        "first below zero, or -1 if no such prefix exists",
        """
        balance = 0
        answer = -1
        for position, amount in enumerate(numbers):
            balance += amount
            if balance < 0:
                answer = position + 1
                break
        return answer
        """,
        """
        for end in range(1, len(numbers) + 1):
            if sum(numbers[:end]) < 0:
                return end
        return -1
        """,
        """
        from itertools import accumulate
        return next((step for step, balance in enumerate(accumulate(numbers), start=1) if balance < 0), -1)
        """,
        tags="accumulate condition", level=2,
    ),
)  # fmt: skip
