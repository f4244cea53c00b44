"""`linesmith gitops`: what an operator needs after a publication, a checklist and a check of the GitOps folder."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from compiler.diagnostic import counted
from compiler.terminal import ExitCode, stop, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops.check import Report
    from gitops.definitions import BrokenDefinitionsError, Checklist
    from gitops.wanted import WantedVersion

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/(?!\.+\Z)[A-Za-z0-9._-]{1,100}")
_ERRORS = "2 usage error, 3 internal error (please report)."
_repository_option = click.option(
    "--repository", metavar="OWNER/NAME", help="The repository that publishes the images (default: the one in the definitions)."
)


@click.group()
def gitops() -> None:
    """Check a GitOps folder, or print the checklist for a deployment."""


@gitops.command("checklist", epilog=f"Exit codes: 0 printed, 1 the definitions cannot be used, {_ERRORS}")
@click.argument("version")
@_repository_option
@click.pass_obj
def print_checklist(folder: Path, version: str, repository: str | None) -> None:
    """Print the checklist for deploying VERSION, as Markdown.

    It lists what an operator does in a GitOps repository after a publication: what to verify first, which version references to change,
    and what to check afterwards.
    """
    from gitops.definitions import BrokenDefinitionsError

    page = _load_checklist(folder)
    wanted = _parse_wanted(page, version, repository)
    try:
        click.echo(page.text(wanted.version, wanted.repository), nl=False)
    except BrokenDefinitionsError as error:
        _stop_on_findings(error, page.project.root)


@gitops.command(
    "check",
    epilog="Exit codes: 0 every reference names the version, "
    f"1 differences, unverified images, or definitions that cannot be used, {_ERRORS}",
)
@click.argument("version")
@click.option(
    "--gitops",
    "path",
    required=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="The folder of one environment. It is only read.",
)
@_repository_option
@click.option(
    "--allow-base",
    "allowed",
    metavar="ADDRESS",
    multiple=True,
    help="A base in another repository, or above PATH, that deploys none of the product's images.",
)
@click.option("--verify", "verifies", is_flag=True, help="Also verify with gh, 2.102 or later, that the pipeline built each image.")
@click.pass_obj
def check_folder(  # noqa: PLR0913  one argument per option
    folder: Path, version: str, path: Path, repository: str | None, allowed: tuple[str, ...], *, verifies: bool
) -> None:
    """Check that every version reference in a GitOps folder names VERSION.

    Checks images, remote bases and environment variables in all kustomizations and YAML files below PATH. A full image reference is
    correct if it names VERSION, or if the `images` of a kustomization replace its tag. What cannot be evaluated, such as a base in
    another repository, is reported as a difference. If kustomize or kubectl is installed, the manifests that it builds are checked too.

    With --verify, gh verifies the attestation of each image that the folder pins: it must be signed by the workflow that publishes
    the images, and name the image. An image with a digest is verified by it, and is still reported as a difference, since a digest
    takes precedence over the tag. gh needs a login to GitHub, and to the registry if the images are private.

    Nothing is changed, and nothing outside PATH is read: PATH is the folder of one environment.
    """
    from gitops.check import NoKustomizationError, check
    from gitops.folder import KUSTOMIZATIONS, MAX_ENTRIES, TooManyFilesError

    wanted = _parse_wanted(_load_checklist(folder), version, repository)
    wanted = replace(wanted, allowed=frozenset(address.partition("?")[0] for address in allowed))
    if not path.is_dir():
        stop(f"{path}: no such folder. Expected: the folder of one environment, as in --gitops apps/alpha", ExitCode.USAGE_ERROR)
    try:
        report = check(path, wanted)
    except NoKustomizationError:
        expected = f"a folder with one of {', '.join(KUSTOMIZATIONS)} in or below it"
        stop(f"{path}: no kustomization here. Expected: {expected}", ExitCode.USAGE_ERROR)
    except TooManyFilesError:
        stop(f"{path}: more than {MAX_ENTRIES} files. Expected: the folder of one environment", ExitCode.USAGE_ERROR)
    lines = list(_differences(report, path))
    for line in lines:
        click.echo(line)
    unverified = _verify(report, wanted, path) if verifies else 0
    if lines or unverified:
        images = [f"{counted(unverified, 'image')} not verified"] * bool(unverified)
        differences = [f"{counted(len(lines), 'difference')} from {wanted.version}"] * bool(lines)
        stop(f"{', '.join([*differences, *images])}; nothing was changed", ExitCode.FINDINGS)
    click.echo(f"{counted(len(report.references), 'version reference')} of {wanted.repository}, all {wanted.version}")


def _differences(report: Report, root: Path) -> Iterator[str]:
    """One line for each difference: the place, what it is, what was found and what was expected."""
    from gitops.reference import escape, quote

    for reference in report.wrong:
        note = f" ({reference.note})" if reference.note else ""
        found = "nothing" if reference.found == "nothing" else quote(reference.found)
        where = _where(root, reference.place.file, reference.place.line)
        yield f"{where}: {escape(reference.what)}: found {found}{note}, expected {reference.expected}"
    for problem in report.problems:
        yield f"{_where(root, problem.place.file, problem.place.line)}: {escape(problem.message)}; expected {problem.expected}"
    for missing in report.missing:
        yield f"{_where(root, '', 0)}: {missing}"


def _verify(report: Report, wanted: WantedVersion, root: Path) -> int:
    """Print one line for each image that the folder pins, and return the number of those that are not verified."""
    from gitops.attested import CannotVerifyError, find_gh, pinned_images, verify
    from gitops.reference import escape

    try:
        verdicts = verify(find_gh(), pinned_images(report.references, wanted), wanted)
    except CannotVerifyError as error:
        stop(str(error), ExitCode.USAGE_ERROR)
    for verdict in verdicts:
        if verdict.failure:
            expected = f"an attestation that {wanted.signer} signed for {verdict.name}, with the repository spelt as on GitHub"
            click.echo(f"{_where(root, '', 0)}: {verdict.image}: not verified: {escape(verdict.failure)}; expected {expected}")
        else:
            click.echo(f"{verdict.image}: verified: {wanted.signer} signed it")
    return sum(bool(verdict.failure) for verdict in verdicts)


def _where(root: Path, file: str, line: int) -> str:
    from gitops.reference import escape

    path = escape(str(root / file))
    return f"{path}:{line}" if line else path


def _load_checklist(folder: Path) -> Checklist:
    from compiler.project import NotAProjectError, Project
    from gitops.definitions import BrokenDefinitionsError, load_checklist

    try:
        project = Project.for_reading(folder, warn)
    except NotAProjectError as error:
        stop(str(error), ExitCode.USAGE_ERROR)
    try:
        return load_checklist(project)
    except BrokenDefinitionsError as error:
        _stop_on_findings(error, project.root)


def _parse_wanted(page: Checklist, version: str, repository: str | None) -> WantedVersion:
    from gitops.reference import quote
    from gitops.version import is_version
    from gitops.wanted import WantedVersion

    prerelease = page.declared.prerelease
    if not is_version(version, prerelease):
        expected = f"X.Y.Z or X.Y.Z-{prerelease}.N, as in 1.4.0-{prerelease}.2"
        stop(f"not a version: {quote(version)}. Expected: {expected}", ExitCode.USAGE_ERROR)
    if repository is not None and not _REPOSITORY.fullmatch(repository):
        stop(f"not a repository: {quote(repository)}. Expected: OWNER/NAME, as on GitHub", ExitCode.USAGE_ERROR)
    return WantedVersion(page.declared, repository or page.declared.own_repository, version)


def _stop_on_findings(error: BrokenDefinitionsError, root: Path) -> NoReturn:
    from compiler.output.place import locate
    from compiler.output.report import as_text

    for line in as_text(locate(error.findings, root), []):
        click.echo(line)
    stop("the definitions cannot be used", ExitCode.FINDINGS)
