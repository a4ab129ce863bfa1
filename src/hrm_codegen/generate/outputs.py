"""OUTPUTS: the formats a model may answer in, each with its prompt, its parser and its check.

An answer is checked as far as that goes without running anything: code parses, an edit applies to the files given and
breaks none that parsed, every command is plain and begins with a program of a known tool. Model output is untrusted text:
nothing here runs it or writes it anywhere. Never imports torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from hrm_codegen import prompts
from hrm_codegen.code import edits
from hrm_codegen.code.chat import Chat, Malformed, Swallowed
from hrm_codegen.code.extract import fenced, syntax_error
from hrm_codegen.code.languages import LANGUAGES, by_path
from hrm_codegen.errors import DataError, UsageError, nearest
from hrm_codegen.generate.base import Completion, Finish
from hrm_codegen.prompts import Context, Prompt, Special, Text
from hrm_codegen.tools import commands


class Validation(NamedTuple):
    """Whether an answer is fit for use, and if not, why, in one line."""

    ok: bool
    reason: str = ""


class Reading(NamedTuple):
    """What an answer says in its format."""

    code: str  # the part that counts, without prose and fences
    structure: Any  # what the format's parser made of it: str for code, commands.Command or edits.Edit of the others
    validation: Validation
    files: Mapping[str, str] = {}  # path -> new text of the files that a valid edit changes


@dataclass(frozen=True, kw_only=True)
class Target:
    """What an answer is for: its language, the files an edit applies to, and the code around a continuation."""

    language: str = "python"
    files: Mapping[str, str] = field(default_factory=dict)  # path -> text
    before: str = ""
    after: str = ""

    @classmethod
    def of(cls, prompt: Prompt, files: Mapping[str, str]) -> Target:
        """Return what a Prompt's answer is for; a continuation is checked together with the code around it."""
        around = {"complete": ("<|context|>",), "fim": ("<|fim_prefix|>", "<|fim_suffix|>")}.get(prompt.task, ())
        before, after = (*(_text_behind(prompt, name) for name in around), "", "")[:2]
        return cls(language=prompt.language, files=files, before=before, after=after)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer and what is known of it without running it."""

    text: str  # as the model wrote it
    code: str  # the part that counts: code, edit blocks or commands, without prose and fences
    valid: bool
    reason: str  # why it is not valid; empty when it is
    files: Mapping[str, str]  # path -> new text of the files that a valid edit changes
    tokens: int
    finish: Finish

    def as_json(self) -> dict[str, Any]:
        """Return what `hrm generate --json` prints; `files` only where an edit changes some."""
        table = {name: getattr(self, name) for name in ("text", "code", "valid", "reason", "tokens", "finish")}
        return table | ({"files": dict(self.files)} if self.files else {})


@dataclass(frozen=True, kw_only=True)
class Output:
    """A format to answer in: `<|out:NAME|>` asks for it, `read` parses and checks an answer."""

    name: str
    task: str  # what a description in words is taken for
    read: Callable[[str, Target], Reading]
    language: str = "python"  # what the prompt names when nobody says: commands have no language of their own

    def prompt(self, description: str, *, language: str | None = None, files: Mapping[str, str] | None = None) -> Prompt:
        """Build the Prompt that asks for this format; `files` (path -> text) are shown whole."""
        shown = Context(files=files or {})
        budget = sum(len(path) + len(text) + 3 for path, text in shown.files.items())
        return prompts.ask(
            description,
            language=language or self.language,
            task=self.task,
            out=self.name,
            context=shown,
            context_budget_chars=budget,
        )

    def answer(self, completion: Completion, target: Target) -> Answer:
        """Read one completion."""
        reading = self.read(completion.text, target)
        cut = f" (cut off after {completion.tokens} tokens)" if completion.finish in ("length", "deadline") else ""
        return Answer(
            text=completion.text,
            code=reading.code,
            valid=reading.validation.ok,
            reason=reading.validation.reason + cut if reading.validation.reason else "",
            files=reading.files,
            tokens=completion.tokens,
            finish=completion.finish,
        )


def read_code(text: str, target: Target) -> Reading:
    """Read code: the first fenced block of the language, or all of the text; it must parse with the code around it."""
    known = target.language in LANGUAGES
    code = fenced(text, target.language if known else None)
    if not code.strip():
        return Reading(code, code, Validation(ok=False, reason="the answer is empty"))
    wrong = syntax_error(target.before + code + target.after, target.language) if known else None
    return Reading(code, code, Validation(ok=wrong is None, reason=f"does not parse: {wrong}" if wrong else ""))


def read_commands(text: str, target: Target) -> Reading:
    """Read commands, a line each: plain ones, of programs that belong to a known tool."""
    del target
    code = fenced(text)
    try:
        found = commands.parse(code)
    except DataError as error:
        return Reading(code, (), Validation(ok=False, reason=str(error)))
    wrong = commands.unknown_program(found) if found else "the answer has no command"
    return Reading("\n".join(command.text for command in found), found, Validation(ok=wrong is None, reason=wrong or ""))


def read_edit(kind: str, text: str, target: Target) -> Reading:
    """Read an edit and apply it to the target's files; without files it only has to be well-formed."""
    if not text.strip():
        return Reading(text, (), Validation(ok=False, reason="the answer is empty"))
    if not target.files:
        return _well_formed(kind, text)
    done = edits.apply_reply(kind, text, target.files, target.files)
    changed = {edit.path: done.files[edit.path] for edit in done.edits if edit.path in done.files}
    reason = done.reason or next(filter(None, map(_broken, changed, map(target.files.get, changed), changed.values())), "")
    return Reading(text, done.edits, Validation(ok=not reason, reason=reason), {} if reason else changed)


def _well_formed(kind: str, text: str) -> Reading:
    try:
        changes = edits.edit_format(kind).plan(text, Chat({}, ()))
    except (Malformed, Swallowed) as error:
        return Reading(text, (), Validation(ok=False, reason=str(error).strip().split("\n")[0] or "the edit is incomplete"))
    return Reading(text, tuple(changes), Validation(ok=bool(changes), reason="" if changes else "the answer changes no file"))


def _broken(path: str, old: str | None, new: str) -> str:
    """Say that a file which parsed, or was not there, no longer does after the edit; empty where nothing is lost."""
    language = by_path(path)
    if language is None or (old is not None and syntax_error(old, language.name)):
        return ""
    wrong = syntax_error(new, language.name)
    return f"{path} does not parse: {wrong}" if wrong else ""


_ROWS = (
    Output(name="code", task="write", read=read_code),
    *(Output(name=kind, task="edit", read=partial(read_edit, kind)) for kind in edits.FORMATS),
    Output(name="commands", task="command", read=read_commands, language="other"),
)

OUTPUTS: Mapping[str, Output] = {row.name: row for row in _ROWS}


def output(name: str) -> Output:
    """Return a format by name; raise UsageError for an unknown one."""
    if name not in OUTPUTS:
        raise UsageError(f"unknown output format {name!r}{nearest(name, OUTPUTS)}")
    return OUTPUTS[name]


def _text_behind(prompt: Prompt, name: str) -> str:
    """Return the text between a special token of the prompt and the next one."""
    place = next((index for index, part in enumerate(prompt.parts) if isinstance(part, Special) and part.name == name), -2)
    following = prompt.parts[place + 1 : place + 2]
    return following[0].text if following and isinstance(following[0], Text) else ""
