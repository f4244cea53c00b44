"""`linesmith checklist` and `linesmith pins`: what an operator asks after a publish."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops.check import Report
    from gitops.definitions import BrokenDefinitionsError, Checklist
    from gitops.wanted import Wanted

RIGHT, DIFFERENT, WRONG_USE = 0, 1, 2
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/(?!\.+\Z)[A-Za-z0-9._-]{1,100}")
_repository_option = click.option(
    "--repository", metavar="OWNER/NAME", help="The repository that the images are published from (default: that of the definitions)."
)


@click.command(epilog="Exit codes: 0 printed, 1 the definitions cannot be used, 2 wrong use.")
@click.argument("version")
@_repository_option
@click.pass_obj
def checklist(folder: Path, version: str, repository: str | None) -> None:
    """Print the checklist for pinning VERSION, as Markdown.

    It says what an operator does in a GitOps repository after the publish: what to look at first, what to pin, what to check.
    """
    from gitops.definitions import BrokenDefinitionsError

    page = _checklist(folder)
    wanted = _wanted(page, version, repository)
    try:
        click.echo(page.text(wanted.version, wanted.repository), nl=False)
    except BrokenDefinitionsError as error:
        _refused(error, page.project.root)


@click.command(epilog="Exit codes: 0 all pins name the version, 1 differences, 2 wrong use.")
@click.argument("version")
@click.option(
    "--gitops", "place", required=True, metavar="PATH", type=click.Path(path_type=Path), help="The folder of one environment, to be read."
)
@_repository_option
@click.option(
    "--allow-base",
    "allowed",
    metavar="ADDRESS",
    multiple=True,
    help="A base of another repository, or above PATH, that has nothing of ours.",
)
@click.pass_obj
def pins(folder: Path, version: str, place: Path, repository: str | None, allowed: tuple[str, ...]) -> None:
    """Tell which pins of a GitOps folder do not name VERSION.

    Looks at the images, the remote bases and the environment variables of all kustomizations and YAML files below PATH. A reference in
    full is right if it names VERSION, or where the images of a kustomization replace its tag. What cannot be judged is named, and counts
    as a difference, a base of another repository too. With kustomize or kubectl on PATH, what they build is compared too.

    Nothing is changed, and nothing outside PATH is read: it names one environment.
    """
    from gitops.check import NoKustomizationError, check
    from gitops.folder import KUSTOMIZATIONS, MOST_ENTRIES, TooManyFilesError

    wanted = replace(_wanted(_checklist(folder), version, repository), allowed=frozenset(one.partition("?")[0] for one in allowed))
    if not place.is_dir():
        _stop(f"{place}: no such folder. Expected: the folder of one environment, as in --gitops apps/alpha")
    try:
        report = check(place, wanted)
    except NoKustomizationError:
        _stop(f"{place}: no kustomization here. Expected: a folder with one of {', '.join(KUSTOMIZATIONS)} in or below it")
    except TooManyFilesError:
        _stop(f"{place}: more than {MOST_ENTRIES} files. Expected: the folder of one environment")
    lines = list(_told(report, place))
    for line in lines:
        click.echo(line)
    if lines:
        click.echo(f"linesmith: {_count(len(lines), 'difference')} from {wanted.version}; nothing was changed", err=True)
        sys.exit(DIFFERENT)
    click.echo(f"{_count(len(report.pins), 'pin')} of {wanted.repository}, all {wanted.version}")


def _told(report: Report, root: Path) -> Iterator[str]:
    """One line a difference: where, what it is, what was found, what was expected."""
    from gitops.reference import plain, shown

    for pin in report.wrong:
        note = f" ({pin.note})" if pin.note else ""
        found = "nothing" if pin.found == "nothing" else shown(pin.found)
        yield f"{_where(root, pin.place.file, pin.place.line)}: {plain(pin.what)}: found {found}{note}, expected {pin.expected}"
    for fault in report.faults:
        yield f"{_where(root, fault.place.file, fault.place.line)}: {plain(fault.message)}; expected {fault.expected}"
    for missing in report.missing:
        yield f"{_where(root, '', 0)}: {missing}"


def _where(root: Path, file: str, line: int) -> str:
    from gitops.reference import plain

    path = plain(str(root / file))
    return f"{path}:{line}" if line else path


def _checklist(folder: Path) -> Checklist:
    from compiler.project import NotAProjectError, Project
    from gitops.definitions import BrokenDefinitionsError
    from gitops.definitions import checklist as declared

    try:
        project = Project.for_reading(folder, lambda message: click.echo(f"linesmith: {message}", err=True))
    except NotAProjectError as error:
        _stop(str(error))
    try:
        return declared(project)
    except BrokenDefinitionsError as error:
        _refused(error, project.root)


def _wanted(page: Checklist, version: str, repository: str | None) -> Wanted:
    from gitops.reference import shown
    from gitops.version import is_version
    from gitops.wanted import Wanted

    if not is_version(version, page.declared.prerelease):
        _stop(
            f"no version: {shown(version)}. Expected: X.Y.Z or X.Y.Z-{page.declared.prerelease}.N, as in 1.4.0-{page.declared.prerelease}.2"
        )
    if repository is not None and not _REPOSITORY.fullmatch(repository):
        _stop(f"no repository: {shown(repository)}. Expected: OWNER/NAME, as GitHub has it")
    return Wanted(page.declared, repository or page.declared.own_repository, version)


def _refused(error: BrokenDefinitionsError, root: Path) -> NoReturn:
    from compiler.output.report import as_text

    for line in as_text(error.findings, [], root):
        click.echo(line)
    _stop("the definitions cannot be used", DIFFERENT)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _stop(message: str, code: int = WRONG_USE) -> NoReturn:
    click.echo(f"linesmith: {message}", err=True)
    sys.exit(code)
