"""Sorting and searching: orders of all kinds, sorting by hand, binary search, merging, selection."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "sort_ascending", "numbers: ints -> ints",
        "sort {numbers} in increasing order|return the elements of {numbers} from the smallest to the largest",
        "return sorted(numbers)",
        """
        result = list(numbers)
        for end in range(len(result) - 1, 0, -1):
            for position in range(end):
                if result[position] > result[position + 1]:
                    result[position], result[position + 1] = result[position + 1], result[position]
        return result
        """,
        """
        result = []
        for item in numbers:
            position = len(result)
            while position > 0 and result[position - 1] > item:
                position -= 1
            result = result[:position] + [item] + result[position:]
        return result
        """,
        """
        if len(numbers) < 2:
            return numbers[:]
        pivot = numbers[0]
        smaller = [item for item in numbers[1:] if item < pivot]
        others = [item for item in numbers[1:] if item >= pivot]
        return sort_ascending(smaller) + [pivot] + sort_ascending(others)
        """,
        tags="sort",
    ),
    primitive(
        "sort_descending", "numbers: ints -> ints",
        "sort {numbers} in decreasing order|return the elements of {numbers} from the largest to the smallest",
        "return sorted(numbers, reverse=True)",
        """
        result = list(numbers)
        for start in range(len(result)):
            best = start
            for position in range(start + 1, len(result)):
                if result[position] > result[best]:
                    best = position
            result[start], result[best] = result[best], result[start]
        return result
        """,
        "return sorted(numbers)[::-1]",
        """
        import heapq
        return heapq.nlargest(len(numbers), numbers)
        """,
        tags="sort reverse",
    ),
    primitive(
        "sort_by_last_digit", "numbers: ints -> ints",
        "sort {numbers} by the last digit of each number's absolute value, keeping the original order on a tie|return the "
        "elements of {numbers} ordered by their last decimal digit (signs do not matter); elements with equal last digits stay "
        "in their original order",
        "return sorted(numbers, key=lambda item: abs(item) % 10)",
        """
        buckets = [[] for _ in range(10)]
        for item in numbers:
            buckets[abs(item) % 10].append(item)
        return [item for bucket in buckets for item in bucket]
        """,
        """
        result = []
        for digit in range(10):
            for item in numbers:
                if abs(item) % 10 == digit:
                    result.append(item)
        return result
        """,
        tags="sort digits",
    ),
    primitive(
        "sort_by_absolute_value", "numbers: ints -> ints",
        "sort {numbers} by absolute value, a negative number before its positive counterpart|return the elements of {numbers} in "
        "order of their distance from zero; of two at the same distance the negative one comes first",
        "return sorted(numbers, key=lambda item: (abs(item), item))",
        "return sorted(sorted(numbers), key=abs)",
        """
        result = list(numbers)
        for end in range(len(result) - 1, 0, -1):
            for i in range(end):
                left, right = result[i], result[i + 1]
                if abs(left) > abs(right) or (abs(left) == abs(right) and left > right):
                    result[i], result[i + 1] = right, left
        return result
        """,
        tags="sort compare",
    ),
    primitive(
        "sort_by_frequency", "numbers: ints -> ints",
        "sort {numbers} so that the most frequent values come first, equally frequent ones in increasing order|return all "
        "elements of {numbers} ordered by how often they occur, most often first; smaller values come first on a tie",
        "return sorted(numbers, key=lambda item: (-numbers.count(item), item))",
        """
        from collections import Counter
        counts = Counter(numbers)
        return sorted(numbers, key=lambda item: (-counts[item], item))
        """,
        """
        counts = {}
        for item in numbers:
            counts[item] = counts.get(item, 0) + 1
        ordered = sorted((-times, item) for item, times in counts.items())
        result = []
        for negative, item in ordered:
            for _ in range(-negative):
                result.append(item)
        return result
        """,
        tags="sort count dict", level=2,
    ),
    primitive(
        "sort_evens_then_odds", "numbers: ints -> ints",
        "sort {numbers} so that all even numbers come before all odd ones, each group in increasing order|return the even "
        "elements of {numbers} in ascending order, followed by the odd ones in ascending order",
        "return sorted(numbers, key=lambda item: (item % 2, item))",
        """
        evens = []
        odds = []
        for item in sorted(numbers):
            if item % 2 == 0:
                evens.append(item)
            else:
                odds.append(item)
        return evens + odds
        """,
        "return sorted(item for item in numbers if item % 2 == 0) + sorted(item for item in numbers if item % 2 != 0)",
        tags="sort condition",
    ),
    primitive(
        "sort_even_positions", "numbers: ints -> ints",
        "sort the elements of {numbers} at even indices in increasing order, while those at odd indices stay in place|return "
        "{numbers} with the values at the indices 0, 2, 4, ... in ascending order and all other values unchanged",
        """
        evens = sorted(numbers[::2])
        return [evens[i // 2] if i % 2 == 0 else numbers[i] for i in range(len(numbers))]
        """,
        """
        result = list(numbers)
        result[::2] = sorted(result[::2])
        return result
        """,
        """
        evens = sorted(numbers[::2])
        result = []
        for position, item in enumerate(numbers):
            if position % 2 == 0:
                result.append(evens[position // 2])
            else:
                result.append(item)
        return result
        """,
        tags="sort slice index", level=2,
    ),
    primitive(
        "wave_order", "numbers: ints -> ints",
        "order {numbers} by taking the smallest remaining element, then the largest remaining one, then the smallest again and "
        "so on|return the elements of {numbers} alternating between the minimum and the maximum of what is left, starting with "
        "the minimum",
        """
        ordered = sorted(numbers)
        result = []
        low, high = 0, len(ordered) - 1
        while low <= high:
            result.append(ordered[low])
            if low < high:
                result.append(ordered[high])
            low += 1
            high -= 1
        return result
        """,
        """
        rest = list(numbers)
        result = []
        while rest:
            chosen = max(rest) if len(result) % 2 else min(rest)
            rest.remove(chosen)
            result.append(chosen)
        return result
        """,
        tags="sort two_pointers", level=2,
    ),
    primitive(
        "is_sorted_list", "numbers: ints -> bool",
        "check whether {numbers} is sorted in non-decreasing order|tell whether no element of {numbers} is smaller than the one "
        "before it",
        "return numbers == sorted(numbers)",
        "return all(before <= after for before, after in zip(numbers, numbers[1:]))",
        """
        for position in range(1, len(numbers)):
            if numbers[position] < numbers[position - 1]:
                return False
        return True
        """,
        tags="sort compare",
    ),
    primitive(
        "is_strictly_monotonic", "numbers: ints -> bool",
        "check whether {numbers} is strictly increasing or strictly decreasing throughout (true for fewer than two "
        "elements)|tell whether each element of {numbers} is greater than the one before it or each is smaller than the one "
        "before it (true for fewer than two elements)",
        """
        pairs = list(zip(numbers, numbers[1:]))
        return all(before < after for before, after in pairs) or all(before > after for before, after in pairs)
        """,
        """
        rises = 0
        falls = 0
        for position in range(1, len(numbers)):
            if numbers[position] > numbers[position - 1]:
                rises += 1
            elif numbers[position] < numbers[position - 1]:
                falls += 1
        return rises >= len(numbers) - 1 or falls >= len(numbers) - 1
        """,
        tags="compare loop", level=2,
    ),
    primitive(
        "kth_smallest", "numbers: some_ints, k: k -> int",
        "find element number {k}, counted from 1, of {numbers} in increasing order, or the largest if there are fewer|return the "
        "element at place {k}, counted from 1, of {numbers} in increasing order, or the last one if the list is shorter",
        "return sorted(numbers)[min(k, len(numbers)) - 1]",
        """
        import heapq
        return heapq.nsmallest(k, numbers)[-1]
        """,
        """
        rest = list(numbers)
        for _ in range(min(k, len(numbers)) - 1):
            rest.remove(min(rest))
        return min(rest)
        """,
        tags="sort index",
    ),
    primitive(
        "largest_k_numbers", "numbers: ints, k: k -> ints",
        "find the {k} largest elements of {numbers} in decreasing order, or all of them if there are fewer|return the first {k} "
        "elements of {numbers} sorted from the largest to the smallest",
        "return sorted(numbers, reverse=True)[:k]",
        """
        import heapq
        return heapq.nlargest(k, numbers)
        """,
        """
        rest = list(numbers)
        result = []
        while rest and len(result) < k:
            best = max(rest)
            rest.remove(best)
            result.append(best)
        return result
        """,
        tags="sort slice",
    ),
    primitive(
        "merge_sorted_lists", "first: sorted_ints, second: sorted_ints -> sorted_ints",
        "merge {first} and {second} into one list in increasing order|combine {first} with {second} into one sorted list that "
        "keeps every element of both",
        """
        result = []
        i = j = 0
        while i < len(first) and j < len(second):
            if first[i] <= second[j]:
                result.append(first[i])
                i += 1
            else:
                result.append(second[j])
                j += 1
        return result + first[i:] + second[j:]
        """,
        "return sorted(first + second)",
        """
        import heapq
        return list(heapq.merge(first, second))
        """,
        tags="two_pointers sort", level=2,
    ),
    primitive(
        "binary_search", "numbers: sorted_ints, target: target -> int",
        "find the index of the first {target} in {numbers}, or -1 if it is not there, using binary search, as the list is in "
        "increasing order|use binary search to return the first position (from 0) of {target} in the sorted list {numbers}, or "
        "-1 if it does not occur",
        """
        low, high = 0, len(numbers)
        while low < high:
            middle = (low + high) // 2
            if numbers[middle] < target:
                low = middle + 1
            else:
                high = middle
        return low if low < len(numbers) and numbers[low] == target else -1
        """,
        """
        from bisect import bisect_left
        position = bisect_left(numbers, target)
        return position if numbers[position:position + 1] == [target] else -1
        """,
        "return numbers.index(target) if target in numbers else -1",
        tags="search while", level=2,
    ),
    primitive(
        "insertion_point", "numbers: sorted_ints, target: target -> natural",
        "find the first index at which {target} can be inserted into {numbers} so that it stays in increasing order|return the "
        "leftmost place where {target} may be inserted into the sorted list {numbers}, that is, the number of smaller elements",
        """
        from bisect import bisect_left
        return bisect_left(numbers, target)
        """,
        """
        low, high = 0, len(numbers)
        while low < high:
            middle = (low + high) // 2
            if numbers[middle] < target:
                low = middle + 1
            else:
                high = middle
        return low
        """,
        "return sum(1 for item in numbers if item < target)",
        tags="search while", level=2,
    ),
    primitive(
        "insert_in_order", "numbers: sorted_ints, target: target -> sorted_ints",
        "insert {target} into {numbers} so that it stays in increasing order|return the sorted list {numbers} with {target} "
        "added at its proper place",
        "return sorted(numbers + [target])",
        """
        from bisect import insort
        result = list(numbers)
        insort(result, target)
        return result
        """,
        """
        position = 0
        while position < len(numbers) and numbers[position] < target:
            position += 1
        return numbers[:position] + [target] + numbers[position:]
        """,
        tags="search slice",
    ),
    primitive(
        "first_and_last_position", "numbers: sorted_ints, target: target -> pair",
        "find the first and the last index of {target} in {numbers} as a tuple, (-1, -1) if it does not occur|return a tuple of "
        "the first and the last position (from 0) of {target} in the sorted list {numbers}, or (-1, -1) if it does not occur",
        """
        first = last = -1
        for position, item in enumerate(numbers):
            if item == target:
                if first == -1:
                    first = position
                last = position
        return (first, last)
        """,
        """
        from bisect import bisect_left, bisect_right
        start, end = bisect_left(numbers, target), bisect_right(numbers, target)
        return (start, end - 1) if start < end else (-1, -1)
        """,
        tags="search tuple", level=2,
    ),
    primitive(
        "largest_not_above", "numbers: sorted_ints, limit: limit -> int",
        "find the largest element of {numbers} that is at most {limit}, or the first element if there is none|return the last "
        "element of the sorted list {numbers} that does not exceed {limit}, or the first one if all do",
        """
        best = numbers[0]
        for item in numbers:
            if item <= limit:
                best = item
        return best
        """,
        """
        from bisect import bisect_right
        return numbers[max(bisect_right(numbers, limit) - 1, 0)]
        """,
        "return max((item for item in numbers if item <= limit), default=numbers[0])",
        tags="search compare",
    ),
)  # fmt: skip
