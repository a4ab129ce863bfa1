"""Small Java methods that programs bring along where the library has none; with the classes each wants."""

from __future__ import annotations

from collections.abc import Mapping

CLASSES = frozenset({"ArrayList", "Arrays", "Collections", "HashMap", "HashSet", "List", "Map", "Set"})

HELPERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "gcd": ("""static int gcd(int a, int b) {
    return b == 0 ? Math.abs(a) : gcd(b, a % b);
}""", ()),
    "countOf": ("""static int countOf(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
        count++;
    }
    return count;
}""", ()),
    "padLeft": ("""static String padLeft(String text, int width) {
    return "0".repeat(Math.max(0, width - text.length())) + text;
}""", ()),
    "capitalize": ("""static String capitalize(String text) {
    return text.isEmpty() ? text : text.substring(0, 1).toUpperCase() + text.substring(1).toLowerCase();
}""", ()),
    "joinLetters": ("""static String joinLetters(List<Character> letters, String separator) {
    StringBuilder result = new StringBuilder();
    for (char letter : letters) {
        if (result.length() > 0) {
            result.append(separator);
        }
        result.append(letter);
    }
    return result.toString();
}""", ("List",)),
    "lettersOf": ("""static List<Character> lettersOf(String text) {
    List<Character> letters = new ArrayList<>();
    for (char letter : text.toCharArray()) {
        letters.add(letter);
    }
    return letters;
}""", ("ArrayList", "List")),
    "words": ("""static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\\\s+"));
}""", ("List",)),
    "splitOn": ("""static List<String> splitOn(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
        parts.add(text.substring(start, at));
        start = at + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
}""", ("ArrayList", "List")),
    "reversed": ("""static <T> List<T> reversed(List<T> items) {
    List<T> result = new ArrayList<>(items);
    Collections.reverse(result);
    return result;
}""", ("ArrayList", "Collections", "List")),
}  # fmt: skip
