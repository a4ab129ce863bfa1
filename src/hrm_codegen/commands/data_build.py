"""`hrm data build`: make a training set from a build file, or look at one that is there."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import quiet

if TYPE_CHECKING:
    from hrm_codegen.data.build import Progress


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the training set.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Parts made side by side.  [default: cores]")
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override a key of the build file.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
def build(*, config: Path, out: Path, workers: int | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Build the training set of the build file CONFIG: shards and manifest.json. Killed, the same command goes on."""
    from hrm_codegen import config as settings
    from hrm_codegen.data import build as building
    from hrm_codegen.data import shards

    wanted = settings.load(config, building.BuildConfig, overrides=overrides)
    path = building.build(wanted, out, workers=workers or os.cpu_count() or 1, on_part=_tell)
    manifest = shards.read_manifest(path.parent)
    if as_json:
        click.echo(json.dumps(manifest))
        return
    click.echo("\n".join(_report(manifest)))


def _tell(progress: Progress) -> None:
    """Tell a part on stderr: one line that a terminal rewrites and a log keeps."""
    if quiet():
        return
    report, rate = progress.report, progress.tokens / max(progress.seconds, 1e-9)
    of = f"/{progress.expected}" if progress.expected else ""
    text = (
        f"part {progress.done}{of}: {report.name} {report.part}, {report.kept} of {report.made} kept; "
        f"{progress.items:,} items, {progress.tokens / 1e6:.2f}M tokens, {rate:,.0f} tokens/s"
    )
    for line in report.broken:
        click.echo(f"skipped: {line}", err=True)
    end = sys.stderr.isatty() and progress.done != progress.expected
    click.echo(f"\r\x1b[K{text}" if sys.stderr.isatty() else text, err=True, nl=not end)


def _report(manifest: dict[str, Any]) -> list[str]:
    """Lay a manifest out for people."""
    from hrm_codegen.commands.data import table
    from hrm_codegen.data import build as building

    tokens, documents = manifest["tokens"], manifest["documents"]
    left_out = {
        "not proven": sum(manifest["unproven"].values()),
        "repeated": manifest["repeated"],
        "held out": sum(rule["count"] for rule in manifest["contaminated"].values()),
        "licence": sum(manifest["licences_refused"].values()),
        "too long": manifest["too_long"],
        "broken lines": len(manifest["broken"]),
    }
    return [
        *table(building.table(manifest)),
        "",
        f"{tokens['train']:,} tokens in {documents['train']:,} documents to train on, {documents['validation']:,} to validate",
        f"left out of {manifest['made']:,} made: " + ", ".join(f"{name} {count:,}" for name, count in left_out.items()),
        f"{manifest['seconds']:,.0f} s",
    ]
