"""Windows, runs and pairs: moving sums, longest runs, subarrays, two pointers."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "moving_sums", "numbers: ints, k: k -> ints",
        "compute the sums of all runs of {k} consecutive elements of {numbers}, from left to right (none if the list is "
        "shorter)|return the list of the sums of every window of length {k} in {numbers}, empty if the list has fewer elements",
        "return [sum(numbers[start:start + k]) for start in range(len(numbers) - k + 1)]",
        """
        result = []
        for start in range(len(numbers) - k + 1):
            total = 0
            for position in range(start, start + k):
                total += numbers[position]
            result.append(total)
        return result
        """,
        """
        if len(numbers) < k:
            return []
        window = sum(numbers[:k])
        result = [window]
        for end in range(k, len(numbers)):
            window += numbers[end] - numbers[end - k]
            result.append(window)
        return result
        """,
        tags="window accumulate", level=2,
    ),
    primitive(
        "largest_window_sum", "numbers: ints, k: k -> int",
        "find the largest sum of {k} consecutive elements of {numbers}, or 0 if there are fewer elements|return the greatest sum "
        "of a window of length {k} in {numbers}, or 0 if the list is too short",
        "return max((sum(numbers[start:start + k]) for start in range(len(numbers) - k + 1)), default=0)",
        """
        if len(numbers) < k:
            return 0
        window = sum(numbers[:k])
        best = window
        for end in range(k, len(numbers)):
            window += numbers[end] - numbers[end - k]
            best = max(best, window)
        return best
        """,
        """
        sums = [sum(numbers[start:start + k]) for start in range(len(numbers) - k + 1)]
        return max(sums) if sums else 0
        """,
        tags="window compare", level=2,
    ),
    primitive(
        "window_maximums", "numbers: ints, k: k -> ints",
        "find the largest element of every window of {k} consecutive elements of {numbers}, from left to right (none if the list "
        "is shorter)|return the list of the maximums of all runs of length {k} in {numbers}, empty if the list has fewer elements",
        "return [max(numbers[start:start + k]) for start in range(len(numbers) - k + 1)]",
        """
        result = []
        for start in range(len(numbers) - k + 1):
            best = numbers[start]
            for item in numbers[start:start + k]:
                if item > best:
                    best = item
            result.append(best)
        return result
        """,
        """
        from collections import deque
        window = deque()
        result = []
        for position, item in enumerate(numbers):
            while window and numbers[window[-1]] <= item:
                window.pop()
            window.append(position)
            if window[0] <= position - k:
                window.popleft()
            if position >= k - 1:
                result.append(numbers[window[0]])
        return result
        """,
        tags="window compare", level=2,
    ),
    primitive(
        "maximum_subarray_sum", "numbers: some_ints -> int",
        "find the largest sum of a non-empty run of consecutive elements of {numbers}|return the maximum sum over all non-empty "
        "contiguous sublists of {numbers}",
        """
        best = current = numbers[0]
        for item in numbers[1:]:
            current = max(item, current + item)
            best = max(best, current)
        return best
        """,
        """
        best = numbers[0]
        for start in range(len(numbers)):
            total = 0
            for item in numbers[start:]:
                total += item
                if total > best:
                    best = total
        return best
        """,
        """
        from itertools import accumulate
        return max(accumulate(numbers, lambda current, item: max(item, current + item)))
        """,
        tags="dynamic accumulate window", level=3,
    ),
    primitive(
        "longest_increasing_run", "numbers: ints -> natural",
        "find the length of the longest strictly increasing run of consecutive elements of {numbers} (0 for an empty "
        "list)|return how many elements the longest contiguous part of {numbers} has in which each element is greater than the "
        "one before",
        """
        best = 0
        length = 0
        for position in range(len(numbers)):
            if position > 0 and numbers[position] > numbers[position - 1]:
                length += 1
            else:
                length = 1
            best = max(best, length)
        return best
        """,
        """
        if not numbers:
            return 0
        lengths = [1]
        for before, after in zip(numbers, numbers[1:]):
            lengths.append(lengths[-1] + 1 if after > before else 1)
        return max(lengths)
        """,
        tags="compare count window", level=2,
    ),
    primitive(
        "longest_equal_run", "numbers: ints -> natural",
        "find the length of the longest run of equal consecutive elements in {numbers} (0 for an empty list)|return the greatest "
        "number of times in a row that one number occurs in {numbers}",
        """
        best = 0
        length = 0
        for position, item in enumerate(numbers):
            if position > 0 and numbers[position - 1] == item:
                length += 1
            else:
                length = 1
            best = max(best, length)
        return best
        """,
        """
        from itertools import groupby
        return max((len(list(group)) for _, group in groupby(numbers)), default=0)
        """,
        tags="compare count", level=2,
    ),
    primitive(
        "group_equal_neighbours", "numbers: ints -> combos",
        "group equal neighbouring elements of {numbers} into lists|split {numbers} into its runs of equal consecutive elements",
        """
        groups = []
        for item in numbers:
            if groups and groups[-1][-1] == item:
                groups[-1].append(item)
            else:
                groups.append([item])
        return groups
        """,
        """
        from itertools import groupby
        return [list(group) for _, group in groupby(numbers)]
        """,
        tags="nested compare", level=2,
    ),
    primitive(
        "run_lengths_of_list", "numbers: ints -> pairs",
        "encode the runs of equal consecutive elements of {numbers}, as a list of (value, length) tuples|return a tuple of the "
        "value and the number of elements for each run of equal consecutive elements of {numbers}",
        """
        runs = []
        for item in numbers:
            if runs and runs[-1][0] == item:
                runs[-1] = (item, runs[-1][1] + 1)
            else:
                runs.append((item, 1))
        return runs
        """,
        """
        from itertools import groupby
        return [(item, len(list(group))) for item, group in groupby(numbers)]
        """,
        tags="tuple count", level=2,
    ),
    primitive(
        "split_into_increasing_runs", "numbers: ints -> combos",
        "split {numbers} into its longest strictly increasing runs of consecutive elements|cut {numbers} before every element "
        "that is not greater than the one before it and return the pieces",
        """
        runs = []
        for position, item in enumerate(numbers):
            if position > 0 and item > numbers[position - 1]:
                runs[-1].append(item)
            else:
                runs.append([item])
        return runs
        """,
        """
        if not numbers:
            return []
        cuts = [0] + [i for i in range(1, len(numbers)) if numbers[i] <= numbers[i - 1]] + [len(numbers)]
        return [numbers[start:end] for start, end in zip(cuts, cuts[1:])]
        """,
        tags="nested compare slice", level=2,
    ),
    primitive(
        "count_pairs_with_sum", "numbers: ints, target: target -> natural",
        "count the pairs of elements of {numbers} at different positions whose sum is {target}|find in how many ways two "
        "elements of {numbers} at indices i < j add up to {target}",
        """
        pairs = 0
        for first in range(len(numbers)):
            for second in range(first + 1, len(numbers)):
                if numbers[first] + numbers[second] == target:
                    pairs += 1
        return pairs
        """,
        """
        seen = {}
        pairs = 0
        for item in numbers:
            pairs += seen.get(target - item, 0)
            seen[item] = seen.get(item, 0) + 1
        return pairs
        """,
        """
        from itertools import combinations
        return sum(1 for left, right in combinations(numbers, 2) if left + right == target)
        """,
        tags="nested count dict", level=2,
    ),
    primitive(
        "has_pair_with_sum", "numbers: ints, target: target -> bool",
        "check whether two elements of {numbers} at different positions add up to {target}|tell whether the sum of some pair of "
        "elements of {numbers} is {target}",
        """
        seen = set()
        found = False
        for item in numbers:
            if target - item in seen:
                found = True
            seen.add(item)
        return found
        """,
        """
        ordered = sorted(numbers)
        left, right = 0, len(ordered) - 1
        while left < right:
            total = ordered[left] + ordered[right]
            if total == target:
                return True
            if total < target:
                left += 1
            else:
                right -= 1
        return False
        """,
        """
        from itertools import combinations
        return any(left + right == target for left, right in combinations(numbers, 2))
        """,
        tags="two_pointers set search", level=2,
    ),
    primitive(
        "has_triple_with_sum", "numbers: ints, target: target -> bool",
        "check whether three elements of {numbers} at different positions have the sum {target}|tell whether {numbers} has three "
        "elements, at three different positions, that add up to {target}",
        """
        from itertools import combinations
        return any(sum(triple) == target for triple in combinations(numbers, 3))
        """,
        """
        found = False
        for first in range(len(numbers)):
            for second in range(first + 1, len(numbers)):
                if target - numbers[first] - numbers[second] in numbers[second + 1:]:
                    found = True
        return found
        """,
        tags="nested search", level=2,
    ),
    primitive(
        "count_subarrays_with_sum", "numbers: ints, target: target -> natural",
        "count the non-empty runs of consecutive elements of {numbers} whose sum is {target}|find how many non-empty contiguous "
        "sublists of {numbers} add up to {target}",
        """
        found = 0
        for start in range(len(numbers)):
            total = 0
            for item in numbers[start:]:
                total += item
                if total == target:
                    found += 1
        return found
        """,
        """
        seen = {0: 1}
        prefix = 0
        found = 0
        for item in numbers:
            prefix += item
            found += seen.get(prefix - target, 0)
            seen[prefix] = seen.get(prefix, 0) + 1
        return found
        """,
        "return sum(1 for end in range(len(numbers)) for start in range(end + 1) if sum(numbers[start:end + 1]) == target)",
        tags="window nested dict", level=3,
    ),
    primitive(
        "smallest_difference", "numbers: ints -> natural",
        "find the smallest absolute difference between two elements of {numbers} at different positions, or 0 if there are fewer "
        "than two|return how close the two closest elements of {numbers} are to each other (0 for fewer than two elements)",
        """
        ordered = sorted(numbers)
        gaps = [after - before for before, after in zip(ordered, ordered[1:])]
        return min(gaps) if gaps else 0
        """,
        """
        from itertools import combinations
        return min((abs(left - right) for left, right in combinations(numbers, 2)), default=0)
        """,
        tags="sort window compare", level=2,
    ),
    primitive(
        "trapped_water", "numbers: naturals -> natural",
        "find how many units of rain water stay between bars of the heights {numbers}, each one unit wide|return the sum over "
        "all positions of {numbers} of how far the element lies, if it does, below the lower of two heights: the highest element "
        "before it and the highest after it",
        """
        water = 0
        for position, height in enumerate(numbers):
            water += min(max(numbers[:position + 1]), max(numbers[position:])) - height
        return water
        """,
        """
        left, right = 0, len(numbers) - 1
        highest_left = highest_right = 0
        water = 0
        while left < right:
            if numbers[left] < numbers[right]:
                highest_left = max(highest_left, numbers[left])
                water += highest_left - numbers[left]
                left += 1
            else:
                highest_right = max(highest_right, numbers[right])
                water += highest_right - numbers[right]
                right -= 1
        return water
        """,
        tags="two_pointers compare", level=3,
    ),
    primitive(
        "widest_container", "numbers: naturals -> natural",
        "find the largest area of a container between two of the walls {numbers}: their distance in positions times the lower "
        "height (0 for fewer than two walls)|return the maximum of (j - i) * min(a[i], a[j]) over all i < j, where a stands for "
        "{numbers}, or 0 if there is no pair",
        """
        best = 0
        for left in range(len(numbers)):
            for right in range(left + 1, len(numbers)):
                best = max(best, (right - left) * min(numbers[left], numbers[right]))
        return best
        """,
        """
        left, right = 0, len(numbers) - 1
        best = 0
        while left < right:
            best = max(best, (right - left) * min(numbers[left], numbers[right]))
            if numbers[left] < numbers[right]:
                left += 1
            else:
                right -= 1
        return best
        """,
        tags="two_pointers compare", level=3,
    ),
)  # fmt: skip
