"""Small C++ functions that programs bring along where the standard library has none; with the headers each wants."""

from __future__ import annotations

from collections.abc import Mapping

HEADERS = frozenset({
    "algorithm", "cctype", "cmath", "cstdlib", "map", "numeric", "set", "sstream", "stdexcept", "string", "tuple", "utility",
    "vector", "functional",
})  # fmt: skip

HELPERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "floor_div": ("""long long floor_div(long long a, long long b) {
    const long long quotient = a / b;
    return (a % b != 0 && (a < 0) != (b < 0)) ? quotient - 1 : quotient;
}""", ()),
    "floor_mod": ("""long long floor_mod(long long a, long long b) {
    return (a % b + b) % b;
}""", ()),
    "power": ("""long long power(long long base, int exponent) {
    long long result = 1;
    for (int i = 0; i < exponent; i++) {
        result *= base;
    }
    return result;
}""", ()),
    "product": ("""long long product(const std::vector<int>& values) {
    long long result = 1;
    for (int value : values) {
        result *= value;
    }
    return result;
}""", ("vector",)),
    "keys_of": (
        """template <typename K, typename V>
std::vector<K> keys_of(const std::map<K, V>& table) {
    std::vector<K> keys;
    for (const auto& entry : table) {
        keys.push_back(entry.first);
    }
    return keys;
}""",
        ("map", "vector"),
    ),
    "values_of": (
        """template <typename K, typename V>
std::vector<V> values_of(const std::map<K, V>& table) {
    std::vector<V> values;
    for (const auto& entry : table) {
        values.push_back(entry.second);
    }
    return values;
}""",
        ("map", "vector"),
    ),
    "repeat": ("""std::string repeat(const std::string& text, int times) {
    std::string result;
    for (int i = 0; i < times; i++) {
        result += text;
    }
    return result;
}""", ("string",)),
    "join": ("""template <typename T>
std::string join(const std::vector<T>& parts, const std::string& separator) {
    std::string result;
    for (size_t i = 0; i < parts.size(); i++) {
        if (i > 0) {
            result += separator;
        }
        result += parts[i];
    }
    return result;
}""", ("string", "vector")),
    "split": ("""std::vector<std::string> split(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    std::string word;
    while (stream >> word) {
        words.push_back(word);
    }
    return words;
}""", ("sstream", "string", "vector")),
    "split_on": ("""std::vector<std::string> split_on(const std::string& text, const std::string& separator) {
    std::vector<std::string> parts;
    size_t start = 0;
    size_t end;
    while ((end = text.find(separator, start)) != std::string::npos) {
        parts.push_back(text.substr(start, end - start));
        start = end + separator.size();
    }
    parts.push_back(text.substr(start));
    return parts;
}""", ("string", "vector")),
    "to_upper": ("""std::string to_upper(std::string text) {
    for (char& c : text) {
        c = std::toupper(c);
    }
    return text;
}""", ("cctype", "string")),
    "to_lower": ("""std::string to_lower(std::string text) {
    for (char& c : text) {
        c = std::tolower(c);
    }
    return text;
}""", ("cctype", "string")),
    "capitalize": ("""std::string capitalize(std::string text) {
    for (size_t i = 0; i < text.size(); i++) {
        text[i] = i == 0 ? std::toupper(text[i]) : std::tolower(text[i]);
    }
    return text;
}""", ("cctype", "string")),
    "trim": ("""std::string trim(const std::string& text) {
    const size_t first = text.find_first_not_of(" \\t\\n");
    if (first == std::string::npos) {
        return "";
    }
    return text.substr(first, text.find_last_not_of(" \\t\\n") - first + 1);
}""", ("string",)),
    "ends_with": ("""bool ends_with(const std::string& text, const std::string& suffix) {
    return text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}""", ("string",)),
    "replace_all": ("""std::string replace_all(std::string text, const std::string& from, const std::string& to) {
    size_t at = 0;
    while ((at = text.find(from, at)) != std::string::npos) {
        text.replace(at, from.size(), to);
        at += to.size();
    }
    return text;
}""", ("string",)),
    "count_of": ("""int count_of(const std::string& text, const std::string& part) {
    int count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        count++;
    }
    return count;
}""", ("string",)),
    "pad_left": ("""std::string pad_left(const std::string& text, size_t width, char fill) {
    return text.size() >= width ? text : std::string(width - text.size(), fill) + text;
}""", ("string",)),
    "all_digits": ("""bool all_digits(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), ::isdigit);
}""", ("algorithm", "cctype", "string")),
    "all_letters": ("""bool all_letters(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), ::isalpha);
}""", ("algorithm", "cctype", "string")),
}  # fmt: skip
