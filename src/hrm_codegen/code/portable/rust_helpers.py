"""Small Rust functions that programs bring along where the standard library has none."""

from __future__ import annotations

from collections.abc import Mapping

HELPERS: Mapping[str, str] = {
    "gcd": """fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}""",
    "floor_div": """fn floor_div(a: i64, b: i64) -> i64 {
    let quotient = a / b;
    if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
}""",
    "floor_mod": """fn floor_mod(a: i64, b: i64) -> i64 {
    (a % b + b) % b
}""",
    "capitalize": """fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().to_string() + &letters.as_str().to_lowercase(),
        None => String::new(),
    }
}""",
}
