"""The binary digits of integers: counting, setting, shifting, exclusive or, and strings of bits."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "count_set_bits", "n: natural -> natural",
        "count the ones in the binary representation of {n}|find how many bits of {n} are set"
        "|return the number of 1 bits of {n}",
        "return bin(n).count('1')",
        """
        count = 0
        rest = n
        while rest > 0:
            count += rest % 2
            rest //= 2
        return count
        """,
        """
        count = 0
        rest = n
        while rest:
            rest &= rest - 1
            count += 1
        return count
        """,
        tags="bits count while",
    ),
    primitive(
        "is_power_of_two", "n: round -> bool",
        "check whether {n} is a power of two (1 is one)|"
        "tell whether {n} can be written as 2 to the power of a non-negative integer"
        "|determine whether {n} is one of 1, 2, 4, 8, 16 and so on",
        "return n > 0 and n & (n - 1) == 0",
        """
        power = 1
        while power < n:
            power *= 2
        return power == n
        """,
        "return n > 0 and bin(n).count('1') == 1",
        tags="bits condition",
    ),
    primitive(
        "next_power_of_two", "n: positive -> natural",
        "find the smallest power of two that is not less than {n}|round {n} up to a power of two (a power of two stays as it is)",
        """
        power = 1
        while power < n:
            power *= 2
        return power
        """,
        "return 1 << (n - 1).bit_length()",
        tags="bits while",
    ),
    primitive(
        "largest_power_of_two_up_to", "n: positive -> positive",
        "find the largest power of two that is not greater than {n}|return the highest power of two less than or equal to {n}",
        """
        power = 1
        while power * 2 <= n:
            power *= 2
        return power
        """,
        "return 1 << (n.bit_length() - 1)",
        "return 2 ** (len(bin(n)) - 3)",
        tags="bits while",
    ),
    primitive(
        "set_bit", "n: natural, position: digit -> big",
        "set the bit of {n} at position {position} to 1, counting positions from 0 at the lowest bit"
        "|return {n} with bit number {position} turned on (bit 0 is the least significant)",
        "return n | 1 << position",
        """
        value = 2**position
        if n // value % 2 == 0:
            result = n + value
        else:
            result = n
        return result
        """,
        tags="bits arithmetic",
    ),
    primitive(
        "clear_bit", "n: natural, position: digit -> natural",
        "set the bit of {n} at position {position} to 0, counting positions from 0 at the lowest bit"
        "|return {n} with bit number {position} turned off (bit 0 is the least significant)",
        "return n & ~(1 << position)",
        """
        value = 2**position
        if n // value % 2 == 1:
            result = n - value
        else:
            result = n
        return result
        """,
        tags="bits arithmetic",
    ),
    primitive(
        "toggle_bit", "n: natural, position: digit -> big",
        "flip the bit of {n} at position {position}, counting positions from 0 at the lowest bit"
        "|invert bit number {position} of {n} (bit 0 is the least significant)",
        "return n ^ 1 << position",
        """
        value = 2**position
        if n // value % 2 == 1:
            result = n - value
        else:
            result = n + value
        return result
        """,
        tags="bits arithmetic",
    ),
    primitive(
        "is_bit_set", "n: natural, position: digit -> bool",
        "check whether the bit of {n} at position {position} is 1, counting positions from 0 at the lowest bit"
        "|tell whether bit number {position} of {n} is set (bit 0 is the least significant)",
        "return n >> position & 1 == 1",
        "return n // 2**position % 2 == 1",
        "return n & 1 << position != 0",
        tags="bits condition",
    ),
    primitive(
        "differing_bits", "n: natural, m: natural -> natural",
        "count the bit positions at which {n} and {m} differ|find how many bits of {n} must be flipped to get {m}"
        "|return the number of bits in which {n} and {m} are not the same",
        "return bin(n ^ m).count('1')",
        """
        count = 0
        a, b = n, m
        while a > 0 or b > 0:
            if a % 2 != b % 2:
                count += 1
            a //= 2
            b //= 2
        return count
        """,
        tags="bits count",
    ),
    primitive(
        "bit_length_of_number", "n: natural -> natural",
        "find how many binary digits are needed to write {n} (0 for zero)|"
        "count the bits of {n} without leading zeros; zero has none",
        "return n.bit_length()",
        """
        length = 0
        rest = n
        while rest > 0:
            rest //= 2
            length += 1
        return length
        """,
        "return len(bin(n)) - 2 if n > 0 else 0",
        tags="bits while count",
    ),
    primitive(
        "lowest_set_bit", "n: natural -> natural",
        "find the value of the lowest set bit of {n} (0 if {n} is 0)|"
        "return the largest power of two that divides {n}, or 0 for zero",
        "return n & -n",
        """
        value = 1
        while n > 0 and n % (value * 2) == 0:
            value *= 2
        return value if n > 0 else 0
        """,
        tags="bits while",
    ),
    primitive(
        "xor_up_to", "n: positive -> natural",
        "compute the exclusive or (xor) of all integers from 1 to {n}|combine the integers from 1 to {n} with bitwise xor",
        """
        result = 0
        for number in range(1, n + 1):
            result ^= number
        return result
        """,
        """
        from functools import reduce
        return reduce(lambda left, right: left ^ right, range(1, n + 1))
        """,
        "return [n, 1, n + 1, 0][n % 4]",
        tags="bits loop accumulate", level=2,
    ),
    primitive(
        "has_alternating_bits", "n: round -> bool",
        "check whether neighbouring binary digits of {n} always differ|"
        "tell whether the binary representation of {n} alternates between 0 and 1",
        """
        bits = bin(n)[2:]
        return '00' not in bits and '11' not in bits
        """,
        """
        alternating = True
        rest = n
        while rest > 1:
            if rest % 2 == rest // 2 % 2:
                alternating = False
            rest //= 2
        return alternating
        """,
        tags="bits compare while", level=2,
    ),
    primitive(
        "longest_run_of_ones", "n: natural -> natural",
        "find the length of the longest run of ones in the binary representation of {n}|count the most consecutive 1 bits in {n}",
        """
        best = 0
        run = 0
        rest = n
        while rest > 0:
            if rest % 2 == 1:
                run += 1
            else:
                run = 0
            best = max(best, run)
            rest //= 2
        return best
        """,
        "return max(len(run) for run in bin(n)[2:].split('0'))",
        tags="bits while count", level=2,
    ),
    primitive(
        "reverse_bits", "n: natural -> natural",
        "reverse the binary digits of {n} (without leading zeros) and return the resulting integer"
        "|write {n} in binary, read the digits backwards and return that number",
        "return int(bin(n)[2:][::-1], 2)",
        """
        result = 0
        rest = n
        while rest > 0:
            result = result * 2 + rest % 2
            rest //= 2
        return result
        """,
        tags="bits reverse while", level=2,
    ),
    primitive(
        "positions_of_set_bits", "n: natural -> naturals",
        "list the positions of the set bits of {n} in ascending order (bit 0 is the lowest)|"
        "return the exponents of the powers of two that "
        "add up to {n}, from smallest to largest",
        "return [i for i in range(n.bit_length()) if n >> i & 1]",
        """
        positions = []
        position = 0
        rest = n
        while rest > 0:
            if rest % 2 == 1:
                positions.append(position)
            rest //= 2
            position += 1
        return positions
        """,
        tags="bits filter while",
    ),
    primitive(
        "flip_binary_text", "bits: binary -> binary",
        "replace every 0 in {bits} by 1 and every 1 by 0|invert the bits of the string {bits}",
        "return ''.join('1' if bit == '0' else '0' for bit in bits)",
        """
        result = ''
        for bit in bits:
            if bit == '0':
                result += '1'
            else:
                result += '0'
        return result
        """,
        "return bits.translate(str.maketrans('01', '10'))",
        tags="bits string map",
    ),
    primitive(
        "even_parity_bit", "bits: binary -> digit",
        "return the bit that must be added to {bits} so that the number of ones becomes even|"
        "compute the even parity bit of {bits} as 0 or 1",
        "return bits.count('1') % 2",
        """
        parity = 0
        for bit in bits:
            if bit == '1':
                parity = 1 - parity
        return parity
        """,
        tags="bits count string",
    ),
)  # fmt: skip
