"""The command line: the only module that prints, exits and reads arguments. What compiles is imported when it is needed."""

from __future__ import annotations

import contextlib
import gc
import os
import shlex
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.plain_text import plain
from compiler.streams import end_of_answer
from compiler.terminal import ExitCode, stop, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compiler.compile import Compilation
    from compiler.diagnostic import Finding
    from compiler.output.compare import Comparison
    from compiler.output.replaced import Leftover
    from compiler.project import Project

_REMOVED = "removed: no definition makes it any more"
_EPILOG = "Exit codes: 0 up to date, 1 findings or files out of date, 2 usage error, 3 internal error (please report)."


# Commands of other modules, by name: nothing is imported before one of them is asked for, and nothing of them is known here.
_ELSEWHERE = {
    "gitops": "gitops.command:gitops",
    "install": "compiler.install_command:install",
    "rehearse": "rehearsal.command:rehearse",
}


class _Commands(click.Group):
    """The commands below, and those of other modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        module, _, name = _ELSEWHERE[cmd_name].partition(":")
        _refuse_namesake(module.partition(".")[0])
        command: click.Command = getattr(import_module(module), name)
        return command


def _refuse_namesake(package: str) -> None:
    """End if another package stands before ours under the same name, as one of the current folder does with PYTHONPATH=."""
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
    """Release pipelines, declared in Python, compiled to GitHub workflows."""
    context.with_resource(contextlib.chdir(folder))
    context.obj = Path()


@main.command()
@click.pass_obj
def generate(folder: Path) -> None:
    """Write the files that the definitions make."""
    from compiler.output.compare import State, compare
    from compiler.output.write import write

    project = _find_project(folder)
    compilation = _compile(project)
    comparisons = compare(compilation.files, project.root)
    in_the_way = [comparison for comparison in comparisons if comparison.state is State.UNMANAGED]
    if in_the_way:
        _report("text", [], in_the_way, project)
        stop("nothing was written", ExitCode.FINDINGS)
    _keep_what_git_lacks([comparison for comparison in comparisons if comparison.state is State.ORPHAN], project.root)
    try:
        write(comparisons)
    except OSError as error:
        stop(
            f"{error.filename}: cannot be written: {error.strerror}. To do: make it writable for this user, then run this again",
            ExitCode.USAGE_ERROR,
        )
    changed = [comparison for comparison in comparisons if comparison.state is not State.CURRENT]
    for comparison in changed:
        click.echo(f"{plain(comparison.shown)}: {_REMOVED if comparison.state is State.ORPHAN else 'written'}")
    told = f"; {len(changed)} changed. To do: look at them with `git diff`, then commit" if changed else ""
    click.echo(f"{files_are(len(compilation.files))} what the definitions make{told}")


def _keep_what_git_lacks(orphans: Sequence[Comparison], root: Path) -> None:
    """End before anything is written if a file would go that HEAD does not have just as it is on disk: nobody could bring it back."""
    if not orphans:
        return
    from compiler.output.git import GitError
    from compiler.output.install import in_the_way, plan

    try:
        obstacles = sorted(set(in_the_way(plan(orphans), root, overwrite_unmanaged=False)))
    except GitError as error:
        named = " ".join(shlex.quote(orphan.shown) for orphan in orphans)
        stop(f"no definition makes {named} any more, and Git cannot say what it has of that: {error}. To do: rm {named}", ExitCode.FINDINGS)
    for shown, what, remedy in obstacles:
        click.echo(f"{plain(shown)}: no definition makes it any more; {what}\n  to do: {plain(remedy)}", err=True)
    if obstacles:
        stop("nothing was written", ExitCode.FINDINGS)


@main.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "github", "json"]), default="text", help="For people, GitHub's log, or programs."
)
@click.option(
    "--repo", type=click.Path(path_type=Path), help="Compare with the files of this application repository instead of generated/."
)
@click.pass_obj
def check(folder: Path, form: str, repo: Path | None) -> None:
    """Tell whether the committed files are current."""
    project, compilation, comparisons = compile_and_compare(folder, repo, form, same_commit=True)
    left = None
    if repo is not None and any(declared.replaces for declared in compilation.repositories):
        from compiler.output.replaced import leftover

        left = leftover(compilation, comparisons, repo)
    stale = [comparison for comparison in comparisons if comparison.state != "current"]
    if stale or left or form == "json":
        _report(form, [], comparisons, project, left)
    if stale:
        see = f". To see all of it: linesmith diff --repo {shlex.quote(str(repo))}" if repo is not None and form == "text" else ""
        stop(f"{len(stale)} of {files_are(len(comparisons))} not current{see}", ExitCode.FINDINGS)
    if form != "json":
        click.echo(f"{files_are(len(comparisons))} what the definitions make")


@main.command()
@click.option(
    "--repo", type=click.Path(path_type=Path), help="Compare with the files of this application repository instead of generated/."
)
@click.pass_obj
def diff(folder: Path, repo: Path | None) -> None:
    """Show what `generate` would change.

    The difference, the lines added and removed in each file, and the total. With --repo, what `install` would change there.
    """
    from compiler.output.install import plan, summary

    _, _, comparisons = compile_and_compare(folder, repo, "text")
    planned = plan(comparisons)
    for one in planned:
        click.echo(one.difference, nl=False)
    for line in summary(planned):
        click.echo(line)
    if planned:
        by_hand = any(one.does == "overwrite" for one in planned)
        install = f"linesmith install {shlex.quote(str(repo))}{' --overwrite-unmanaged' if by_hand else ''}"
        generate = "move away what was written by hand, then make generate" if by_hand else "make generate"
        warn(f"to write them: {install if repo is not None else generate}")
        sys.exit(ExitCode.FINDINGS)


@main.command("list")
@click.pass_obj
def list_files(folder: Path) -> None:
    """List the files, a line each: what it is made from, and the jobs of a workflow."""
    outputs = _compile(_find_project(folder)).files
    width = max(len(output.location) for output in outputs)
    for output in outputs:
        jobs = f": {' → '.join(job.id for job in output.workflow.jobs)}" if output.workflow else ""
        click.echo(f"{output.location:<{width}}  {output.definition}{jobs}")


def files_are(count: int) -> str:
    """The beginning of a sentence about so many files."""
    return "1 file is" if count == 1 else f"{count} files are"


def _find_project(folder: Path, *, only_read: bool = False) -> Project:
    from compiler.project import NotAProjectError, Project

    try:
        return Project.for_reading(folder, warn) if only_read else Project.containing(folder)
    except NotAProjectError as error:
        stop(str(error), ExitCode.USAGE_ERROR)


def _compile(project: Project, form: str = "text") -> Compilation:
    from compiler.compile import compile_project
    from compiler.streams import barred

    with barred() if form == "github" else nullcontext():
        compilation = compile_project(project)
    _stop_on_findings(compilation.findings, project, form)
    return compilation


def _stop_on_findings(findings: Sequence[Finding], project: Project, form: str) -> None:
    if findings:
        _report(form, findings, [], project)
        stop(f"{len(findings)} finding{'s' * (len(findings) > 1)}; no file was compared or written", ExitCode.FINDINGS)


def compile_and_compare(
    folder: Path, repo: Path | None, form: str, *, same_commit: bool = False
) -> tuple[Project, Compilation, list[Comparison]]:
    """What the definitions make, compared with this repository, or with an application repository that has what they name.

    With `same_commit`, definitions of a wheel are compared only with a repository that was installed from their commit.
    """
    from compiler.output.compare import compare

    project = _find_project(folder, only_read=repo is not None)
    if repo is not None and not repo.is_dir():
        stop(f"{repo}: no such folder. Expected: the root of an application repository", ExitCode.USAGE_ERROR)
    if repo is not None and same_commit:
        from compiler.output.definitions_commit import other_commit

        if wrong := other_commit(project, repo):
            stop(wrong, ExitCode.FINDINGS)
    compilation = _compile(project, form)
    if repo is not None:
        from compiler.output.repository_check import verify

        _stop_on_findings(verify(compilation, repo), project, form)
    comparisons = compare(compilation.files, repo or project.root, mirrored=repo is not None)
    if not comparisons:
        stop("there was nothing to compare: every workflow is for this repository itself", ExitCode.FINDINGS)
    return project, compilation, comparisons


def _report(
    form: str, findings: Sequence[Finding], comparisons: Sequence[Comparison], project: Project, left: Leftover | None = None
) -> None:
    from compiler.output import report

    lines = {"text": report.as_text, "github": report.as_github, "json": report.as_json}[form]
    for line in lines(findings, comparisons, project.root, left):
        click.echo(line)


def run() -> None:
    """The entry point. A failure that is nobody's mistake but ours says so, with what a report needs."""
    # Pydantic looks through all installed distributions for plugins before its first schema: a tenth of the run, and we have none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()  # nearly all that a short run allocates lives until its end: looking for garbage only costs
    try:
        main()
    except Exception as error:  # noqa: BLE001 - the last place that can keep a traceback from a user
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        warn(f"internal error (please report): {type(error).__name__}: {error} ({where})")
        click.echo("To do: report it with this line, the output of `linesmith --version`, and the definition that was compiled.", err=True)
        sys.exit(ExitCode.INTERNAL_ERROR)
    finally:
        end_of_answer()
