"""Small projects: a few files with real imports and tests, a change that spans them, and the reply that makes it.

A Template is text with `$slots`; filled from a domain (a shop, a library, a garden ...) it becomes a Project, and that an Item
whose tests fail before the reply and pass after it.
"""

from __future__ import annotations

import hashlib
import random
import string
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hrm_codegen import prompts
from hrm_codegen.code import edits
from hrm_codegen.errors import Unsupported
from hrm_codegen.tasks.items import Item, Proof

LICENCE = "Apache-2.0"
_HEAD = "=== "  # before a file's path in a template
_WHOLE_SHARE = 0.25  # of the replies give whole files; the others SEARCH/REPLACE blocks
_TESTS_SHOWN = 0.5  # of the prompts show the test file

RUN = """
import importlib, os, sys, tempfile
folder = tempfile.mkdtemp()
for path, text in FILES.items():
    place = os.path.join(folder, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "w") as file:
        file.write(text)
roots = {path.split("/")[0] for path in FILES}
for name in [name for name in sys.modules if name.split(".")[0] in roots]:
    del sys.modules[name]
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
importlib.invalidate_caches()
try:
    tests = importlib.import_module(TESTS)
    for name in sorted(vars(tests)):
        if name.startswith("test_"):
            getattr(tests, name)()
finally:
    sys.path.remove(folder)
"""  # programs of a batch may share an interpreter: nothing of another project may stay


class Domain(NamedTuple):
    """What a project is about: the words that fill a template."""

    pkg: str
    thing: str
    things: str
    amount: str  # a number that a thing has
    label: str  # a text that it has
    group: str  # what things are gathered in
    names: tuple[str, str, str]  # labels of some things


DOMAINS = (
    Domain("shop", "product", "products", "price", "name", "cart", ("pen", "lamp", "chair")),
    Domain("library", "book", "books", "pages", "title", "shelf", ("Emma", "Dune", "Ulysses")),
    Domain("garden", "plant", "plants", "height", "species", "bed", ("rose", "fern", "tulip")),
    Domain("school", "student", "students", "score", "name", "course", ("Ann", "Bob", "Mia")),
    Domain("bank", "account", "accounts", "balance", "owner", "branch", ("Eve", "Leo", "Kim")),
    Domain("kitchen", "recipe", "recipes", "minutes", "title", "menu", ("soup", "stew", "cake")),
    Domain("garage", "car", "cars", "mileage", "model", "fleet", ("Mini", "Polo", "Clio")),
    Domain("music", "track", "tracks", "seconds", "title", "playlist", ("Aria", "Blue", "Waltz")),
    Domain("zoo", "animal", "animals", "weight", "species", "house", ("lion", "zebra", "otter")),
    Domain("harbour", "ship", "ships", "tonnage", "name", "dock", ("Nora", "Vega", "Luna")),
    Domain("office", "task", "tasks", "hours", "title", "project", ("write", "review", "test")),
    Domain("cinema", "film", "films", "length", "title", "programme", ("Solaris", "Metropolis", "Vertigo")),
    Domain("farm", "field", "fields", "area", "crop", "farm", ("wheat", "corn", "barley")),
    Domain("museum", "painting", "paintings", "year", "artist", "room", ("Klee", "Monet", "Goya")),
    Domain("hotel", "booking", "bookings", "nights", "guest", "hotel", ("Iris", "Hugo", "Finn")),
    Domain("warehouse", "parcel", "parcels", "weight", "code", "truck", ("A17", "B22", "C09")),
)


class Template(NamedTuple):
    """One kind of change. `asks` are wordings; `before` and `after` are files, each under a line "=== path"."""

    name: str
    task: str  # the task token: "write", "edit" or "repair"
    asks: str  # separated by "|"
    before: str
    after: str  # the files that differ afterwards, whole
    tests: str  # the test module, at tests/test_$pkg.py


class Project(NamedTuple):
    """A template filled in."""

    ask: str
    task: str
    name: str  # of the project
    before: Mapping[str, str]
    after: Mapping[str, str]  # the files that differ
    tests: str
    test_path: str


