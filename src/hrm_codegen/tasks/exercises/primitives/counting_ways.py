"""Numbers of ways and orders: factorials, choices, stairs."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "factorial_of_number", "n: digit -> natural",
        "compute the factorial of {n} (1 for 0)|multiply the integers from 1 to {n}, giving 1 when {n} is 0"
        "|return {n} factorial, the product of all positive integers up to {n} (1 for 0)",
        """
        import math
        return math.factorial(n)
        """,
        """
        product = 1
        for factor in range(2, n + 1):
            product *= factor
        return product
        """,
        """
        def factorial(k):
            return 1 if k < 2 else k * factorial(k - 1)
        return factorial(n)
        """,
        tags="loop accumulate recursion",
    ),
    primitive(
        "trailing_zeros_of_factorial", "n: natural -> natural",
        "count the zeros at the end of the factorial of {n}|find how many trailing zeros {n}! has in decimal notation",
        """
        count = 0
        rest = n // 5
        while rest > 0:
            count += rest
            rest //= 5
        return count
        """,
        """
        def zeros(rest):
            return 0 if rest == 0 else rest // 5 + zeros(rest // 5)
        return zeros(n)
        """,
        tags="while math", level=2,
    ),
    primitive(
        "binomial_coefficient", "n: small, k: digit -> natural",
        "count the ways to choose {k} of {n} different things without regard to order (0 if {k} is greater than {n})"
        "|compute the binomial coefficient {n} over {k}, which is 0 when {k} is larger than {n}",
        """
        import math
        return math.comb(n, k)
        """,
        """
        result = 1
        for i in range(k):
            result = result * (n - i) // (i + 1)
        return result
        """,
        """
        def choose(total, taken):
            if taken == 0:
                return 1
            return 0 if total == 0 else choose(total - 1, taken - 1) + choose(total - 1, taken)
        return choose(n, k)
        """,
        tags="math dynamic recursion", level=2,
    ),
    primitive(
        "nth_catalan_number", "n: small -> big",
        "find the {n}-th Catalan number, where numbers 1 to 4 are 1, 2, 5 and 14"
        "|count the ways to write {n} pairs of parentheses so that they are "
        "balanced",
        """
        result = 1
        for i in range(n):
            result = result * 2 * (2 * i + 1) // (i + 2)
        return result
        """,
        """
        import math
        return math.comb(2 * n, n) // (n + 1)
        """,
        """
        ways = [1]
        for total in range(1, n + 1):
            ways.append(sum(ways[i] * ways[total - 1 - i] for i in range(total)))
        return ways[n]
        """,
        tags="dynamic math", level=3,
    ),
    primitive(
        "ways_to_climb_stairs", "n: small -> natural",
        "count the ways to climb {n} stairs when each step takes one or two stairs"
        "|find how many sequences of ones and twos add up to {n}",
        """
        ways, following = 1, 1
        for _ in range(n):
            ways, following = following, ways + following
        return ways
        """,
        """
        ways = [1, 1]
        for i in range(2, n + 1):
            ways.append(ways[i - 1] + ways[i - 2])
        return ways[n]
        """,
        """
        def climb(left):
            return 1 if left < 2 else climb(left - 1) + climb(left - 2)
        return climb(n)
        """,
        tags="dynamic recursion", level=2,
    ),
)  # fmt: skip
