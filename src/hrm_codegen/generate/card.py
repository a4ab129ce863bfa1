"""The card of a shipped model: what it is, what it learned from, how well it does, what it cannot do, how to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hrm_codegen.data.origin import Holding
from hrm_codegen.generate.shipping import Facts
from hrm_codegen.tasks.execution import OFFICIAL_TIMEOUT_S

_KINDS = {
    "hrm": "the Hierarchical Reasoning Model as a language model",
    "hrm_v1": "the original Hierarchical Reasoning Model, causal on code",
    "trm": "the Tiny Recursive Model as a language model, a baseline of the Hierarchical Reasoning Model",
    "transformer": "a plain transformer, the baseline with a Hierarchical Reasoning Model's parameters",
}


@dataclass(frozen=True, kw_only=True)
class Score:
    """One evaluation's summary, and which weights it measured: "bf16", these, or "fp32", before they were rounded."""

    summary: Mapping[str, Any]
    weights: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a card says besides the model's own facts; what is not known is left out of it."""

    set_name: str = ""
    holdings: Sequence[Holding] = ()
    scores: Sequence[Score] = ()
    verbatim: Sequence[Mapping[str, Any]] = ()  # what `hrm data origin --results --json` said
    machine: str = ""
    model: str = ""  # what `--model` calls the folder; empty for the one inside the package, which needs no name
    run_file: str = ""  # the resolved run file, without places on the machine
    commands: Sequence[str] = ()  # that make the model again


def card(facts: Facts, told: Told) -> str:
    """Return the text of README.md."""
    sections = (
        _what(facts, told),
        _data(told),
        _scores(told.scores, told.model),
        _verbatim(told.verbatim),
        _limits(facts),
        _rebuild(told),
    )
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section))) + "\n"


def _what(facts: Facts, told: Told) -> Iterator[str]:
    high, low = facts.config.cycles
    training, rounding = facts.training, facts.rounding
    yield f"# {facts.preset}" + ("" if facts.config.kind == "hrm" else f" ({facts.config.kind})")
    yield ""
    yield (
        f"A small code model: {_KINDS.get(facts.config.kind, facts.config.kind)}, trained from nothing by hrm-codegen. It writes "
        "short functions from a description, and edits, completes and explains small pieces of code."
    )
    yield from ("", "| | |", "|---|---|")
    cycles = f"{high} slow cycle{'s' * (high > 1)} of {low} L call{'s' * (low > 1)}"
    runs = f"{2 * facts.config.layers} blocks, once" if facts.config.kind == "transformer" else cycles
    yield f"| kind | {facts.config.kind}, {runs}, {facts.config.attention_kind} attention |"
    yield f"| parameters | {facts.parameters:,} |"
    yield f"| context | {facts.config.max_positions:,} tokens, vocabulary {facts.config.vocab_size:,} |"
    yield f"| weights | bf16, {facts.weights_bytes / 1e6:.1f} MB, sha256 `{facts.weights_sha256}` |"
    if training:
        yield f"| trained | {training['steps']:,} steps, {training['tokens']:,} tokens, {training['seconds'] / 60:.1f} minutes |"
    yield from (f"| before that | {_began(began)} |" for began in _beginnings(training))
    if told.machine:
        yield f"| machine | {told.machine} |"
    if training.get("best_validation_loss") is not None:
        yield f"| validation loss | {training['best_validation_loss']:.3f} nats a token |"
    yield (
        f"| rounding to bf16 | a logit moves by at most {rounding.logit_weights:.3f}, computed in bf16 too by "
        f"{rounding.logit_bf16:.3f}; {rounding.same_token:.1%} of {rounding.positions:,} likeliest tokens stay; loss "
        f"{rounding.loss_before:.4f} before, {rounding.loss_after:.4f} after |"
    )
    yield f"| licence | Apache-2.0{', learned from data under the licences below' if told.holdings else ''} |"


