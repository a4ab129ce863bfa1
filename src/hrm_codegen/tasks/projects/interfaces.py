"""Projects in which an interface of one file is implemented in another."""

from __future__ import annotations

from hrm_codegen.tasks.projects.base import Template

TEMPLATES = (
    Template(
        "implement_abstract", "write",
        "Implement `Memory${Group}` in $pkg/memory.py: a $Group (see $pkg/base.py) that keeps its $things in a list."
        "|Write the class Memory$Group in $pkg/memory.py. It implements the interface of $pkg/base.py with a list.",
        """
=== $pkg/__init__.py
=== $pkg/base.py
from abc import ABC, abstractmethod


class $Group(ABC):
    @abstractmethod
    def add(self, $thing):
        ...

    @abstractmethod
    def total(self):
        ...
=== $pkg/memory.py
from $pkg.base import $Group
""",
        """
=== $pkg/memory.py
from $pkg.base import $Group


class Memory$Group($Group):
    def __init__(self):
        self.$things = []

    def add(self, $thing):
        self.$things.append($thing)

    def total(self):
        return sum($thing["$amount"] for $thing in self.$things)
""",
        """
from $pkg.base import $Group
from $pkg.memory import Memory$Group


def test_it_is_one_and_adds_up():
    $group = Memory$Group()
    assert isinstance($group, $Group)
    assert $group.total() == 0
    $group.add({"$amount": $n1})
    $group.add({"$amount": $n2})
    assert $group.total() == $sum12
""",
    ),
    Template(
        "second_implementation", "write",
        "Add a class `Discount` to $pkg/pricing.py: a Rule that takes $rate percent off, rounded down."
        "|Write another Rule in $pkg/pricing.py, called Discount: apply(value) gives the value less $rate percent, rounded down.",
        """
=== $pkg/__init__.py
=== $pkg/rule.py
class Rule:
    def apply(self, value):
        raise TypeError("a rule says what it does")
=== $pkg/pricing.py
from $pkg.rule import Rule


class Surcharge(Rule):
    def apply(self, value):
        return value + $k
""",
        """
=== $pkg/pricing.py
from $pkg.rule import Rule


class Surcharge(Rule):
    def apply(self, value):
        return value + $k


class Discount(Rule):
    def apply(self, value):
        return value * (100 - $rate) // 100
""",
        """
from $pkg.pricing import Discount, Surcharge
from $pkg.rule import Rule


def test_rules():
    assert isinstance(Discount(), Rule)
    assert Discount().apply(100) == 100 - $rate
    assert Discount().apply(33) == 33 * (100 - $rate) // 100
    assert Surcharge().apply(1) == 1 + $k
""",
    ),
    Template(
        "missing_method", "repair",
        "Csv${Group} cannot be created, because it does not implement all of $pkg/base.py. Add what is missing: one "
        "line for each $thing."
        "|Complete Csv$Group in $pkg/csv_file.py, so that it implements its base class; dump joins $label and $amount "
        "with a comma.",
        """
=== $pkg/__init__.py
=== $pkg/base.py
from abc import ABC, abstractmethod


class Writer(ABC):
    @abstractmethod
    def header(self):
        ...

    @abstractmethod
    def dump(self, $things):
        ...
=== $pkg/csv_file.py
from $pkg.base import Writer


class Csv$Group(Writer):
    def header(self):
        return "$label,$amount"
""",
        """
=== $pkg/csv_file.py
from $pkg.base import Writer


class Csv$Group(Writer):
    def header(self):
        return "$label,$amount"

    def dump(self, $things):
        lines = [f"{$thing['$label']},{$thing['$amount']}" for $thing in $things]
        return "\\n".join([self.header(), *lines])
""",
        """
from $pkg.csv_file import Csv$Group


def test_dump():
    text = Csv$Group().dump([{"$label": "$l1", "$amount": $n1}, {"$label": "$l2", "$amount": $n2}])
    assert text.split("\\n") == ["$label,$amount", "$l1,$n1", "$l2,$n2"]
    assert Csv$Group().dump([]) == "$label,$amount"
""",
    ),
    Template(
        "plug_in", "write",
        'Write a filter `AtLeast` in $pkg/filters.py that keeps $things whose $amount is at least a minimum, and '
        'register it under "min" in $pkg/registry.py.'
        '|Add the class AtLeast(minimum) to $pkg/filters.py and enter it in FILTERS of $pkg/registry.py as "min".',
        """
=== $pkg/__init__.py
=== $pkg/filters.py
class AtMost:
    def __init__(self, maximum):
        self.maximum = maximum

    def keeps(self, $thing):
        return $thing["$amount"] <= self.maximum
=== $pkg/registry.py
from $pkg.filters import AtMost

FILTERS = {"max": AtMost}


def select(name, limit, $things):
    chosen = FILTERS[name](limit)
    return [$thing for $thing in $things if chosen.keeps($thing)]
""",
        """
=== $pkg/filters.py
class AtMost:
    def __init__(self, maximum):
        self.maximum = maximum

    def keeps(self, $thing):
        return $thing["$amount"] <= self.maximum


class AtLeast:
    def __init__(self, minimum):
        self.minimum = minimum

    def keeps(self, $thing):
        return $thing["$amount"] >= self.minimum
=== $pkg/registry.py
from $pkg.filters import AtLeast, AtMost

FILTERS = {"max": AtMost, "min": AtLeast}


def select(name, limit, $things):
    chosen = FILTERS[name](limit)
    return [$thing for $thing in $things if chosen.keeps($thing)]
""",
        """
from $pkg.registry import select

ALL = [{"$amount": $n1}, {"$amount": $n2}, {"$amount": $n3}]


def test_filters():
    assert select("min", $n2, ALL) == ALL[1:]
    assert select("max", $n2, ALL) == ALL[:2]
""",
    ),
    Template(
        "iterate", "write",
        "Make $Group in $pkg/$group.py work with `len` and `for`, as $pkg/report.py expects."
        "|$pkg/report.py loops over a $Group and takes its length. Add the methods that this needs to $pkg/$group.py.",
        """
=== $pkg/__init__.py
=== $pkg/$group.py
class $Group:
    def __init__(self, $things):
        self._$things = list($things)
=== $pkg/report.py
def summary($group):
    amounts = [$thing["$amount"] for $thing in $group]
    return f"{len($group)} $things, {sum(amounts)} in all"
""",
        """
=== $pkg/$group.py
class $Group:
    def __init__(self, $things):
        self._$things = list($things)

    def __len__(self):
        return len(self._$things)

    def __iter__(self):
        return iter(self._$things)
""",
        """
from $pkg.$group import $Group
from $pkg.report import summary


def test_summary():
    assert summary($Group([{"$amount": $n1}, {"$amount": $n2}])) == "2 $things, $sum12 in all"
    assert summary($Group([])) == "0 $things, 0 in all"
""",
    ),
    Template(
        "compare", "write",
        "$pkg/ranking.py sorts $Thing objects. Make them comparable by $amount in $pkg/model.py."
        "|Sorting ${things} fails. Give $Thing in $pkg/model.py the method that sorted needs: the smaller $amount comes first.",
        """
=== $pkg/__init__.py
=== $pkg/model.py
class $Thing:
    def __init__(self, $label, $amount):
        self.$label = $label
        self.$amount = $amount
=== $pkg/ranking.py
def smallest($things):
    return sorted($things)[0]
""",
        """
=== $pkg/model.py
class $Thing:
    def __init__(self, $label, $amount):
        self.$label = $label
        self.$amount = $amount

    def __lt__(self, other):
        return self.$amount < other.$amount
""",
        """
from $pkg.model import $Thing
from $pkg.ranking import smallest


def test_smallest():
    assert smallest([$Thing("$l1", $n3), $Thing("$l2", $n1), $Thing("$l3", $n2)]).$label == "$l2"
""",
    ),
)  # fmt: skip
