"""Small Go functions that programs bring along where the standard library has none; with the packages each wants."""

from __future__ import annotations

from collections.abc import Mapping

PACKAGES = frozenset({"fmt", "maps", "math", "reflect", "slices", "sort", "strconv", "strings", "unicode"})

HELPERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "abs": ("""func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}""", ()),
    "boolToInt": ("""func boolToInt(flag bool) int {
	if flag {
		return 1
	}
	return 0
}""", ()),
    "floorDiv": ("""func floorDiv(a, b int) int {
	quotient := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		quotient--
	}
	return quotient
}""", ()),
    "floorMod": ("""func floorMod(a, b int) int {
	return (a%b + b) % b
}""", ()),
    "power": ("""func power(base, exponent int) int {
	result := 1
	for i := 0; i < exponent; i++ {
		result *= base
	}
	return result
}""", ()),
    "gcd": ("""func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}""", ()),
    "toInt": ("""func toInt(text string) int {
	number, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return number
}""", ("strconv",)),
    "fromBase": ("""func fromBase(text string, base int) int {
	number, err := strconv.ParseInt(text, base, 64)
	if err != nil {
		panic(err)
	}
	return int(number)
}""", ("strconv",)),
    "hasKey": ("""func hasKey[K comparable, V any](table map[K]V, key K) bool {
	_, ok := table[key]
	return ok
}""", ()),
    "getOr": ("""func getOr[K comparable, V any](table map[K]V, key K, fallback V) V {
	if value, ok := table[key]; ok {
		return value
	}
	return fallback
}""", ()),
    "keysOf": ("""func keysOf[K comparable, V any](table map[K]V) []K {
	keys := make([]K, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	return keys
}""", ()),
    "valuesOf": ("""func valuesOf[K comparable, V any](table map[K]V) []V {
	values := make([]V, 0, len(table))
	for _, value := range table {
		values = append(values, value)
	}
	return values
}""", ()),
    "setOf": ("""func setOf[T comparable](items []T) map[T]bool {
	set := make(map[T]bool)
	for _, item := range items {
		set[item] = true
	}
	return set
}""", ()),
    "reversed": ("""func reversed[T any](items []T) []T {
	result := make([]T, 0, len(items))
	for i := len(items) - 1; i >= 0; i-- {
		result = append(result, items[i])
	}
	return result
}""", ()),
    "reverseString": ("""func reverseString(text string) string {
	letters := []rune(text)
	slices.Reverse(letters)
	return string(letters)
}""", ("slices",)),
    "repeated": ("""func repeated[T any](item T, times int) []T {
	result := []T{}
	for i := 0; i < times; i++ {
		result = append(result, item)
	}
	return result
}""", ()),
    "count": ("""func count[T comparable](items []T, wanted T) int {
	total := 0
	for _, item := range items {
		if item == wanted {
			total++
		}
	}
	return total
}""", ()),
    "product": ("""func product(numbers []int) int {
	result := 1
	for _, number := range numbers {
		result *= number
	}
	return result
}""", ()),
    "padLeft": ("""func padLeft(text string, width int) string {
	if len(text) >= width {
		return text
	}
	return strings.Repeat("0", width-len(text)) + text
}""", ("strings",)),
    "isAlphanumeric": ("""func isAlphanumeric(letter rune) bool {
	return unicode.IsLetter(letter) || unicode.IsDigit(letter)
}""", ("unicode",)),
    "isNumeric": ("""func isNumeric(text string) bool {
	for _, letter := range text {
		if !unicode.IsDigit(letter) {
			return false
		}
	}
	return text != ""
}""", ("unicode",)),
    "isAlphabetic": ("""func isAlphabetic(text string) bool {
	for _, letter := range text {
		if !unicode.IsLetter(letter) {
			return false
		}
	}
	return text != ""
}""", ("unicode",)),
    "capitalize": ("""func capitalize(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + strings.ToLower(text[1:])
}""", ("strings",)),
}  # fmt: skip
