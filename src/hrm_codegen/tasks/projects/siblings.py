"""Projects in which one file is to use what a sibling has."""

from __future__ import annotations

from hrm_codegen.tasks.projects.base import Template

TEMPLATES = (
    Template(
        "use_total", "write",
        "Write `average_$amount` in $pkg/report.py. Use `total_$amount` from $pkg/sums.py; an empty list gives 0."
        "|Implement average_$amount($things) in $pkg/report.py with the help of total_$amount. It returns 0 for an empty list.",
        """
=== $pkg/__init__.py
=== $pkg/sums.py
def total_$amount($things):
    return sum($thing["$amount"] for $thing in $things)
=== $pkg/report.py
def count_$things($things):
    return len($things)
""",
        """
=== $pkg/report.py
from $pkg.sums import total_$amount


def count_$things($things):
    return len($things)


def average_$amount($things):
    if not $things:
        return 0
    return total_$amount($things) / len($things)
""",
        """
from $pkg.report import average_$amount, count_$things


def test_average():
    $things = [{"$amount": $n1}, {"$amount": $n2}]
    assert average_$amount($things) == $sum12 / 2
    assert average_$amount([]) == 0
    assert count_$things($things) == 2
""",
    ),
    Template(
        "use_formatter", "write",
        "Add a function `describe($thing)` to $pkg/view.py that returns the label of the $thing, a colon, a blank and its $amount. "
        "The label comes from `label` in $pkg/text.py."
        '|In $pkg/view.py, write describe($thing): the result of label($thing), then ": " and the $amount.',
        """
=== $pkg/__init__.py
=== $pkg/text.py
def label($thing):
    return "$prefix" + $thing["$label"].strip().lower()
=== $pkg/view.py
from $pkg.text import label


def headline($thing):
    return label($thing).upper()
""",
        """
=== $pkg/view.py
from $pkg.text import label


def headline($thing):
    return label($thing).upper()


def describe($thing):
    return label($thing) + ": " + str($thing["$amount"])
""",
        """
from $pkg.view import describe, headline


def test_describe():
    assert describe({"$label": " $l1 ", "$amount": $n1}) == "$prefix" + "$l1".lower() + ": $n1"
    assert headline({"$label": "$l2"}) == ("$prefix" + "$l2".lower()).upper()
""",
    ),
    Template(
        "use_class", "write",
        "Write `load` in $pkg/loading.py: it takes a list of (name, number) pairs and returns a list of ${Thing} objects."
        "|Implement load(rows) in $pkg/loading.py; each row is a tuple of the $label and the $amount and becomes a $Thing.",
        """
=== $pkg/__init__.py
=== $pkg/model.py
class $Thing:
    def __init__(self, $label, $amount):
        self.$label = $label
        self.$amount = $amount
=== $pkg/loading.py
def clean(text):
    return text.strip()
""",
        """
=== $pkg/loading.py
from $pkg.model import $Thing


def clean(text):
    return text.strip()


def load(rows):
    return [$Thing(clean($label), $amount) for $label, $amount in rows]
""",
        """
from $pkg.loading import load
from $pkg.model import $Thing


def test_load():
    loaded = load([("$l1", $n1), ("$l2", $n2)])
    assert all(isinstance($thing, $Thing) for $thing in loaded)
    assert [($thing.$label, $thing.$amount) for $thing in loaded] == [("$l1", $n1), ("$l2", $n2)]
    assert load([]) == []
""",
    ),
    Template(
        "use_constant", "write",
        "Write `is_allowed($thing)` in $pkg/rules.py. A $thing is allowed when its $amount is at most the limit in "
        "$pkg/settings.py."
        "|Add is_allowed to $pkg/rules.py: True when the $amount does not exceed LIMIT from $pkg/settings.py.",
        """
=== $pkg/__init__.py
=== $pkg/settings.py
LIMIT = $n2
UNIT = "$prefix"
=== $pkg/rules.py
def has_$label($thing):
    return bool($thing.get("$label"))
""",
        """
=== $pkg/rules.py
from $pkg.settings import LIMIT


def has_$label($thing):
    return bool($thing.get("$label"))


def is_allowed($thing):
    return $thing["$amount"] <= LIMIT
""",
        """
from $pkg import settings
from $pkg.rules import has_$label, is_allowed


def test_limit():
    assert is_allowed({"$amount": settings.LIMIT})
    assert is_allowed({"$amount": $n1})
    assert not is_allowed({"$amount": $n3})
    assert has_$label({"$label": "$l1"}) and not has_$label({})
""",
    ),
    Template(
        "use_two_siblings", "write",
        "Write `best` in $pkg/main.py: read the lines with `parse` and return the $label of the one that `largest` picks."
        "|Implement best(lines) in $pkg/main.py with parse from $pkg/reading.py and largest from $pkg/choosing.py; "
        "return the $label.",
        """
=== $pkg/__init__.py
=== $pkg/reading.py
def parse(line):
    $label, $amount = line.split(",")
    return {"$label": $label.strip(), "$amount": int($amount)}
=== $pkg/choosing.py
def largest($things):
    return max($things, key=lambda $thing: $thing["$amount"])
=== $pkg/main.py
SEPARATOR = ","
""",
        """
=== $pkg/main.py
from $pkg.choosing import largest
from $pkg.reading import parse

SEPARATOR = ","


def best(lines):
    $things = [parse(line) for line in lines]
    return largest($things)["$label"]
""",
        """
from $pkg.main import best


def test_best():
    assert best(["$l1, $n1", "$l2, $n3", "$l3,$n2"]) == "$l2"
    assert best(["$l3, $n1"]) == "$l3"
""",
    ),
    Template(
        "delegate", "edit",
        "$pkg/report.py counts the $things over the limit itself. Let it use `is_large` from $pkg/rules.py instead."
        "|Remove the repeated comparison from count_large in $pkg/report.py: call is_large of $pkg/rules.py.",
        """
=== $pkg/__init__.py
=== $pkg/rules.py
def is_large($thing):
    return $thing["$amount"] > $n2
=== $pkg/report.py
def count_large($things):
    count = 0
    for $thing in $things:
        if $thing["$amount"] > $n1:
            count += 1
    return count
""",
        """
=== $pkg/report.py
from $pkg.rules import is_large


def count_large($things):
    count = 0
    for $thing in $things:
        if is_large($thing):
            count += 1
    return count
""",
        """
from $pkg.report import count_large
from $pkg.rules import is_large


def test_the_report_follows_the_rule():
    $things = [{"$amount": amount} for amount in ($n1, $n2, $n3, $n1 + 1)]
    assert count_large($things) == sum(is_large($thing) for $thing in $things)
    assert count_large([]) == 0
""",
    ),
    Template(
        "sort_with_key", "write",
        "Write `ranked($things)` in $pkg/ranking.py: sorted by the key that `sort_key` in $pkg/keys.py gives, the largest first."
        "|Implement ranked in $pkg/ranking.py. It sorts the $things in descending order of sort_key and does not change "
        "its argument.",
        """
=== $pkg/__init__.py
=== $pkg/keys.py
def sort_key($thing):
    return ($thing["$amount"], $thing["$label"])
=== $pkg/ranking.py
def top($things, count):
    return $things[:count]
""",
        """
=== $pkg/ranking.py
from $pkg.keys import sort_key


def top($things, count):
    return $things[:count]


def ranked($things):
    return sorted($things, key=sort_key, reverse=True)
""",
        """
from $pkg.ranking import ranked, top

A = {"$label": "$l1", "$amount": $n2}
B = {"$label": "$l2", "$amount": $n3}
C = {"$label": "$l3", "$amount": $n1}


def test_ranked():
    given = [A, B, C]
    assert ranked(given) == [B, A, C]
    assert given == [A, B, C]
    assert top(ranked(given), 1) == [B]
""",
    ),
)  # fmt: skip
