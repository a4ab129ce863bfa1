"""Strings checked against a form: addresses, names, passwords, wildcards."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "is_valid_email", "email: email -> bool",
        "check whether {email} looks like an e-mail address: letters, digits, dots, underscores or hyphens, then one @, then "
        "at least two parts of "
        "letters, digits or hyphens separated by dots"
        "|tell whether {email} consists of a non-empty name (letters, digits and . _ -), one @ and a domain of two or more "
        "non-empty parts (letters, "
        "digits and -) joined by dots",
        """
        import re
        return re.fullmatch(r'[A-Za-z0-9._-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+', email) is not None
        """,
        """
        letters = 'abcdefghijklmnopqrstuvwxyz0123456789-'
        name, at, domain = email.partition('@')
        parts = domain.split('.')
        good_name = name != '' and all(char.lower() in letters + '._' for char in name)
        good_parts = all(part != '' and all(char.lower() in letters for char in part) for part in parts)
        return at == '@' and good_name and good_parts and len(parts) > 1
        """,
        tags="regex string condition", level=3,
    ),
    primitive(
        "is_identifier_name", "text: named -> bool",
        "check whether {text} is a valid variable name: only letters, digits and underscores, and no digit at the beginning"
        "|tell whether {text} consists of letters, digits and underscores only and does not start with a digit",
        """
        import re
        return re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', text) is not None
        """,
        "return text.isidentifier()",
        """
        valid = not text[0].isdigit()
        for char in text:
            if not (char.isalpha() or char.isdigit() or char == '_'):
                valid = False
        return valid
        """,
        tags="regex string condition",
    ),
    primitive(
        "is_strong_password", "text: secret -> bool",
        "check whether {text} has at least 6 characters and contains a lower-case letter, an upper-case letter and a digit"
        "|tell whether {text} would do as a password: 6 or more characters, among them a small letter, a capital letter and a "
        "digit",
        """
        import re
        return len(text) >= 6 and all(re.search(pattern, text) for pattern in ('[a-z]', '[A-Z]', '[0-9]'))
        """,
        """
        lower = upper = digit = False
        for char in text:
            if char.islower():
                lower = True
            elif char.isupper():
                upper = True
            elif char.isdigit():
                digit = True
        return len(text) >= 6 and lower and upper and digit
        """,
        """
        has_lower = any(char.islower() for char in text)
        has_upper = any(char.isupper() for char in text)
        has_digit = any(char.isdigit() for char in text)
        return has_lower and has_upper and has_digit and len(text) >= 6
        """,
        tags="regex string condition",
    ),
    primitive(
        "is_only_lowercase_letters", "text: word -> bool",
        "check whether {text} consists of the lower-case letters a to z only"
        "|tell whether every character of {text} is a small letter",
        """
        import re
        return re.fullmatch('[a-z]+', text) is not None
        """,
        "return all('a' <= char <= 'z' for char in text)",
        "return text.isalpha() and text == text.lower()",
        tags="regex string condition",
    ),
    primitive(
        "has_doubled_letter", "text: runny -> bool",
        "check whether {text} contains the same letter twice in a row (case matters)"
        "|tell whether two neighbouring characters of {text} are the "
        "same letter in the same case",
        """
        import re
        return re.search(r'([A-Za-z])\\1', text) is not None
        """,
        """
        found = False
        for i in range(1, len(text)):
            if text[i] == text[i - 1] and text[i].isalpha():
                found = True
        return found
        """,
        "return any(a == b and a.isalpha() for a, b in zip(text, text[1:]))",
        tags="regex string search",
    ),
    primitive(
        "starts_and_ends_with_vowel", "text: edged -> bool",
        "check whether both the first and the last character of {text} are vowels (a, e, i, o, u in either case)"
        "|tell whether {text} starts as well as ends with a vowel, ignoring case",
        "return text[0].lower() in 'aeiou' and text[-1].lower() in 'aeiou'",
        """
        import re
        return re.fullmatch('[aeiou](.*[aeiou])?', text, re.IGNORECASE) is not None
        """,
        tags="regex string condition",
    ),
    primitive(
        "contains_a_then_b", "text: ab_text -> bool",
        "check whether {text} contains the letter a directly followed by one or more letters b"
        "|tell whether an a that is followed by at least "
        "one b occurs in {text} (small letters only)",
        """
        import re
        return re.search('ab+', text) is not None
        """,
        "return 'ab' in text",
        """
        found = False
        for i in range(len(text) - 1):
            if text[i] == 'a' and text[i + 1] == 'b':
                found = True
        return found
        """,
        tags="regex string search",
    ),
    primitive(
        "wildcard_matches", "text: ab_text, pattern: ab_pattern -> bool",
        "check whether {text} as a whole matches {pattern}, in which ? stands for exactly one character and * for any number "
        "of characters, even "
        "none|match the whole of {text} against the wildcard pattern {pattern}: ? is any one character and * any sequence, "
        "also the empty one",
        """
        import re
        expression = re.escape(pattern).replace(r'\\?', '.').replace(r'\\*', '.*')
        return re.fullmatch(expression, text) is not None
        """,
        """
        def match(rest, left):
            if left == '':
                return rest == ''
            if left[0] == '*':
                return match(rest, left[1:]) or rest != '' and match(rest[1:], left)
            return rest != '' and left[0] in ('?', rest[0]) and match(rest[1:], left[1:])
        return match(text, pattern)
        """,
        """
        row = [True] + [False] * len(text)
        for char in pattern:
            previous = row
            row = [char == '*' and previous[0]]
            for i in range(len(text)):
                if char == '*':
                    row.append(row[i] or previous[i + 1])
                else:
                    row.append(previous[i] and (char == '?' or char == text[i]))
        return row[-1]
        """,
        tags="regex recursion dynamic", level=3,
    ),
)  # fmt: skip
