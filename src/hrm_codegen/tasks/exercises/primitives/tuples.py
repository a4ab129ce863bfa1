"""Tuples: pairs, points, named scores and intervals."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "swap_pair", "pair: pair -> pair",
        "swap the two elements of {pair}|return {pair} with its elements exchanged",
        "return (pair[1], pair[0])",
        """
        first, second = pair
        return second, first
        """,
        "return pair[::-1]",
        tags="tuple reverse",
    ),
    primitive(
        "swap_each_pair", "pairs: pairs -> pairs",
        "swap the two elements of every tuple in {pairs}|return the list of the tuples of {pairs}, each with its elements "
        "exchanged",
        "return [(second, first) for first, second in pairs]",
        """
        result = []
        for pair in pairs:
            result.append((pair[1], pair[0]))
        return result
        """,
        tags="tuple map",
    ),
    primitive(
        "sums_of_pairs", "pairs: pairs -> ints",
        "find the sum of each tuple in {pairs}|return the list of the sums of the tuples in {pairs}",
        "return [first + second for first, second in pairs]",
        "return list(map(sum, pairs))",
        """
        result = []
        for pair in pairs:
            result.append(pair[0] + pair[1])
        return result
        """,
        tags="tuple map arithmetic",
    ),
    primitive(
        "second_elements", "pairs: pairs -> ints",
        "extract the second element of every tuple in {pairs}|return the list of the second elements of {pairs}",
        "return [second for _, second in pairs]",
        """
        result = []
        for pair in pairs:
            result.append(pair[1])
        return result
        """,
        """
        from operator import itemgetter
        return list(map(itemgetter(1), pairs))
        """,
        tags="tuple map index",
    ),
    primitive(
        "sum_of_pair_products", "pairs: pairs -> int",
        "find the sum of the products of the tuples in {pairs}|add up the products of the two elements of every tuple in {pairs}",
        "return sum(first * second for first, second in pairs)",
        """
        total = 0
        for first, second in pairs:
            total += first * second
        return total
        """,
        tags="tuple accumulate",
    ),
    primitive(
        "sort_by_second", "pairs: pairs -> pairs",
        "sort {pairs} by the second element of each tuple, keeping the original order on a tie|return the tuples of {pairs} in "
        "increasing order of their second elements; equal ones stay in their original order",
        "return sorted(pairs, key=lambda pair: pair[1])",
        """
        from operator import itemgetter
        return sorted(pairs, key=itemgetter(1))
        """,
        """
        result = []
        for pair in pairs:
            position = len(result)
            while position > 0 and result[position - 1][1] > pair[1]:
                position -= 1
            result = result[:position] + [pair] + result[position:]
        return result
        """,
        tags="tuple sort",
    ),
    primitive(
        "sort_within_pairs", "pairs: pairs -> intervals",
        "put the smaller element first in every tuple of {pairs}|return the list of the tuples of {pairs} with the elements of "
        "each in increasing order",
        "return [(min(pair), max(pair)) for pair in pairs]",
        """
        result = []
        for first, second in pairs:
            if first <= second:
                result.append((first, second))
            else:
                result.append((second, first))
        return result
        """,
        "return [tuple(sorted(pair)) for pair in pairs]",
        tags="tuple compare map",
    ),
    primitive(
        "increasing_pairs", "pairs: pairs -> pairs",
        "return the tuples of {pairs} whose first element is less than the second|keep only the tuples in {pairs} that are "
        "strictly increasing",
        "return [(first, second) for first, second in pairs if first < second]",
        """
        result = []
        for pair in pairs:
            if pair[0] < pair[1]:
                result.append(pair)
        return result
        """,
        "return list(filter(lambda pair: pair[0] < pair[1], pairs))",
        tags="tuple filter compare",
    ),
    primitive(
        "widest_pair_gap", "pairs: pairs -> natural",
        "find the largest absolute difference between the two elements of a tuple in {pairs}, or 0 if there are no tuples|return "
        "the greatest distance between the two elements of any tuple in {pairs}, 0 for an empty list",
        "return max((abs(first - second) for first, second in pairs), default=0)",
        """
        best = 0
        for first, second in pairs:
            best = max(best, abs(first - second))
        return best
        """,
        tags="tuple compare",
    ),
    primitive(
        "sum_seconds_by_first", "pairs: pairs -> pairs",
        "add up the second elements of all tuples in {pairs} that have the same first element, and return (first, sum) tuples in "
        "increasing order|sum the second elements of {pairs} by first element, as a list of tuples sorted by first element",
        """
        totals = {}
        for first, second in pairs:
            totals[first] = totals.get(first, 0) + second
        return sorted(totals.items())
        """,
        """
        from collections import defaultdict
        totals = defaultdict(int)
        for first, second in pairs:
            totals[first] += second
        return sorted(totals.items())
        """,
        "return [(key, sum(b for a, b in pairs if a == key)) for key in sorted({a for a, _ in pairs})]",
        tags="tuple dict accumulate", level=2,
    ),
    primitive(
        "symmetric_pairs", "pairs: pairs -> pairs",
        "find the tuples (a, b) in {pairs} for which (b, a) is also in the list, in their original order|return every tuple of "
        "{pairs} whose reversal also occurs in the list (a tuple of two equal elements is its own reversal)",
        "return [(first, second) for first, second in pairs if (second, first) in pairs]",
        """
        present = set(pairs)
        result = []
        for first, second in pairs:
            if (second, first) in present:
                result.append((first, second))
        return result
        """,
        tags="tuple set filter", level=2,
    ),
    primitive(
        "manhattan_length", "points: pairs -> natural",
        "find the length of the path through {points} in order, where the distance of two points is the sum of the absolute "
        "differences of their coordinates|add up the Manhattan distances between consecutive members of {points} (0 for fewer "
        "than two)",
        "return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in zip(points, points[1:]))",
        """
        length = 0
        for position in range(1, len(points)):
            length += abs(points[position][0] - points[position - 1][0])
            length += abs(points[position][1] - points[position - 1][1])
        return length
        """,
        tags="tuple accumulate math", level=2,
    ),
    primitive(
        "best_scorer", "scores: scores -> str",
        "find the name with the highest score in {scores}, the first one on a tie, or an empty string if there are no "
        "scores|return the name of the first tuple in {scores} whose score is the largest, '' for an empty list",
        "return max(scores, key=lambda record: record[1])[0] if scores else ''",
        """
        best = ''
        top = 0
        for position, (name, points) in enumerate(scores):
            if position == 0 or points > top:
                best = name
                top = points
        return best
        """,
        tags="tuple search compare",
    ),
    primitive(
        "names_by_score", "scores: scores -> words",
        "return the names in {scores} ordered by score, the highest first, names with equal scores alphabetically|list the names "
        "of {scores} from the largest score to the smallest; on a tie in alphabetical order",
        "return [name for name, _ in sorted(scores, key=lambda record: (-record[1], record[0]))]",
        """
        ordered = sorted((-points, name) for name, points in scores)
        result = []
        for _, name in ordered:
            result.append(name)
        return result
        """,
        tags="tuple sort",
    ),
    primitive(
        "names_above_score", "scores: scores, limit: limit -> words",
        "return the names in {scores} whose score is greater than {limit}, in their original order|list the names of the tuples "
        "in {scores} with a score above {limit}",
        "return [name for name, points in scores if points > limit]",
        """
        result = []
        for record in scores:
            if record[1] > limit:
                result.append(record[0])
        return result
        """,
        tags="tuple filter",
    ),
    primitive(
        "total_score_by_name", "scores: scores -> counts",
        "add up the scores of each name in {scores}, as a dictionary in the order of first appearance|return a dictionary from "
        "every name in {scores} to the sum of its scores",
        """
        totals = {}
        for name, points in scores:
            totals[name] = totals.get(name, 0) + points
        return totals
        """,
        """
        from collections import defaultdict
        totals = defaultdict(int)
        for name, points in scores:
            totals[name] += points
        return dict(totals)
        """,
        tags="tuple dict accumulate",
    ),
)  # fmt: skip
