"""What `linesmith install` does: compares, shows, asks, and writes the generated files into an application repository."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from compiler.cli import compile_and_compare, count_files, echo_diff, make_changes
from compiler.files import exists
from compiler.output.bots import bot_notices
from compiler.output.code_owners import code_owner_notices
from compiler.output.definitions_commit import FILE, UnknownCommitError, commit_of, compare_commit, not_pushed
from compiler.output.git import GitError
from compiler.output.ignored import ignored_notices
from compiler.output.install import find_obstacles, plan, summary
from compiler.output.replaced import as_text, find_leftover, removals
from compiler.plain_text import plain
from compiler.terminal import ExitCode, progress, stop, warn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from compiler.compile import Compilation
    from compiler.output.compare import Comparison
    from compiler.output.install import Planned
    from compiler.project import Project


def install_files(  # noqa: PLR0913 - one for each option of the command
    folder: Path, path: Path, *, yes: bool, dry_run: bool, show: bool, overwrite_unmanaged: bool, remove_replaced: bool
) -> None:
    """Show what would change in the repository at `path`, ask, and write; ends the process where that is not possible."""
    if not exists(path / ".git"):
        found = f"{path}: not the root of a Git working tree, so nothing could be undone"
        stop(f"{found}. To do: name the root of the repository", ExitCode.USAGE_ERROR)
    project, compilation, comparisons = compile_and_compare(folder, path, "text")
    comparisons += _version_file(project, path)
    with progress("searching the repository"):
        leftover = find_leftover(compilation, comparisons, path)
    planned = plan([*comparisons, *(removals(leftover) if remove_replaced else ())])
    for each in planned if show else ():
        echo_diff(each.difference)
    _echo(*summary(planned))
    if not remove_replaced:
        _echo(*as_text(leftover))
    if in_the_way := _echo_obstacles(planned, path, overwrite_unmanaged=overwrite_unmanaged):
        if dry_run:
            _echo(*_notices(compilation, comparisons, path))
        stop(f"{count_files(in_the_way)} in the way; nothing was written", ExitCode.FINDINGS)
    if not planned:
        click.echo(f"{count_files(len(comparisons))} up to date; there is nothing to do")
    elif dry_run:
        click.echo(f"nothing was written: this is a dry run{'' if show else '; --diff shows the differences'}")
    else:
        several = len(planned) > 1
        _confirm_or_exit(f"Change {f'these {len(planned)} files' if several else 'this file'} in {path}?", yes=yes)
        make_changes(planned, on_error=ExitCode.FINDINGS)
        review = f"git -C {shlex.quote(str(path.absolute()))} status"
        click.echo(f"{len(planned)} file{'s' * several} changed. To do: review with `{review}`, then commit")
    _echo(*_notices(compilation, comparisons, path))


def _version_file(project: Project, path: Path) -> list[Comparison]:
    """The file that names the commit of the definitions; nothing if they are not committed."""
    try:
        commit = commit_of(project)
    except UnknownCommitError as error:
        warn(f"{FILE} is not changed: {error}")
        return []
    if message := not_pushed(project, commit):
        warn(message)
    return [compare_commit(commit, path)]


def _notices(compilation: Compilation, comparisons: Sequence[Comparison], path: Path) -> Iterator[str]:
    """What else a maintainer has to change in the repository: .gitignore, code owners, and the settings of bots."""
    yield from ignored_notices(comparisons, path)
    yield from code_owner_notices(compilation.files, path)
    yield from bot_notices(compilation.files, path)


def _echo(*lines: str) -> None:
    for line in lines:
        click.echo(line)


def _echo_obstacles(planned: Sequence[Planned], path: Path, *, overwrite_unmanaged: bool) -> int:
    """Print what prevents the installation, and return the number of such files."""
    try:
        obstacles = sorted(set(find_obstacles(planned, path, overwrite_unmanaged=overwrite_unmanaged)))
    except GitError as error:
        stop(f"{path}: Git cannot say what HEAD has, so nothing was written: {error}", ExitCode.USAGE_ERROR)
    for shown, found, remedy in obstacles:
        click.echo(f"{plain(shown)}: {found}\n  to do: {plain(remedy)}", err=True)
    return len(obstacles)


def _confirm_or_exit(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        stop("no terminal to ask for confirmation; nothing was written. To do: run this again with --yes", ExitCode.USAGE_ERROR)
    if not click.confirm(question):
        stop("nothing was written. To see all differences first: --dry-run --diff", ExitCode.FINDINGS)
