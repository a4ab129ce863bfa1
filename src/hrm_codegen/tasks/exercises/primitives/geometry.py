"""Lengths, areas, money and other measured things: geometry on integers, and floats rounded to two digits."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "rectangle_area", "width: side, height: side -> natural",
        "compute the area of a rectangle with the sides {width} and {height}"
        "|find the area of a rectangle that is {width} wide and {height} high",
        "return width * height",
        """
        area = 0
        for _ in range(height):
            area += width
        return area
        """,
        tags="arithmetic",
    ),
    primitive(
        "rectangle_perimeter", "width: side, height: side -> natural",
        "compute the perimeter of a rectangle with the sides {width} and {height}"
        "|find the length of the border of a rectangle that is {width} wide "
        "and {height} high",
        "return 2 * (width + height)",
        "return 2 * width + 2 * height",
        "return sum([width, height, width, height])",
        tags="arithmetic",
    ),
    primitive(
        "cuboid_surface", "width: side, height: side, depth: side -> natural",
        "compute the surface area of a box with the edges {width}, {height} and {depth}"
        "|find the total area of the six faces of a cuboid measuring "
        "{width} by {height} by {depth}",
        "return 2 * (width * height + height * depth + width * depth)",
        """
        faces = [width * height, height * depth, depth * width]
        return 2 * sum(faces)
        """,
        tags="arithmetic",
    ),
    primitive(
        "can_form_triangle", "a: side, b: side, c: side -> bool",
        "check whether {a}, {b} and {c} can be the sides of a triangle: any two of them are together longer than the third"
        "|tell whether a triangle with the side lengths {a}, {b} and {c} exists (the sum of two sides must exceed the third)",
        "return a + b > c and b + c > a and a + c > b",
        """
        shortest, middle, longest = sorted([a, b, c])
        return shortest + middle > longest
        """,
        "return 2 * max(a, b, c) < a + b + c",
        tags="compare condition",
    ),
    primitive(
        "is_right_triangle", "a: leg, b: leg, c: leg -> bool",
        "check whether the sides {a}, {b} and {c}, in any order, form a right-angled triangle"
        "|tell whether two of the squares of {a}, {b} and {c} add "
        "up to the third square",
        """
        short, middle, long = sorted([a, b, c])
        return short * short + middle * middle == long * long
        """,
        "return a * a + b * b == c * c or b * b + c * c == a * a or a * a + c * c == b * b",
        """
        longest = max(a, b, c)
        return a**2 + b**2 + c**2 == 2 * longest**2
        """,
        tags="sort compare arithmetic",
    ),
    primitive(
        "triangle_kind", "a: k, b: k, c: k -> word",
        "name the kind of the triangle with the sides {a}, {b} and {c}: 'equilateral' if all are equal, 'isosceles' if exactly "
        "two are, 'scalene' "
        "otherwise|return 'equilateral', 'isosceles' or 'scalene', depending on whether three, two or none of {a}, {b} and {c} "
        "are equal",
        """
        if a == b == c:
            kind = 'equilateral'
        elif a == b or b == c or a == c:
            kind = 'isosceles'
        else:
            kind = 'scalene'
        return kind
        """,
        "return ['equilateral', 'isosceles', 'scalene'][len({a, b, c}) - 1]",
        tags="condition compare",
    ),
    primitive(
        "manhattan_distance", "point: pair, other: pair -> natural",
        "compute the Manhattan distance between the points {point} and {other}: the sum of the absolute differences of their "
        "coordinates"
        "|find how many steps along the axes lead from {point} to {other} in a grid",
        "return abs(point[0] - other[0]) + abs(point[1] - other[1])",
        """
        x, y = point
        u, v = other
        return abs(x - u) + abs(y - v)
        """,
        "return sum(abs(a - b) for a, b in zip(point, other))",
        tags="arithmetic tuple",
    ),
    primitive(
        "squared_distance", "point: pair, other: pair -> natural",
        "compute the square of the straight distance between the points {point} and {other}"
        "|add up the squared differences of the coordinates of "
        "{point} and {other}",
        "return (point[0] - other[0]) ** 2 + (point[1] - other[1]) ** 2",
        """
        dx = point[0] - other[0]
        dy = point[1] - other[1]
        return dx * dx + dy * dy
        """,
        "return sum((a - b) ** 2 for a, b in zip(point, other))",
        tags="arithmetic tuple",
    ),
    primitive(
        "quadrant_of_point", "point: pair -> digit",
        "find the quadrant (1 to 4, counter-clockwise from the upper right) in which {point} lies, or 0 if it lies on an axis"
        "|return 1, 2, 3 or 4 for the quadrant of the point {point}, where 1 has x and y positive and 2 has x negative and y "
        "positive; 0 if x or y is 0",
        """
        x, y = point
        if x == 0 or y == 0:
            quadrant = 0
        elif y > 0:
            quadrant = 1 if x > 0 else 2
        else:
            quadrant = 4 if x > 0 else 3
        return quadrant
        """,
        """
        signs = (point[0] > 0) - (point[0] < 0), (point[1] > 0) - (point[1] < 0)
        return {(1, 1): 1, (-1, 1): 2, (-1, -1): 3, (1, -1): 4}.get(signs, 0)
        """,
        tags="condition tuple",
    ),
    primitive(
        "circle_area", "radius: side -> float",
        "compute the area of a circle with radius {radius}, rounded to two decimals"
        "|find the area of a circle whose radius is {radius}; round the "
        "result to 2 digits after the point",
        """
        import math
        return round(math.pi * radius**2, 2)
        """,
        """
        from math import pi
        area = pi * radius * radius
        return round(area, 2)
        """,
        tags="math arithmetic",
    ),
    primitive(
        "average_of_two", "n: int, m: int -> float",
        "compute the average of {n} and {m} as a floating-point number|find the number halfway between {n} and {m}, as a float",
        "return (n + m) / 2",
        """
        total = n + m
        return total * 0.5
        """,
        tags="arithmetic",
    ),
    primitive(
        "percentage_of", "n: natural, whole: positive -> float",
        "compute what percentage {n} is of {whole}, rounded to two decimals"
        "|express {n} as a percentage of {whole}: 100 times {n} divided by {whole}, "
        "rounded to 2 digits after the point",
        "return round(100 * n / whole, 2)",
        """
        share = n * 100 / whole
        return round(share, 2)
        """,
        tags="arithmetic",
    ),
    primitive(
        "celsius_to_fahrenheit", "degrees: int -> float",
        "convert {degrees} degrees Celsius to Fahrenheit as a float (multiply by 9, divide by 5 and add 32)"
        "|return the Fahrenheit temperature for {degrees} degrees Celsius: nine fifths of it plus 32, as a floating-point number",
        "return degrees * 9 / 5 + 32",
        """
        scaled = degrees * 9
        return scaled / 5 + 32
        """,
        tags="arithmetic",
    ),
    primitive(
        "round_half_up", "x: float -> int",
        "round {x} to the nearest integer; a fraction of exactly one half is rounded up"
        "|return the integer closest to {x}, the greater one if two are "
        "equally close",
        """
        import math
        return math.floor(x + 0.5)
        """,
        """
        whole = int(x // 1)
        if x - whole >= 0.5:
            whole += 1
        return whole
        """,
        tags="math condition",
    ),
    primitive(
        "integer_part", "x: float -> int",
        "cut off the digits of {x} after the decimal point and return an integer|round {x} towards zero to an integer",
        "return int(x)",
        """
        import math
        return math.trunc(x)
        """,
        """
        if x < 0:
            whole = -int(-x // 1)
        else:
            whole = int(x // 1)
        return whole
        """,
        tags="math",
    ),
    primitive(
        "is_whole_number", "x: float -> bool",
        "check whether {x} has no fractional part|tell whether the number {x} is equal to an integer",
        "return x == int(x)",
        "return x.is_integer()",
        "return x % 1 == 0",
        tags="math condition",
    ),
    primitive(
        "fewest_coins", "amount: side -> natural",
        "find the smallest number of coins with values 1, 2 and 5 that add up to {amount}"
        "|count the coins needed to pay {amount} with as few coins of "
        "1, 2 and 5 as possible",
        """
        count = 0
        rest = amount
        for coin in [5, 2, 1]:
            count += rest // coin
            rest %= coin
        return count
        """,
        "return amount // 5 + amount % 5 // 2 + amount % 5 % 2",
        """
        fewest = [0]
        for value in range(1, amount + 1):
            fewest.append(1 + min(fewest[value - coin] for coin in (1, 2, 5) if coin <= value))
        return fewest[amount]
        """,
        tags="greedy arithmetic dynamic", level=2,
    ),
    primitive(
        "floats_mean", "values: floats -> float",
        "compute the mean of {values}, rounded to two decimals (0.0 for an empty list)"
        "|find the average of the numbers in {values}, rounded to 2 digits "
        "after the point; an empty list gives 0.0",
        "return round(sum(values) / len(values), 2) if values else 0.0",
        """
        total = 0.0
        for value in values:
            total += value
        return round(total / max(1, len(values)), 2)
        """,
        tags="arithmetic accumulate",
    ),
    primitive(
        "floats_rounded_down", "values: floats -> ints",
        "round every number in {values} down to an integer"
        "|return a list with each number of {values} replaced by the largest integer not greater "
        "than it",
        """
        import math
        return [math.floor(value) for value in values]
        """,
        "return [int(value // 1) for value in values]",
        tags="math map",
    ),
    primitive(
        "floats_spread", "values: floats -> float",
        "find the difference between the largest and the smallest number in {values}, rounded to two decimals (0.0 for an "
        "empty list)"
        "|return how far apart the extremes of {values} are, rounded to 2 digits after the point; no numbers give 0.0",
        "return round(max(values) - min(values), 2) if values else 0.0",
        """
        if not values:
            return 0.0
        low = high = values[0]
        for value in values:
            low = min(low, value)
            high = max(high, value)
        return round(high - low, 2)
        """,
        """
        ordered = sorted(values)
        return round(ordered[-1] - ordered[0], 2) if ordered else 0.0
        """,
        tags="compare math",
    ),
)  # fmt: skip
