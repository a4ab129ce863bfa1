"""Intervals (start, end): overlaps, merging, coverage, choosing."""

from __future__ import annotations

from hrm_codegen.tasks.exercises.primitive import Primitive, primitive

PRIMITIVES: tuple[Primitive, ...] = (
    primitive(
        "interval_lengths", "intervals: intervals -> naturals",
        "find the length (end minus start) of every interval in {intervals}|return the list of the lengths, end minus start, of "
        "the members of {intervals}",
        "return [end - start for start, end in intervals]",
        """
        lengths = []
        for interval in intervals:
            lengths.append(interval[1] - interval[0])
        return lengths
        """,
        tags="tuple map arithmetic",
    ),
    primitive(
        "merge_intervals", "intervals: intervals -> intervals",
        "merge all overlapping or touching members of {intervals} and return the result sorted by start|join the members of "
        "{intervals} that share at least one point, as a list in increasing order",
        """
        merged = []
        for start, end in sorted(intervals):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        return merged
        """,
        """
        rest = sorted(intervals)
        merged = []
        while rest:
            start, end = rest[0]
            place = 1
            while place < len(rest) and rest[place][0] <= end:
                end = max(end, rest[place][1])
                place += 1
            merged.append((start, end))
            rest = rest[place:]
        return merged
        """,
        tags="tuple sort greedy", level=3,
    ),
    primitive(
        "covered_length", "intervals: intervals -> natural",
        "find the total length covered by {intervals}, counting parts that overlap once|return the length of the union of all "
        "members of {intervals}",
        """
        total = 0
        reached = None
        for start, end in sorted(intervals):
            if reached is None or start > reached:
                total += end - start
                reached = end
            elif end > reached:
                total += end - reached
                reached = end
        return total
        """,
        "return len({point for start, end in intervals for point in range(start, end)})",
        """
        covered = set()
        for start, end in intervals:
            for point in range(start, end):
                covered.add(point)
        return len(covered)
        """,
        tags="tuple sort set", level=2,
    ),
    primitive(
        "any_overlap", "intervals: intervals -> bool",
        "check whether two members of {intervals} at different positions overlap, that is, each starts strictly before the other "
        "one ends|tell whether {intervals} has two members (at different positions) of which each starts strictly before the "
        "other one ends",
        """
        found = False
        for i in range(len(intervals)):
            for j in range(i + 1, len(intervals)):
                if intervals[i][0] < intervals[j][1] and intervals[j][0] < intervals[i][1]:
                    found = True
        return found
        """,
        """
        from itertools import combinations
        return any(a[0] < b[1] and b[0] < a[1] for a, b in combinations(intervals, 2))
        """,
        tags="tuple nested compare", level=2,
    ),
    primitive(
        "max_simultaneous", "intervals: intervals -> natural",
        "find the largest number of members of {intervals} that contain a common point, end points included|return the greatest "
        "number of members of {intervals} to which one and the same point belongs (both ends belong to an interval)",
        "return max((sum(1 for start, end in intervals if start <= point <= end) for point, _ in intervals), default=0)",
        """
        best = 0
        for point, _ in intervals:
            containing = 0
            for start, end in intervals:
                if start <= point and point <= end:
                    containing += 1
            best = max(best, containing)
        return best
        """,
        """
        events = sorted([(start, 0) for start, _ in intervals] + [(end, 1) for _, end in intervals])
        best = current = 0
        for _, closing in events:
            current += -1 if closing else 1
            best = max(best, current)
        return best
        """,
        tags="tuple sort count", level=2,
    ),
    primitive(
        "most_disjoint_intervals", "intervals: intervals -> natural",
        "find the largest number of members of {intervals} that can be chosen so that each starts at or after the end of the one "
        "chosen before it|find how many activities of {intervals} one person can do at most, where one may start as soon as "
        "another ends",
        """
        chosen = 0
        free_from = None
        for start, end in sorted(intervals, key=lambda interval: (interval[1], interval[0])):
            if free_from is None or start >= free_from:
                chosen += 1
                free_from = end
        return chosen
        """,
        """
        ordered = sorted((end, start) for start, end in intervals)
        chosen = []
        for end, start in ordered:
            if not chosen or start >= chosen[-1]:
                chosen.append(end)
        return len(chosen)
        """,
        tags="greedy sort tuple", level=3,
    ),
    primitive(
        "intervals_containing", "intervals: intervals, target: target -> intervals",
        "return the members of {intervals} that contain {target}, end points included, in their original order|keep only the "
        "tuples (start, end) of {intervals} with start <= {target} <= end",
        "return [(start, end) for start, end in intervals if start <= target <= end]",
        """
        result = []
        for interval in intervals:
            if interval[0] <= target and target <= interval[1]:
                result.append(interval)
        return result
        """,
        tags="tuple filter compare",
    ),
    primitive(
        "common_part_length", "intervals: intervals -> natural",
        "find the length of the part that all members of {intervals} have in common, 0 if there is none or the list is "
        "empty|return the length of the intersection of all members of {intervals} (0 if it is empty)",
        """
        length = 0
        if intervals:
            latest = max(start for start, _ in intervals)
            earliest = min(end for _, end in intervals)
            length = max(0, earliest - latest)
        return length
        """,
        """
        if not intervals:
            return 0
        low, high = intervals[0]
        for start, end in intervals:
            low = max(low, start)
            high = min(high, end)
        return high - low if high > low else 0
        """,
        tags="tuple compare", level=2,
    ),
    primitive(
        "free_gaps", "intervals: intervals -> intervals",
        "find the gaps between {intervals}: the stretches between the first start and the last end that no interval covers, as "
        "(start, end) tuples in increasing order|return the stretches between neighbouring parts of {intervals} that none of "
        "them covers, as (start, end) tuples from left to right",
        """
        gaps = []
        reached = None
        for start, end in sorted(intervals):
            if reached is not None and start > reached:
                gaps.append((reached, start))
            reached = end if reached is None else max(reached, end)
        return gaps
        """,
        """
        ordered = sorted(intervals)
        gaps = []
        for place in range(1, len(ordered)):
            reached = max(end for _, end in ordered[:place])
            if ordered[place][0] > reached:
                gaps.append((reached, ordered[place][0]))
        return gaps
        """,
        tags="tuple sort", level=3,
    ),
)  # fmt: skip
