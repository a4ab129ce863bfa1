"""Projects with a bug that only shows where two files meet."""

from __future__ import annotations

from hrm_codegen.tasks.projects.base import Template

TEMPLATES = (
    Template(
        "swapped_arguments", "repair",
        "The report shows wrong numbers: the arguments of `share` are swapped where it is called. Fix it."
        "|describe gives a wrong percentage. Find the mistake and fix it.",
        """
=== $pkg/__init__.py
=== $pkg/maths.py
def share(part, whole):
    return 100 * part // whole
=== $pkg/report.py
from $pkg.maths import share


def describe(sold, all_$things):
    return f"{share(all_$things, sold)} percent"
""",
        """
=== $pkg/report.py
from $pkg.maths import share


def describe(sold, all_$things):
    return f"{share(sold, all_$things)} percent"
""",
        """
from $pkg.report import describe


def test_share():
    assert describe($n1, $n1 * 4) == "25 percent"
    assert describe($n2, $n2 * 2) == "50 percent"
""",
    ),
    Template(
        "text_or_number", "repair",
        "`total` fails with a TypeError on parsed lines. Let `parse` in $pkg/reading.py give the $amount as an integer."
        "|Adding up parsed lines raises TypeError: unsupported operand type(s) for +: 'int' and 'str'. Fix the parser.",
        """
=== $pkg/__init__.py
=== $pkg/reading.py
def parse(line):
    $label, $amount = line.split(";")
    return {"$label": $label, "$amount": $amount}
=== $pkg/totals.py
from $pkg.reading import parse


def total(lines):
    return sum(parse(line)["$amount"] for line in lines)
""",
        """
=== $pkg/reading.py
def parse(line):
    $label, $amount = line.split(";")
    return {"$label": $label, "$amount": int($amount)}
""",
        """
from $pkg.reading import parse
from $pkg.totals import total


def test_total():
    assert parse("$l1;$n1") == {"$label": "$l1", "$amount": $n1}
    assert total(["$l1;$n1", "$l2;$n2"]) == $sum12
""",
    ),
    Template(
        "wrong_key", "repair",
        "`find` raises KeyError, since the two files disagree on a key. Fix $pkg/finding.py."
        "|Looking a $thing up fails with a KeyError. The records are right; mend the search.",
        """
=== $pkg/__init__.py
=== $pkg/data.py
def records():
    return [{"$label": "$l1", "$amount": $n1}, {"$label": "$l2", "$amount": $n2}]
=== $pkg/finding.py
from $pkg.data import records


def find(name):
    for record in records():
        if record["id"] == name:
            return record["$amount"]
    return None
""",
        """
=== $pkg/finding.py
from $pkg.data import records


def find(name):
    for record in records():
        if record["$label"] == name:
            return record["$amount"]
    return None
""",
        """
from $pkg.finding import find


def test_find():
    assert find("$l1") == $n1
    assert find("$l2") == $n2
    assert find("nothing") is None
""",
    ),
    Template(
        "shared_default", "repair",
        "Two ${Group}s share their $things. Fix the mutable default argument in $pkg/$group.py."
        "|What is added to one $Group turns up in another. Find the cause and fix it.",
        """
=== $pkg/__init__.py
=== $pkg/$group.py
class $Group:
    def __init__(self, $things=[]):
        self.$things = $things
=== $pkg/filling.py
from $pkg.$group import $Group


def fill(name):
    $group = $Group()
    $group.$things.append(name)
    return $group
""",
        """
=== $pkg/$group.py
class $Group:
    def __init__(self, $things=None):
        self.$things = [] if $things is None else $things
""",
        """
from $pkg.filling import fill
from $pkg.$group import $Group


def test_groups_are_apart():
    assert fill("$l1").$things == ["$l1"]
    assert fill("$l2").$things == ["$l2"]
    assert $Group().$things == []
    assert $Group(["$l3"]).$things == ["$l3"]
""",
    ),
    Template(
        "off_by_one_page", "repair",
        "The first page is empty of its first $thing: pages are counted from 1 in $pkg/view.py but from 0 in "
        "$pkg/paging.py. Fix paging."
        "|page(1) should start with the first $thing. Mend $pkg/paging.py, so that pages count from 1.",
        """
=== $pkg/__init__.py
=== $pkg/paging.py
def page($things, number, size):
    start = number * size
    return $things[start:start + size]
=== $pkg/view.py
from $pkg.paging import page


def first($things):
    return page($things, 1, $k)
""",
        """
=== $pkg/paging.py
def page($things, number, size):
    start = (number - 1) * size
    return $things[start:start + size]
""",
        """
from $pkg.paging import page
from $pkg.view import first


def test_pages_count_from_one():
    everything = list(range(3 * $k))
    assert first(everything) == everything[:$k]
    assert page(everything, 3, $k) == everything[2 * $k:]
""",
    ),
    Template(
        "two_places", "repair",
        'A $thing without $label crashes both files. Let `clean` return an empty text for None, and let `initial` give '
        '"?" for an empty one.'
        '|initial fails for a missing $label: clean cannot take None, and an empty text has no first character. Fix both; use "?".',
        """
=== $pkg/__init__.py
=== $pkg/text.py
def clean(text):
    return text.strip()
=== $pkg/labels.py
from $pkg.text import clean


def initial($thing):
    return clean($thing.get("$label"))[0]
""",
        """
=== $pkg/text.py
def clean(text):
    return text.strip() if text else ""
=== $pkg/labels.py
from $pkg.text import clean


def initial($thing):
    text = clean($thing.get("$label"))
    return text[0] if text else "?"
""",
        """
from $pkg.labels import initial
from $pkg.text import clean


def test_missing_labels():
    assert initial({"$label": " $l1"}) == "$l1"[0]
    assert initial({}) == "?"
    assert initial({"$label": "  "}) == "?"
    assert clean(None) == ""
""",
    ),
    Template(
        "circular_import", "repair",
        "Importing $pkg.model fails because the two files import each other at the top. Import inside the function in "
        "$pkg/report.py."
        "|There is a circular import between model and report. Break it: import $Thing inside `make` in $pkg/report.py.",
        """
=== $pkg/__init__.py
=== $pkg/model.py
from $pkg.report import title


class $Thing:
    def __init__(self, $label):
        self.$label = $label

    def show(self):
        return title(self.$label)
=== $pkg/report.py
from $pkg.model import $Thing


def title(text):
    return "$prefix" + text.upper()


def make(names):
    return [$Thing(name) for name in names]
""",
        """
=== $pkg/report.py
def title(text):
    return "$prefix" + text.upper()


def make(names):
    from $pkg.model import $Thing

    return [$Thing(name) for name in names]
""",
        """
from $pkg.model import $Thing
from $pkg.report import make


def test_both_ways():
    assert $Thing("$l1").show() == "$prefix" + "$l1".upper()
    assert [one.$label for one in make(["$l1", "$l2"])] == ["$l1", "$l2"]
""",
    ),
    Template(
        "changed_return", "repair",
        "`split_$thing` now returns a dictionary, but $pkg/main.py still unpacks a pair. Adapt $pkg/main.py."
        '|show breaks since split_$thing returns a dictionary with the keys "$label" and "$amount". Fix the caller.',
        """
=== $pkg/__init__.py
=== $pkg/reading.py
def split_$thing(line):
    $label, $amount = line.split(":")
    return {"$label": $label, "$amount": int($amount)}
=== $pkg/main.py
from $pkg.reading import split_$thing


def show(line):
    $label, $amount = split_$thing(line)
    return f"{$label} has {$amount + 0}"
""",
        """
=== $pkg/main.py
from $pkg.reading import split_$thing


def show(line):
    $thing = split_$thing(line)
    return f"{$thing['$label']} has {$thing['$amount']}"
""",
        """
from $pkg.main import show


def test_show():
    assert show("$l1:$n1") == "$l1 has $n1"
    assert show("$l2:$n3") == "$l2 has $n3"
""",
    ),
)  # fmt: skip
