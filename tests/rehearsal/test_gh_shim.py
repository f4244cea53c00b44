"""The real gh behind its shim, against the attestations of the simulated GitHub."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("cryptography", reason="cryptography is missing. To have it: pip install cryptography")

from rehearsal.http.faults import Fault, rate_limited
from rehearsal.runner.gh_shim import write_gh_shim
from rehearsal.sigstore.authority import Authority
from rehearsal.tokens import Grant
from tests.rehearsal.attestations import MANIFEST, REPOSITORY, digest
from tests.rehearsal.http_client import NOBODY, UNKNOWN
from tests.rehearsal.test_sigstore import WRONG
from tests.rehearsal.verification import Case, Verified, verify
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.github import GitHub
    from rehearsal.tokens import Tokens

VERIFIER = "ghs_verifier"
RIGHT = Case()


class Verifier:
    """A machine with gh behind the shim."""

    def __init__(self, folder: Path, github: GitHub) -> None:
        self.folder, self.github, self.authority = folder, github, Authority()
        (folder / "bin").mkdir()
        write_gh_shim(folder, github, self.authority)

    def store(self, *cases: Case, initiator: str = "user") -> None:
        for case in cases:
            self.github.attestations.add(case.bundle(Authority() if case.other_root else self.authority), initiator)

    def verify(self, case: Case = RIGHT, *arguments: str, token: str = VERIFIER, **variables: str) -> Verified:
        return verify(self.folder, case, *arguments, gh=str(self.folder / "bin" / "gh"), GH_TOKEN=token, **variables)


@pytest.fixture
def verifier(tmp_path: Path, github: GitHub, tokens: Tokens) -> Verifier:
    program("gh")
    tokens.add(VERIFIER, Grant(attestations="read"))
    (tmp_path / "machine").mkdir()
    return Verifier(tmp_path / "machine", github)


def test_a_stored_attestation_verifies(verifier: Verifier, github: GitHub) -> None:
    verifier.store(RIGHT)
    verified = verifier.verify()
    assert verified.exit_code == 0, verified.output
    assert [entry.target.partition("?")[0].rpartition("/")[0] for entry in github.log] == [
        f"/repos/{REPOSITORY}/attestations",
        f"/attestations/1/{digest(MANIFEST)}",
    ]


@pytest.mark.parametrize("difference", WRONG)
def test_a_wrong_attestation_does_not_verify(verifier: Verifier, difference: str) -> None:
    case, _ = WRONG[difference]
    verifier.store(case)
    verified = verifier.verify(case)
    assert verified.exit_code == 1, verified.output


def test_a_right_attestation_verifies_among_wrong_ones(verifier: Verifier, github: GitHub) -> None:
    """Every page is read, up to the limit of 30 attestations that gh sets itself."""
    verifier.store(RIGHT, *(RIGHT.with_identity(sha=f"{number:040x}") for number in range(29)))
    verified = verifier.verify()
    assert verified.exit_code == 0, verified.output
    assert len([entry for entry in github.log if entry.target.startswith("/repos/")]) == 1


def test_gh_reads_no_more_than_its_limit(verifier: Verifier) -> None:
    verifier.store(RIGHT, *(RIGHT.with_identity(sha=f"{number:040x}") for number in range(30)))
    assert verifier.verify().exit_code == 1
    assert verifier.verify(RIGHT, "--limit", "31").exit_code == 0


def test_gh_follows_the_cursors_of_pages(verifier: Verifier, github: GitHub) -> None:
    verifier.store(RIGHT, *itertools.repeat(RIGHT.with_identity(sha="b" * 40), 100))
    verified = verifier.verify(RIGHT, "--limit", "101")
    assert verified.exit_code == 0, verified.output
    assert ["after=" in entry.target for entry in github.log if entry.target.startswith("/repos/")] == [False, True]


def test_gh_ignores_what_no_action_stored(verifier: Verifier) -> None:
    verifier.store(RIGHT, initiator="github")
    verified = verifier.verify()
    assert (verified.exit_code, "no attestations found" in verified.output) == (1, True)


@pytest.mark.parametrize(
    ("token", "code", "message"),
    [
        (NOBODY, 1, "HTTP 403: Resource not accessible by integration"),
        (UNKNOWN, 1, "HTTP 401: Bad credentials"),
        ("", 4, "gh auth login"),
    ],
)
def test_gh_needs_a_token_with_the_permission(verifier: Verifier, token: str, code: int, message: str) -> None:
    verifier.store(RIGHT)
    verified = verifier.verify(token=token)
    assert (verified.exit_code, message in verified.output) == (code, True), verified.output


def test_an_absent_attestation_is_an_error_of_its_own(verifier: Verifier) -> None:
    verified = verifier.verify()
    assert (verified.exit_code, "HTTP 404: Not Found" in verified.output) == (1, True), verified.output


FAULTS = {
    "500, then a response": (Fault("/repos/", status=500, times=3), 0, 4),
    "500": (Fault("/repos/", status=500, times=0), 1, 4),
    "no response": (Fault("/repos/", action="cut", times=0), 1, 1),
    "a rate limit": (rate_limited("/repos/"), 1, 1),
    "a broken response": (Fault("/repos/", status=200, body="{"), 1, 1),
    "no bundle, then a bundle": (Fault(r"json\.sn", status=500, times=3), 0, 1),
    "no bundle": (Fault(r"json\.sn", status=500, times=0), 1, 1),
    "a bundle that is cut": (Fault(r"json\.sn", action="cut"), 0, 1),
    "a broken bundle": (Fault(r"json\.sn", status=200, body="x", times=0), 1, 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_exit_code_of_gh_depends_on_the_fault(verifier: Verifier, github: GitHub, fault: str) -> None:
    injected, code, requests = FAULTS[fault]
    verifier.store(RIGHT)
    github.faults.add(injected)
    verified = verifier.verify()
    assert verified.exit_code == code, verified.output
    assert len([entry for entry in github.log if entry.target.startswith("/repos/")]) == requests


@pytest.mark.parametrize("variable", ["SIGSTORE_ROOT_FILE", "GH_CONFIG_DIR", "XDG_CONFIG_HOME", "TUF_ROOT"])
def test_no_variable_changes_the_root_or_the_host(verifier: Verifier, tmp_path: Path, variable: str) -> None:
    verifier.store(RIGHT)
    assert verifier.verify(RIGHT, **{variable: str(tmp_path)}).exit_code == 0
    assert verifier.verify(RIGHT, "--custom-trusted-root", str(tmp_path / "none")).exit_code == 0
