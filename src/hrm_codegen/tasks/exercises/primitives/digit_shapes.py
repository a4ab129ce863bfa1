"""Questions about the digits of an integer as a whole, and numbers rebuilt from their digits."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "digital_root", "n: natural -> digit",
        "find the digital root of {n}: add up its digits again and again until one digit is left"
        "|sum the digits of {n} repeatedly until the result has a single digit",
        """
        value = n
        while value >= 10:
            value = sum(int(digit) for digit in str(value))
        return value
        """,
        "return 0 if n == 0 else 1 + (n - 1) % 9",
        """
        def root(value):
            if value < 10:
                return value
            return root(sum(int(digit) for digit in str(value)))
        return root(n)
        """,
        tags="digits while recursion", level=2,
    ),
    primitive(
        "additive_persistence", "n: natural -> digit",
        "count how many times the digits of {n} must be added up until a single digit is left"
        "|find the additive persistence of {n}: the number of digit sums taken until one digit remains",
        """
        steps = 0
        value = n
        while value >= 10:
            value = sum(int(digit) for digit in str(value))
            steps += 1
        return steps
        """,
        """
        def count(value):
            return 0 if value < 10 else 1 + count(sum(map(int, str(value))))
        return count(n)
        """,
        tags="digits while count", level=2,
    ),
    primitive(
        "is_armstrong_number", "n: natural -> bool",
        "check whether {n} is an Armstrong number: equal to the sum of its digits, each raised to the number of digits"
        "|tell whether {n} equals the sum of its digits raised to the power of how many digits it has",
        """
        digits = str(n)
        return n == sum(int(digit) ** len(digits) for digit in digits)
        """,
        """
        total = 0
        power = len(str(n))
        rest = n
        while rest > 0:
            total += (rest % 10) ** power
            rest //= 10
        return total == n
        """,
        tags="digits accumulate compare", level=2,
    ),
    primitive(
        "is_harshad_number", "n: positive -> bool",
        "check whether {n} is divisible by the sum of its digits"
        "|tell whether {n} is a Harshad number, that is, a multiple of its digit sum",
        "return n % sum(int(digit) for digit in str(n)) == 0",
        """
        total = 0
        rest = n
        while rest > 0:
            total += rest % 10
            rest //= 10
        return n % total == 0
        """,
        tags="digits arithmetic",
    ),
    primitive(
        "has_repeated_digit", "n: natural -> bool",
        "check whether some digit occurs more than once in {n}|tell whether {n} has a repeated digit",
        """
        digits = str(n)
        return len(set(digits)) < len(digits)
        """,
        """
        seen = []
        repeated = False
        for digit in str(n):
            if digit in seen:
                repeated = True
            seen.append(digit)
        return repeated
        """,
        "return any(str(n).count(digit) > 1 for digit in str(n))",
        tags="digits set count",
    ),
    primitive(
        "digits_are_ascending", "n: natural -> bool",
        "check whether the digits of {n} never decrease from left to right"
        "|tell whether every digit of {n} is at least as large as the "
        "one before it",
        """
        digits = str(n)
        return all(digits[i] <= digits[i + 1] for i in range(len(digits) - 1))
        """,
        "return list(str(n)) == sorted(str(n))",
        """
        rest = n
        ascending = True
        while rest >= 10:
            if rest // 10 % 10 > rest % 10:
                ascending = False
            rest //= 10
        return ascending
        """,
        tags="digits compare loop",
    ),
    primitive(
        "largest_number_from_digits", "n: natural -> natural",
        "rearrange the digits of {n} into the largest possible number"
        "|sort the digits of {n} from largest to smallest and return the "
        "number they form",
        "return int(''.join(sorted(str(n), reverse=True)))",
        """
        result = 0
        for digit in range(9, -1, -1):
            for char in str(n):
                if int(char) == digit:
                    result = result * 10 + digit
        return result
        """,
        tags="digits sort join",
    ),
    primitive(
        "swap_first_and_last_digit", "n: natural -> natural",
        "swap the first and the last digit of {n} (a number with one digit stays as it is)"
        "|exchange the outermost digits of {n}, leaving a single digit unchanged, and return the integer",
        """
        digits = list(str(n))
        digits[0], digits[-1] = digits[-1], digits[0]
        return int(''.join(digits))
        """,
        """
        digits = str(n)
        if len(digits) > 1:
            digits = digits[-1] + digits[1:-1] + digits[0]
        return int(digits)
        """,
        tags="digits slice string",
    ),
    primitive(
        "remove_digit_from_number", "n: natural, digit: digit -> natural",
        "remove every {digit} from the digits of {n}, and return the number that is left (0 if nothing is left)"
        "|delete all digits equal to {digit} from {n} and return the remaining number, or 0 if no digit remains",
        """
        left = str(n).replace(str(digit), '')
        return int(left) if left else 0
        """,
        """
        result = 0
        for char in str(n):
            if int(char) != digit:
                result = result * 10 + int(char)
        return result
        """,
        "return int('0' + ''.join(char for char in str(n) if char != str(digit)))",
        tags="digits filter string",
    ),
    primitive(
        "distinct_digit_count", "n: int -> natural",
        "count the different digits of {n}|find how many distinct decimal digits occur in {n}, ignoring the sign",
        "return len(set(str(abs(n))))",
        """
        seen = []
        for digit in str(abs(n)):
            if digit not in seen:
                seen.append(digit)
        return len(seen)
        """,
        "return sum(1 for digit in '0123456789' if digit in str(abs(n)))",
        tags="digits set count",
    ),
)  # fmt: skip
