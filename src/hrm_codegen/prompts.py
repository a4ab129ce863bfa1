"""The only text format: how a problem becomes the tokens that training and generation share.

A `Prompt` is a tuple of parts, each literal `Text` or a named `Special` token; an `Example` adds the response that is
learned. The layout, the same in training and in evaluation:

    <|task:write|><|lang:python|><|out:code|>
    <|task|>description  [<|context|>code around it]  [<|tests|>visible tests]  [<|error|>what went wrong]
    <|answer|>response<|end|>

Special tokens come only from this file; user text that spells one stays text. Raw code is
`<|lang:x|>text<|end|>`, with loss everywhere. A prompt that ends in
`<|plan|>` in place of `<|answer|>` asks for the plan first. The response always ends in `<|end|>`, which is always supervised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.errors import TooLong, UsageError, nearest
from hrm_codegen.tokenizer import Tokenizer

TASK_KINDS = (
    "write", "complete", "fim", "edit", "repair", "predict", "trace", "test", "document", "command", "translate", "commit", "merge",
)  # fmt: skip
OUT_KINDS = ("code", "diff", "udiff", "whole", "commands")


class Text(NamedTuple):
    """Literal text; never parsed for special tokens."""

    text: str


class Special(NamedTuple):
    """One special token by its name, such as "<|answer|>"."""

    name: str


Part = Text | Special


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What a Generator answers: the parts, and what they ask for in words that every Generator understands."""

    parts: tuple[Part, ...]
    task: str = "write"
    language: str = "python"
    out: str = "code"
    messages: tuple[Mapping[str, str], ...] = ()  # the same request for a chat endpoint: {"role", "content"}

    @property
    def text(self) -> str:
        """The prompt as a person reads it, special tokens spelled out; for logs, never for a tokenizer."""
        return "".join(part.text if isinstance(part, Text) else part.name for part in self.parts)

    @property
    def asks_plan(self) -> bool:
        """Whether the plan is to come first; the text of an answer then spells the plan out, as `read_planned` takes it."""
        return bool(self.parts) and self.parts[-1] == Special("<|plan|>")


@dataclass(frozen=True, kw_only=True)
class Example:
    """A Prompt and the response that is learned; without a prompt it is raw text with loss everywhere."""

    prompt: Prompt | None
    response: tuple[Part, ...]
    task: str = "write"  # the name under which its loss is logged
    weight: float = 1.0  # of each supervised token


class Encoded(NamedTuple):
    """Token ids of an Example; the first `prompt_tokens` of them are read but not learned."""

    ids: list[int]
    prompt_tokens: int


@dataclass(frozen=True, kw_only=True)
class Context:
    """Code around the place where the answer goes; each part is cut to the budget, the nearest kept longest."""

    imports: str = ""
    repo: str = ""  # name of the project that the files belong to
    nearby: tuple[str, ...] = ()  # definitions, the most useful first
    files: Mapping[str, str] = field(default_factory=dict)  # other files of the project, the most useful first

    def render(self, budget_chars: int) -> tuple[Part, ...]:
        """Return the context as parts of at most `budget_chars` characters: imports, then definitions, then files."""
        parts: list[Part] = [Special("<|repo_name|>"), Text(self.repo)] if self.repo else []
        left = budget_chars - len(self.repo)
        for text in (self.imports, *self.nearby):
            block = _whole_lines(text.strip("\n"), left)
            if block:
                parts.append(Text(("\n" if parts else "") + block))
                left -= len(block) + 1
        for path, text in self.files.items():
            block = _whole_lines(text.strip("\n"), left - len(path) - 2)
            if block:
                parts += [Special("<|file_sep|>"), Text(f"{path}\n{block}\n")]
                left -= len(path) + len(block) + 2
        return tuple(parts)


def _whole_lines(text: str, budget_chars: int) -> str:
    """Cut text to its first whole lines within the budget."""
    if len(text) <= budget_chars:
        return text
    return text[: max(0, text.rfind("\n", 0, max(budget_chars, 0) + 1))]


