"""Recursion and enumeration: subsets, permutations, partitions, towers, sequences defined by themselves."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "power_set", "items: few_ints -> combos",
        "list all subsets of the elements of {items} by position, as lists in the original order: start with the empty list, and "
        "for each element append it to a copy of every subset so far|build the power set of {items}: begin with [[]] and let "
        "every element, in turn, double the list by adding each subset so far with that element at its end",
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
        "every ordering of {items} as a list of lists; first those that begin with the first element, then those that begin with "
        "the second and so on, likewise for the rest",
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
        "count the subsets of the elements of {numbers} (chosen by position, the empty one included) whose sum is {target}|find "
        "in how many ways elements of {numbers} at different positions can be picked so that they add up to {target}; picking "
        "none gives 0",
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
        "hanoi_move_count", "n: small -> natural",
        "find how many moves the towers of Hanoi take with {n} disks|return the smallest number of moves that solves the tower "
        "of Hanoi puzzle with {n} disks and three pegs",
        "return 2 ** n - 1",
        """
        moves = 0
        for _ in range(n):
            moves = 2 * moves + 1
        return moves
        """,
        "return 1 if n == 1 else 2 * hanoi_move_count(n - 1) + 1",
        tags="recursion math",
    ),
    primitive(
        "hanoi_moves", "n: few -> pairs",
        "list the moves that bring a tower of Hanoi of {n} disks from peg 1 to peg 3, as (from, to) tuples in order|return the "
        "shortest sequence of (from, to) moves for the tower of Hanoi with {n} disks on peg 1, peg 3 as the goal and peg 2 as "
        "the spare one",
        """
        def moves(disks, source, goal, spare):
            if disks == 0:
                return []
            return moves(disks - 1, source, spare, goal) + [(source, goal)] + moves(disks - 1, spare, goal, source)

        return moves(n, 1, 3, 2)
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
        return result
        """,
        tags="recursion stack tuple", level=3,
    ),
    primitive(
        "tribonacci_number", "n: small -> natural",
        "find the {n}-th tribonacci number, where the first three are 0, 0 and 1 and every other one is the sum of the three "
        "before it|return the element at place {n}, counted from 1, of the sequence 0, 0, 1, 1, 2, 4, 7, ... in which each "
        "number from the fourth on is the sum of the previous three",
        """
        a, b, c = 0, 0, 1
        for _ in range(n - 1):
            a, b, c = b, c, a + b + c
        return a
        """,
        """
        sequence = [0, 0, 1]
        while len(sequence) < n:
            sequence.append(sequence[-1] + sequence[-2] + sequence[-3])
        return sequence[n - 1]
        """,
        """
        from functools import cache

        @cache
        def term(place):
            return (0, 0, 1)[place - 1] if place < 4 else term(place - 1) + term(place - 2) + term(place - 3)

        return term(n)
        """,
        tags="recursion loop", level=2,
    ),
    primitive(
        "pascal_row", "n: tiny -> some_ints",
        "return row {n} of Pascal's triangle, where row 1 is [1]|find the {n}-th row of Pascal's triangle, counted from 1, as a "
        "list",
        """
        row = [1]
        for _ in range(n - 1):
            row = [left + right for left, right in zip([0] + row, row + [0])]
        return row
        """,
        """
        import math
        return [math.comb(n - 1, place) for place in range(n)]
        """,
        """
        if n == 1:
            return [1]
        above = pascal_row(n - 1)
        return [1] + [above[i] + above[i + 1] for i in range(n - 2)] + [1]
        """,
        tags="recursion nested", level=2,
    ),
    primitive(
        "binary_strings", "n: few -> words",
        "list all strings of {n} binary digits in increasing order|return every string of length {n} over the characters '0' and "
        "'1', in alphabetical order",
        """
        strings = ['']
        for _ in range(n):
            strings = [head + digit for head in strings for digit in '01']
        return strings
        """,
        """
        from itertools import product
        return [''.join(digits) for digits in product('01', repeat=n)]
        """,
        "return [format(number, 'b').zfill(n) for number in range(2 ** n)]",
        tags="recursion string nested", level=2,
    ),
    primitive(
        "balanced_bracket_strings", "n: few -> words",
        "list all correctly nested strings of {n} pairs of round brackets in alphabetical order, '(' before ')'|return every "
        "balanced string of {n} opening and {n} closing parentheses, sorted",
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

        return grow('', 0, 0)
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
        return sorted(strings[n])
        """,
        tags="recursion string", level=3,
    ),
    primitive(
        "partitions_of_number", "n: tiny -> combos",
        "list all ways to write {n} as a sum of positive integers in non-increasing order, the largest first part first|return "
        "the integer partitions of {n} as lists of non-increasing parts, in decreasing lexicographic order",
        """
        def parts(rest, largest):
            if rest == 0:
                return [[]]
            return [[first] + tail for first in range(min(rest, largest), 0, -1) for tail in parts(rest - first, first)]

        return parts(n, n)
        """,
        """
        result = []
        stack = [[]]
        while stack:
            head = stack.pop()
            rest = n - sum(head)
            if rest == 0:
                result.append(head)
            for part in range(1, min([rest] + head[-1:]) + 1):
                stack.append(head + [part])
        return result
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
)  # fmt: skip