def fill(template: Template, rng: random.Random) -> Project:
    """Fill a template from a domain drawn at random; numbers and names vary with it."""
    domain = rng.choice(DOMAINS)
    low = rng.randint(2, 9)
    slots: dict[str, object] = {
        **{name: value for name, value in domain._asdict().items() if name != "names"},
        "Thing": domain.thing.capitalize(), "Group": domain.group.capitalize(),
        **{f"l{number}": label for number, label in enumerate(domain.names, start=1)},
        "n1": low, "n2": low + rng.randint(1, 20), "n3": low + rng.randint(21, 60), "k": rng.randint(2, 9),
        "rate": rng.choice((5, 10, 20, 25, 50)), "prefix": rng.choice(("ID-", "no. ", "#", "x", "ref ")),
    }  # fmt: skip
    slots["total"] = int(str(slots["n1"])) + int(str(slots["n2"])) + int(str(slots["n3"]))
    slots["sum12"] = int(str(slots["n1"])) + int(str(slots["n2"]))

    def filled(text: str) -> str:
        return string.Template(text).substitute(slots)

    return Project(
        ask=filled(rng.choice(template.asks.split("|"))),
        task=template.task,
        name=domain.pkg,
        before=files_of(filled(template.before)),
        after=files_of(filled(template.after)),
        tests=filled(template.tests).strip("\n") + "\n",
        test_path=f"tests/test_{domain.pkg}.py",
    )


def files_of(text: str) -> dict[str, str]:
    """Take "=== path" blocks apart; a block's text ends in one newline."""
    blocks = text.split(_HEAD)[1:]
    pairs = (block.partition("\n") for block in blocks)
    return {path.strip(): body.strip("\n") + "\n" if body.strip() else "" for path, _, body in pairs}


def program(project: Project, files: Mapping[str, str]) -> str:
    """Return the Python program that lays the files out, imports the tests and runs them."""
    whole = {**files, project.test_path: project.tests, "tests/__init__.py": ""}
    module = project.test_path.removesuffix(".py").replace("/", ".")
    return f"FILES = {whole!r}\nTESTS = {module!r}\n{RUN}"


def reply(out: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return one reply that makes every change, file by file; raises Unsupported where the format cannot say one."""
    parts = [edits.make(out, path, before.get(path, ""), text).strip("\n") for path, text in after.items()]
    whole = "\n\n".join(part for part in parts if part) + "\n"
    applied = edits.apply_reply(out, whole, before, [*before, *after])
    if applied.status != "ok" or applied.files != {**before, **after}:
        raise Unsupported(f"format {out!r} cannot say the changes of {', '.join(after)} together")
    return whole


def item(template: Template, rng: random.Random) -> Item | None:
    """Return one filled template as an Item with its two proofs, or None where no format can say it."""
    project = fill(template, rng)
    out = "whole" if rng.random() < _WHOLE_SHARE else "diff"
    try:
        text = reply(out, project.before, project.after)
    except Unsupported:
        return None
    shown = {**project.before}
    if rng.random() < _TESTS_SHOWN:
        shown[project.test_path] = project.tests
    context = prompts.Context(repo=project.name, files=shown)
    prompt = prompts.ask(project.ask, task=project.task, out=out, context=context, context_budget_chars=4000)
    digest = hashlib.sha256(f"{project.ask}{project.before}{out}".encode()).hexdigest()[:12]
    return Item(
        id=f"projects/{template.name}/{digest}/project",
        component="project",
        example=prompts.answer(prompt, text),
        difficulty=4,
        statement=project.ask,
        code="\n".join(project.after.values()),
        proofs=(
            Proof(program(project, project.before), passes=False),
            Proof(program(project, {**project.before, **project.after})),
        ),
        licence=LICENCE,
        source="generated",
    )


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield `count` items of all templates in turn, each drawn anew; those that no format can say are passed over."""
    from hrm_codegen.tasks.projects.table import TEMPLATES

    rng = random.Random(f"projects/{seed}/{part}")
    names = list(TEMPLATES)
    seen: set[str] = set()
    for number in range(count):
        made = item(TEMPLATES[names[number % len(names)]], rng)
        if made is not None and made.id not in seen:
            seen.add(made.id)
            yield made
