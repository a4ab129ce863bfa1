"""Rust's templates of operators, builtins and methods: see `writer` for the notation; `@name;` asks for a helper or import."""

from __future__ import annotations

from collections.abc import Mapping

from hrm_codegen.code.portable.precedence import UNARY

AS = 17  # the level of `as`

TEMPLATES: Mapping[str, str | tuple[str, int]] = {
    "as.int:bool": "i64::from({0})",
    "as.float:int": ("{0} as f64", AS),
    "as.str:char": "{0}.to_string()",
    "power:float": "{0:float}.powf({1:float})",
    "~": ("!{0}", UNARY),
    "len": ("{0}.len() as i64", AS),
    "nonempty": ("!{0}.is_empty()", UNARY),
    "empty": "{0}.is_empty()",
    "abs": "{0}.abs()",
    "chr": ("({0}) as u8 as char", AS),
    "str": "{0}.to_string()",
    "int.char": ("{0}.to_digit(10).unwrap() as i64", AS),
    "int.str": "{0}.parse::<i64>().unwrap()",
    "int.bool": "i64::from({0})",
    "int.float": ("{0} as i64", AS),
    "float": ("{0} as f64", AS),
    "float:float": "{0}",
    "sqrt:float": "{0}.sqrt()",
    "sqrt:int": "({0} as f64).sqrt()",
    "isqrt": ("({0} as f64).sqrt() as i64", AS),
    "gcd": "@gcd;gcd({0}, {1})",
    "lcm": ("@gcd;{0} / gcd({0}, {1}) * {1}", 10),
    "round": ("{0}.round() as i64", AS),
    "str.reversed": "{0}.chars().rev().collect::<String>()",
    "reversed:str": "{0}.chars().rev().collect::<Vec<char>>()",
    "str.upper": "{0}.to_uppercase()",
    "str.lower": "{0}.to_lowercase()",
    "str.upper:char": "{0}.to_ascii_uppercase()",
    "str.lower:char": "{0}.to_ascii_lowercase()",
    "str.isdigit:char": "{0}.is_ascii_digit()",
    "str.isalpha:char": "{0}.is_ascii_alphabetic()",
    "str.isalnum:char": "{0}.is_ascii_alphanumeric()",
    "str.isupper:char": "{0}.is_ascii_uppercase()",
    "str.islower:char": "{0}.is_ascii_lowercase()",
    "str.isspace:char": "{0}.is_whitespace()",
    "str.isdigit": ("!{0}.is_empty() && {0}.chars().all(|c| c.is_ascii_digit())", 3),
    "str.isalpha": ("!{0}.is_empty() && {0}.chars().all(|c| c.is_ascii_alphabetic())", 3),
    "str.capitalize:char": "{0}.to_ascii_uppercase()",
    "str.capitalize": "@capitalize;capitalize(&{0})",
    "str.strip": "{0}.trim().to_string()",
    "str.lstrip": "{0}.trim_start().to_string()",
    "str.rstrip": "{0}.trim_end().to_string()",
    "list.pop": "{0}.pop().unwrap()",
    "list.reverse": "{0}.reverse()",
    "list.sort": "{0}.sort()",
    "list.clear": "{0}.clear()",
    "list.sort_down": "{0}.sort_by(|a, b| b.cmp(a))",
    "splitlines": "{0}.lines().map(String::from).collect::<Vec<String>>()",
}
