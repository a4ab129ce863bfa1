"""`hrm data corpus`: natural Python from packages with permissive licences, cut into pieces that can be trained on."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import note, quiet

if TYPE_CHECKING:
    from hrm_codegen.data.corpus.collect import Progress
    from hrm_codegen.data.corpus.packages import Package

_LOGGED, _STEP = 2000, 40  # files between two lines of a log; files that are done at a time


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the corpus.  [default: HRM_CORPUS, else the user cache]")
@click.option("--packages", "names", metavar="NAMES", help='Only these, separated by commas; "python" is the standard library.')
@click.option("--installed", is_flag=True, help="The standard library and what is installed here: the default without --download.")
@click.option(
    "--download", is_flag=True, help="Have pip fetch the packages first: the project's list of permissive ones, or NAMES."
)
@click.option("--wheels", type=click.Path(path_type=Path), help="Where downloaded wheels are kept.  [default: the user cache]")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Files read side by side.  [default: cores]")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
def corpus(
    *, out: Path | None, names: str | None, installed: bool, download: bool, wheels: Path | None, workers: int | None, as_json: bool
) -> None:
    """Collect natural Python: filtered, without copies, at most 8 % from one package, licence and origin kept in manifest.json."""
    from hrm_codegen.data.corpus import collect, store
    from hrm_codegen.errors import UsageError
    from hrm_codegen.tasks import datafiles

    if names is not None and installed:
        raise UsageError("--packages and --installed contradict each other; give one of them")
    out = out or store.folder()
    store.check(out)
    wheels = wheels or datafiles.cache_folder() / "wheels"
    chosen = [name.strip() for name in names.split(",") if name.strip()] if names is not None else None
    found = list(_packages(chosen, wheels, installed=installed, download=download))
    manifest = collect.collect(found, out, workers=workers or os.cpu_count() or 1, on_progress=_tell)
    if as_json:
        click.echo(json.dumps(manifest))
        return
    click.echo("\n".join(_report(manifest, out)))


def _packages(chosen: list[str] | None, wheels: Path, *, installed: bool, download: bool) -> Iterator[Package]:
    """Yield the packages asked for: the standard library, what is installed, what was downloaded, in this order."""
    from hrm_codegen.data.corpus import packages
    from hrm_codegen.errors import NotFound

    if chosen is None:
        yield packages.standard_library()
        if installed or not download:
            yield from packages.installed()
        if download:
            wanted = packages.chosen()
            _fetch(wanted, wheels)
            names = {packages.canonical(name.partition("==")[0]) for name in wanted}
            yield from (package for package in packages.wheels(wheels) if package.name in names)
        return
    named = {packages.canonical(name.partition("==")[0]): name for name in chosen}
    if download:
        _fetch([wanted for name, wanted in named.items() if name != packages.STANDARD_LIBRARY], wheels)
    there = [packages.standard_library(), *(packages.wheels(wheels) if download else packages.installed(names=named))]
    found = [package for package in there if package.name in named]
    if missing := named.keys() - {package.name for package in found}:
        hint = "check the names" if download else "add --download, or install them"
        raise NotFound(f"no package {', '.join(sorted(missing))} is here; {hint}")
    yield from found


def _fetch(wanted: tuple[str, ...] | list[str], wheels: Path) -> None:
    from hrm_codegen.data.corpus import packages

    note(f"fetching what is missing of {len(wanted)} packages into {wheels} ...")
    for name in packages.download(wanted, wheels):
        note(f"not to be had: {name} (no wheel for this Python, or no network)")


def _tell(progress: Progress) -> None:
    """Tell how far it is on stderr: a terminal rewrites one line, a log gets one every two thousand files."""
    done, total, terminal = progress.done, progress.total, sys.stderr.isatty()
    if quiet() or not (terminal or done == total or done // _LOGGED > (done - _STEP) // _LOGGED):
        return
    text = f"{progress.stage}: {done:,} of {total:,} files, {progress.seconds:,.0f} s"
    click.echo(f"\r\x1b[K{text}" if terminal else text, err=True, nl=not terminal or done == total)


def _report(manifest: dict[str, Any], out: Path) -> Iterator[str]:
    """Lay a manifest out for people."""
    entries = manifest["packages"]
    total = max(manifest["tokens"], 1)
    rows: list[tuple[str, ...]] = [("package", "version", "licence", "files", "kept", "tokens", "share")]
    for entry in sorted(entries, key=lambda entry: -entry["tokens"]):
        counts = (f"{entry['files']:,}", f"{entry['kept_files']:,}", f"{entry['tokens']:,}", f"{entry['tokens'] / total:.1%}")
        rows.append((entry["name"], entry["version"], entry["licence"], *counts))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    yield from ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    yield ""
    read = sum(entry["bytes"] for entry in entries)
    for rule, counted in sorted(manifest["dropped"].items(), key=lambda pair: -pair[1]["bytes"]):
        yield f"dropped, {rule}: {counted['files']:,} files, {counted['bytes'] / max(read, 1):.1%} of the bytes"
    for refused in manifest["refused"]:
        yield f"left out: {refused['name']} {refused['version']}, {refused['reason']}"
    if manifest["share"] is None:
        yield "no cap on a package's share: too few packages for one"
    files, kept = (sum(entry[key] for entry in entries) for key in ("files", "kept_files"))
    functions = manifest["functions"]
    pieces = manifest["raw"]["records"]
    yield f"{kept:,} of {files:,} files, {read / 1e6:,.1f} MB read, {manifest['tokens']:,} tokens kept in {pieces:,} pieces"
    yield f"{functions['records']:,} documented functions, {functions['verified']:,} with doctests that hold"
    yield f"{manifest['seconds']:,.0f} s; {out}"
