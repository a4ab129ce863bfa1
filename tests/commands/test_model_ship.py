"""`hrm model ship`: weights in bf16, checksums that hold, a card that says what is known and nothing else."""

from __future__ import annotations

import dataclasses
import itertools
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hrm_codegen import checkpoint
from hrm_codegen.commands.evaluate import Asked, evaluate
from hrm_codegen.commands.model import model
from hrm_codegen.commands.model_ship import without_places
from hrm_codegen.data.origin import Holding
from hrm_codegen.errors import DataError, NotFound, NumericalError, UsageError
from hrm_codegen.evaluate import origin, pipeline
from hrm_codegen.evaluate.runner import Settings
from hrm_codegen.evaluate.summary import settings_json
from hrm_codegen.generate import card, shipped, shipping
from hrm_codegen.models.base import MODELS, ModelConfig, build
from hrm_codegen.tasks import catalog
from hrm_codegen.tokenizer import Tokenizer

TRAINING = {"steps": 1200, "tokens": 3_000_000, "seconds": 90.0, "data": ["/somewhere/sets/tiny"], "best_validation_loss": 1.25}
CONFIG = ModelConfig(vocab_size=8192, width=32, heads=2, head_size=16, intermediate=48, layers=1, max_positions=128, tied=True)
RUN_FILE = '[data]\nsources = [{task = "mbpp:train"}]\ntokenizer = "/somewhere/else/tokenizer.json"\n'


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare on few problems."""
    monkeypatch.setattr(shipping, "SAMPLE", 2)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with random weights."""
    folder = tmp_path_factory.mktemp("run")
    extra = {"training": TRAINING, "exits": [1]}
    checkpoint.save_model(folder / "model", build(CONFIG, 3), CONFIG, Tokenizer.load(None).to_json(), extra=extra)
    (folder / "config.toml").write_text(RUN_FILE, encoding="utf-8")
    return folder


def ship(*arguments: str | Path) -> dict[str, Any]:
    done = CliRunner().invoke(model, ["ship", *map(str, arguments), "--json"], catch_exceptions=False, standalone_mode=False)
    if done.exception:
        raise done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def summary(source: str, **more: Any) -> dict[str, Any]:
    """What `hrm eval exercises:heldout --json` says of a model."""
    interval = {"low": 0.1, "high": 0.2, "stderr": 0.01, "method": "Wilson"}
    settings = {
        "source": source, "prompt": "native", "n": 1, "limit": None, "timeout_s": 10.0, "temperature": 0.0, "top_p": 1.0,
        "max_tokens": 256, "seed": 0,
    }  # fmt: skip
    return {
        "v": 1, "task": "exercises:heldout", "split": "test", "n_problems": 2000, "pass@1": 0.15, "syntax_valid": 0.97,
        "labels": {"pass@1": "greedy pass@1"}, "intervals": {"pass@1": interval}, "macro": {"pass@1": 0.15}, "problems": [],
        "strata": {"seen": {"n_problems": 500, "pass@1": 0.3, "intervals": {"pass@1": interval}}}, "settings": settings, **more,
    }  # fmt: skip


def test_the_folder_is_whole_in_bf16_and_answers(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ship(run, "--out", tmp_path / "m", "--machine", "2 cores")
    shipped.verify(tmp_path / "m")
    loaded = checkpoint.load_model(tmp_path / "m")
    exact = checkpoint.load_model(run / "model").model.state_dict()
    for name, tensor in loaded.model.state_dict().items():
        assert tensor.equal(exact[name].bfloat16())
    assert told["parameters"] == sum(weight.numel() for weight in loaded.model.parameters())
    assert 0 < told["rounding"]["logit_weights"] <= 0.1
    assert told["rounding"]["same_token"] > 0.5
    monkeypatch.setattr(shipped, "_place", lambda: tmp_path / "m")
    assert told["weights_sha256"][:12] in shipped.find().line


def test_the_card_says_what_the_run_recorded_and_no_place(run: Path, tmp_path: Path) -> None:
    ship(run, "--out", tmp_path / "m", "--machine", "2 cores", "--rebuild", "hrm train configs/hrm-5m.toml --out run")
    text = (tmp_path / "m" / "README.md").read_text(encoding="utf-8")
    assert "1,200 steps, 3,000,000 tokens, 1.5 minutes" in text
    assert "| machine | 2 cores |" in text
    assert "hrm train configs/hrm-5m.toml --out run" in text
    assert 'tokenizer = "tokenizer.json"' in text
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "m").glob("*") if path.suffix in (".md", ".json"))
    assert "somewhere" not in written
    ours = json.loads((tmp_path / "m" / "hrm.json").read_text(encoding="utf-8"))
    assert (ours["exits"], ours["training"]["data"]) == ([1], ["tiny"])


