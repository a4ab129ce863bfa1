"""`hrm model`: folders are made, shown and scored as scripts expect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from hrm_codegen.commands.model import model
from hrm_codegen.errors import ConfigError, DataError, NotFound, TooLong, UsageError

SMALL = ["--preset", "hrm-demo", "--set", "model.width=32", "--set", "model.head_size=16", "--set", "model.intermediate=48"]


def run(*args: str, stdin: str | None = None) -> str:
    return CliRunner().invoke(model, args, input=stdin, catch_exceptions=False, standalone_mode=False).stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("made") / "m"
    assert run("init", *SMALL, "--seed", "7", "--out", str(path)) == f"{path}\n"
    return path


def test_init_writes_the_same_weights_for_the_same_seed(made: Path, tmp_path: Path) -> None:
    for name, seed in (("same", "7"), ("other", "8")):
        run("init", *SMALL, "--seed", seed, "--out", str(tmp_path / name))
    weights = [(path / "model.safetensors").read_bytes() for path in (made, tmp_path / "same", tmp_path / "other")]
    assert weights[0] == weights[1] != weights[2]


def test_init_names_a_wrong_key_or_preset(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'layers'"):
        run("init", "--set", "model.layer=4", "--out", str(tmp_path / "m"))
    with pytest.raises(UsageError, match=r"model\.layers=4"):
        run("init", "--set", "train.lr=4", "--out", str(tmp_path / "m"))
    with pytest.raises(UsageError, match="did you mean 'hrm-26m'"):
        run("init", "--preset", "hrm-26mm", "--out", str(tmp_path / "m"))
    assert not (tmp_path / "m").exists()


def test_show_tells_sizes_as_json_and_as_text(made: Path) -> None:
    facts = json.loads(run("show", str(made), "--json"))
    assert facts["v"] == 1
    assert facts["parameters"] == 8192 * 32 + 2 * (5 * 32 * 32 + 3 * 32 * 48)
    assert facts["cache_bytes_per_token"] == 6 * 2 * 32 * 2
    assert facts["files"]["model.safetensors"] == (made / "model.safetensors").stat().st_size
    assert f"{facts['parameters']:,}" in run("show", str(made))


@pytest.mark.parametrize("prefix", [None, 3])
def test_scores_equal_the_peers(prefix: int | None, made: Path) -> None:
    transformers = pytest.importorskip("transformers", minversion="5.9")
    rows = [[5, 900, 17, 8000, 33, 2], [1, 2], [4]]
    options = [] if prefix is None else ["--attention", "prefix", "--prefix-len", str(prefix)]
    out = run("score", str(made), "--ids", "-", "--json", *options, stdin="\n".join(map(json.dumps, rows)))
    peer = transformers.AutoModelForCausalLM.from_pretrained(made)
    for row, line in zip(rows, out.splitlines(), strict=True):
        got = json.loads(line)
        ids = torch.tensor([row])
        kinds = None if prefix is None else (torch.arange(len(row)) < prefix).long()[None]
        with torch.no_grad():
            logprobs = peer(ids, token_type_ids=kinds).logits[0, :-1].log_softmax(-1)
        expected = logprobs.gather(-1, ids[0, 1:, None])[:, 0]
        assert len(got["logprobs"]) == len(got["argmax"]) == len(row) - 1
        assert torch.allclose(torch.tensor(got["logprobs"]), expected, atol=1e-4)
        assert got["argmax"] == logprobs.argmax(-1).tolist()


@pytest.mark.parametrize(
    ("line", "error", "named"),
    [
        ("[1, 2", DataError, "ids.jsonl:2: not JSON"),
        ('{"ids": []}', DataError, "ids.jsonl:2: a line is"),
        ("[]", DataError, "at least one"),
        ("[1, true]", DataError, "a line is"),
        ("[1, 8192]", DataError, "no token 8192; ids go from 0 to 8191"),
        (json.dumps([1] * 513), TooLong, "513 ids; this model takes 512"),
    ],
)
def test_a_bad_line_is_named_with_its_number(line: str, error, named: str, made: Path, tmp_path: Path) -> None:
    (tmp_path / "ids.jsonl").write_text(f"[1, 2]\n{line}\n")
    with pytest.raises(error, match=named):
        run("score", str(made), "--ids", str(tmp_path / "ids.jsonl"))


def test_prefix_attention_and_its_length_go_together(made: Path) -> None:
    for options in (["--attention", "prefix"], ["--prefix-len", "2"]):
        with pytest.raises(UsageError, match="go together"):
            run("score", str(made), "--ids", "-", *options, stdin="[1, 2]")
    with pytest.raises(NotFound, match=r"none\.jsonl"):
        run("score", str(made), "--ids", "none.jsonl")
