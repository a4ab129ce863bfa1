"""Projects that gain something which touches several files: a parameter, an export, an error, a test, a command."""

from __future__ import annotations

from hrm_codegen.tasks.projects.base import Template

TEMPLATES = (
    Template(
        "add_parameter", "edit",
        "Add a parameter `minimum` (default 0) to `total` in $pkg/sums.py: smaller ${amount}s do not count. Let "
        "`summary` pass it on."
        "|total should leave out ${things} whose $amount is below an optional minimum, and summary should take the same argument.",
        """
=== $pkg/__init__.py
=== $pkg/sums.py
def total($things):
    return sum($thing["$amount"] for $thing in $things)
=== $pkg/report.py
from $pkg.sums import total


def summary($things):
    return f"total: {total($things)}"
""",
        """
=== $pkg/sums.py
def total($things, minimum=0):
    return sum($thing["$amount"] for $thing in $things if $thing["$amount"] >= minimum)
=== $pkg/report.py
from $pkg.sums import total


def summary($things, minimum=0):
    return f"total: {total($things, minimum)}"
""",
        """
from $pkg.report import summary
from $pkg.sums import total

ALL = [{"$amount": $n1}, {"$amount": $n2}, {"$amount": $n3}]


def test_minimum():
    assert total(ALL) == $total
    assert total(ALL, minimum=$n3) == $n3
    assert summary(ALL) == "total: $total"
    assert summary(ALL, $n3) == "total: $n3"
""",
    ),
    Template(
        "export", "edit",
        "Let `$Thing` and `make` be imported straight from the package $pkg."
        "|`from $pkg import $Thing, make` should work. Add the exports to $pkg/__init__.py.",
        """
=== $pkg/__init__.py
"""
        '"""Everything about $things."""'
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
=== $pkg/__init__.py
"""
        '"""Everything about $things."""'
        """

from $pkg.making import make
from $pkg.model import $Thing

__all__ = ["$Thing", "make"]
""",
        """
import $pkg


def test_exports():
    assert [one.$label for one in $pkg.make(["$l1"])] == ["$l1"]
    assert $pkg.$Thing("$l2").$label == "$l2"
    assert sorted($pkg.__all__) == sorted(["$Thing", "make"])
""",
    ),
    Template(
        "own_error", "edit",
        "Add an exception `Missing$Thing` (a KeyError) in a new file $pkg/errors.py and raise it in `find` when the "
        "name is unknown."
        "|find should raise Missing$Thing, a subclass of KeyError defined in $pkg/errors.py, in place of returning None.",
        """
=== $pkg/__init__.py
=== $pkg/finding.py
def find($things, name):
    for $thing in $things:
        if $thing["$label"] == name:
            return $thing
    return None
""",
        """
=== $pkg/finding.py
from $pkg.errors import Missing$Thing


def find($things, name):
    for $thing in $things:
        if $thing["$label"] == name:
            return $thing
    raise Missing$Thing(name)
=== $pkg/errors.py
class Missing$Thing(KeyError):
    pass
""",
        """
from $pkg.errors import Missing$Thing
from $pkg.finding import find


def test_missing():
    assert find([{"$label": "$l1"}], "$l1") == {"$label": "$l1"}
    assert issubclass(Missing$Thing, KeyError)
    try:
        find([], "$l1")
    except Missing$Thing:
        return
    raise AssertionError("nothing was raised")
""",
    ),
    Template(
        "add_command", "edit",
        'Add a command "count" to $pkg/commands.py that returns the number of $things, using `count` from $pkg/queries.py.'
        '|run("count", ...) should give the number of ${things}. Write count in $pkg/queries.py and add it to COMMANDS.',
        """
=== $pkg/__init__.py
=== $pkg/queries.py
def total($things):
    return sum($thing["$amount"] for $thing in $things)
=== $pkg/commands.py
from $pkg.queries import total

COMMANDS = {"total": total}


def run(name, $things):
    return COMMANDS[name]($things)
""",
        """
=== $pkg/queries.py
def total($things):
    return sum($thing["$amount"] for $thing in $things)


def count($things):
    return len($things)
=== $pkg/commands.py
from $pkg.queries import count, total

COMMANDS = {"count": count, "total": total}


def run(name, $things):
    return COMMANDS[name]($things)
""",
        """
from $pkg.commands import run

ALL = [{"$amount": $n1}, {"$amount": $n2}]


def test_commands():
    assert run("count", ALL) == 2
    assert run("count", []) == 0
    assert run("total", ALL) == $sum12
""",
    ),
    Template(
        "add_field", "edit",
        "Give $Thing a field `done`, False at first, a method `finish` that sets it, and let `open_$things` list only "
        "those not done."
        "|Add `done` and `finish()` to $Thing in $pkg/model.py, and leave finished ones out in open_$things.",
        """
=== $pkg/__init__.py
=== $pkg/model.py
class $Thing:
    def __init__(self, $label):
        self.$label = $label
=== $pkg/lists.py
def open_$things($things):
    return [$thing.$label for $thing in $things]
""",
        """
=== $pkg/model.py
class $Thing:
    def __init__(self, $label):
        self.$label = $label
        self.done = False

    def finish(self):
        self.done = True
=== $pkg/lists.py
def open_$things($things):
    return [$thing.$label for $thing in $things if not $thing.done]
""",
        """
from $pkg.lists import open_$things
from $pkg.model import $Thing


def test_done():
    first, second = $Thing("$l1"), $Thing("$l2")
    assert open_$things([first, second]) == ["$l1", "$l2"]
    first.finish()
    assert first.done is True and second.done is False
    assert open_$things([first, second]) == ["$l2"]
""",
    ),
    Template(
        "cache_result", "edit",
        "`lookup` reads the table on every call. Keep what `read` gives in a module variable, so that it is called once."
        "|Call read of $pkg/table.py only once: remember its result in $pkg/lookup.py.",
        """
=== $pkg/__init__.py
=== $pkg/table.py
CALLS = []


def read():
    CALLS.append(1)
    return {"$l1": $n1, "$l2": $n2}
=== $pkg/lookup.py
from $pkg.table import read


def lookup(name):
    return read().get(name, 0)
""",
        """
=== $pkg/lookup.py
from $pkg.table import read

_TABLE = read()


def lookup(name):
    return _TABLE.get(name, 0)
""",
        """
from $pkg import table
from $pkg.lookup import lookup


def test_read_once():
    assert [lookup("$l1"), lookup("$l2"), lookup("none")] == [$n1, $n2, 0]
    assert len(table.CALLS) == 1
""",
    ),
    Template(
        "validate_input", "edit",
        "`add` in $pkg/$group.py must refuse what `problem` in $pkg/checks.py finds wrong: raise ValueError with its text."
        "|Let $Group.add check each $thing with `problem` and raise ValueError(text) unless the text is empty.",
        """
=== $pkg/__init__.py
=== $pkg/checks.py
def problem($thing):
    if $thing["$amount"] < 0:
        return "negative $amount"
    return ""
=== $pkg/$group.py
class $Group:
    def __init__(self):
        self.$things = []

    def add(self, $thing):
        self.$things.append($thing)
""",
        """
=== $pkg/$group.py
from $pkg.checks import problem


class $Group:
    def __init__(self):
        self.$things = []

    def add(self, $thing):
        text = problem($thing)
        if text:
            raise ValueError(text)
        self.$things.append($thing)
""",
        """
from $pkg.$group import $Group


def test_refused():
    $group = $Group()
    $group.add({"$amount": $n1})
    try:
        $group.add({"$amount": -$n1})
    except ValueError as error:
        assert str(error) == "negative $amount"
        assert len($group.$things) == 1
        return
    raise AssertionError("a negative $amount was taken")
""",
    ),
    Template(
        "write_to_lines", "write",
        "Write `save` and `restore` in $pkg/storing.py: one line of text for each $thing, made by `to_line` and read by "
        "`from_line`."
        "|Implement save($things) and restore(text) in $pkg/storing.py with the functions of $pkg/lines.py; lines end "
        "in a newline.",
        """
=== $pkg/__init__.py
=== $pkg/lines.py
def to_line($thing):
    return f"{$thing['$label']}={$thing['$amount']}"


def from_line(line):
    $label, $amount = line.split("=")
    return {"$label": $label, "$amount": int($amount)}
=== $pkg/storing.py
NEWLINE = "\\n"
""",
        """
=== $pkg/storing.py
from $pkg.lines import from_line, to_line

NEWLINE = "\\n"


def save($things):
    return "".join(to_line($thing) + NEWLINE for $thing in $things)


def restore(text):
    return [from_line(line) for line in text.splitlines()]
""",
        """
from $pkg.storing import restore, save

ALL = [{"$label": "$l1", "$amount": $n1}, {"$label": "$l2", "$amount": $n2}]


def test_there_and_back():
    assert save(ALL) == "$l1=$n1\\n$l2=$n2\\n"
    assert restore(save(ALL)) == ALL
    assert save([]) == ""
    assert restore("") == []
""",
    ),
)  # fmt: skip
