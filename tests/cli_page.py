"""docs/cli.md: every command of `linesmith`, with its usage, options and exit codes, from the commands themselves."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = Path(__file__).resolve().parents[1] / "docs/cli.md"
_HEAD = """\
# Command line

`make generate` installs Linesmith into `.venv`, so the command is `.venv/bin/linesmith`, or `linesmith` where that folder is on `PATH`.
`.venv/bin/python -m compiler` is the same, and `make generate`, `make check`, `make diff` and `make list` call it. `make snapshots`
generates this page from the commands.

Every command has `-h` and `--help`. Results go to standard output; other messages, and what definitions print, go to standard
error. A command without a table of exit codes has those of `linesmith`.

On a terminal, differences and findings are coloured unless `NO_COLOR` is set, and what takes more than two seconds shows progress.

For completion, add the line for your shell to its start-up file:

```sh
eval "$(_LINESMITH_COMPLETE=bash_source linesmith)"   # ~/.bashrc, bash 4.4 or newer
eval "$(_LINESMITH_COMPLETE=zsh_source linesmith)"    # ~/.zshrc
_LINESMITH_COMPLETE=fish_source linesmith | source    # ~/.config/fish/config.fish
```
"""


def page() -> str:
    """The whole document."""
    return "\n".join([_HEAD, *(_section(path, command) for path, command in commands(cli.main, ("linesmith",)))])


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The command and all below it, by the words to type."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name
            yield from commands(below, (*path, name))


def exit_codes(command: click.Command) -> list[tuple[int, str]]:
    """The exit codes in the help of a command, and what each means."""
    text = (command.epilog or "").removeprefix("Exit codes: ").removesuffix(".")
    return [(int(code), meaning) for code, meaning in re.findall(r"(\d+) (.+?)(?:, (?=\d+ )|$)", text)]


def _section(path: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(path))
    usage = " ".join([" ".join(path), *command.collect_usage_pieces(context)])
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", command.help or "")]
    parts = [f"## {' '.join(path)}\n", f"```text\n{usage}\n```\n", *(f"{_wrapped(paragraph)}\n" for paragraph in paragraphs)]
    records = [record for one in command.get_params(context) if "--help" not in one.opts and (record := one.get_help_record(context))]
    if rows := [(f"`{_plain(names)}`", _plain(about)) for names, about in records if about]:
        parts.append(_table(("option", "meaning"), rows))
    if isinstance(command, click.Group):
        below = [(f"[{name}](#{'-'.join((*path, name))})", one.get_short_help_str(200)) for name, one in _direct(command)]
        parts.append(_table(("command", "meaning"), below))
    if codes := exit_codes(command):
        parts.append(_table(("exit code", "meaning"), [(str(code), meaning) for code, meaning in codes]))
    return "\n".join(parts)


def _direct(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield name, command


def _wrapped(text: str) -> str:
    return textwrap.fill(text.replace("*", "\\*"), 140, break_on_hyphens=False)


def _plain(text: str) -> str:
    for shown, word in (("  [required]", " Required."), ("  [x>=1]", " At least 1."), ("INTEGER RANGE", "NUMBER"), ("|", "\\|")):
        text = text.replace(shown, word)
    return " ".join(text.split())


def _table(headers: tuple[str, ...], rows: list[tuple[str, str]]) -> str:
    lines = [
        headers,
        ("---",) * len(headers),
        *(tuple(cell.replace("<", "&lt;") if "`" not in cell else cell for cell in row) for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