def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    for name in "ab":
        ship(run, "--out", tmp_path / name)
    assert (tmp_path / "a" / shipped.SUMS).read_bytes() == (tmp_path / "b" / shipped.SUMS).read_bytes()


def test_scores_of_these_weights_are_told_and_those_of_others_refused(run: Path, tmp_path: Path) -> None:
    ship(run, "--out", tmp_path / "m")
    sources = (origin.of_model(run / "model"), origin.of_model(tmp_path / "m"), "model other (0123456789ab)")
    for name, source in zip("abc", sources, strict=True):
        (tmp_path / f"{name}.json").write_text(json.dumps(summary(source)), encoding="utf-8")
    ship(run, "--out", tmp_path / "m", "--scores", tmp_path / "a.json", "--scores", tmp_path / "b.json")
    text = (tmp_path / "m" / "README.md").read_text(encoding="utf-8")
    row = "| exercises:heldout:test | 2000 | greedy pass@1 | 15.00% | 10.00% to 20.00% | 97.0% |"
    assert f"{row} fp32 |" in text
    assert f"{row} bf16 |" in text
    assert "| exercises:heldout:test, seen | 500 | pass@1 | 30.00%" in text
    assert text.count("hrm eval exercises:heldout:test --k 1 --n 1 --max-tokens 256 --seed 0") == 1
    before = (tmp_path / "m" / shipped.SUMS).read_bytes()
    with pytest.raises(UsageError, match=r"c\.json measured another model"):
        ship(run, "--out", tmp_path / "m", "--scores", tmp_path / "c.json")
    assert (tmp_path / "m" / shipped.SUMS).read_bytes() == before
    (tmp_path / "d.json").write_text(json.dumps(summary(sources[0], scores_valid=False)), encoding="utf-8")
    with pytest.raises(UsageError, match="not valid"):
        ship(run, "--out", tmp_path / "m", "--scores", tmp_path / "d.json")


SCORED = """
hrm eval exercises:demo
hrm eval exercises:demo --plan --max-tokens 320
hrm eval exercises:demo --grammar python --seed 3
hrm eval exercises:demo --prompt zero-shot-bigcode --limit 1
hrm eval exercises:demo --temperature 0.2 --top-p 0.9
hrm eval exercises:demo --k 1,10 --n 20
hrm eval exercises:demo --official-timeout
"""


@pytest.mark.parametrize("typed", SCORED.strip().splitlines())
def test_a_cards_command_measures_what_was_measured(typed: str, tmp_path: Path) -> None:
    def measured(words: str) -> tuple[tuple[int, ...], Settings]:
        asked = Asked(**evaluate.make_context("eval", shlex.split(words)[2:]).params)
        prepared = pipeline.prepare(
            problems, folder=tmp_path, source=asked.source, answered_by="me", prompt="plan" if asked.plan else asked.prompt,
            n=asked.n or max(asked.k), limit=asked.limit, seed=asked.seed, temperature=asked.temperature, top_p=asked.top_p,
            max_tokens=asked.max_tokens, timeout_s=asked.timeout_s, grammar=asked.grammar,
        )  # fmt: skip
        return asked.k, prepared.settings

    problems = list(itertools.islice(catalog.load("exercises:demo", "test"), 2))
    ks, settings = measured(f"{typed} --model m")
    told = {"task": settings.task, "split": settings.split, "intervals": {f"pass@{k}": {} for k in ks}}
    assert measured(card.command({**told, "settings": settings_json(settings)}, "m")) == (ks, settings)


