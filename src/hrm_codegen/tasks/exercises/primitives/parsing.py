"""Text in a fixed form read into values: pairs, lines of numbers, expressions, versions, addresses."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "numbers_of_line", "line: number_line -> ints",
        "convert {line}, which holds integers separated by commas, to a list of integers"
        "|split {line} at the commas and return its parts as integers"
        "|parse the comma-separated integers of {line} into a list",
        "return [int(part) for part in line.split(',')]",
        """
        numbers = []
        for part in line.split(','):
            numbers.append(int(part))
        return numbers
        """,
        "return list(map(int, line.split(',')))",
        """
        import json
        return json.loads('[' + line + ']')
        """,
        tags="parse split map",
    ),
    primitive(
        "sum_of_line", "line: number_line -> int",
        "add up the integers in {line}, which are separated by commas|find the sum of the comma-separated integers of {line}",
        "return sum(int(part) for part in line.split(','))",
        """
        total = 0
        for part in line.split(','):
            total += int(part)
        return total
        """,
        "return sum(map(int, line.split(',')))",
        tags="parse split accumulate",
    ),
    primitive(
        "largest_of_line", "line: number_line -> int",
        "find the largest of the integers in {line}, which are separated by commas"
        "|return the maximum of the comma-separated integers of {line}",
        "return max(int(part) for part in line.split(','))",
        """
        parts = line.split(',')
        best = int(parts[0])
        for part in parts[1:]:
            if int(part) > best:
                best = int(part)
        return best
        """,
        tags="parse split compare",
    ),
    primitive(
        "parse_settings", "text: settings -> text_map",
        "convert {text}, made of key=value pairs separated by semicolons, to a dictionary of strings; a later value replaces "
        "an earlier one of the "
        "same key|parse {text} (key=value;key=value;...) into a dictionary from strings to strings, the last value of a key "
        "counting; an empty string "
        "gives an empty dictionary",
        """
        settings = {}
        for field in text.split(';'):
            if field != '':
                parts = field.split('=')
                settings[parts[0]] = parts[1]
        return settings
        """,
        "return dict(field.split('=') for field in text.split(';') if field)",
        """
        import re
        return dict(re.findall('([^=;]+)=([^=;]+)', text))
        """,
        tags="parse split dict", level=2,
    ),
    primitive(
        "keys_of_settings", "text: settings -> words",
        "list the keys in {text}, which is made of key=value pairs separated by semicolons, in order and with repetitions"
        "|return what stands before the = in each of the semicolon-separated key=value pairs of {text}, in order; an empty "
        "string gives an empty list",
        "return [field.split('=')[0] for field in text.split(';') if field]",
        """
        keys = []
        if text != '':
            for field in text.split(';'):
                keys.append(field[:field.find('=')])
        return keys
        """,
        """
        import re
        return re.findall('([^=;]+)=', text)
        """,
        tags="parse split map",
    ),
    primitive(
        "query_parameter_count", "query: query -> natural",
        "count the different parameter names in the query string {query} (name=value pairs joined by &)"
        "|find how many distinct names occur in {query}, whose parameters name=value are separated by ampersands",
        "return len({part.split('=')[0] for part in query.split('&') if part})",
        """
        names = []
        for part in query.split('&'):
            name = part.split('=')[0]
            if name != '' and name not in names:
                names.append(name)
        return len(names)
        """,
        """
        from urllib.parse import parse_qs
        return len(parse_qs(query))
        """,
        tags="parse split set",
    ),
    primitive(
        "parse_query", "query: query -> word_groups",
        "convert the query string {query} (name=value pairs joined by &) to a dictionary from names to the list of their "
        "values in order"
        "|parse {query} into a dictionary that maps each parameter name to all its values, in the order of their appearance",
        """
        values = {}
        for part in query.split('&'):
            if part != '':
                name, value = part.split('=')
                values.setdefault(name, []).append(value)
        return values
        """,
        """
        from urllib.parse import parse_qs
        return parse_qs(query)
        """,
        """
        pairs = [part.split('=') for part in query.split('&') if part]
        return {name: [value for other, value in pairs if other == name] for name, _ in pairs}
        """,
        tags="parse split dict", level=2,
    ),
    primitive(
        "evaluate_left_to_right", "expression: expression -> big",
        "evaluate {expression}, whose numbers and operators + - * are separated by spaces, strictly from left to right without "
        "precedence"
        "|compute {expression} by applying its operators (+, - and *) one after the other from the left, all with the same "
        "priority",
        """
        tokens = expression.split()
        value = int(tokens[0])
        for i in range(1, len(tokens), 2):
            number = int(tokens[i + 1])
            if tokens[i] == '+':
                value += number
            elif tokens[i] == '-':
                value -= number
            else:
                value *= number
        return value
        """,
        """
        import operator
        operations = {'+': operator.add, '-': operator.sub, '*': operator.mul}
        first, *rest = expression.split()
        value = int(first)
        for sign, number in zip(rest[::2], rest[1::2]):
            value = operations[sign](value, int(number))
        return value
        """,
        tags="parse split loop", level=2,
    ),
    primitive(
        "evaluate_expression", "expression: expression -> big",
        "evaluate {expression}, whose numbers and operators + - * are separated by spaces, with multiplication before addition "
        "and subtraction"
        "|compute the value of the arithmetic expression {expression}, in which * binds more strongly than + and -",
        """
        tokens = expression.split()
        total = 0
        term = int(tokens[0])
        for i in range(1, len(tokens), 2):
            number = int(tokens[i + 1])
            if tokens[i] == '*':
                term *= number
            else:
                total += term
                term = number if tokens[i] == '+' else -number
        return total + term
        """,
        """
        import math
        terms = expression.replace(' - ', ' + -').split(' + ')
        return sum(math.prod(int(factor) for factor in term.split(' * ')) for term in terms)
        """,
        tags="parse split loop", level=3,
    ),
    primitive(
        "evaluate_postfix", "expression: postfix -> big",
        "evaluate {expression}, which is in postfix notation with + - * and tokens separated by spaces"
        "|compute the value of the reverse Polish expression {expression}: numbers go on a stack, and +, - or * replaces the "
        "two topmost ones",
        """
        stack = []
        for token in expression.split():
            if token.isdigit():
                stack.append(int(token))
            else:
                right = stack.pop()
                left = stack.pop()
                if token == '+':
                    stack.append(left + right)
                elif token == '-':
                    stack.append(left - right)
                else:
                    stack.append(left * right)
        return stack[0]
        """,
        """
        import operator
        operations = {'+': operator.add, '-': operator.sub, '*': operator.mul}
        stack = []
        for token in expression.split():
            if token in operations:
                right, left = stack.pop(), stack.pop()
                stack.append(operations[token](left, right))
            else:
                stack.append(int(token))
        return stack.pop()
        """,
        tags="parse stack split", level=3,
    ),
    primitive(
        "compare_versions", "version: version, other: version -> int",
        "compare the dotted versions {version} and {other} number by number, missing numbers counting as 0: return -1 if "
        "{version} is older, 1 if it is "
        "newer and 0 if they are equal|return -1, 0 or 1 depending on whether {version} is lower than, equal to or higher than "
        "{other}; versions are "
        "numbers separated by dots, and 1.2 equals 1.2.0",
        """
        left = [int(part) for part in version.split('.')]
        right = [int(part) for part in other.split('.')]
        while len(left) < len(right):
            left.append(0)
        while len(right) < len(left):
            right.append(0)
        result = 0
        for i in range(len(left)):
            if result == 0 and left[i] != right[i]:
                result = 1 if left[i] > right[i] else -1
        return result
        """,
        """
        from itertools import zip_longest
        for a, b in zip_longest(version.split('.'), other.split('.'), fillvalue='0'):
            if int(a) != int(b):
                return 1 if int(a) > int(b) else -1
        return 0
        """,
        tags="parse split compare", level=2,
    ),
    primitive(
        "next_patch_version", "version: version -> str",
        "increase the last number of the dotted version {version} by one"
        "|add 1 to the number after the last dot of {version} (to the only number if "
        "there is no dot) and return the new version string",
        """
        parts = version.split('.')
        parts[-1] = str(int(parts[-1]) + 1)
        return '.'.join(parts)
        """,
        """
        dot = version.rfind('.')
        return version[:dot + 1] + str(int(version[dot + 1:]) + 1)
        """,
        """
        head, dot, last = version.rpartition('.')
        return head + dot + str(int(last) + 1)
        """,
        tags="parse split join",
    ),
    primitive(
        "is_valid_address", "address: address -> bool",
        "check whether {address} is a valid IPv4 address: four numbers from 0 to 255 without leading zeros, separated by dots"
        "|tell whether {address} consists of exactly four parts separated by dots, each of them a decimal number from 0 to 255 "
        "without extra zeros "
        "in front",
        """
        parts = address.split('.')
        valid = len(parts) == 4
        for part in parts:
            if not part.isdigit() or len(part) > 3 or str(int(part)) != part or int(part) > 255:
                valid = False
        return valid
        """,
        """
        import re
        number = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
        return re.fullmatch('[.]'.join([number] * 4), address) is not None
        """,
        """
        parts = address.split('.')
        return len(parts) == 4 and all(part in map(str, range(256)) for part in parts)
        """,
        tags="parse split condition", level=2,
    ),
    primitive(
        "domain_of_email", "email: email -> str",
        "return the part of {email} after its last @, or an empty string if there is no @"
        "|find the domain of the e-mail address {email}: everything "
        "behind the last @ ('' without an @)",
        "return email.split('@')[-1] if '@' in email else ''",
        """
        domain = ''
        found = False
        for char in email:
            if char == '@':
                domain = ''
                found = True
            elif found:
                domain += char
        return domain
        """,
        """
        import re
        match = re.search('@([^@]*)$', email)
        return match[1] if match else ''
        """,
        tags="parse split string",
    ),
    primitive(
        "is_luhn_valid", "digits: digits -> bool",
        "check {digits} with the Luhn test: from the right, double every second digit, subtract 9 from results above 9, and "
        "test whether the sum of all "
        "is divisible by 10|tell whether {digits} passes the Luhn checksum used for card numbers, in which every second digit "
        "from the right is "
        "doubled (minus 9 when above 9) and the total must end in 0",
        """
        total = 0
        for i, digit in enumerate(reversed(digits)):
            value = int(digit)
            if i % 2 == 1:
                value *= 2
                if value > 9:
                    value -= 9
            total += value
        return total % 10 == 0
        """,
        """
        plain = sum(int(digit) for digit in digits[::-2])
        doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
        return (plain + doubled) % 10 == 0
        """,
        tags="digits parse accumulate", level=3,
    ),
    primitive(
        "add_digit_strings", "digits: digits, other: digits -> str",
        "add the numbers written in {digits} and {other} and return the sum as a string without leading zeros"
        "|return the decimal sum of the two numeric strings {digits} and {other}, as a string with no zeros in front",
        "return str(int(digits) + int(other))",
        """
        result = ''
        carry = 0
        for i in range(1, max(len(digits), len(other)) + 1):
            total = carry
            if i <= len(digits):
                total += int(digits[-i])
            if i <= len(other):
                total += int(other[-i])
            result = str(total % 10) + result
            carry = total // 10
        result = (str(carry) + result).lstrip('0')
        return result or '0'
        """,
        tags="digits parse string", level=2,
    ),
    primitive(
        "strip_leading_zeros", "digits: padded -> digits",
        "remove the zeros at the beginning of {digits}, but keep one if there is nothing else"
        "|return {digits} without leading zeros ('0' if it consists "
        "of zeros only)",
        "return str(int(digits))",
        """
        result = digits
        while len(result) > 1 and result[0] == '0':
            result = result[1:]
        return result
        """,
        "return digits.lstrip('0') or '0'",
        tags="digits string while",
    ),
)  # fmt: skip