def ask(
    description: str,
    *,
    language: str = "python",
    task: str = "write",
    out: str = "code",
    tests: Sequence[str] = (),
    context: Context | None = None,
    error: str = "",
    context_budget_chars: int = 2000,
) -> Prompt:
    """Build the Prompt for a described task: the one layout that training, evaluation and users share."""
    _check(task, TASK_KINDS, "task")
    _check(out, OUT_KINDS, "output format")
    _check(language, (*LANGUAGES, "other"), "language")
    parts: list[Part] = [Special(f"<|task:{task}|>"), Special(f"<|lang:{language}|>"), Special(f"<|out:{out}|>")]
    parts += [Special("<|task|>"), Text(description.strip())]
    around = context.render(context_budget_chars) if context else ()
    if around:
        parts += [Special("<|context|>"), *around]
    if tests:
        parts += [Special("<|tests|>"), Text("\n".join(tests))]
    if error:
        parts += [Special("<|error|>"), Text(error.strip())]
    parts.append(Special("<|answer|>"))
    content = _for_chat(description, language=language, tests=tests, around=around, error=error)
    return Prompt(parts=tuple(parts), task=task, language=language, out=out, messages=({"role": "user", "content": content},))


def complete(code: str, *, language: str = "python") -> Prompt:
    """Build the Prompt that continues code: HumanEval's signature and docstring, an editor's line."""
    _check(language, (*LANGUAGES, "other"), "language")
    parts = (
        Special("<|task:complete|>"), Special(f"<|lang:{language}|>"), Special("<|out:code|>"),
        Special("<|context|>"), Text(code), Special("<|answer|>"),
    )  # fmt: skip
    request = f"Complete this code; answer with the continuation only.\n\n```{language}\n{code}\n```"
    return Prompt(parts=parts, task="complete", language=language, messages=({"role": "user", "content": request},))


def fill_in_middle(prefix: str, suffix: str, *, language: str = "python") -> Prompt:
    """Build the prefix-suffix-middle Prompt; the answer is the text between."""
    _check(language, (*LANGUAGES, "other"), "language")
    parts = (
        Special("<|task:fim|>"), Special(f"<|lang:{language}|>"), Special("<|out:code|>"),
        Special("<|fim_prefix|>"), Text(prefix), Special("<|fim_suffix|>"), Text(suffix), Special("<|fim_middle|>"),
    )  # fmt: skip
    gap = f"```{language}\n{prefix}<gap>{suffix}\n```"
    request = f"Write the code that belongs at <gap>; answer with that code only.\n\n{gap}"
    return Prompt(parts=parts, task="fim", language=language, messages=({"role": "user", "content": request},))


def plan_first(prompt: Prompt) -> Prompt:
    """Ask for the plan before the code: what follows is plan tags, an outline, `<|answer|>` and then the answer."""
    return replace(prompt, parts=(*prompt.parts[:-1], Special("<|plan|>")))


def planned(prompt: Prompt, response: str, *, tags: Sequence[int], outline: str = "") -> Example:
    """Pair a Prompt that asks for a plan with its response: the tags' numbers, an outline in words of code, the answer."""
    plan = tuple(Special(f"<|plan:{number}|>") for number in tags)
    parts: tuple[Part, ...] = (
        *plan,
        *([Text(outline)] if outline else []),
        Special("<|answer|>"),
        Text(response),
        Special("<|end|>"),
    )
    return Example(prompt=plan_first(prompt), response=parts, task="plan")


class Planned(NamedTuple):
    """What a Prompt that asks for a plan is answered with."""

    tags: tuple[int, ...]  # the numbers of the plan tags, in order
    outline: str
    answer: str  # empty where the model never came to it


def read_planned(text: str) -> Planned:
    """Take the text of an answer apart: plan tags, an outline, `<|answer|>`, the answer."""
    plan, _, found = text.partition("<|answer|>")
    tags = _PLAN.match(plan)
    assert tags is not None, "the pattern also matches nothing"
    return Planned(tuple(map(int, _TAG.findall(tags[0]))), plan[tags.end() :], found)


_TAG = re.compile(r"<\|plan:(\d+)\|>")
_PLAN = re.compile(rf"(?:{_TAG.pattern})*")


class Ran(NamedTuple):
    """A command that was run and what it printed."""

    command: str
    stdout: str = ""
    stderr: str = ""


