"""Divisors of one integer, and common divisors and multiples of two."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "divisors_of_number", "n: positive -> some_ints",
        "list the divisors of {n} in ascending order|return all positive integers that divide {n}, from smallest to largest"
        "|find every positive integer that divides {n} without remainder, in ascending order",
        "return [divisor for divisor in range(1, n + 1) if n % divisor == 0]",
        """
        divisors = []
        for divisor in range(1, n + 1):
            if n % divisor == 0:
                divisors.append(divisor)
        return divisors
        """,
        """
        import math
        small = [divisor for divisor in range(1, math.isqrt(n) + 1) if n % divisor == 0]
        large = [n // divisor for divisor in reversed(small) if divisor * divisor != n]
        return small + large
        """,
        tags="loop filter",
    ),
    primitive(
        "count_divisors", "n: positive -> natural",
        "count the divisors of {n}|find how many positive integers divide {n} (1 and {n} included)"
        "|return the number of positive divisors of {n}",
        "return sum(1 for divisor in range(1, n + 1) if n % divisor == 0)",
        """
        count = 0
        for divisor in range(1, n + 1):
            if n % divisor == 0:
                count += 1
        return count
        """,
        "return len([divisor for divisor in range(1, n + 1) if n % divisor == 0])",
        tags="loop count condition",
    ),
    primitive(
        "sum_of_proper_divisors", "n: positive -> natural",
        "add up the divisors of {n} that are smaller than {n}|find the sum of the proper divisors of {n} (0 for 1)",
        "return sum(divisor for divisor in range(1, n) if n % divisor == 0)",
        """
        total = 0
        for divisor in range(1, n // 2 + 1):
            if n % divisor == 0:
                total += divisor
        return total
        """,
        tags="loop accumulate condition",
    ),
    primitive(
        "is_perfect_number", "n: round -> bool",
        "check whether {n} equals the sum of its divisors smaller than itself"
        "|tell whether {n} is a perfect number, that is, equal to the "
        "sum of its proper divisors",
        "return sum(divisor for divisor in range(1, n) if n % divisor == 0) == n",
        """
        total = 0
        for divisor in range(1, n // 2 + 1):
            if n % divisor == 0:
                total += divisor
        return total == n
        """,
        tags="loop accumulate compare",
    ),
    primitive(
        "is_abundant_number", "n: round -> bool",
        "check whether the divisors of {n} smaller than {n} add up to more than {n}"
        "|tell whether {n} is an abundant number: smaller than "
        "the sum of its proper divisors",
        "return sum(divisor for divisor in range(1, n) if n % divisor == 0) > n",
        """
        total = 0
        for divisor in range(1, n // 2 + 1):
            if n % divisor == 0:
                total += divisor
        return total > n
        """,
        tags="loop accumulate compare",
    ),
    primitive(
        "largest_proper_divisor", "n: positive -> positive",
        "find the largest divisor of {n} smaller than {n}, or 1 if {n} is 1"
        "|return the greatest number below {n} that divides {n} (1 for 1)",
        """
        candidate = max(n - 1, 1)
        while n % candidate != 0:
            candidate -= 1
        return candidate
        """,
        "return max([divisor for divisor in range(1, n) if n % divisor == 0], default=1)",
        tags="while search",
    ),
    primitive(
        "greatest_common_divisor", "n: positive, m: positive -> positive",
        "find the greatest common divisor of {n} and {m}|return the largest integer that divides both {n} and {m}"
        "|compute the gcd of {n} and {m}",
        """
        import math
        return math.gcd(n, m)
        """,
        """
        a, b = n, m
        while b != 0:
            a, b = b, a % b
        return a
        """,
        """
        def gcd(a, b):
            return a if b == 0 else gcd(b, a % b)
        return gcd(n, m)
        """,
        """
        best = 1
        for divisor in range(1, min(n, m) + 1):
            if n % divisor == 0 and m % divisor == 0:
                best = divisor
        return best
        """,
        tags="math while recursion", level=2,
    ),
    primitive(
        "least_common_multiple", "n: side, m: side -> positive",
        "find the least common multiple of {n} and {m}|return the smallest positive integer divisible by both {n} and {m}"
        "|compute the lcm of {n} and {m}",
        """
        import math
        return n * m // math.gcd(n, m)
        """,
        """
        multiple = max(n, m)
        while multiple % n != 0 or multiple % m != 0:
            multiple += 1
        return multiple
        """,
        """
        a, b = n, m
        while b:
            a, b = b, a % b
        return n // a * m
        """,
        tags="math while", level=2,
    ),
    primitive(
        "are_coprime", "n: positive, m: positive -> bool",
        "check whether {n} and {m} have no common divisor other than 1|tell whether {n} and {m} are coprime"
        "|determine whether 1 is the only positive integer that divides both {n} and {m}",
        """
        import math
        return math.gcd(n, m) == 1
        """,
        """
        a, b = n, m
        while b != 0:
            a, b = b, a % b
        return a == 1
        """,
        tags="math while", level=2,
    ),
    primitive(
        "common_divisors", "n: positive, m: positive -> some_ints",
        "list the common divisors of {n} and {m} in ascending order"
        "|return all positive integers that divide both {n} and {m}, smallest first",
        "return [divisor for divisor in range(1, min(n, m) + 1) if n % divisor == 0 and m % divisor == 0]",
        """
        common = []
        for divisor in range(1, min(n, m) + 1):
            if n % divisor == 0 and m % divisor == 0:
                common.append(divisor)
        return common
        """,
        tags="loop filter condition",
    ),
    primitive(
        "totient_of_number", "n: side -> positive",
        "count the integers from 1 to {n} that have no common divisor with {n} other than 1|compute Euler's totient of {n}",
        """
        import math
        return sum(1 for number in range(1, n + 1) if math.gcd(number, n) == 1)
        """,
        """
        count = 0
        for number in range(1, n + 1):
            a, b = number, n
            while b != 0:
                a, b = b, a % b
            if a == 1:
                count += 1
        return count
        """,
        tags="math count loop", level=2,
    ),
    primitive(
        "multiplicity_of_factor", "n: positive, factor: base -> natural",
        "count how many times {n} can be divided by {factor} without remainder"
        "|find the largest exponent e such that {factor} to the power "
        "of e divides {n}",
        """
        count = 0
        rest = n
        while rest % factor == 0:
            rest //= factor
            count += 1
        return count
        """,
        """
        def count(rest):
            return 0 if rest % factor else 1 + count(rest // factor)
        return count(n)
        """,
        tags="while count",
    ),
)  # fmt: skip
