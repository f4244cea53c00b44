"""The command `linesmith show`. What it does is imported when it runs: `linesmith --help` lists it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from compiler.plain_text import plain
from compiler.terminal import ExitCode, progress, stop

_STANDARD_INPUT = "-"


@click.command(epilog="Exit codes: 0 the file is valid, 1 findings, 2 usage error, 3 internal error (please report).")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Text for a terminal, or JSON for programs."
)
def show(file: Path, output_format: str) -> None:
    """Show a workflow file or action.yml as GitHub understands it.

    Prints the events; the jobs in the order of their needs, with their conditions, permissions, matrix jobs and steps; or the inputs,
    outputs and steps of an action. FILE is - for standard input. An invalid file is reported with the line and column of each finding.
    """
    from compiler.output.show import describe

    name = "<stdin>" if str(file) == _STANDARD_INPUT else str(file)
    source = _read(file)
    with progress("reading the file"):
        described = describe(source, name)
    if output_format == "json":
        import json

        click.echo(json.dumps(described, indent=2, allow_nan=False))
    else:
        from compiler.output.show_text import as_text

        for line in as_text(described):
            click.echo(line)
    if not described["valid"]:
        count = len(described["findings"])
        stop(f"{count} finding{'s' * (count > 1)}; the file is not shown", ExitCode.FINDINGS)


def _read(file: Path) -> bytes:
    from compiler.files import MAX_BYTES, read_bytes

    if str(file) == _STANDARD_INPUT:
        source = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(source) > MAX_BYTES:
            stop(f"standard input is larger than {MAX_BYTES} bytes. Expected: a workflow file or an action.yml", ExitCode.USAGE_ERROR)
        return source
    try:
        return read_bytes(file, follow=True)
    except OSError as error:
        stop(f"{plain(str(file))}: {error.strerror}. Expected: a workflow file or an action.yml", ExitCode.USAGE_ERROR)