@pytest.mark.parametrize(
    ("out", "named"),
    [
        ("benchmarks/models/twin", " --model benchmarks/models/twin"),
        ("src/hrm_codegen/assets/default", ""),
        ("{here}/elsewhere", " --model elsewhere"),
    ],
)
def test_a_cards_commands_score_the_folder_that_holds_it(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scores.json").write_text(json.dumps(summary(origin.of_model(run / "model"))), encoding="utf-8")
    where = Path(out.format(here=tmp_path))
    ship(run, "--out", where, "--scores", tmp_path / "scores.json")
    command = "hrm eval exercises:heldout:test --k 1 --n 1 --max-tokens 256 --seed 0"
    assert f"```sh\n{command}{named}\n```" in (where / "README.md").read_text(encoding="utf-8")


def test_data_is_told_by_source_and_licence(run: Path, tmp_path: Path) -> None:
    facts = shipping.ship(run / "model", tmp_path / "m", lambda *_: "card")
    held = [Holding("natural", "MIT", 10, 3000, exact=True), Holding("natural", "ISC", 2, 1000, exact=False)]
    report = {"answers": 100, "with_run": 3, "share": 0.03, "window": 50, "longest": None, "sources": []}
    text = card.card(facts, card.Told(set_name="full", holdings=held, verbatim=[report]))
    assert "| natural | MIT | 10 | 3,000 | 75.0% |" in text
    assert "| natural | ISC | 2 | about 1,000 | 25.0% |" in text
    assert "| all | MIT 3,000, ISC 1,000 | | 4,000 | |" in text
    assert "| 100 | 3 | 3.00% | 0 tokens | - |" in text
    assert "A run is 50 tokens or more" in text
    assert (tmp_path / "m" / "README.md").read_text(encoding="utf-8") == "card"


def test_what_a_model_began_with_is_told_back_to_the_first(run: Path, tmp_path: Path) -> None:
    facts = shipping.ship(run / "model", tmp_path / "m", lambda *_: "card")
    first = {"name": "first", "weights_sha256": "a" * 64, "training": {"steps": 4000, "tokens": 30_000_000, "seconds": 3600.0}}
    second = {
        "name": "second",
        "weights_sha256": "b" * 64,
        "training": {"steps": 10, "tokens": 900, "seconds": 6.0, "start": first},
    }
    facts = dataclasses.replace(facts, training={"steps": 20, "tokens": 1800, "seconds": 60.0, "start": second})
    text = card.card(facts, card.Told())
    assert "| trained | 20 steps, 1,800 tokens, 1.0 minutes |\n| before that | began with the weights of `second`" in text
    assert f"`first`, sha256 `{'a' * 16}`: 4,000 steps, 30,000,000 tokens, 60.0 minutes" in text


@pytest.mark.parametrize("kind", MODELS)
def test_the_card_calls_each_kind_by_its_own_name(run: Path, tmp_path: Path, kind: str) -> None:
    facts = shipping.ship(run / "model", tmp_path / "m", lambda *_: "card")
    text = card.card(dataclasses.replace(facts, config=dataclasses.replace(facts.config, kind=kind)), card.Told())
    assert ("the Hierarchical Reasoning Model as a language model" in text) == (kind == "hrm")
    assert f"| kind | {kind}, {'2 blocks, once' if kind == 'transformer' else '2 slow cycles'}" in text


def test_a_new_kind_of_model_has_a_card(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = shipping.ship(run / "model", tmp_path / "m", lambda *_: "card")
    monkeypatch.setitem(MODELS, "new", MODELS["hrm"])
    config = dataclasses.replace(facts.config, kind="new")  # type: ignore[arg-type]  # no kind of ours
    assert "A small code model: new, trained from nothing" in card.card(dataclasses.replace(facts, config=config), card.Told())


def test_a_model_that_no_package_should_carry_is_refused(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shipped, "LARGEST_BYTES", 300_000)
        with pytest.raises(UsageError, match=r"takes 0\.\d MB in bf16 and a package carries at most 0 MB"):
            ship(run, "--out", tmp_path / "m")
    with monkeypatch.context() as patch:
        patch.setattr(shipping, "MOST_LOSS", -1.0)
        with pytest.raises(NumericalError, match="in bf16 the loss on"):
            ship(run, "--out", tmp_path / "m")
    checkpoint.save_model(tmp_path / "bare", build(CONFIG, 3), CONFIG, None)
    with pytest.raises(NotFound, match=r"has no tokenizer\.json"):
        ship(tmp_path / "bare", "--out", tmp_path / "m")
    invalid = {"scores_valid": False}
    checkpoint.save_model(tmp_path / "sees", build(CONFIG, 3), CONFIG, Tokenizer.load(None).to_json(), extra=invalid)
    with pytest.raises(UsageError, match="it saw what it was to write"):
        ship(tmp_path / "sees", "--out", tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_a_mistake_is_one_clear_line(run: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="neither a model folder nor a run folder"):
        ship(tmp_path, "--out", tmp_path / "m")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is no model folder"):
        ship(run, "--out", tmp_path)
    with pytest.raises(NotFound, match=r"none\.json does not exist"):
        ship(run, "--out", tmp_path / "m", "--verbatim", tmp_path / "none.json")
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match="is no report of hrm data origin"):
        ship(run, "--out", tmp_path / "m", "--verbatim", tmp_path / "x.json")


def test_only_absolute_paths_lose_their_folders() -> None:
    assert (
        without_places('a = "/x/y/z"\nb = "mbpp:train"\nc = ["/q/r.json", "s/t"]')
        == 'a = "z"\nb = "mbpp:train"\nc = ["r.json", "s/t"]'
    )
