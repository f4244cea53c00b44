"""The command line. Everything that compiles is imported inside the commands, so that `linesmith --help` starts quickly."""

from __future__ import annotations

import contextlib
import gc
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.checkers_option import INSTALLED, NONE, add_findings, checkers_option
from compiler.plain_text import plain
from compiler.streams import redirect_late_output
from compiler.terminal import ExitCode, colour_diff, colour_setting, progress, stop, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compiler.compile import Compilation
    from compiler.diagnostic import Finding
    from compiler.output.compare import Comparison
    from compiler.output.install import Planned
    from compiler.output.replaced import Leftover
    from compiler.project import Project

_EPILOG = (
    "Exit codes: 0 success; for `check` and `diff`, everything is up to date, 1 findings, files that are not up to date, or changes that "
    "were not made, 2 usage error, 3 internal error (please report)."
)

# Commands in other modules, imported when they are asked for.
_LAZY_COMMANDS = {
    "explain": "compiler.explain_command:explain",
    "gitops": "gitops.command:gitops",
    "install": "compiler.install_command:install",
    "plan": "compiler.plan_command:plan",
    "rehearse": "rehearsal.command:rehearse",
    "show": "compiler.show_command:show",
}

_repo_option = click.option(
    "--repo", type=click.Path(path_type=Path), help="Compare with the files of this application repository instead of generated/."
)
_format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "github", "json", "sarif"]),
    default="text",
    help="Text for a terminal, annotations for GitHub's log, JSON for programs, or SARIF for code scanning.",
)
_DOCUMENTS = frozenset({"json", "sarif"})
"""Formats that are one document, which is printed even if there is nothing to report."""
_verbose_option = click.option("--verbose", is_flag=True, help="List the files that are up to date as well.")


