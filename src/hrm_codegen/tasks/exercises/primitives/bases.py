"""Numbers written in other notations: binary, hexadecimal, any base up to ten, Roman numerals, words."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "number_to_binary", "n: natural -> binary",
        "convert {n} to a binary string without prefix|write {n} in binary notation, as a string of zeros and ones"
        "|return the binary representation of {n} as a string, without leading zeros",
        "return bin(n)[2:]",
        """
        result = str(n % 2)
        rest = n // 2
        while rest > 0:
            result = str(rest % 2) + result
            rest //= 2
        return result
        """,
        "return f'{n:b}'",
        """
        def convert(rest):
            return str(rest) if rest < 2 else convert(rest // 2) + str(rest % 2)
        return convert(n)
        """,
        tags="bits format while",
    ),
    primitive(
        "binary_to_number", "bits: binary -> big",
        "convert the binary string {bits} to an integer|read {bits} as a binary number and return its value"
        "|compute the decimal value of the binary string {bits}",
        "return int(bits, 2)",
        """
        value = 0
        for bit in bits:
            value = value * 2 + int(bit)
        return value
        """,
        "return sum(2**i for i, bit in enumerate(reversed(bits)) if bit == '1')",
        tags="bits parse accumulate",
    ),
    primitive(
        "number_to_base", "n: natural, base: base -> str",
        "write {n} in base {base} as a string|convert {n} to its representation in the number system with base {base}",
        """
        digits = ''
        rest = n
        while rest > 0:
            digits = str(rest % base) + digits
            rest //= base
        return digits or '0'
        """,
        """
        def convert(rest):
            return str(rest) if rest < base else convert(rest // base) + str(rest % base)
        return convert(n)
        """,
        """
        digits = [str(n % base)]
        rest = n // base
        while rest:
            rest, digit = divmod(rest, base)
            digits.append(str(digit))
        return ''.join(reversed(digits))
        """,
        tags="while string arithmetic", level=2,
    ),
    primitive(
        "base_digit_sum", "n: natural, base: base -> natural",
        "find the sum of the digits of {n} when it is written in base {base}|add up the digits that {n} has in base {base}",
        """
        total = 0
        rest = n
        while rest > 0:
            total += rest % base
            rest //= base
        return total
        """,
        """
        def add(rest):
            return 0 if rest == 0 else rest % base + add(rest // base)
        return add(n)
        """,
        tags="while accumulate digits", level=2,
    ),
    primitive(
        "number_to_hexadecimal", "n: natural -> hexadecimal",
        "convert {n} to a hexadecimal string in lower case without prefix|write {n} in base 16 with the digits 0-9 and a-f",
        "return f'{n:x}'",
        """
        digits = '0123456789abcdef'
        result = digits[n % 16]
        rest = n // 16
        while rest > 0:
            result = digits[rest % 16] + result
            rest //= 16
        return result
        """,
        "return hex(n)[2:]",
        tags="format while string",
    ),
    primitive(
        "hexadecimal_to_number", "code: hexadecimal -> big",
        "convert the hexadecimal string {code} to an integer (letters in either case)|"
        "read {code} as a number in base 16, ignoring case",
        "return int(code, 16)",
        """
        value = 0
        for char in code.lower():
            value = value * 16 + '0123456789abcdef'.find(char)
        return value
        """,
        """
        from functools import reduce
        return reduce(lambda value, char: value * 16 + int(char, 16), code, 0)
        """,
        tags="parse accumulate",
    ),
    primitive(
        "count_hexadecimal_primes", "code: hexadecimal -> natural",
        "count the digits of the hexadecimal string {code} whose values are prime (2, 3, 5, 7, b and d, in either case)"
        "|find how many hexadecimal digits in {code} stand for a prime number, ignoring case",
        "return sum(char in '2357bdBD' for char in code)",
        """
        count = 0
        for char in code.lower():
            if char in '2357bd':
                count += 1
        return count
        """,
        tags="count string",
    ),
    primitive(
        "number_to_roman", "n: side -> roman",
        "convert {n} to a Roman numeral in capital letters|write {n} as a Roman numeral such as XIV"
        "|return the Roman numeral for {n}",
        """
        values = [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1]
        letters = ['M', 'CM', 'D', 'CD', 'C', 'XC', 'L', 'XL', 'X', 'IX', 'V', 'IV', 'I']
        result = ''
        rest = n
        for i in range(len(values)):
            while rest >= values[i]:
                result += letters[i]
                rest -= values[i]
        return result
        """,
        """
        ones = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX']
        tens = ['', 'X', 'XX', 'XXX', 'XL', 'L', 'LX', 'LXX', 'LXXX', 'XC']
        hundreds = ['', 'C', 'CC', 'CCC', 'CD', 'D', 'DC', 'DCC', 'DCCC', 'CM']
        return 'M' * (n // 1000) + hundreds[n // 100 % 10] + tens[n // 10 % 10] + ones[n % 10]
        """,
        tags="greedy while string", level=2,
    ),
    primitive(
        "roman_to_number", "roman: roman -> positive",
        "convert the Roman numeral {roman} to an integer|find the value of {roman}, a Roman numeral in capital letters"
        "|compute the integer that the Roman numeral {roman} stands for",
        """
        values = {'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100, 'D': 500, 'M': 1000}
        total = 0
        previous = 0
        for letter in roman[::-1]:
            value = values[letter]
            if value < previous:
                total -= value
            else:
                total += value
            previous = value
        return total
        """,
        """
        values = {'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100, 'D': 500, 'M': 1000}
        numbers = [values[letter] for letter in roman]
        return sum(-a if a < b else a for a, b in zip(numbers, numbers[1:] + [0]))
        """,
        tags="parse dict loop", level=2,
    ),
    primitive(
        "digits_in_words", "n: natural -> sentence",
        "write the digits of {n} as English words separated by single spaces (105 gives 'one zero five')"
        "|spell {n} digit by digit in lower-case English words, with one space between them",
        """
        names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
        return ' '.join(names[int(digit)] for digit in str(n))
        """,
        """
        names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
        words = []
        for digit in str(n):
            words.append(names[int(digit)])
        return ' '.join(words)
        """,
        """
        names = 'zero one two three four five six seven eight nine'.split()
        rest = n
        result = names[rest % 10]
        while rest >= 10:
            rest //= 10
            result = names[rest % 10] + ' ' + result
        return result
        """,
        tags="digits join map",
    ),
    primitive(
        "digits_from_names", "sentence: digit_words -> ints",
        "convert the English digit names in {sentence} (zero to nine, separated by single spaces) to a list of numbers"
        "|read {sentence}, a string of the words zero to nine, as a list of digits",
        """
        names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
        return [names.index(word) for word in sentence.split()]
        """,
        """
        names = 'zero one two three four five six seven eight nine'.split()
        values = {name: value for value, name in enumerate(names)}
        numbers = []
        for word in sentence.split():
            numbers.append(values[word])
        return numbers
        """,
        tags="parse split map",
    ),
    primitive(
        "ordinal_of_number", "n: natural -> word",
        "write {n} with its English ordinal ending: 1st, 2nd, 3rd, 4th, 11th, 21st and so on|"
        "append st, nd, rd or th to {n} as in English",
        """
        if n % 100 in (11, 12, 13):
            ending = 'th'
        else:
            ending = {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')
        return str(n) + ending
        """,
        """
        ending = 'th'
        if n // 10 % 10 != 1:
            if n % 10 == 1:
                ending = 'st'
            elif n % 10 == 2:
                ending = 'nd'
            elif n % 10 == 3:
                ending = 'rd'
        return str(n) + ending
        """,
        tags="format condition", level=2,
    ),
    primitive(
        "excel_column_name", "n: positive -> word",
        "convert the column number {n} to its spreadsheet name: 1 is A, 26 is Z, 27 is AA|"
        "find the letters that label column {n} of a "
        "spreadsheet (A, B, ..., Z, AA, AB, ...)",
        """
        name = ''
        rest = n
        while rest > 0:
            rest -= 1
            name = chr(ord('A') + rest % 26) + name
            rest //= 26
        return name
        """,
        """
        def label(rest):
            return '' if rest == 0 else label((rest - 1) // 26) + chr(65 + (rest - 1) % 26)
        return label(n)
        """,
        tags="while string arithmetic", level=3,
    ),
    primitive(
        "is_valid_in_base", "digits: digits, base: base -> bool",
        "check whether {digits} is a number in base {base}, that is, every digit is smaller than {base}"
        "|tell whether {digits} contains only digits that are allowed in base {base}",
        "return all(int(digit) < base for digit in digits)",
        """
        valid = True
        for digit in digits:
            if int(digit) >= base:
                valid = False
        return valid
        """,
        "return int(max(digits)) < base",
        tags="compare string loop",
    ),
)  # fmt: skip
