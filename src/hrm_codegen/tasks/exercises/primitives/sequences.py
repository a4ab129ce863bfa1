"""Famous sequences of integers: Fibonacci, Collatz, triangular and happy numbers."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "nth_fibonacci", "n: small -> natural",
        "find the {n}-th Fibonacci number, where the first two are both 1"
        "|compute Fibonacci number {n} (number 1 and number 2 are 1, each later "
        "one is the sum of the two before it)"
        "|return the {n}-th number of the sequence 1, 1, 2, 3, 5, 8, ..., in which each number is the sum of the two before",
        """
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return a
        """,
        """
        def fibonacci(k):
            return k if k < 2 else fibonacci(k - 1) + fibonacci(k - 2)
        return fibonacci(n)
        """,
        """
        from functools import cache

        @cache
        def fibonacci(k):
            if k < 2:
                return k
            return fibonacci(k - 1) + fibonacci(k - 2)
        return fibonacci(n)
        """,
        """
        values = [0, 1]
        while len(values) <= n:
            values.append(values[-1] + values[-2])
        return values[n]
        """,
        tags="loop recursion dynamic", level=2,
    ),
    primitive(
        "first_fibonacci_numbers", "count: small -> some_ints",
        "list the first {count} Fibonacci numbers, beginning with 0 and 1"
        "|return the first {count} members of the sequence 0, 1, 1, 2, 3, 5, ... "
        "in which each is the sum of the two before it",
        """
        numbers = []
        a, b = 0, 1
        for _ in range(count):
            numbers.append(a)
            a, b = b, a + b
        return numbers
        """,
        """
        numbers = [0, 1]
        while len(numbers) < count:
            numbers.append(numbers[-1] + numbers[-2])
        return numbers[:count]
        """,
        tags="loop dynamic",
    ),
    primitive(
        "is_fibonacci_number", "n: natural -> bool",
        "check whether {n} is a Fibonacci number (0, 1, 1, 2, 3, 5, ...)"
        "|tell whether {n} occurs in the Fibonacci sequence that begins with 0 and 1",
        """
        a, b = 0, 1
        while a < n:
            a, b = b, a + b
        return a == n
        """,
        """
        import math
        return any(math.isqrt(square) ** 2 == square for square in (5 * n * n + 4, 5 * n * n - 4) if square >= 0)
        """,
        tags="while compare", level=2,
    ),
    primitive(
        "triangular_numbers", "count: small -> some_ints",
        "list the first {count} triangular numbers (1, 3, 6, 10, ...)"
        "|return the sums 1, 1 + 2, 1 + 2 + 3 and so on, {count} of them",
        "return [i * (i + 1) // 2 for i in range(1, count + 1)]",
        """
        numbers = []
        total = 0
        for i in range(1, count + 1):
            total += i
            numbers.append(total)
        return numbers
        """,
        """
        from itertools import accumulate
        return list(accumulate(range(1, count + 1)))
        """,
        tags="loop accumulate",
    ),
    primitive(
        "is_triangular_number", "n: natural -> bool",
        "check whether {n} is a triangular number, that is, a sum 1 + 2 + ... + k (0 counts as one)"
        "|tell whether {n} belongs to the sequence 0, 1, "
        "3, 6, 10, 15 and so on",
        """
        total = 0
        step = 0
        while total < n:
            step += 1
            total += step
        return total == n
        """,
        """
        import math
        return math.isqrt(8 * n + 1) ** 2 == 8 * n + 1
        """,
        tags="while accumulate compare",
    ),
    primitive(
        "collatz_steps", "n: positive -> natural",
        "count the steps until {n} becomes 1 when an even number is halved and an odd number is tripled and increased by one"
        "|find how many Collatz steps lead from {n} to 1 (halve even numbers, replace an odd x by 3x + 1)"
        "|return the number of Collatz steps from {n} down to 1: x becomes x / 2 if it is even and 3x + 1 if it is odd",
        """
        steps = 0
        value = n
        while value != 1:
            if value % 2 == 0:
                value //= 2
            else:
                value = 3 * value + 1
            steps += 1
        return steps
        """,
        """
        def count(value):
            if value == 1:
                return 0
            return 1 + count(value // 2 if value % 2 == 0 else 3 * value + 1)
        return count(n)
        """,
        tags="while count recursion", level=2,
    ),
    primitive(
        "collatz_peak", "n: positive -> big",
        "find the largest number in the Collatz sequence of {n} (halve even numbers, replace an odd x by 3x + 1, stop at 1)"
        "|starting with {n}, halve even numbers and triple odd ones and add one until 1 is reached; return the greatest number "
        "seen, {n} included",
        """
        peak = n
        value = n
        while value != 1:
            value = value // 2 if value % 2 == 0 else 3 * value + 1
            peak = max(peak, value)
        return peak
        """,
        """
        values = [n]
        while values[-1] != 1:
            if values[-1] % 2 == 0:
                values.append(values[-1] // 2)
            else:
                values.append(3 * values[-1] + 1)
        return max(values)
        """,
        tags="while compare", level=2,
    ),
    primitive(
        "collatz_sequence", "n: small -> some_ints",
        "list the Collatz sequence of {n} down to 1: halve even numbers, replace an odd x by 3x + 1"
        "|starting with {n}, halve even numbers and triple "
        "odd ones and add one until 1 is reached, and return all the numbers in order, {n} and 1 included",
        """
        values = [n]
        while values[-1] != 1:
            last = values[-1]
            if last % 2 == 0:
                values.append(last // 2)
            else:
                values.append(3 * last + 1)
        return values
        """,
        """
        def follow(value):
            if value == 1:
                return [1]
            return [value, *follow(value // 2 if value % 2 == 0 else 3 * value + 1)]
        return follow(n)
        """,
        tags="while loop recursion", level=2,
    ),
    primitive(
        "is_happy_number", "n: positive -> bool",
        "check whether {n} is a happy number: replacing a number by the sum of the squares of its digits again and again ends "
        "at 1"
        "|tell whether repeatedly adding up the squared digits of {n} leads to 1 instead of running in a circle for ever",
        """
        value = n
        while value not in (1, 4):
            value = sum(int(digit) ** 2 for digit in str(value))
        return value == 1
        """,
        """
        seen = set()
        value = n
        while value not in seen:
            seen.add(value)
            value = sum(int(digit) ** 2 for digit in str(value))
        return value == 1
        """,
        tags="while digits set", level=2,
    ),
    primitive(
        "look_and_say_next", "digits: digits -> str",
        "describe {digits} in the look-and-say way: for each run of equal digits write its length and the digit ('1211' gives "
        "'111221')"
        "|replace every run of the same digit in {digits} by how long it is followed by the digit",
        """
        result = ''
        i = 0
        while i < len(digits):
            j = i
            while j < len(digits) and digits[j] == digits[i]:
                j += 1
            result += str(j - i) + digits[i]
            i = j
        return result
        """,
        """
        from itertools import groupby
        return ''.join(str(len(list(run))) + digit for digit, run in groupby(digits))
        """,
        tags="string loop count", level=2,
    ),
)  # fmt: skip
