"""Projects in which something is renamed, or moved, wherever it is used."""

from __future__ import annotations

from hrm_codegen.tasks.projects.base import Template

TEMPLATES = (
    Template(
        "rename_function", "edit",
        "Rename `get_$amount` to `read_$amount` everywhere.|The function get_$amount should be called read_$amount. "
        "Change all files.",
        """
=== $pkg/__init__.py
=== $pkg/fields.py
def get_$amount($thing):
    return int($thing["$amount"])
=== $pkg/report.py
from $pkg.fields import get_$amount


def total($things):
    return sum(get_$amount($thing) for $thing in $things)
""",
        """
=== $pkg/fields.py
def read_$amount($thing):
    return int($thing["$amount"])
=== $pkg/report.py
from $pkg.fields import read_$amount


def total($things):
    return sum(read_$amount($thing) for $thing in $things)
""",
        """
from $pkg import fields
from $pkg.report import total


def test_renamed():
    assert not hasattr(fields, "get_$amount")
    assert fields.read_$amount({"$amount": "$n1"}) == $n1
    assert total([{"$amount": "$n1"}, {"$amount": $n2}]) == $sum12
""",
    ),
    Template(
        "rename_class", "edit",
        "Rename the class `Item` to `$Thing` in all files.|In this project the class Item should be named $Thing. "
        "Rename it everywhere.",
        """
=== $pkg/__init__.py
=== $pkg/model.py
class Item:
    def __init__(self, $label):
        self.$label = $label
=== $pkg/making.py
from $pkg.model import Item


def make(names):
    return [Item(name) for name in names]
""",
        """
=== $pkg/model.py
class $Thing:
    def __init__(self, $label):
        self.$label = $label
=== $pkg/making.py
from $pkg.model import $Thing


def make(names):
    return [$Thing(name) for name in names]
""",
        """
from $pkg import model
from $pkg.making import make


def test_renamed():
    assert not hasattr(model, "Item")
    made = make(["$l1", "$l2"])
    assert [type(one).__name__ for one in made] == ["$Thing", "$Thing"]
    assert made[0].$label == "$l1"
""",
    ),
    Template(
        "rename_method", "edit",
        "Rename the method `push` of $Group to `add` and change its callers."
        "|$Group.push should be called add. Rename it in the class and where it is called.",
        """
=== $pkg/__init__.py
=== $pkg/$group.py
class $Group:
    def __init__(self):
        self.$things = []

    def push(self, $thing):
        self.$things.append($thing)
=== $pkg/filling.py
from $pkg.$group import $Group


def fill(names):
    $group = $Group()
    for name in names:
        $group.push(name)
    return $group
""",
        """
=== $pkg/$group.py
class $Group:
    def __init__(self):
        self.$things = []

    def add(self, $thing):
        self.$things.append($thing)
=== $pkg/filling.py
from $pkg.$group import $Group


def fill(names):
    $group = $Group()
    for name in names:
        $group.add(name)
    return $group
""",
        """
from $pkg.$group import $Group
from $pkg.filling import fill


def test_renamed():
    assert fill(["$l1", "$l2"]).$things == ["$l1", "$l2"]
    assert not hasattr($Group, "push")
""",
    ),
    Template(
        "rename_constant", "edit",
        "Rename the constant MAX to MAX_${k}_LIMIT in $pkg/settings.py and wherever it is used."
        "|MAX is too short a name: call it MAX_${k}_LIMIT in all files.",
        """
=== $pkg/__init__.py
=== $pkg/settings.py
MAX = $n2
=== $pkg/checks.py
from $pkg import settings


def too_many($things):
    return len($things) > settings.MAX
""",
        """
=== $pkg/settings.py
MAX_${k}_LIMIT = $n2
=== $pkg/checks.py
from $pkg import settings


def too_many($things):
    return len($things) > settings.MAX_${k}_LIMIT
""",
        """
from $pkg import settings
from $pkg.checks import too_many


def test_renamed():
    assert settings.MAX_${k}_LIMIT == $n2
    assert not hasattr(settings, "MAX")
    assert too_many([0] * ($n2 + 1)) and not too_many([0] * $n2)
""",
    ),
    Template(
        "rename_key", "edit",
        'The records call the number "value"; rename this key to "$amount" in both files.'
        '|Use the key "$amount" in place of "value" wherever records are made or read.',
        """
=== $pkg/__init__.py
=== $pkg/reading.py
def read(line):
    name, number = line.split()
    return {"$label": name, "value": int(number)}
=== $pkg/totals.py
def total(records):
    return sum(record["value"] for record in records)
""",
        """
=== $pkg/reading.py
def read(line):
    name, number = line.split()
    return {"$label": name, "$amount": int(number)}
=== $pkg/totals.py
def total(records):
    return sum(record["$amount"] for record in records)
""",
        """
from $pkg.reading import read
from $pkg.totals import total


def test_key():
    assert read("$l1 $n1") == {"$label": "$l1", "$amount": $n1}
    assert total([read("$l1 $n1"), read("$l2 $n2")]) == $sum12
""",
    ),
    Template(
        "move_function", "edit",
        "Move `clean` from $pkg/main.py to a new file $pkg/text.py and import it from there."
        "|Put clean into $pkg/text.py; $pkg/main.py imports it.",
        """
=== $pkg/__init__.py
=== $pkg/main.py
def clean(text):
    return " ".join(text.split()).lower()


def same(a, b):
    return clean(a) == clean(b)
""",
        """
=== $pkg/main.py
from $pkg.text import clean


def same(a, b):
    return clean(a) == clean(b)
=== $pkg/text.py
def clean(text):
    return " ".join(text.split()).lower()
""",
        """
from $pkg import text
from $pkg.main import same


def test_moved():
    assert text.clean("  $l1   $l2 ") == "$l1 $l2".lower()
    assert same("$l1", " $l1 ")
    assert not same("$l1", "$l2")
""",
    ),
    Template(
        "extract_constant", "edit",
        "The number $n2 stands in two files. Put it into $pkg/settings.py as LIMIT and use it in both."
        "|Create $pkg/settings.py with LIMIT = $n2 and use LIMIT in place of the number in the other files.",
        """
=== $pkg/__init__.py
=== $pkg/checks.py
def fits($thing):
    return $thing["$amount"] <= $n2
=== $pkg/cutting.py
def cut($thing):
    return {**$thing, "$amount": min($thing["$amount"], $n2)}
""",
        """
=== $pkg/checks.py
from $pkg.settings import LIMIT


def fits($thing):
    return $thing["$amount"] <= LIMIT
=== $pkg/cutting.py
from $pkg.settings import LIMIT


def cut($thing):
    return {**$thing, "$amount": min($thing["$amount"], LIMIT)}
=== $pkg/settings.py
LIMIT = $n2
""",
        """
from $pkg import checks, cutting, settings


def test_one_limit():
    assert settings.LIMIT == $n2 == checks.LIMIT == cutting.LIMIT
    assert cutting.cut({"$amount": $n3}) == {"$amount": $n2}
    assert checks.fits({"$amount": $n1}) and not checks.fits({"$amount": $n3})
""",
    ),
)  # fmt: skip
