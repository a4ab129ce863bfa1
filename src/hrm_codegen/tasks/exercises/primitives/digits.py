"""The decimal digits of an integer: sums, products, order, palindromes, questions about every digit."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "sum_of_digits", "n: int -> natural",
        "find the sum of the digits of {n}, ignoring its sign|add up the decimal digits of {n} (a minus sign does not count)"
        "|compute the digit sum of {n}, leaving its sign out",
        "return sum(int(digit) for digit in str(abs(n)))",
        """
        total = 0
        rest = abs(n)
        while rest > 0:
            total += rest % 10
            rest //= 10
        return total
        """,
        """
        def add(rest):
            return 0 if rest == 0 else rest % 10 + add(rest // 10)
        return add(abs(n))
        """,
        tags="digits while accumulate",
    ),
    primitive(
        "product_of_digits", "n: int -> big",
        "multiply the digits of {n}, ignoring its sign"
        "|find the product of the decimal digits of {n} (a minus sign does not count)",
        """
        product = 1
        for digit in str(abs(n)):
            product *= int(digit)
        return product
        """,
        """
        import math
        return math.prod(int(digit) for digit in str(abs(n)))
        """,
        """
        rest = abs(n)
        product = rest % 10
        while rest >= 10:
            rest //= 10
            product *= rest % 10
        return product
        """,
        tags="digits accumulate loop",
    ),
    primitive(
        "count_digits", "n: int -> natural",
        "count the digits of {n}, ignoring its sign"
        "|find how many decimal digits {n} has (0 has one digit; a minus sign does not count)"
        "|return the number of decimal digits of {n} without its sign",
        "return len(str(abs(n)))",
        """
        count = 1
        rest = abs(n)
        while rest >= 10:
            rest //= 10
            count += 1
        return count
        """,
        tags="digits while count",
    ),
    primitive(
        "reverse_digits", "n: natural -> natural",
        "reverse the digits of {n}, dropping zeros that come to the front|write {n} backwards and return the resulting integer"
        "|return the integer whose digits are those of {n} in reverse order (leading zeros vanish)",
        "return int(str(n)[::-1])",
        """
        result = 0
        rest = n
        while rest > 0:
            result = result * 10 + rest % 10
            rest //= 10
        return result
        """,
        tags="digits while reverse",
    ),
    primitive(
        "is_palindromic_number", "n: natural -> bool",
        "check whether {n} reads the same forwards and backwards|tell whether {n} is a palindromic number"
        "|determine whether {n} stays the same when its digits are reversed",
        "return str(n) == str(n)[::-1]",
        """
        backwards = 0
        rest = n
        while rest > 0:
            backwards = backwards * 10 + rest % 10
            rest //= 10
        return backwards == n
        """,
        """
        digits = str(n)
        return all(digits[i] == digits[-1 - i] for i in range(len(digits) // 2))
        """,
        tags="digits reverse compare",
    ),
    primitive(
        "largest_digit", "n: int -> digit",
        "find the largest digit of {n}|return the greatest decimal digit that occurs in {n}, ignoring the sign"
        "|return the maximum of the digits of {n}, whatever its sign",
        "return max(int(digit) for digit in str(abs(n)))",
        """
        best = 0
        rest = abs(n)
        while rest > 0:
            if rest % 10 > best:
                best = rest % 10
            rest //= 10
        return best
        """,
        "return int(max(str(abs(n))))",
        tags="digits compare while",
    ),
    primitive(
        "smallest_digit", "n: int -> digit",
        "find the smallest digit of {n}|return the least decimal digit that occurs in {n}, ignoring the sign",
        "return min(int(digit) for digit in str(abs(n)))",
        """
        rest = abs(n)
        best = rest % 10
        while rest >= 10:
            rest //= 10
            if rest % 10 < best:
                best = rest % 10
        return best
        """,
        tags="digits compare while",
    ),
    primitive(
        "first_digit", "n: int -> digit",
        "find the first digit of {n}|return the leftmost digit of {n}, ignoring the sign",
        """
        rest = abs(n)
        while rest >= 10:
            rest //= 10
        return rest
        """,
        "return int(str(abs(n))[0])",
        tags="digits while",
    ),
    primitive(
        "last_digit", "n: int -> digit",
        "find the last digit of {n}|return the units digit of {n}, ignoring the sign",
        "return abs(n) % 10",
        "return int(str(n)[-1])",
        tags="digits arithmetic",
    ),
    primitive(
        "digits_of_number", "n: natural -> some_ints",
        "list the digits of {n} from left to right|split {n} into a list of its decimal digits, the first digit first",
        "return [int(digit) for digit in str(n)]",
        """
        digits = [n % 10]
        rest = n // 10
        while rest > 0:
            digits.insert(0, rest % 10)
            rest //= 10
        return digits
        """,
        "return list(map(int, str(n)))",
        tags="digits map",
    ),
    primitive(
        "count_digit_in_number", "n: natural, digit: digit -> natural",
        "count how often the digit {digit} occurs in {n}"
        "|find the number of times {digit} appears among the decimal digits of {n}",
        "return str(n).count(str(digit))",
        """
        count = 0
        for char in str(n):
            if int(char) == digit:
                count += 1
        return count
        """,
        """
        count = 1 if n % 10 == digit else 0
        rest = n // 10
        while rest > 0:
            if rest % 10 == digit:
                count += 1
            rest //= 10
        return count
        """,
        tags="digits count",
    ),
    primitive(
        "contains_digit", "n: int, digit: digit -> bool",
        "check whether {n} contains the digit {digit}|tell whether {digit} is one of the decimal digits of {n}"
        "|determine whether {digit} occurs among the digits of {n}",
        "return str(digit) in str(n)",
        "return any(int(char) == digit for char in str(abs(n)))",
        """
        found = False
        for char in str(abs(n)):
            if int(char) == digit:
                found = True
        return found
        """,
        tags="digits search",
    ),
    primitive(
        "count_even_digits", "n: int -> natural",
        "count the even digits of {n} (0 is even)|find how many decimal digits of {n} are even, ignoring the sign",
        """
        count = 0
        for digit in str(abs(n)):
            if int(digit) % 2 == 0:
                count += 1
        return count
        """,
        "return sum(1 for digit in str(abs(n)) if digit in '02468')",
        "return len([digit for digit in str(abs(n)) if int(digit) % 2 == 0])",
        tags="digits count condition",
    ),
    primitive(
        "sum_of_odd_digits", "n: int -> natural",
        "add up the odd digits of {n}|find the sum of those digits of {n} that are odd, ignoring the sign",
        """
        total = 0
        rest = abs(n)
        while rest > 0:
            if rest % 2 == 1:
                total += rest % 10
            rest //= 10
        return total
        """,
        "return sum(int(digit) for digit in str(abs(n)) if int(digit) % 2 == 1)",
        tags="digits accumulate condition",
    ),
    primitive(
        "alternating_digit_sum", "n: natural -> int",
        "compute the first digit of {n} minus the second plus the third and so on"
        "|find the alternating sum of the digits of {n} from "
        "left to right, starting with a plus sign",
        """
        total = 0
        for place, digit in enumerate(str(n)):
            if place % 2 == 0:
                total += int(digit)
            else:
                total -= int(digit)
        return total
        """,
        """
        digits = [int(digit) for digit in str(n)]
        return sum(digits[::2]) - sum(digits[1::2])
        """,
        tags="digits accumulate loop",
    ),
    primitive(
        "sum_of_squared_digits", "n: int -> natural",
        "add up the squares of the digits of {n}|find the sum of the squared decimal digits of {n}, ignoring the sign",
        "return sum(int(digit) ** 2 for digit in str(abs(n)))",
        """
        total = 0
        rest = abs(n)
        while rest > 0:
            total += (rest % 10) ** 2
            rest //= 10
        return total
        """,
        tags="digits accumulate",
    ),
)  # fmt: skip
