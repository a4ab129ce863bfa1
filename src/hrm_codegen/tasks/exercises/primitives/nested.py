"""Lists of lists: flattening, the longest, sums of rows, filters, pairs and combinations of a list."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "flatten_lists", "lists: lists -> ints",
        "flatten {lists} into one list|join the inner lists of {lists} into a single list, in order",
        "return [item for row in lists for item in row]",
        """
        result = []
        for row in lists:
            for item in row:
                result.append(item)
        return result
        """,
        """
        from itertools import chain
        return list(chain.from_iterable(lists))
        """,
        "return sum(lists, [])",
        tags="nested loop",
    ),
    primitive(
        "sums_of_lists", "lists: lists -> ints",
        "find the sum of every inner list of {lists}|return the list of the sums of the lists in {lists} (an empty one has the "
        "sum 0)",
        "return [sum(row) for row in lists]",
        "return list(map(sum, lists))",
        """
        result = []
        for row in lists:
            total = 0
            for item in row:
                total += item
            result.append(total)
        return result
        """,
        tags="nested map accumulate",
    ),
    primitive(
        "total_of_lists", "lists: lists -> int",
        "find the sum of all numbers in all inner lists of {lists}|add up every number in {lists}",
        "return sum(sum(row) for row in lists)",
        """
        total = 0
        for row in lists:
            for item in row:
                total += item
        return total
        """,
        "return sum(item for row in lists for item in row)",
        tags="nested accumulate",
    ),
    primitive(
        "longest_inner_list", "lists: lists -> ints",
        "find the longest inner list of {lists}, the first one on a tie, or an empty list if there are none|return the first "
        "list of greatest length in {lists}, or [] if there are no lists",
        "return max(lists, key=len, default=[])",
        """
        best = []
        for row in lists:
            if len(row) > len(best):
                best = row
        return best
        """,
        "return sorted(lists, key=len, reverse=True)[0] if lists else []",
        tags="nested search compare",
    ),
    primitive(
        "inner_list_with_largest_sum", "lists: lists -> ints",
        "find the inner list of {lists} with the largest sum, the first one on a tie, or an empty list if there are none|return "
        "the first list in {lists} whose elements have the greatest sum, or [] if there are no lists",
        "return max(lists, key=sum, default=[])",
        """
        best = []
        for position, row in enumerate(lists):
            if position == 0 or sum(row) > sum(best):
                best = row
        return best
        """,
        tags="nested search accumulate",
    ),
    primitive(
        "sort_inner_lists", "lists: lists -> lists",
        "sort every inner list of {lists} in increasing order|return {lists} with each of its lists sorted, in the same order of "
        "lists",
        "return [sorted(row) for row in lists]",
        "return list(map(sorted, lists))",
        """
        result = []
        for row in lists:
            result.append(sorted(row))
        return result
        """,
        tags="nested map sort",
    ),
    primitive(
        "sort_lists_by_length", "lists: lists -> lists",
        "sort {lists} by the lengths of the inner lists, the shortest first, keeping the original order on a tie|return the "
        "lists of {lists} from the shortest to the longest; lists of equal length stay in their order",
        "return sorted(lists, key=len)",
        """
        result = []
        for row in lists:
            position = len(result)
            while position > 0 and len(result[position - 1]) > len(row):
                position -= 1
            result = result[:position] + [row] + result[position:]
        return result
        """,
        tags="nested sort",
    ),
    primitive(
        "remove_empty_lists", "lists: repeated_lists -> lists",
        "remove the empty lists from {lists}|return the inner lists of {lists} that have at least one element",
        "return [row for row in lists if row]",
        "return list(filter(None, lists))",
        """
        result = []
        for row in lists:
            if len(row) > 0:
                result.append(row)
        return result
        """,
        tags="nested filter",
    ),
    primitive(
        "remove_duplicate_lists", "lists: repeated_lists -> lists",
        "remove the repeated inner lists from {lists}, keeping the first of each|return the distinct lists of {lists} in the "
        "order of their first appearance",
        """
        result = []
        for row in lists:
            if row not in result:
                result.append(row)
        return result
        """,
        "return [list(row) for row in dict.fromkeys(map(tuple, lists))]",
        "return [row for position, row in enumerate(lists) if row not in lists[:position]]",
        tags="nested filter",
    ),
    primitive(
        "first_of_each_list", "lists: lists -> ints",
        "return the first element of every inner list of {lists}, skipping empty lists|collect the first elements of the "
        "non-empty lists in {lists}",
        "return [row[0] for row in lists if row]",
        """
        result = []
        for row in lists:
            if len(row) > 0:
                result.append(row[0])
        return result
        """,
        tags="nested index",
    ),
    primitive(
        "count_lists_containing", "lists: lists, target: target -> natural",
        "count the inner lists of {lists} that contain {target}|find how many lists of {lists} hold {target} at least once",
        "return sum(1 for row in lists if target in row)",
        """
        found = 0
        for row in lists:
            if target in row:
                found += 1
        return found
        """,
        "return len([row for row in lists if row.count(target) > 0])",
        tags="nested count search",
    ),
    primitive(
        "position_in_lists", "lists: lists, target: target -> pairs",
        "find all positions of {target} in {lists} as (list index, index in that list) tuples, in reading order|return the (row, "
        "column) tuples, counted from zero, of every occurrence of {target} in {lists}, row by row and from left to right",
        "return [(i, j) for i, row in enumerate(lists) for j, item in enumerate(row) if item == target]",
        """
        result = []
        for i in range(len(lists)):
            for j in range(len(lists[i])):
                if lists[i][j] == target:
                    result.append((i, j))
        return result
        """,
        tags="nested search tuple", level=2,
    ),
    primitive(
        "interleave_all_lists", "lists: lists -> ints",
        "take the first elements of all inner lists of {lists}, then all second elements and so on, skipping lists that have "
        "ended|read {lists} column by column: all elements at index 0, then those at index 1 and so on",
        """
        result = []
        for column in range(max(map(len, lists), default=0)):
            for row in lists:
                if column < len(row):
                    result.append(row[column])
        return result
        """,
        """
        from itertools import zip_longest
        return [item for column in zip_longest(*lists) for item in column if item is not None]
        """,
        """
        result = []
        column = 0
        while any(column < len(row) for row in lists):
            result.extend(row[column] for row in lists if column < len(row))
            column += 1
        return result
        """,
        tags="nested index", level=2,
    ),
    primitive(
        "join_all_strings", "groups: char_lists -> words",
        "concatenate the strings of every inner list of {groups}|return the list of the strings made by joining the strings of "
        "each list in {groups}",
        "return [''.join(group) for group in groups]",
        "return list(map(''.join, groups))",
        """
        result = []
        for group in groups:
            joined = ''
            for word in group:
                joined += word
            result.append(joined)
        return result
        """,
        tags="nested join",
    ),
    primitive(
        "list_prefixes", "items: few_ints -> combos",
        "list all non-empty prefixes of {items}, the shortest first|return the list of the first 1, 2, 3 and so on elements of "
        "{items}, ending with the whole list",
        "return [items[:end] for end in range(1, len(items) + 1)]",
        """
        prefixes = []
        for end in range(len(items)):
            prefixes.append(items[:end + 1])
        return prefixes
        """,
        tags="slice nested",
    ),
    primitive(
        "all_sublists", "items: few_ints -> combos",
        "list all non-empty runs of consecutive elements of {items}, ordered by their start and then by length|return every "
        "non-empty contiguous sublist of {items}: first those that start at index 0, the shortest first, then those that start "
        "at index 1 and so on",
        "return [items[start:end] for start in range(len(items)) for end in range(start + 1, len(items) + 1)]",
        """
        result = []
        for start in range(len(items)):
            for end in range(start + 1, len(items) + 1):
                result.append(items[start:end])
        return result
        """,
        """
        from itertools import combinations
        return [items[start:end] for start, end in combinations(range(len(items) + 1), 2)]
        """,
        tags="slice nested", level=2,
    ),
    primitive(
        "all_pairs_of_items", "items: few_ints -> pairs",
        "list all pairs of elements of {items} at different positions as tuples, the earlier element first, ordered by "
        "position|return the list of all tuples (a, b) where a stands before b in {items}, in lexicographic order of their "
        "positions",
        """
        from itertools import combinations
        return list(combinations(items, 2))
        """,
        "return [(items[i], items[j]) for i in range(len(items)) for j in range(i + 1, len(items))]",
        """
        pairs = []
        for position, first in enumerate(items):
            for second in items[position + 1:]:
                pairs.append((first, second))
        return pairs
        """,
        tags="nested tuple",
    ),
    primitive(
        "cartesian_product_pairs", "first: few_ints, second: few_ints -> pairs",
        "list all tuples of an element of {first} and an element of {second}, in the order of the former and then of the "
        "latter|return the Cartesian product of {first} and {second} as a list of tuples",
        """
        from itertools import product
        return list(product(first, second))
        """,
        "return [(left, right) for left in first for right in second]",
        """
        pairs = []
        for left in first:
            for right in second:
                pairs.append((left, right))
        return pairs
        """,
        tags="nested tuple",
    ),
)  # fmt: skip
