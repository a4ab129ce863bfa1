"""Arithmetic on one or two integers: signs, remainders, powers, ranges, shapes."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "absolute_difference", "n: int, m: int -> natural",
        "find the absolute difference between {n} and {m}|return how far apart {n} and {m} are on the number line"
        "|compute the distance between {n} and {m}, which is never negative",
        "return abs(n - m)",
        """
        difference = n - m
        if difference < 0:
            difference = -difference
        return difference
        """,
        "return max(n, m) - min(n, m)",
        tags="arithmetic condition",
    ),
    primitive(
        "sign_of_number", "n: int -> int",
        "return 1 if {n} is positive, -1 if it is negative and 0 if it is zero|find the sign of {n} as -1, 0 or 1",
        "return (n > 0) - (n < 0)",
        """
        if n > 0:
            sign = 1
        elif n < 0:
            sign = -1
        else:
            sign = 0
        return sign
        """,
        tags="condition compare",
    ),
    primitive(
        "clamp_number", "n: int, low: digit, high: side -> int",
        "limit {n} to the range from {low} to {high}: return {low} if it is smaller than that, otherwise {high} if it is "
        "larger than "
        "that, and {n} itself in all other cases"
        "|clamp {n}: give {low} when it is less than {low}, otherwise {high} when it is greater than {high}, otherwise {n} "
        "unchanged",
        """
        if n < low:
            result = low
        elif n > high:
            result = high
        else:
            result = n
        return result
        """,
        "return low if n < low else min(n, high)",
        tags="condition compare",
    ),
    primitive(
        "is_even_number", "n: int -> bool",
        "check whether {n} is even|tell whether {n} is divisible by two"
        "|return True if {n} is an even number, and False otherwise",
        "return n % 2 == 0",
        "return not n & 1",
        "return divmod(n, 2)[1] == 0",
        tags="arithmetic condition",
    ),
    primitive(
        "is_multiple_of", "n: int, k: k -> bool",
        "check whether {n} is a multiple of {k}|tell whether {n} can be divided by {k} without remainder"
        "|return True when {n} is divisible by {k}, and False otherwise",
        "return n % k == 0",
        "return n // k * k == n",
        """
        rest = abs(n)
        rest -= rest // k * k
        return rest == 0
        """,
        tags="arithmetic condition",
    ),
    primitive(
        "is_between_numbers", "n: int, low: digit, high: side -> bool",
        "check whether {n} lies between {low} and {high}, both included|tell whether {n} is at least {low} and at most {high}"
        "|return True if {n} is not below {low} and not above {high}, and False otherwise",
        "return low <= n <= high",
        "return n in range(low, high + 1)",
        "return n >= low and n <= high",
        tags="compare condition",
    ),
    primitive(
        "power_of_number", "n: digit, exponent: small -> big",
        "raise {n} to the power of {exponent}|compute {n} multiplied by itself so that it appears {exponent} times as a factor",
        "return n**exponent",
        """
        result = 1
        for _ in range(exponent):
            result *= n
        return result
        """,
        """
        def power(left):
            if left == 0:
                return 1
            return n * power(left - 1)
        return power(exponent)
        """,
        tags="arithmetic loop",
    ),
    primitive(
        "square_of_number", "n: int -> big",
        "compute the square of {n}|multiply {n} by itself"
        "|raise {n} to the second power",
        "return n * n",
        "return n**2",
        tags="arithmetic",
    ),
    primitive(
        "cube_of_number", "n: small -> natural",
        "compute the cube of {n}|raise {n} to the third power"
        "|multiply {n} by itself twice to get its cube",
        "return n**3",
        "return n * n * n",
        """
        square = n * n
        return square * n
        """,
        tags="arithmetic",
    ),
    primitive(
        "integer_square_root", "n: natural -> natural",
        "find the square root of {n} rounded down to an integer|return the largest integer whose square is not greater than {n}"
        "|compute the integer part of the square root of {n}",
        """
        import math
        return math.isqrt(n)
        """,
        """
        root = 0
        while (root + 1) * (root + 1) <= n:
            root += 1
        return root
        """,
        """
        low, high = 0, n + 1
        while high - low > 1:
            middle = (low + high) // 2
            if middle * middle <= n:
                low = middle
            else:
                high = middle
        return low
        """,
        tags="math while search", level=2,
    ),
    primitive(
        "is_perfect_square", "n: int -> bool",
        "check whether {n} is a perfect square|tell whether {n} is the square of an integer (negative numbers are not)"
        "|determine whether some integer multiplied by itself gives {n}",
        """
        root = 0
        while root * root < n:
            root += 1
        return root * root == n
        """,
        """
        import math
        return n >= 0 and math.isqrt(n) ** 2 == n
        """,
        tags="math while condition",
    ),
    primitive(
        "next_perfect_square", "n: natural -> big",
        "find the smallest perfect square greater than {n}|return the next square number after {n}",
        """
        root = 0
        while root * root <= n:
            root += 1
        return root * root
        """,
        """
        import math
        return (math.isqrt(n) + 1) ** 2
        """,
        tags="math while search",
    ),
    primitive(
        "round_up_to_multiple", "n: natural, k: k -> big",
        "round {n} up to the nearest multiple of {k}|find the smallest multiple of {k} that is not less than {n}",
        "return (n + k - 1) // k * k",
        """
        rest = n % k
        if rest > 0:
            result = n + k - rest
        else:
            result = n
        return result
        """,
        """
        import math
        return math.ceil(n / k) * k
        """,
        tags="arithmetic math",
    ),
    primitive(
        "round_down_to_multiple", "n: natural, k: k -> natural",
        "round {n} down to the nearest multiple of {k}|find the largest multiple of {k} that is not greater than {n}",
        "return n // k * k",
        "return n - n % k",
        """
        result = n
        while result % k != 0:
            result -= 1
        return result
        """,
        tags="arithmetic",
    ),
    primitive(
        "ceiling_division", "n: natural, k: k -> natural",
        "divide {n} by {k} and round the result up to an integer|find how many boxes of size {k} are needed to hold {n} items",
        "return (n + k - 1) // k",
        "return -(-n // k)",
        """
        boxes, rest = divmod(n, k)
        return boxes + 1 if rest else boxes
        """,
        tags="arithmetic math",
    ),
    primitive(
        "quotient_and_remainder", "n: natural, k: k -> pair",
        "return the quotient and the remainder of dividing {n} by {k} as a tuple"
        "|divide {n} by {k} and give (quotient, remainder)",
        "return divmod(n, k)",
        "return n // k, n % k",
        """
        quotient = 0
        rest = n
        while rest >= k:
            rest -= k
            quotient += 1
        return quotient, rest
        """,
        tags="arithmetic tuple",
    ),
    primitive(
        "largest_of_three", "n: int, m: int, k: int -> int",
        "find the largest of the three numbers {n}, {m} and {k}|return the maximum of {n}, {m} and {k}"
        "|return whichever of {n}, {m} and {k} is the greatest",
        "return max(n, m, k)",
        """
        best = n
        if m > best:
            best = m
        if k > best:
            best = k
        return best
        """,
        "return sorted([n, m, k])[2]",
        tags="compare condition",
    ),
    primitive(
        "middle_of_three", "n: int, m: int, k: int -> int",
        "find the middle one of the three numbers {n}, {m} and {k} by value|return the median of {n}, {m} and {k}"
        "|find the second largest of {n}, {m} and {k}, counting equal numbers separately",
        "return sorted([n, m, k])[1]",
        "return n + m + k - max(n, m, k) - min(n, m, k)",
        """
        low, high = min(n, m), max(n, m)
        return max(low, min(high, k))
        """,
        tags="compare sort",
    ),
    primitive(
        "last_digit_of_power", "n: natural, exponent: small -> digit",
        "find the last digit of {n} raised to the power of {exponent}|return the units digit of {n} to the power {exponent}",
        "return pow(n, exponent, 10)",
        """
        result = 1
        for _ in range(exponent):
            result = result * n % 10
        return result
        """,
        tags="arithmetic digits loop",
    ),
    primitive(
        "halve_until_odd", "n: positive -> positive",
        "divide {n} by two as long as it is even, and return the odd number that is left|find the largest odd divisor of {n}",
        """
        result = n
        while result % 2 == 0:
            result //= 2
        return result
        """,
        "return n // (n & -n)",
        """
        def strip(value):
            if value % 2 == 1:
                return value
            return strip(value // 2)
        return strip(n)
        """,
        tags="while arithmetic",
    ),
    primitive(
        "count_halvings", "n: positive -> natural",
        "count how many times {n} can be halved, rounding down, until it becomes 1"
        "|find how often {n} must be integer-divided by 2 to reach 1",
        """
        steps = 0
        value = n
        while value > 1:
            value //= 2
            steps += 1
        return steps
        """,
        "return n.bit_length() - 1",
        "return len(bin(n)) - 3",
        tags="while count",
    ),
)  # fmt: skip
