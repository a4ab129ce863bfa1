"""Sums and lists over ranges of integers: first naturals, multiples, alternating sums, counting down."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "sum_of_first_naturals", "n: positive -> big",
        "add up all integers from 1 to {n}|find the sum of the first {n} positive integers"
        "|compute 1 + 2 + 3 and so on up to {n}",
        "return n * (n + 1) // 2",
        """
        total = 0
        for number in range(1, n + 1):
            total += number
        return total
        """,
        "return sum(range(1, n + 1))",
        tags="arithmetic accumulate loop",
    ),
    primitive(
        "sum_of_squares_up_to", "n: small -> natural",
        "add up the squares of the integers from 1 to {n}|find the sum of the squares of the first {n} positive integers",
        "return sum(number * number for number in range(1, n + 1))",
        """
        total = 0
        for number in range(1, n + 1):
            total += number**2
        return total
        """,
        "return n * (n + 1) * (2 * n + 1) // 6",
        tags="accumulate loop arithmetic",
    ),
    primitive(
        "sum_of_cubes_up_to", "n: small -> natural",
        "add up the cubes of the integers from 1 to {n}|find the sum of the cubes of the first {n} positive integers",
        """
        total = 0
        for number in range(1, n + 1):
            total += number**3
        return total
        """,
        "return sum(number**3 for number in range(1, n + 1))",
        "return (n * (n + 1) // 2) ** 2",
        tags="accumulate loop arithmetic",
    ),
    primitive(
        "sum_of_even_numbers_up_to", "n: positive -> big",
        "add up the even numbers from 1 to {n}|find the sum of all positive even integers not greater than {n}"
        "|compute 2 + 4 + 6 and so on, as long as the numbers do not exceed {n}",
        "return sum(range(2, n + 1, 2))",
        """
        total = 0
        for number in range(1, n + 1):
            if number % 2 == 0:
                total += number
        return total
        """,
        """
        half = n // 2
        return half * (half + 1)
        """,
        tags="accumulate loop condition",
    ),
    primitive(
        "sum_of_first_odd_numbers", "n: small -> natural",
        "find the sum of the first {n} odd natural numbers, beginning with 1|add up the {n} smallest positive odd integers",
        "return sum(2 * i + 1 for i in range(n))",
        """
        total = 0
        odd = 1
        for _ in range(n):
            total += odd
            odd += 2
        return total
        """,
        "return n * n",
        tags="accumulate loop arithmetic",
    ),
    primitive(
        "alternating_sum_up_to", "n: positive -> int",
        "compute 1 - 2 + 3 - 4 and so on up to {n}|find the alternating sum 1 - 2 + 3 - ... of the integers from 1 to {n}",
        """
        total = 0
        for number in range(1, n + 1):
            if number % 2 == 1:
                total += number
            else:
                total -= number
        return total
        """,
        "return sum(number if number % 2 else -number for number in range(1, n + 1))",
        "return (n + 1) // 2 if n % 2 else -(n // 2)",
        tags="accumulate loop condition",
    ),
    primitive(
        "count_multiples_up_to", "n: positive, k: k -> natural",
        "count the integers from 1 to {n} that are divisible by {k}|find how many multiples of {k} there are from 1 to {n}",
        "return sum(1 for number in range(1, n + 1) if number % k == 0)",
        """
        count = 0
        for number in range(1, n + 1):
            if number % k == 0:
                count += 1
        return count
        """,
        "return n // k",
        tags="count loop condition",
    ),
    primitive(
        "multiples_of_number", "n: int, count: k -> ints",
        "list the first {count} multiples of {n}, beginning with {n} itself"
        "|return {n} times 1, {n} times 2 and so on up to {n} times "
        "{count} as a list",
        "return [n * i for i in range(1, count + 1)]",
        """
        multiples = []
        current = n
        for _ in range(count):
            multiples.append(current)
            current += n
        return multiples
        """,
        "return list(map(lambda i: n * i, range(1, count + 1)))",
        tags="loop map",
    ),
    primitive(
        "countdown_list", "n: small -> some_ints",
        "return a list that counts down from {n} to 1|list the integers from {n} down to 1"
        "|list {n}, then every smaller positive integer in descending order",
        "return list(range(n, 0, -1))",
        """
        values = []
        current = n
        while current > 0:
            values.append(current)
            current -= 1
        return values
        """,
        "return [n - i for i in range(n)]",
        tags="loop reverse",
    ),
    primitive(
        "odd_numbers_up_to", "n: small -> some_ints",
        "list the odd numbers from 1 to {n} in ascending order"
        "|return all positive odd integers not greater than {n}, the smallest first",
        "return [number for number in range(1, n + 1) if number % 2 == 1]",
        """
        odds = []
        number = 1
        while number <= n:
            odds.append(number)
            number += 2
        return odds
        """,
        "return list(range(1, n + 1, 2))",
        tags="loop filter",
    ),
)  # fmt: skip