class _Commands(click.Group):
    """The commands of this module and those in `_LAZY_COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_LAZY_COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _LAZY_COMMANDS:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        module, _, name = _LAZY_COMMANDS[cmd_name].partition(":")
        _refuse_namesake(module.partition(".")[0])
        command: click.Command = getattr(import_module(module), name)
        return command


def _refuse_namesake(package: str) -> None:
    """Stop if Python finds another package of this name before ours, such as one in the current folder with `PYTHONPATH=`."""
    from importlib.util import find_spec

    home, found = Path(__file__).resolve().parents[1], find_spec(package)
    folders = [Path(place).resolve().parent for place in (found and found.submodule_search_locations) or ()]
    if folders != [home]:
        where = f" in {folders[0]}" if folders else ""
        stop(
            f'the package "{package}"{where} hides the one of linesmith, which is in {home}. '
            "To do: install linesmith in an environment of its own, and unset PYTHONPATH",
            ExitCode.USAGE_ERROR,
        )


@click.group(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="linesmith", prog_name="linesmith")
@click.option(
    "-C",
    "folder",
    metavar="PATH",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Run as if started in this folder.",
)
@click.pass_context
def main(context: click.Context, folder: Path) -> None:
    """Compile release pipelines, declared in Python, to GitHub workflows."""
    context.color = colour_setting()
    context.with_resource(contextlib.chdir(folder))
    context.obj = Path()


@main.command()
@_format_option
@checkers_option(INSTALLED)
@_verbose_option
@click.pass_obj
def generate(folder: Path, output_format: str, checkers: str, *, verbose: bool) -> None:
    """Write the generated files.

    Names the files that changed. A file that no definition declares any more is removed if Git has it. If there is
    any finding, including one of a checker, nothing is written. As JSON or SARIF, prints the report of `check`.
    """
    from compiler.output.compare import State, compare
    from compiler.output.install import plan

    project = _find_project(folder)
    compilation = _compile(project, output_format, checkers)
    comparisons = compare(compilation.files, project.root)
    in_the_way = [comparison for comparison in comparisons if comparison.state is State.UNMANAGED]
    if in_the_way:
        _report(output_format, [], in_the_way, project)
        stop("nothing was written", ExitCode.FINDINGS)
    _refuse_to_lose_orphans([comparison for comparison in comparisons if comparison.state is State.ORPHAN], project.root)
    make_changes(plan(comparisons), on_error=ExitCode.USAGE_ERROR)
    if output_format in _DOCUMENTS:
        _report(output_format, [], compare(compilation.files, project.root), project)
        return
    did = {State.CURRENT: "up to date", State.ORPHAN: "removed, since no definition generates it any more"}
    changed = [comparison for comparison in comparisons if comparison.state is not State.CURRENT]
    for comparison in comparisons if verbose else changed:
        click.echo(f"{plain(comparison.shown)}: {did.get(comparison.state, 'written')}")
    changes = f"{len(changed)} change{'s' * (len(changed) != 1)}"
    next_step = f", after {changes}. To do: review with `git diff`, then commit" if changed else ""
    click.echo(f"{count_files(len(compilation.files))} up to date{next_step}")


def _refuse_to_lose_orphans(orphans: Sequence[Comparison], root: Path) -> None:
    """Stop before anything is written if HEAD lacks the content of a file that would be removed: Git could not restore it."""
    if not orphans:
        return
    from compiler.diagnostic import joined
    from compiler.output.git import GitError
    from compiler.output.install import find_obstacles, plan

    try:
        obstacles = sorted(set(find_obstacles(plan(orphans), root, overwrite_unmanaged=False)))
    except GitError as error:
        names = [shlex.quote(orphan.shown) for orphan in orphans]
        them = "them" if names[1:] else "it"
        message = f"no definition generates {joined(names, 'or')} any more, and Git cannot say whether HEAD has {them}: {error}"
        stop(f"{message}. To do: rm {' '.join(names)}", ExitCode.FINDINGS)
    for shown, found, remedy in obstacles:
        click.echo(f"{plain(shown)} (no definition generates it any more): {found}\n  to do: {plain(remedy)}", err=True)
    if obstacles:
        stop("nothing was written", ExitCode.FINDINGS)


@main.command()
@_format_option
@_repo_option
@checkers_option(NONE)
@_verbose_option
@click.pass_obj
def check(folder: Path, output_format: str, repo: Path | None, checkers: str, *, verbose: bool) -> None:
    """Check that the generated files are up to date.

    Names the files that are not. With --repo, checks those of an application repository, and that it has everything that
    the definitions expect in it.
    """
    project, compilation, comparisons = compile_and_compare(folder, repo, output_format, same_commit=True, checkers=checkers)
    leftover = None
    if repo is not None and any(declared.replaces for declared in compilation.repositories):
        from compiler.output.replaced import find_leftover

        with progress("searching the repository"):
            leftover = find_leftover(compilation, comparisons, repo)
    stale = [comparison for comparison in comparisons if comparison.state != "current"]
    if stale or leftover or output_format in _DOCUMENTS or verbose:
        _report(output_format, [], comparisons, project, leftover, verbose=verbose)
    if stale:
        see_all = repo is not None and output_format == "text"
        next_step = f". To see all differences: linesmith diff --repo {shlex.quote(str(repo))}" if see_all else ""
        stop(f"{len(stale)} of {count_files(len(comparisons), len(stale))} not up to date{next_step}", ExitCode.FINDINGS)
    if output_format not in _DOCUMENTS:
        click.echo(f"{count_files(len(comparisons))} up to date")


@main.command()
@_repo_option
@click.pass_obj
def diff(folder: Path, repo: Path | None) -> None:
    """Show what `generate` would change.

    Prints the differences, the number of lines added and removed in each file, and the total. With --repo, what `install` would
    change in an application repository.
    """
    from compiler.output.install import plan, summary

    _, _, comparisons = compile_and_compare(folder, repo, "text")
    planned = plan(comparisons)
    for each in planned:
        echo_diff(each.difference)
    for line in summary(planned):
        click.echo(line)
    if planned:
        unmanaged = any(each.does == "overwrite" for each in planned)
        install = f"linesmith install {shlex.quote(str(repo))}{' --overwrite-unmanaged' if unmanaged else ''}"
        generate = "move the unmanaged files away, then make generate" if unmanaged else "make generate"
        warn(f"to write them: {install if repo is not None else generate}")
        sys.exit(ExitCode.FINDINGS)


@main.command("list")
@click.pass_obj
def list_files(folder: Path) -> None:
    """List the generated files with their definitions and jobs."""
    outputs = _compile(_find_project(folder)).files
    width = max(len(output.location) for output in outputs)
    for output in outputs:
        jobs = f": {' → '.join(job.id for job in output.workflow.jobs)}" if output.workflow else ""
        click.echo(f"{output.location:<{width}}  {output.definition}{jobs}")


def count_files(count: int, subject: int | None = None) -> str:
    """The beginning of a sentence: `1 file is`, or `3 files are`. The verb agrees with `subject` in `1 of 3 files is`."""
    noun, verb = "file" if count == 1 else "files", "is" if (count if subject is None else subject) == 1 else "are"
    return f"{count} {noun} {verb}"


def make_changes(planned: Sequence[Planned], *, on_error: ExitCode) -> None:
    """Write and remove all of these files, or stop and leave every file as it was."""
    from compiler.output.install import install
    from compiler.output.transaction import RollbackError, StoppedError

    try:
        install(planned)
    except StoppedError as error:
        stop(f"{error}: no file was changed", 128 + error.number)
    except RollbackError as error:
        lost = ", ".join(f"{path} ({_how_to_restore(old)})" for path, old in error.left)
        stop(f"these files could not be restored: {lost}", on_error)
    except OSError as error:
        stop(f"{error.filename}: cannot be written: {error.strerror}. No file was changed", on_error)


def _how_to_restore(old: Path | None) -> str:
    return f"its old content is in {old}; move it back" if old else "it did not exist before; remove it"


def echo_diff(text: str) -> None:
    """Print a unified diff, with colour on a terminal."""
    for line in text.split("\n")[:-1]:
        click.echo(colour_diff(line))


def _find_project(folder: Path, *, only_read: bool = False) -> Project:
    from compiler.project import NotAProjectError, Project

    try:
        return Project.for_reading(folder, warn) if only_read else Project.containing(folder)
    except NotAProjectError as error:
        stop(str(error), ExitCode.USAGE_ERROR)


def _compile(project: Project, output_format: str = "text", checkers: str = NONE) -> Compilation:
    from compiler.compile import compile_project
    from compiler.streams import hold_back_output

    with hold_back_output() if output_format == "github" else progress("compiling the definitions"):
        compilation = compile_project(project)
    _stop_on_findings(add_findings(compilation, checkers), project, output_format)
    return compilation


def _stop_on_findings(findings: Sequence[Finding], project: Project, output_format: str) -> None:
    if findings:
        _report(output_format, findings, [], project)
        stop(f"{len(findings)} finding{'s' * (len(findings) > 1)}; no file was compared or written", ExitCode.FINDINGS)


def compile_and_compare(
    folder: Path, repo: Path | None, output_format: str, *, same_commit: bool = False, checkers: str = NONE
) -> tuple[Project, Compilation, list[Comparison]]:
    """Compile the definitions, and compare the result with this repository or with an application repository.

    Stops if there are findings or nothing to compare. With `same_commit`, also stops if the definitions are those of a wheel and the
    application repository was installed from another commit.
    """
    from compiler.output.compare import compare

    project = _find_project(folder, only_read=repo is not None)
    if repo is not None and not repo.is_dir():
        stop(f"{repo}: no such folder. Expected: the root of an application repository", ExitCode.USAGE_ERROR)
    if repo is not None and same_commit:
        from compiler.output.definitions_commit import other_commit

        if wrong := other_commit(project, repo):
            stop(wrong, ExitCode.FINDINGS)
    compilation = _compile(project, output_format, checkers)
    if repo is not None:
        from compiler.output.repository_check import check_repository

        _stop_on_findings(check_repository(compilation, repo), project, output_format)
    with progress("comparing the files"):
        comparisons = compare(compilation.files, repo or project.root, mirrored=repo is not None)
    if not comparisons:
        stop("there was nothing to compare: every workflow is for this repository itself", ExitCode.FINDINGS)
    return project, compilation, comparisons


def _report(  # noqa: PLR0913 - one for each part of the report
    output_format: str,
    findings: Sequence[Finding],
    comparisons: Sequence[Comparison],
    project: Project,
    leftover: Leftover | None = None,
    *,
    verbose: bool = False,
) -> None:
    from compiler.output.formats import report_lines

    for line in report_lines(output_format, findings, comparisons, project.root, leftover, verbose=verbose):
        click.echo(line)


def run() -> None:
    """The entry point. Turns an exception into a message with what a report needs."""
    # Pydantic searches all installed distributions for plugins before its first schema: a tenth of the run, and we have none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()  # a short run keeps nearly everything that it allocates, so collecting garbage only costs time
    try:
        main()
    except Exception as error:  # noqa: BLE001 - the last place that can keep a traceback from the user
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        warn(f"internal error (please report): {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})")
        click.echo("To do: report it with this line, the output of `linesmith --version`, and the definition that was compiled.", err=True)
        sys.exit(ExitCode.INTERNAL_ERROR)
    finally:
        redirect_late_output()
        gc.freeze()  # Python collects garbage once more when it exits, and would visit all objects: the process ends anyway
