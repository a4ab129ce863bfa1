"""Recursion and enumeration: subsets, permutations, partitions, towers, sequences defined by themselves."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "power_set", "items: few_ints -> combos",
        "list all subsets of {items} by starting with the empty list and then, for each element in turn, adding to the list a "
        "copy of every subset so far with that element at its end|build the power set of {items}, beginning with [[]] and "
        "letting every element, in turn, double the list by adding each subset so far with that element at its end",
        """
        subsets = [[]]
        for item in items:
            subsets += [subset + [item] for subset in subsets]
        return subsets
        """,
        """
        if not items:
            return [[]]
        without = power_set(items[:-1])
        return without + [subset + [items[-1]] for subset in without]
        """,
        "return [[item for place, item in enumerate(items) if mask >> place & 1] for mask in range(2 ** len(items))]",
        tags="recursion nested", level=2,
    ),
    primitive(
        "permutations_of_items", "items: few_ints -> combos",
        "list all permutations of {items} in the lexicographic order of positions, equal elements treated as different|return "
        "every ordering of {items} as a list of lists, those that begin with the first element before those that begin with the "
        "second and so on, likewise for the rest (equal elements count as different)",
        """
        from itertools import permutations
        return [list(order) for order in permutations(items)]
        """,
        """
        if not items:
            return [[]]
        result = []
        for position, item in enumerate(items):
            for rest in permutations_of_items(items[:position] + items[position + 1:]):
                result.append([item] + rest)
        return result
        """,
        tags="recursion nested", level=3,
    ),
    primitive(
        "combinations_of_items", "items: few_ints, k: k -> combos",
        "list all choices of {k} elements of {items}, each in the original order, sorted by position (none if {k} is more than "
        "there are)|return the combinations of {k} elements of {items} as lists, in lexicographic order of the positions chosen",
        """
        from itertools import combinations
        return [list(choice) for choice in combinations(items, k)]
        """,
        """
        if k == 0:
            return [[]]
        if not items:
            return []
        starting = [[items[0]] + rest for rest in combinations_of_items(items[1:], k - 1)]
        return starting + combinations_of_items(items[1:], k)
        """,
        """
        chosen = [[]]
        for position in range(len(items)):
            chosen += [places + [position] for places in chosen]
        return [[items[place] for place in places] for places in sorted(chosen) if len(places) == k]
        """,
        tags="recursion nested", level=3,
    ),
    primitive(
        "count_subsets_with_sum", "numbers: weights, target: amount -> natural",
        "count the subsets of {numbers} (chosen by position, the empty one included) whose sum is {target}|find in how many ways "
        "elements of {numbers} at different positions can be picked so that they add up to {target} (picking none gives 0)",
        """
        ways = {0: 1}
        for item in numbers:
            following = dict(ways)
            for total in ways:
                following[total + item] = following.get(total + item, 0) + ways[total]
            ways = following
        return ways.get(target, 0)
        """,
        """
        if not numbers:
            return 1 if target == 0 else 0
        rest = numbers[1:]
        return count_subsets_with_sum(rest, target) + count_subsets_with_sum(rest, target - numbers[0])
        """,
        """
        from itertools import combinations
        sizes = range(len(numbers) + 1)
        return sum(1 for size in sizes for choice in combinations(numbers, size) if sum(choice) == target)
        """,
        tags="recursion dynamic count", level=3,
    ),
    primitive(
        "hanoi_first_moves", "n: few, k: few -> pairs",
        "list the first {k} moves, or all if there are fewer, that bring a tower of Hanoi of {n} disks from peg 1 to peg 3, as "
        "(from, to) tuples|return the first {k} (from, to) moves, or all if there are fewer, of the shortest solution for the "
        "tower of Hanoi with {n} disks on peg 1, peg 3 as the goal and peg 2 as the spare one",
        """
        def moves(disks, source, goal, spare):
            if disks == 0:
                return []
            return moves(disks - 1, source, spare, goal) + [(source, goal)] + moves(disks - 1, spare, goal, source)

        return moves(n, 1, 3, 2)[:k]
        """,
        """
        result = []
        stack = [(n, 1, 3, 2)]
        while stack:
            disks, source, goal, spare = stack.pop()
            if disks == 1:
                result.append((source, goal))
            elif disks > 1:
                stack.append((disks - 1, spare, goal, source))
                stack.append((1, source, goal, spare))
                stack.append((disks - 1, source, spare, goal))
        return result[:k]
        """,
        tags="recursion stack tuple", level=3,
    ),
    primitive(
        "binary_strings_with_ones", "n: few, k: few -> words",
        "list all strings of {n} binary digits with exactly {k} ones in increasing order|return every string of length {n} over "
        "the characters '0' and '1' in which '1' occurs {k} times, in alphabetical order",
        """
        strings = ['']
        for _ in range(n):
            strings = [head + digit for head in strings for digit in '01']
        return [text for text in strings if text.count('1') == k]
        """,
        """
        from itertools import product
        return [''.join(digits) for digits in product('01', repeat=n) if digits.count('1') == k]
        """,
        """
        def grow(length, ones):
            if ones < 0 or ones > length:
                return []
            if length == 0:
                return ['']
            return ['0' + rest for rest in grow(length - 1, ones)] + ['1' + rest for rest in grow(length - 1, ones - 1)]

        return grow(n, k)
        """,
        tags="recursion string nested", level=2,
    ),
    primitive(
        "kth_balanced_brackets", "n: few, k: few -> brackets",
        "find string number {k} in alphabetical order ('(' before ')') among the correctly nested strings of {n} pairs of round "
        "brackets, or an empty string if there are fewer|return string number {k}, counted from 1, of the sorted list of all "
        "balanced strings of {n} opening and {n} closing parentheses, or '' if the list is shorter",
        """
        def grow(text, opened, closed):
            if closed == n:
                return [text]
            result = []
            if opened < n:
                result += grow(text + '(', opened + 1, closed)
            if closed < opened:
                result += grow(text + ')', opened, closed + 1)
            return result

        strings = grow('', 0, 0)
        return strings[k - 1] if k <= len(strings) else ''
        """,
        """
        strings = [[''], ['()']]
        for pairs in range(2, n + 1):
            found = []
            for inside in range(pairs):
                for first in strings[inside]:
                    for rest in strings[pairs - 1 - inside]:
                        found.append('(' + first + ')' + rest)
            strings.append(found)
        chosen = sorted(strings[n])[k - 1:k]
        return chosen[0] if chosen else ''
        """,
        tags="recursion string", level=3,
    ),
    primitive(
        "partitions_into_parts", "n: tiny, k: few -> combos",
        "list all ways to write {n} as a sum of exactly {k} positive integers in non-increasing order, those with the larger "
        "first part first|return the partitions of {n} into {k} parts as lists of non-increasing parts, in decreasing "
        "lexicographic order",
        """
        def split(rest, largest, parts):
            if parts == 0:
                return [[]] if rest == 0 else []
            result = []
            for first in range(min(rest, largest), 0, -1):
                for tail in split(rest - first, first, parts - 1):
                    result.append([first] + tail)
            return result

        return split(n, n, k)
        """,
        """
        from itertools import combinations_with_replacement
        choices = combinations_with_replacement(range(n, 0, -1), k)
        return [list(parts) for parts in choices if sum(parts) == n]
        """,
        tags="recursion nested", level=3,
    ),
    primitive(
        "queens_placements", "n: tiny -> natural",
        "count the ways to put {n} queens on a board of {n} by {n} squares so that no two attack each other|find the number of "
        "solutions of the {n} queens puzzle, mirrored and turned ones counted separately",
        """
        def place(columns):
            if len(columns) == n:
                return 1
            total = 0
            for column in range(n):
                row = len(columns)
                if all(column != other and abs(column - other) != row - i for i, other in enumerate(columns)):
                    total += place(columns + [column])
            return total

        return place([])
        """,
        """
        from itertools import permutations
        rows = range(n)
        return sum(
            1 for order in permutations(rows)
            if len({order[i] + i for i in rows}) == n and len({order[i] - i for i in rows}) == n
        )
        """,
        tags="recursion search", level=3,
    ),
    primitive(
        "distinct_orderings", "items: few_ints -> natural",
        "count the distinct orderings of the elements of {items}|find how many different lists can be made by rearranging {items}",
        """
        from itertools import permutations
        return len(set(permutations(items)))
        """,
        """
        import math
        ways = math.factorial(len(items))
        for item in set(items):
            ways //= math.factorial(items.count(item))
        return ways
        """,
        """
        ways = 1
        for position, item in enumerate(items):
            ways = ways * (position + 1) // (items[:position].count(item) + 1)
        return ways
        """,
        tags="recursion count math", level=2,
    ),
    primitive(
        "count_partitions", "n: small -> natural",
        "count the ways to write {n} as a sum of positive integers, where the order does not matter|find the number of integer "
        "partitions of {n}",
        """
        ways = [1] + [0] * n
        for part in range(1, n + 1):
            for total in range(part, n + 1):
                ways[total] += ways[total - part]
        return ways[n]
        """,
        """
        from functools import cache

        @cache
        def ways(rest, largest):
            if rest == 0:
                return 1
            return sum(ways(rest - part, part) for part in range(1, min(rest, largest) + 1))

        return ways(n, n)
        """,
        tags="dynamic recursion count", level=3,
    ),
    primitive(
        "lattice_paths", "rows: tiny, columns: tiny -> natural",
        "count the paths from the top left to the bottom right cell of a grid with {rows} rows and {columns} columns that move "
        "only right or down|find in how many ways a robot that steps only right or down crosses a grid of {rows} by {columns} "
        "cells from corner to corner",
        """
        import math
        return math.comb(rows + columns - 2, rows - 1)
        """,
        """
        ways = [1] * columns
        for _ in range(rows - 1):
            for column in range(1, columns):
                ways[column] += ways[column - 1]
        return ways[-1]
        """,
        """
        if rows == 1 or columns == 1:
            return 1
        return lattice_paths(rows - 1, columns) + lattice_paths(rows, columns - 1)
        """,
        tags="dynamic recursion math", level=2,
    ),
    primitive(
        "count_tilings", "n: small -> natural",
        "count the ways to tile a strip of 2 by {n} squares with dominoes of 2 by 1 squares|find in how many ways dominoes cover "
        "a board two squares high and {n} squares wide",
        """
        before, ways = 1, 1
        for _ in range(n - 1):
            before, ways = ways, before + ways
        return ways
        """,
        "return n if n <= 2 else count_tilings(n - 1) + count_tilings(n - 2)",
        """
        ways = [1, 1]
        for width in range(2, n + 1):
            ways.append(ways[width - 1] + ways[width - 2])
        return ways[n]
        """,
        tags="dynamic recursion", level=2,
    ),
)  # fmt: skip
