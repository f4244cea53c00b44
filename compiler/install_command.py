"""`linesmith install`: shows what would change in an application repository, asks, and changes it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli import compile_and_compare, files_are
from compiler.files import is_there
from compiler.output.bots import advice
from compiler.output.code_owners import notices
from compiler.output.definitions_commit import FILE, UnknownCommitError, commit_of, compare_commit, not_pushed
from compiler.output.git import GitError
from compiler.output.ignored import notices as ignored
from compiler.output.install import in_the_way, plan, summary
from compiler.output.install import install as make_changes
from compiler.output.replaced import as_text, leftover, removals
from compiler.output.transaction import NotUndoneError, StoppedError
from compiler.plain_text import plain
from compiler.terminal import ExitCode, stop, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compiler.output.compare import Comparison
    from compiler.output.install import Planned
    from compiler.project import Project


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--diff", "show", is_flag=True, help="Show the difference too, not only how many lines it has.")
@click.option("--overwrite-unmanaged", is_flag=True, help="Also replace files that Linesmith did not write, if Git has them.")
@click.option("--remove-replaced", is_flag=True, help="Also remove files that a definition names as replaced, if Git has them.")
@click.pass_obj
def install(  # noqa: PLR0913 - one for each option
    folder: Path, path: Path, *, yes: bool, dry_run: bool, show: bool, overwrite_unmanaged: bool, remove_replaced: bool
) -> None:
    """Put the files into the application repository at PATH.

    Shows what changes and asks. Either all files are written or none, and nothing is committed. A file that HEAD does not have just as
    it is on disk is never replaced or removed.
    """
    if not is_there(path / ".git"):
        stop(
            f"{path}: not the root of a Git working tree, so nothing could be undone. To do: name the root of the repository",
            ExitCode.USAGE_ERROR,
        )
    project, compilation, comparisons = compile_and_compare(folder, path, "text")
    comparisons += _version_file(project, path)
    left = leftover(compilation, comparisons, path)
    planned = plan([*comparisons, *(removals(left) if remove_replaced else ())])
    _tell_changes(planned, show=show)
    if not remove_replaced:
        _tell(*as_text(left))
    _stop_if_in_the_way(planned, path, overwrite_unmanaged=overwrite_unmanaged)
    if not planned:
        click.echo(f"{files_are(len(comparisons))} what the definitions make; there is nothing to do")
    elif dry_run:
        click.echo(f"nothing was written: this is a dry run{'' if show else '; see all of it with --diff'}")
    else:
        _confirm(f"Change these {len(planned)} files in {path}?", yes=yes)
        _make(planned)
        click.echo(f"{len(planned)} written. To do: look at `git -C {shlex.quote(str(path.absolute()))} status`, then commit")
    _tell(*ignored(comparisons, path), *notices(compilation.files, path), *advice(compilation.files, path))


def _version_file(project: Project, path: Path) -> list[Comparison]:
    """The file that names the commit of the definitions; nothing if there is no such commit."""
    try:
        commit = commit_of(project)
    except UnknownCommitError as error:
        warn(f"{FILE} stays as it is: {error}")
        return []
    if told := not_pushed(project, commit):
        warn(told)
    return [compare_commit(commit, path)]


def _tell(*lines: str) -> None:
    for line in lines:
        click.echo(line)


def _tell_changes(planned: Sequence[Planned], *, show: bool) -> None:
    if show:
        for one in planned:
            click.echo(one.difference, nl=False)
    _tell(*summary(planned))


def _stop_if_in_the_way(planned: Sequence[Planned], path: Path, *, overwrite_unmanaged: bool) -> None:
    try:
        obstacles = sorted(set(in_the_way(planned, path, overwrite_unmanaged=overwrite_unmanaged)))
    except GitError as error:
        stop(f"{path}: Git cannot say what it has there, so nothing was written: {error}", ExitCode.USAGE_ERROR)
    for shown, what, remedy in obstacles:
        click.echo(f"{plain(shown)}: {what}\n  to do: {plain(remedy)}", err=True)
    if obstacles:
        stop(f"{files_are(len(obstacles))} in the way; nothing was written", ExitCode.FINDINGS)


def _confirm(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        stop("there is no terminal to ask on; nothing was written. To do: run it again with --yes", ExitCode.USAGE_ERROR)
    if not click.confirm(question):
        stop("nothing was written. To see all of it first: --dry-run --diff", ExitCode.FINDINGS)


def _make(planned: Sequence[Planned]) -> None:
    try:
        make_changes(planned)
    except StoppedError as error:
        stop(f"{error}: everything is as it was", 128 + error.number)
    except NotUndoneError as error:
        lost = "; ".join(f"{path}: its old content is {old or 'nothing: remove it'}" for path, old in error.left)
        stop(f"could not be put back: {lost}", ExitCode.FINDINGS)
    except OSError as error:
        stop(f"{error.filename}: cannot be written: {error.strerror}. Everything is as it was", ExitCode.FINDINGS)
