"""`hrm sandbox`: run one untrusted program under limits."""

from __future__ import annotations

import json

import click


@click.group()
def sandbox() -> None:
    """Run one untrusted program under limits."""


@sandbox.command()
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--timeout", "timeout_s", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, help="Seconds."
)
@click.option("--memory", "memory_mb", type=click.IntRange(min=1), default=1024, show_default=True, help="Megabytes (2**20).")
@click.option("--unsafe", is_flag=True, help="Go on where not even the network can be blocked (also HRM_UNSAFE=1).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run(*, file: str, timeout_s: float, memory_mb: int, unsafe: bool, as_json: bool) -> None:
    """Run the Python program FILE (- for stdin) and say how it ended; exit 0 whenever the sandbox itself worked."""
    from hrm_codegen.sandbox import Limits, run_python

    limits = Limits(timeout_s=timeout_s, memory_bytes=memory_mb << 20)
    with click.open_file(file, "rb") as opened:
        source = opened.read()
    outcome = run_python(source, limits=limits, unsafe=unsafe)
    if as_json:
        names = ("kind", "returncode", "stdout", "stderr", "seconds", "peak_bytes", "layers")
        click.echo(json.dumps({"v": 1, **{name: getattr(outcome, name) for name in names}}))
        return
    click.echo(outcome.stdout, nl=False)
    click.echo(outcome.stderr, nl=False, err=True)
    ending = "killed" if outcome.returncode is None else f"status {outcome.returncode}"
    used = f"{outcome.seconds:.2f} s, {outcome.peak_bytes / 2**20:.0f} MB"
    click.echo(f"{outcome.kind}: {ending}, {used}; held by {', '.join(outcome.layers)}", err=True)
