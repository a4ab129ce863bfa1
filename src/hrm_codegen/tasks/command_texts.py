"""Words and the command line they ask for, from tldr pages, git tips and cheat sheets; nobody ran these commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hrm_codegen import prompts
from hrm_codegen.errors import DataError
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.finite import Left, part_of
from hrm_codegen.tasks.items import Item
from hrm_codegen.tools.base import tool_of
from hrm_codegen.tools.commands import parse

TLDR = "tldr/tldr.jsonl.gz"
GIT_TIPS = "git_tips/git-tips.jsonl"
CHEATSHEETS = "cheatsheets/cheatsheets.jsonl.gz"
_FLAG = re.compile(r"\{\{\[([^|\]]*)\|([^\]]*)\]\}\}")  # two spellings of a flag, the short one first
_SLOT = re.compile(r"\{\{(.*?)\}\}")
_BRACKETS = re.compile(r"<([A-Za-z][\w .:/-]*)>")
_CLEAR = re.compile(r"(?!.*\b(?:[Ss]ee|e\.g|http))[A-Z][a-z][^:;\n]{8,120}$")  # of a cheat sheet's comments, those that are wishes
_MNEMONIC = re.compile(r"\[([A-Za-z])\]")  # "[r]eplace", for the flag -r
_HELP = re.compile(r"Display (?:help|version|the version)\b")
_LONGEST_CHARS = 160  # of a command
_OTHER_SYSTEMS = re.compile(r"\b(macos|mac os|osx|os x|windows|bsd|solaris)\b", re.IGNORECASE)


def make_tldr(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the examples of tldr pages; the program's name stands in the wish where the words alone do not tell it."""
    del seed
    left = Left("tldr")
    return part_of(left.told(_tldr(left)), part, count)


def make_git_tips(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield git tips: a title and one command."""
    del seed
    left = Left("git tips")
    return part_of(left.told(_git_tips(left)), part, count)


def make_cheatsheets(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the examples of cheat sheets."""
    del seed
    left = Left("cheat sheets")
    return part_of(left.told(_cheatsheets(left)), part, count)


def filled(command: str) -> str:
    """Return a tldr command with the long spelling of its flags and its placeholders as they read."""
    command = _FLAG.sub(lambda found: found[2] or found[1], command)
    return _SLOT.sub(lambda found: found[1], command)


def named(command: str) -> str:
    """Return a command whose placeholders in angle brackets are bare words: "<branch name>" becomes "branch-name"."""
    return _BRACKETS.sub(lambda found: found[1].strip().replace(" ", "-"), command)


def _tldr(left: Left) -> Iterator[Item]:
    for row in datafiles.rows(datafiles.find(TLDR)):
        name = row.text("command")
        for number, example in enumerate(row.fields["examples"]):
            wish, command = str(example["description"]).strip().rstrip(":"), filled(str(example["command"]).strip())
            if wish.startswith("[Interactive]"):
                left.out("what is typed inside a program")
                continue
            wish = _MNEMONIC.sub(r"\1", wish)
            if name.partition(" ")[0].lower() not in wish.lower():
                wish = f"{wish} (with {name})"
            item = _item("tldr", f"{row.text('platform')}/{row.text('page')}/{number}", wish, command, TLDR)
            if _usable(wish, command, left):
                yield item


def _git_tips(left: Left) -> Iterator[Item]:
    for number, row in enumerate(datafiles.rows(datafiles.find(GIT_TIPS))):
        wish, command = row.text("title").strip(), named(row.text("tip").strip())
        if "git" not in wish.lower():
            wish = f"{wish} (with git)"
        if _usable(wish, command, left):
            yield _item("git-tips", str(number), wish, command, GIT_TIPS)


def _cheatsheets(left: Left) -> Iterator[Item]:
    for row in datafiles.rows(datafiles.find(CHEATSHEETS)):
        name = row.text("command")
        for number, example in enumerate(row.fields["examples"]):
            wish, command = str(example["description"]).strip().rstrip(":."), named(str(example["command"]).strip())
            if not _CLEAR.match(wish):
                left.out("words that are no wish")
                continue
            wish = named(wish[3:4].upper() + wish[4:] if wish.startswith("To ") else wish)
            if name.lower() not in wish.lower():
                wish = f"{wish} (with {name})"
            if _usable(wish, command, left):
                yield _item("cheatsheets", f"{name}/{number}", wish, command, CHEATSHEETS)


def _usable(wish: str, command: str, left: Left) -> bool:
    """Whether a wish and its command can be learned from; else say why not."""
    if "\n" in command or len(command) > _LONGEST_CHARS or not command:
        left.out("a command of several lines, or a long one")
    elif len(wish) < 12 or len(wish) > 300 or not re.search(r"[A-Za-z]{3,} [A-Za-z]", wish):
        left.out("words too short or too long to say what is wanted")
    elif _OTHER_SYSTEMS.search(wish) or re.search(r"^(see|note|cf)\b", wish, re.IGNORECASE):
        left.out("another system, or a note")
    elif _HELP.match(wish) and not tool_of(command.partition(" ")[0]):
        left.out("help or version of a program that is no tool of ours")
    elif not _plain(command):
        left.out("a command that is not a plain line")
    else:
        return True
    return False


def _plain(command: str) -> bool:
    try:
        return bool(parse(command))
    except DataError:
        return False


def _item(source: str, place: str, wish: str, command: str, file: str) -> Item:
    tool = tool_of(command.split(maxsplit=1)[0]) if command.split() else None
    name = tool.name if tool else "shell"
    return Item(
        id=f"{source}/{place}",
        component="command",
        example=prompts.command_answer(prompts.commands(wish), [(name, command)]),
        language="other",
        tags=(name,),
        statement=wish,
        code=command,
        licence=datafiles.FILES[file].licence,
        source=source,
    )
