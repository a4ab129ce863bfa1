"""Lists of integers reduced to one value: sums, extremes, counts, averages, questions about all items."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "sum_of_list", "numbers: ints -> int",
        "find the sum of the numbers in {numbers}|add up all elements of {numbers}|compute the total of {numbers}",
        "return sum(numbers)",
        """
        total = 0
        for item in numbers:
            total += item
        return total
        """,
        """
        from functools import reduce
        return reduce(lambda left, right: left + right, numbers, 0)
        """,
        tags="accumulate loop",
    ),
    primitive(
        "product_of_list", "numbers: ints -> big",
        "multiply all the numbers in {numbers}, giving 1 if there are none|find the product of all elements of {numbers} "
        "(1 for an empty list)",
        """
        product = 1
        for item in numbers:
            product *= item
        return product
        """,
        """
        import math
        return math.prod(numbers)
        """,
        """
        from functools import reduce
        return reduce(lambda left, right: left * right, numbers, 1)
        """,
        tags="accumulate loop",
    ),
    primitive(
        "largest_number", "numbers: some_ints -> int",
        "find the largest number in {numbers}|return the maximum of {numbers}|find the biggest element of {numbers}",
        "return max(numbers)",
        """
        best = numbers[0]
        for item in numbers[1:]:
            if item > best:
                best = item
        return best
        """,
        "return sorted(numbers)[-1]",
        tags="compare loop search",
    ),
    primitive(
        "smallest_number", "numbers: some_ints -> int",
        "find the smallest number in {numbers}|return the minimum of {numbers}|find the least element of {numbers}",
        "return min(numbers)",
        """
        best = numbers[0]
        for item in numbers:
            if item < best:
                best = item
        return best
        """,
        "return sorted(numbers)[0]",
        tags="compare loop search",
    ),
    primitive(
        "second_largest", "numbers: some_ints -> int",
        "find the second largest distinct number in {numbers}, or the largest one if all numbers are equal|return the largest "
        "element of {numbers} that is smaller than the maximum, or the maximum itself if there is no such element",
        """
        distinct = sorted(set(numbers))
        return distinct[-2] if len(distinct) > 1 else distinct[-1]
        """,
        """
        top = max(numbers)
        below = [item for item in numbers if item < top]
        return max(below) if below else top
        """,
        """
        top = max(numbers)
        second = top
        for item in numbers:
            if item < top and (second == top or item > second):
                second = item
        return second
        """,
        tags="sort set search", level=2,
    ),
    primitive(
        "range_of_values", "numbers: some_ints -> int",
        "find the difference between the largest and the smallest number in {numbers}|compute the maximum minus the minimum of "
        "{numbers}",
        "return max(numbers) - min(numbers)",
        """
        low = high = numbers[0]
        for item in numbers:
            low = min(low, item)
            high = max(high, item)
        return high - low
        """,
        """
        ordered = sorted(numbers)
        return ordered[-1] - ordered[0]
        """,
        tags="compare arithmetic",
    ),
    primitive(
        "sum_of_extremes", "numbers: some_ints -> int",
        "find the sum of the largest and the smallest number in {numbers}|add the minimum of {numbers} to its maximum",
        "return max(numbers) + min(numbers)",
        """
        ordered = sorted(numbers)
        return ordered[0] + ordered[-1]
        """,
        """
        low = high = numbers[0]
        for item in numbers:
            if item < low:
                low = item
            if item > high:
                high = item
        return low + high
        """,
        tags="compare arithmetic",
    ),
    primitive(
        "average_of_list", "numbers: some_ints -> float",
        "find the average of the numbers in {numbers}|compute the arithmetic mean of {numbers} as a float",
        "return sum(numbers) / len(numbers)",
        """
        total = 0
        for item in numbers:
            total += item
        return total / len(numbers)
        """,
        tags="arithmetic accumulate",
    ),
    primitive(
        "whole_average", "numbers: ints -> int",
        "find the average of {numbers} rounded down to an integer, or 0 if there are no numbers|compute the floor of the mean of "
        "{numbers}, with 0 for an empty list",
        "return sum(numbers) // len(numbers) if numbers else 0",
        """
        average = 0
        if len(numbers) > 0:
            average = sum(numbers) // len(numbers)
        return average
        """,
        """
        import math
        return math.floor(sum(numbers) / len(numbers)) if numbers else 0
        """,
        tags="arithmetic condition",
    ),
    primitive(
        "median_of_list", "numbers: some_ints -> float",
        "find the median of {numbers} as a float|find the middle value of {numbers} in sorted order as a float, or the mean of the "
        "two middle values if their number is even",
        """
        ordered = sorted(numbers)
        middle = len(ordered) // 2
        if len(ordered) % 2 == 1:
            median = float(ordered[middle])
        else:
            median = (ordered[middle - 1] + ordered[middle]) / 2
        return median
        """,
        """
        import statistics
        return float(statistics.median(numbers))
        """,
        """
        ordered = sorted(numbers)
        return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
        """,
        tags="sort index", level=2,
    ),
    primitive(
        "most_common_number", "numbers: some_ints -> int",
        "find the number that occurs most often in {numbers}, the smallest one on a tie|return the mode of {numbers}, the "
        "smallest one if several numbers are equally frequent",
        """
        counts = {}
        for item in numbers:
            counts[item] = counts.get(item, 0) + 1
        best = numbers[0]
        for item in numbers:
            if counts[item] > counts[best] or (counts[item] == counts[best] and item < best):
                best = item
        return best
        """,
        """
        from collections import Counter
        counts = Counter(numbers)
        return min(counts, key=lambda item: (-counts[item], item))
        """,
        "return max(sorted(set(numbers)), key=numbers.count)",
        tags="count dict compare", level=2,
    ),
    primitive(
        "count_occurrences", "numbers: repeats, target: member -> int",
        "count how many times {target} occurs in {numbers}|find the number of elements of {numbers} that are equal to {target}",
        "return numbers.count(target)",
        "return sum(1 for item in numbers if item == target)",
        """
        occurrences = 0
        for item in numbers:
            if item == target:
                occurrences += 1
        return occurrences
        """,
        tags="count loop compare",
    ),
    primitive(
        "count_even_numbers", "numbers: ints -> int",
        "count the even numbers in {numbers}|find how many elements of {numbers} are even",
        "return sum(1 for item in numbers if item % 2 == 0)",
        """
        evens = 0
        for item in numbers:
            if item % 2 == 0:
                evens += 1
        return evens
        """,
        "return len([item for item in numbers if item % 2 == 0])",
        tags="count condition",
    ),
    primitive(
        "count_greater_than", "numbers: ints, limit: limit -> int",
        "count the numbers in {numbers} that are greater than {limit}|find how many elements of {numbers} exceed {limit}",
        "return sum(1 for item in numbers if item > limit)",
        "return len([item for item in numbers if item > limit])",
        """
        above = 0
        for item in numbers:
            if item > limit:
                above += 1
        return above
        """,
        tags="count compare",
    ),
    primitive(
        "sum_of_even_numbers", "numbers: ints -> int",
        "find the sum of the even numbers in {numbers}|add up only the even elements of {numbers}",
        "return sum(item for item in numbers if item % 2 == 0)",
        """
        total = 0
        for item in numbers:
            if item % 2 == 0:
                total += item
        return total
        """,
        "return sum(filter(lambda item: item % 2 == 0, numbers))",
        tags="filter accumulate",
    ),
    primitive(
        "sum_at_even_positions", "numbers: ints -> int",
        "find the sum of the elements of {numbers} at even indices (0, 2, 4, ...)|add up every other number of {numbers}, starting "
        "with the first",
        "return sum(numbers[::2])",
        "return sum(item for position, item in enumerate(numbers) if position % 2 == 0)",
        """
        total = 0
        for position in range(0, len(numbers), 2):
            total += numbers[position]
        return total
        """,
        tags="index slice accumulate",
    ),
    primitive(
        "alternating_sum", "numbers: ints -> int",
        "compute the alternating sum of {numbers}: the first number minus the second plus the third and so on (0 for an empty "
        "list)|find the sum of the elements of {numbers} at even indices minus the sum of those at odd indices",
        "return sum(numbers[::2]) - sum(numbers[1::2])",
        """
        total = 0
        sign = 1
        for item in numbers:
            total += sign * item
            sign = -sign
        return total
        """,
        "return sum(item if position % 2 == 0 else -item for position, item in enumerate(numbers))",
        tags="index accumulate arithmetic",
    ),
    primitive(
        "sum_of_squares_of_list", "numbers: ints -> int",
        "find the sum of the squares of the numbers in {numbers}|add up the squares of all elements of {numbers}",
        "return sum(item * item for item in numbers)",
        """
        total = 0
        for item in numbers:
            total += item ** 2
        return total
        """,
        "return sum(map(lambda item: item ** 2, numbers))",
        tags="map accumulate",
    ),
    primitive(
        "all_equal", "numbers: ints -> bool",
        "check whether all elements of {numbers} are equal (true for an empty list)|"
        "check if {numbers} holds no two different numbers",
        "return len(set(numbers)) <= 1",
        "return all(item == numbers[0] for item in numbers)",
        """
        for item in numbers:
            if item != numbers[0]:
                return False
        return True
        """,
        tags="compare set",
    ),
    primitive(
        "contains_duplicate", "numbers: ints -> bool",
        "check whether any number occurs more than once in {numbers}|check if {numbers} contains a duplicate",
        "return len(set(numbers)) < len(numbers)",
        """
        seen = set()
        for item in numbers:
            if item in seen:
                return True
            seen.add(item)
        return False
        """,
        "return any(numbers.count(item) > 1 for item in numbers)",
        tags="set search",
    ),
    primitive(
        "every_number_positive", "numbers: ints -> bool",
        "check whether every number in {numbers} is greater than zero (true for an empty list)|check if {numbers} holds no zero "
        "and no negative number",
        "return all(item > 0 for item in numbers)",
        """
        result = True
        for item in numbers:
            if item <= 0:
                result = False
        return result
        """,
        "return not any(item <= 0 for item in numbers)",
        tags="condition loop",
    ),
    primitive(
        "sign_of_product", "numbers: ints -> int",
        "find the sign of the product of all elements of {numbers}: 1, -1 or 0, where the empty product is positive|return 1 if "
        "the product of {numbers} is positive or empty, -1 if it is negative and 0 if it is zero",
        """
        sign = 1
        for item in numbers:
            if item == 0:
                sign = 0
            elif item < 0:
                sign = -sign
        return sign
        """,
        """
        if 0 in numbers:
            return 0
        negatives = sum(1 for item in numbers if item < 0)
        return -1 if negatives % 2 == 1 else 1
        """,
        """
        import math
        product = math.prod(numbers)
        return (product > 0) - (product < 0)
        """,
        tags="condition count", level=2,
    ),
)  # fmt: skip
