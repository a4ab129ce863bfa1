"""Train the tokenizer that ships with the package: `python scripts/build_tokenizer.py --data $HRM_DATA --out FILE`.

The corpus is the standard library of the running interpreter and the training sets below, never an evaluation set: of
MBPP and its translations only ids 1-10 and 601-974, of CoNaLa and the puzzles only the training part. Each row of `SOURCES` is
cut to its share: documents in the order of their sha256, each to its first `DOCUMENT_CHARS` (one long file repeats its own odd
names), until the cap is reached, then written `times` over. So the same files and the same interpreter give the same tokenizer,
byte for byte. The counts go to stderr.

The shipped one was made with CPython 3.11.7 from 42.0 million characters: Python 38.6 %, English 24.0 %, JavaScript 6.6 %,
C++ 6.2 %, Java 5.9 %, commands 5.8 %, Rust 5.7 %, Go 5.4 %, other languages 1.8 %.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import hashlib
import json
import sys
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hrm_codegen.tokenizer import Tokenizer

DOCUMENT_CHARS = 12_000
TOOLS = (
    "git",
    "pip",
    "pip3",
    "npm",
    "npx",
    "cargo",
    "rustc",
    "mvn",
    "gradle",
    "make",
    "cmake",
    "python",
    "go",
    "node",
    "javac",
    "g++",
    "gcc",
)
Texts = Callable[[Path], Iterator[str]]


class Source(NamedTuple):
    """One row of the balance."""

    kind: str  # what the text counts as: python, english, one of the other languages, shell
    name: str
    texts: Texts
    cap: float = 100.0  # millions of characters, before repetition
    times: int = 1  # repetition: how many times over a small but central set counts


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a .jsonl or .jsonl.gz file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def fields(file: str, *names: str) -> Texts:
    """Return a reader of the named string fields, one text a record."""
    return lambda data: ("\n".join(record[name] or "" for name in names) for record in records(data / file))


def standard_library(_data: Path) -> Iterator[str]:
    """Yield Lib/*.py without tests, tables of characters, generated files, demos and installed packages."""
    out = {
        "test",
        "tests",
        "idle_test",
        "site-packages",
        "encodings",
        "pydoc_data",
        "lib2to3",
        "turtledemo",
        "ensurepip",
        "__phello__",
    }
    root = Path(sysconfig.get_path("stdlib"))
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        if not out & set(relative.parts) and not relative.name.startswith(("_sysconfigdata", "sre_constants")):
            text = path.read_text(encoding="utf-8", errors="ignore")
            ast.parse(text)  # what does not parse is no example of Python
            yield text


def mbpp(*names: str) -> Texts:
    """Return a reader of MBPP's training part, tabs and line ends made plain."""

    def texts(data: Path) -> Iterator[str]:
        for record in records(data / "mbpp/mbpp.jsonl"):
            if record["task_id"] <= 10 or record["task_id"] > 600:
                parts = [record[name] if isinstance(record[name], str) else "\n".join(record[name]) for name in names]
                yield "\n".join(parts).expandtabs(4)

    return texts


def mbxp(language: str) -> Texts:
    """Return a reader of MBPP's training part in another language."""

    def texts(data: Path) -> Iterator[str]:
        for record in records(data / "mbxp/mbxp.jsonl.gz"):
            if record["language"] == language and record["mbpp_task_id"] > 600:
                yield record["prompt"] + (record["canonical_solution"] or "") + "\n" + record["test"][:1000]

    return texts


def leetcode(*languages: str) -> Texts:
    """Return a reader of parallel LeetCode solutions in the given languages."""

    def texts(data: Path) -> Iterator[str]:
        for record in records(data / "leetcode_multilang/leetcode-multilang.jsonl.gz"):
            for solution in record["solutions"]:
                yield from (solution["code"][language] for language in languages if language in solution["code"])

    return texts


def leetcode_explanations(data: Path) -> Iterator[str]:
    """Yield what LeetCode's solutions say in words."""
    for record in records(data / "leetcode_multilang/leetcode-multilang.jsonl.gz"):
        yield from (solution["explanation"] for solution in record["solutions"] if solution["explanation"])


def lang_texts(*languages: str) -> Texts:
    """Return a reader of books and guides on a language, long ones in pieces."""
    return lambda data: (
        record["text"][start : start + DOCUMENT_CHARS]
        for record in records(data / "lang_texts/lang-texts.jsonl.gz")
        if record["language"] in languages
        for start in range(0, len(record["text"]), DOCUMENT_CHARS)
    )


def cells(kind: str) -> Texts:
    """Return a reader of one kind of cell (code, markdown) of the Python notebooks and courses."""
    return lambda data: (
        cell["text"]
        for record in records(data / "python_texts/python-texts.jsonl.gz")
        for cell in record["cells"]
        if cell["type"] == kind and cell["text"] and "base64" not in cell["text"]
    )


def puzzles(data: Path) -> Iterator[str]:
    """Yield the training part of the Python puzzles, question and answers."""
    for record in records(data / "p3_puzzles/p3-puzzles.jsonl.gz"):
        if record["split"] == "train":
            yield "\n".join([record["sat"], *(record["sol_header"] + body for body in record["sol_bodies"][:1])])


def conala(*names: str) -> Texts:
    """Return a reader of CoNaLa's training part."""
    return lambda data: (
        "\n".join(record[name] or "" for name in names)
        for record in records(data / "conala/conala.jsonl.gz")
        if record["split"] == "train"
    )


def tldr(*, tools: bool) -> Texts:
    """Return a reader of command pages, those of `TOOLS` or the others; placeholders lose their braces."""

    def texts(data: Path) -> Iterator[str]:
        for record in records(data / "tldr/tldr.jsonl.gz"):
            if (record["command"].split("-")[0].split()[0] in TOOLS) == tools:
                lines = [record["description"], *(f"{item['description']}:\n{item['command']}" for item in record["examples"])]
                yield "\n".join(lines).replace("{{", "").replace("}}", "")

    return texts


SOURCES = (
    Source("python", "standard library", standard_library, cap=6),
    Source("python", "codeio programs", fields("codeio/codeio.jsonl.gz", "code_sample"), cap=4.5),
    Source("python", "codeio generators", fields("codeio/codeio.jsonl.gz", "input_generator"), cap=0.7),
    Source("python", "leetcode solutions", fields("leetcode/leetcode-train.jsonl.gz", "completion"), times=2),
    Source("python", "leetcode tests", fields("leetcode/leetcode-train.jsonl.gz", "test"), cap=0.4),
    Source("python", "leetcode_multilang", leetcode("python")),
    Source("python", "python_texts code", cells("code"), cap=1.5),
    Source("python", "mbpp train", mbpp("code", "test_list"), times=4),
    Source("python", "mbxp > 600", mbxp("python"), times=2),
    Source("python", "p3 train", puzzles),
    Source("python", "conala train", conala("snippet"), times=2),
    Source("python", "lang_texts", lang_texts("python")),
    Source("english", "mbpp train", mbpp("text"), times=5),
    Source("english", "leetcode statements", fields("leetcode_multilang/leetcode-multilang.jsonl.gz", "description"), cap=1.5),
    Source("english", "leetcode answers", fields("leetcode/leetcode-train.jsonl.gz", "response"), cap=1.5),
    Source("english", "leetcode explanations", leetcode_explanations, cap=0.8),
    Source("english", "codeio tasks", fields("codeio/codeio.jsonl.gz", "task_description", "input_output_spec"), cap=1.5),
    Source(
        "english", "gpteacher_codegen", fields("gpteacher_codegen/codegen-instruct.jsonl.gz", "instruction", "input", "response")
    ),
    Source("english", "gpteacher_toolformer", fields("gpteacher_toolformer/toolformer-shell-python.jsonl.gz", "response"), cap=0.2),
    Source("english", "conala train", conala("intent", "rewritten_intent"), times=2),
    Source("english", "python_texts prose", cells("markdown"), cap=2.2),
    Source("cpp", "leetcode_multilang", leetcode("cpp"), cap=1.6),
    Source("cpp", "mbxp > 600", mbxp("cpp")),
    Source("cpp", "lang_texts", lang_texts("cpp"), cap=0.6),
    Source("go", "leetcode_multilang", leetcode("go")),
    Source("go", "mbxp > 600", mbxp("go"), times=2),
    Source("java", "leetcode_multilang", leetcode("java"), cap=1.8),
    Source("java", "mbxp > 600", mbxp("java")),
    Source("java", "lang_texts", lang_texts("java")),
    Source("javascript", "leetcode_multilang", leetcode("javascript"), times=3),
    Source("javascript", "leetcode_multilang, typescript", leetcode("typescript"), cap=0.6),
    Source("javascript", "mbxp > 600", mbxp("javascript"), times=2),
    Source("javascript", "lang_texts", lang_texts("javascript")),
    Source("rust", "leetcode_multilang", leetcode("rust"), times=2),
    Source("rust", "lang_texts", lang_texts("rust"), cap=0.9),
    Source("other", "lang_texts", lang_texts("mixed")),
    Source("other", "commit_edits", fields("commit_edits/commit-edits.jsonl.gz", "message", "new")),
    Source("shell", "tldr, our tools", tldr(tools=True), times=3),
    Source("shell", "tldr, the rest", tldr(tools=False), cap=1.4),
    Source("shell", "cheatsheets", fields("cheatsheets/cheatsheets.jsonl.gz", "text"), times=2),
    Source("shell", "git_tips", fields("git_tips/git-tips.jsonl", "title", "tip"), times=5),
)


def selected(source: Source, data: Path) -> list[str]:
    """Return the source's documents in the order of their sha256, up to its cap, repeated."""
    plain = (text.replace("\r\n", "\n").replace("\u200b", "") for text in source.texts(data))
    texts = {text[:DOCUMENT_CHARS] for text in plain if text.strip()}
    chosen, left = [], source.cap * 1e6
    for text in sorted(texts, key=lambda text: hashlib.sha256(text.encode(errors="ignore")).digest()):
        if left <= 0:
            break
        chosen.append(text)
        left -= len(text)
    return chosen * source.times


def corpus(data: Path) -> Iterator[str]:
    """Yield the whole corpus, and say on stderr how much of what it is."""
    chars: Counter[str] = Counter()
    for source in SOURCES:
        texts = selected(source, data)
        chars[source.kind] += (count := sum(map(len, texts)))
        print(f"{source.kind:11} {source.name:32} {len(texts):7,} texts {count:11,} characters", file=sys.stderr)
        yield from texts
    for kind, count in chars.items():
        print(f"{kind:11} {count:11,} characters, {count / chars.total():.1%}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of data sets (HRM_DATA)")
    parser.add_argument("--out", type=Path, required=True, help="the tokenizer.json to write")
    parser.add_argument("--vocab", type=int, default=8192, help="ids in all, special ones included")
    arguments = parser.parse_args()
    tokenizer = Tokenizer.train(corpus(arguments.data), vocab_size=arguments.vocab)
    arguments.out.write_bytes(tokenizer.to_json().encode())
    print(f"{tokenizer.vocab_size} tokens, sha256 {tokenizer.sha256}", file=sys.stderr)


if __name__ == "__main__":
    main()