def commands(description: str, *, ran: Sequence[Ran] = (), undo: bool = False) -> Prompt:
    """Build the Prompt that commands answer: the wish, what was run for it so far, and perhaps that it is to be undone.

    What was run follows as `<|cmd|>command<|stdout|>text<|stderr|>text`, streams that said nothing left out.
    """
    prompt = ask(description, language="other", task="command", out="commands")
    said: list[Part] = []
    for step in ran:
        streams = (("<|cmd|>", step.command), ("<|stdout|>", step.stdout), ("<|stderr|>", step.stderr))
        said += [part for name, text in streams if text.strip() for part in (Special(name), Text(text.strip("\n")))]
    told = "\n".join(f"$ {step.command}\n{step.stdout}{step.stderr}".strip("\n") for step in ran)
    request = f"{description.strip()}\n\nAnswer with shell commands only, a line each."
    request += f"\n\nRun so far:\n```\n{told}\n```" if told else ""
    request += "\n\nAnswer with the commands that undo this." if undo else ""
    parts = (*prompt.parts[:-1], *said, *([Special("<|undo|>")] if undo else []), prompt.parts[-1])
    return replace(prompt, parts=parts, messages=({"role": "user", "content": request},))


def command_answer(prompt: Prompt, lines: Sequence[tuple[str, str]], *, task: str = "command") -> Example:
    """Pair a Prompt with commands, given as (tool, line): `<|tool:x|>` stands before the first line of each tool's turn."""
    parts: list[Part] = []
    for number, (tool, line) in enumerate(lines):
        if not number or tool != lines[number - 1][0]:
            parts.append(Special(f"<|tool:{tool}|>"))
        parts.append(Text(line if number + 1 == len(lines) else line + "\n"))
    return Example(prompt=prompt, response=(*parts, Special("<|end|>")), task=task)


def answer(prompt: Prompt, response: str, *, task: str | None = None, weight: float = 1.0) -> Example:
    """Pair a Prompt with its response; `<|end|>` closes it and is learned."""
    return Example(prompt=prompt, response=(Text(response), Special("<|end|>")), task=task or prompt.task, weight=weight)


def raw(text: str, *, language: str = "python", task: str = "raw") -> Example:
    """Make raw code or prose an Example with loss on every token."""
    return Example(prompt=None, response=(Special(f"<|lang:{language}|>"), Text(text), Special("<|end|>")), task=task)


def encode(parts: Sequence[Part], tokenizer: Tokenizer) -> list[int]:
    """Turn parts into token ids; Text is never parsed for special tokens."""
    ids: list[int] = []
    for part in parts:
        if isinstance(part, Text):
            ids += tokenizer.encode(part.text)
        else:
            ids.append(tokenizer.special(part.name))
    return ids


def encode_example(example: Example, tokenizer: Tokenizer) -> Encoded:
    """Turn an Example into ids; `prompt_tokens` is 0 for raw text."""
    prompt_ids = encode(example.prompt.parts, tokenizer) if example.prompt else []
    return Encoded(prompt_ids + encode(example.response, tokenizer), len(prompt_ids))


def encode_prompt(prompt: Prompt, tokenizer: Tokenizer, *, limit: int) -> list[int]:
    """Turn a Prompt into ids, or raise TooLong when it leaves no room for an answer in `limit` positions."""
    ids = encode(prompt.parts, tokenizer)
    if len(ids) >= limit:
        raise TooLong(f"the prompt is {len(ids)} tokens long and the model holds {limit}; shorten it or its context")
    return ids


def _check(value: str, known: Sequence[str], what: str) -> None:
    if value not in known:
        raise UsageError(f"unknown {what} {value!r}{nearest(value, known)}")


def _for_chat(description: str, *, language: str, tests: Sequence[str], around: Sequence[Part], error: str) -> str:
    """Spell the same request for a chat model: headings in place of special tokens."""
    blocks = [f"{description.strip()}\n\nAnswer with {language} code only, in one fenced block."]
    code = "".join(part.text for part in around if isinstance(part, Text))
    for heading, body in (("Code around it", code), ("Tests it must pass", "\n".join(tests)), ("What went wrong", error)):
        if body:
            blocks.append(f"{heading}:\n```\n{body}\n```")
    return "\n\n".join(blocks)