def _beginnings(training: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the models whose weights a model began with, the nearest first."""
    while began := training.get("start"):
        yield began
        training = began["training"]


def _began(began: Mapping[str, Any]) -> str:
    training = began["training"]
    how = (
        f": {training['steps']:,} steps, {training['tokens']:,} tokens, {training['seconds'] / 60:.1f} minutes" if training else ""
    )
    return f"began with the weights of `{began['name']}`, sha256 `{began['weights_sha256'][:16]}`{how}"


def _data(told: Told) -> Iterator[str]:
    if not told.holdings:
        return
    total = sum(held.tokens for held in told.holdings)
    yield f"## Data: the set `{told.set_name}`" if told.set_name else "## Data"
    yield from ("", "| source | licence | documents | tokens | share |", "|---|---|---|---|---|")
    for held in told.holdings:
        about = "" if held.exact else "about "
        yield f"| {held.source} | {held.licence} | {held.documents:,} | {about}{held.tokens:,} | {held.tokens / total:.1%} |"
    by_licence: dict[str, int] = {}
    for held in told.holdings:
        by_licence[held.licence] = by_licence.get(held.licence, 0) + held.tokens
    ranked = sorted(by_licence.items(), key=lambda entry: -entry[1])
    yield f"| all | {', '.join(f'{name} {tokens:,}' for name, tokens in ranked)} | | {total:,} | |"
    yield ""
    yield (
        "This is what lay ready, of the components that the run's mixture names; it drew from them by their weights. "
        "Problems of the held-out suites were taken out before. "
        "`hrm data origin TEXT --built SET` names the documents that hold a text."
    )


def _scores(scores: Sequence[Score], model: str) -> Iterator[str]:
    if not scores:
        return
    yield from (
        "## Scores",
        "",
        "| task | problems | figure | value | 95 % interval | parse | weights |",
        "|---|---|---|---|---|---|---|",
    )
    for score in scores:
        yield from _score_rows(score)
    yield from ("", "```sh")
    yield from dict.fromkeys(command(score.summary, model) for score in scores)
    yield "```"


def _score_rows(score: Score) -> Iterator[str]:
    summary = score.summary
    task, parse = f"{summary['task']}:{summary['split']}", f"{summary['syntax_valid']:.1%}"
    for name, interval in summary["intervals"].items():
        row = f"{summary['n_problems']} | {summary['labels'][name]} | {summary[name]:.2%} | {_between(interval)}"
        yield f"| {task} | {row} | {parse} | {score.weights} |"
        for stratum, part in summary.get("strata", {}).items():
            row = f"{part['n_problems']} | {name} | {part[name]:.2%} | {_between(part['intervals'][name])}"
            yield f"| {task}, {stratum} | {row} | | {score.weights} |"
    for name, value in summary.get("macro", {}).items():
        yield f"| {task}, macro mean | {summary['n_problems']} | {name} | {value:.2%} | | | {score.weights} |"


def _between(interval: Mapping[str, Any]) -> str:
    return f"{interval['low']:.2%} to {interval['high']:.2%}"


def command(summary: Mapping[str, Any], model: str = "") -> str:
    """Return the command that measures what a summary says; without a model it scores the one inside the package."""
    settings = summary["settings"]
    ks = ",".join(name.removeprefix("pass@") for name in summary["intervals"])
    words = ["hrm", "eval", f"{summary['task']}:{summary['split']}", "--k", ks, "--n", str(settings["n"])]
    if settings["prompt"] == "plan":
        words.append("--plan")
    elif settings["prompt"] != "native":
        words += ["--prompt", settings["prompt"]]
    if settings["limit"] is not None:
        words += ["--limit", str(settings["limit"])]
    if settings["temperature"] > 0:
        words += ["--temperature", f"{settings['temperature']:g}", "--top-p", f"{settings['top_p']:g}"]
    if grammar := settings.get("grammar"):
        words += ["--grammar", grammar]
    if settings["timeout_s"] == OFFICIAL_TIMEOUT_S:
        words.append("--official-timeout")
    words += ["--max-tokens", str(settings["max_tokens"]), "--seed", str(settings["seed"])]
    return shlex.join([*words, "--model", model] if model else words)


def _verbatim(reports: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not reports:
        return
    yield from ("## Text from training data", "", "| answers | with a run | share | longest run | from |", "|---|---|---|---|---|")
    for report in reports:
        longest = report["longest"]["tokens"] if report["longest"] else 0
        sources = ", ".join(f"{' or '.join(entry['sources'])} {entry['count']}" for entry in report["sources"]) or "-"
        yield f"| {report['answers']} | {report['with_run']} | {report['share']:.2%} | {longest} tokens | {sources} |"
    yield ""
    yield f"A run is {reports[0]['window']} tokens or more that stand word for word in one training document."


def _limits(facts: Facts) -> Iterator[str]:
    yield "## What it cannot do"
    yield ""
    yield (
        f"- It is very small ({facts.parameters / 1e6:.1f}M parameters): much of what it writes is wrong, most of it where a "
        "problem is not of the kind that it was trained on. The scores say how much; run what it writes before use, as "
        "`hrm sandbox run` does."
    )
    yield f"- Prompt and answer together have {facts.config.max_positions:,} tokens; long files and repositories are beyond it."
    yield "- Python before all; C++, Go, Java, JavaScript and Rust much less; prompts in English only. It holds no conversation."
    yield "- It knows few libraries and no facts, cannot judge whether code is safe, and may repeat text it was trained on."


def _rebuild(told: Told) -> Iterator[str]:
    yield from ("## How to make it again", "")
    yield from ("```sh", *(told.commands or ("hrm train run.toml --out run", "hrm model ship run --out model")), "```")
    if told.run_file:
        yield from ("", "`run.toml`:", "", "```toml", told.run_file.strip("\n"), "```")
