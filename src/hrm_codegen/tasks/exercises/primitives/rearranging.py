"""Lists made from lists: rotating, splitting, filtering, inserting, removing, pairing up."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "reverse_list", "numbers: ints -> ints",
        "reverse {numbers}|return the elements of {numbers} in reverse order",
        "return numbers[::-1]",
        "return list(reversed(numbers))",
        """
        result = []
        for position in range(len(numbers) - 1, -1, -1):
            result.append(numbers[position])
        return result
        """,
        tags="reverse slice",
    ),
    primitive(
        "rotate_left", "numbers: ints, k: k -> ints",
        "rotate {numbers} to the left by {k} positions|move the first element of {numbers} to the end, {k} times in all",
        """
        shift = k % len(numbers) if numbers else 0
        return numbers[shift:] + numbers[:shift]
        """,
        """
        from collections import deque
        queue = deque(numbers)
        queue.rotate(-k)
        return list(queue)
        """,
        "return [numbers[(position + k) % len(numbers)] for position in range(len(numbers))]",
        tags="slice index arithmetic",
    ),
    primitive(
        "rotate_right", "numbers: ints, k: k -> ints",
        "rotate {numbers} to the right by {k} positions|move the last element of {numbers} to the front, {k} times in all",
        """
        shift = k % len(numbers) if numbers else 0
        return numbers[len(numbers) - shift:] + numbers[:len(numbers) - shift]
        """,
        """
        from collections import deque
        queue = deque(numbers)
        queue.rotate(k)
        return list(queue)
        """,
        "return [numbers[(position - k) % len(numbers)] for position in range(len(numbers))]",
        tags="slice index arithmetic",
    ),
    primitive(
        "split_into_chunks", "numbers: ints, size: k -> lists",
        "split {numbers} into consecutive chunks of length {size}, where the last one may be shorter|cut {numbers} into pieces of "
        "{size} elements each; the last piece holds what is left",
        "return [numbers[start:start + size] for start in range(0, len(numbers), size)]",
        """
        chunks = []
        for start in range(0, len(numbers), size):
            chunks.append(numbers[start:start + size])
        return chunks
        """,
        """
        chunks = []
        rest = numbers
        while rest:
            chunks.append(rest[:size])
            rest = rest[size:]
        return chunks
        """,
        tags="slice loop nested",
    ),
    primitive(
        "split_at_position", "numbers: ints, k: k -> lists",
        "split {numbers} into two lists: the first {k} elements and the rest|return a list of two lists, the first {k} elements of "
        "{numbers} and the remaining ones",
        "return [numbers[:k], numbers[k:]]",
        """
        head = []
        tail = []
        for position, item in enumerate(numbers):
            if position < k:
                head.append(item)
            else:
                tail.append(item)
        return [head, tail]
        """,
        tags="slice",
    ),
    primitive(
        "every_nth_element", "numbers: ints, k: k -> ints",
        "return the elements of {numbers} at the indices 0, {k}, 2 * {k} and so on|take the elements of {numbers} whose index, "
        "counted from 0, is a multiple of {k}",
        "return numbers[::k]",
        "return [item for position, item in enumerate(numbers) if position % k == 0]",
        """
        result = []
        for position in range(0, len(numbers), k):
            result.append(numbers[position])
        return result
        """,
        tags="slice index",
    ),
    primitive(
        "interleave_lists", "first: ints, second: ints -> ints",
        "interleave {first} with {second}, taking their elements in turn and then the rest of the longer one|merge {first} and "
        "{second} by alternating their elements, starting with the former; what is left of the longer one comes at the end",
        """
        result = []
        for position in range(max(len(first), len(second))):
            if position < len(first):
                result.append(first[position])
            if position < len(second):
                result.append(second[position])
        return result
        """,
        """
        shorter = min(len(first), len(second))
        result = [item for pair in zip(first, second) for item in pair]
        return result + first[shorter:] + second[shorter:]
        """,
        """
        if not first:
            return second[:]
        return [first[0]] + interleave_lists(second, first[1:])
        """,
        tags="index loop nested", level=2,
    ),
    primitive(
        "remove_duplicates", "numbers: ints -> ints",
        "remove the duplicates from {numbers}, keeping the first occurrence of each number|return the distinct elements of "
        "{numbers} in the order in which they first appear",
        """
        seen = set()
        result = []
        for item in numbers:
            if item not in seen:
                seen.add(item)
                result.append(item)
        return result
        """,
        "return list(dict.fromkeys(numbers))",
        "return [item for position, item in enumerate(numbers) if item not in numbers[:position]]",
        tags="set filter",
    ),
    primitive(
        "remove_consecutive_duplicates", "numbers: ints -> ints",
        "replace every run of equal neighbouring elements in {numbers} by a single element|remove consecutive duplicates from "
        "{numbers}",
        """
        result = []
        for item in numbers:
            if not result or result[-1] != item:
                result.append(item)
        return result
        """,
        "return [item for position, item in enumerate(numbers) if position == 0 or numbers[position - 1] != item]",
        """
        from itertools import groupby
        return [item for item, _ in groupby(numbers)]
        """,
        tags="compare filter",
    ),
    primitive(
        "numbers_occurring_once", "numbers: ints -> ints",
        "return the numbers that occur exactly once in {numbers}, in their original order|remove from {numbers} every number that "
        "occurs more than once",
        "return [item for item in numbers if numbers.count(item) == 1]",
        """
        counts = {}
        for item in numbers:
            counts[item] = counts.get(item, 0) + 1
        result = []
        for item in numbers:
            if counts[item] == 1:
                result.append(item)
        return result
        """,
        """
        from collections import Counter
        counts = Counter(numbers)
        return [item for item, times in counts.items() if times == 1]
        """,
        tags="count dict filter",
    ),
    primitive(
        "remove_all_occurrences", "numbers: repeats, target: member -> ints",
        "remove all occurrences of {target} from {numbers}|return the elements of {numbers} that differ from {target}, in order",
        "return [item for item in numbers if item != target]",
        """
        result = []
        for item in numbers:
            if item != target:
                result.append(item)
        return result
        """,
        "return list(filter(lambda item: item != target, numbers))",
        tags="filter compare",
    ),
    primitive(
        "remove_at_index", "numbers: ints, k: k -> ints",
        "remove the element at index {k} (counted from zero) from {numbers}, or nothing if there is none|return {numbers} "
        "without its element at position {k}, where positions start at 0; a shorter list stays the same",
        "return numbers[:k] + numbers[k + 1:]",
        "return [item for position, item in enumerate(numbers) if position != k]",
        """
        result = list(numbers)
        if k < len(result):
            del result[k]
        return result
        """,
        tags="slice index",
    ),
    primitive(
        "insert_before_each", "numbers: ints, target: target -> ints",
        "insert {target} before each element of {numbers}|return a list in which every element of {numbers} is preceded by "
        "{target}",
        """
        result = []
        for item in numbers:
            result.append(target)
            result.append(item)
        return result
        """,
        "return [entry for item in numbers for entry in (target, item)]",
        """
        from itertools import chain
        return list(chain.from_iterable((target, item) for item in numbers))
        """,
        tags="loop nested",
    ),
    primitive(
        "intersperse_number", "numbers: ints, target: target -> ints",
        "insert {target} between every two neighbouring elements of {numbers}|put {target} between the consecutive elements of "
        "{numbers}",
        """
        result = []
        for position, item in enumerate(numbers):
            if position > 0:
                result.append(target)
            result.append(item)
        return result
        """,
        "return [entry for item in numbers for entry in (item, target)][:-1]",
        """
        result = numbers[:1]
        for item in numbers[1:]:
            result += [target, item]
        return result
        """,
        tags="loop condition",
    ),
    primitive(
        "swap_ends", "numbers: ints -> ints",
        "swap the first and the last element of {numbers}|exchange the first element of {numbers} with the last one",
        """
        result = list(numbers)
        if len(result) > 1:
            result[0], result[-1] = result[-1], result[0]
        return result
        """,
        "return numbers[-1:] + numbers[1:-1] + numbers[:1] if len(numbers) > 1 else numbers[:]",
        """
        if len(numbers) < 2:
            return numbers[:]
        return [numbers[-1], *numbers[1:-1], numbers[0]]
        """,
        tags="slice index",
    ),
    primitive(
        "swap_neighbours", "numbers: ints -> ints",
        "swap the elements of {numbers} pairwise: the first with the second, the third with the fourth and so on; a last one "
        "without a partner stays|exchange each element of {numbers} at an even index with its right neighbour, if it has one",
        """
        result = list(numbers)
        for position in range(0, len(result) - 1, 2):
            result[position], result[position + 1] = result[position + 1], result[position]
        return result
        """,
        """
        result = []
        for start in range(0, len(numbers), 2):
            result.extend(reversed(numbers[start:start + 2]))
        return result
        """,
        """
        if len(numbers) < 2:
            return numbers[:]
        return [numbers[1], numbers[0]] + swap_neighbours(numbers[2:])
        """,
        tags="index loop", level=2,
    ),
    primitive(
        "move_zeros_to_end", "numbers: ints -> ints",
        "move all zeros in {numbers} to the end, keeping the order of the other elements|return the non-zero elements of {numbers} "
        "in order, followed by its zeros",
        """
        nonzero = [item for item in numbers if item != 0]
        return nonzero + [0] * (len(numbers) - len(nonzero))
        """,
        """
        result = []
        zeros = 0
        for item in numbers:
            if item == 0:
                zeros += 1
            else:
                result.append(item)
        for _ in range(zeros):
            result.append(0)
        return result
        """,
        "return sorted(numbers, key=lambda item: item == 0)",
        tags="filter sort",
    ),
    primitive(
        "evens_before_odds", "numbers: ints -> ints",
        "put the even numbers of {numbers} before the odd ones, keeping the order within both groups|return the even elements of "
        "{numbers} followed by its odd elements",
        "return [item for item in numbers if item % 2 == 0] + [item for item in numbers if item % 2 != 0]",
        """
        evens = []
        odds = []
        for item in numbers:
            if item % 2 == 0:
                evens.append(item)
            else:
                odds.append(item)
        return evens + odds
        """,
        "return sorted(numbers, key=lambda item: item % 2)",
        tags="filter condition",
    ),
    primitive(
        "keep_even_numbers", "numbers: ints -> ints",
        "return the even numbers of {numbers}|keep only the even elements of {numbers}|find all even numbers in {numbers}",
        "return [item for item in numbers if item % 2 == 0]",
        """
        result = []
        for item in numbers:
            if item % 2 == 0:
                result.append(item)
        return result
        """,
        "return list(filter(lambda item: item % 2 == 0, numbers))",
        tags="filter condition",
    ),
    primitive(
        "keep_positive_numbers", "numbers: ints -> ints",
        "return the positive numbers of {numbers}|keep only the elements of {numbers} that are greater than zero",
        "return [item for item in numbers if item > 0]",
        """
        result = []
        for item in numbers:
            if item > 0:
                result.append(item)
        return result
        """,
        "return list(filter(lambda item: item > 0, numbers))",
        tags="filter compare",
    ),
    primitive(
        "keep_multiples", "numbers: ints, k: k -> ints",
        "return the elements of {numbers} that are divisible by {k}|keep only the multiples of {k} in {numbers}",
        "return [item for item in numbers if item % k == 0]",
        """
        result = []
        for item in numbers:
            if item % k == 0:
                result.append(item)
        return result
        """,
        "return list(filter(lambda item: item % k == 0, numbers))",
        tags="filter arithmetic",
    ),
)  # fmt: skip
