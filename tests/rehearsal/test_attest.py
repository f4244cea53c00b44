"""The fake of actions/attest and the real gh in a run: what a job attests, another one verifies."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from rehearsal.isolation import namespace
from rehearsal.runner import Runner, act, gh_shim
from rehearsal.runner.act_input import load
from rehearsal.runner.runner import ACTIONS, Attempt
from rehearsal.sigstore import bundles
from rehearsal.sigstore.server import Sigstore
from rehearsal.third_parties import BUNDLES
from tests.rehearsal.attestations import MANIFEST, digest
from tests.rehearsal.http_client import OWNER, READER, send
from tests.rehearsal.requirements import namespaces
from tests.tools import HOW_TO_GET, ROOT, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rehearsal.application import Application
    from rehearsal.github import GitHub
    from rehearsal.registry import Registry
    from rehearsal.runner.act_log import ActResult

needs_act = pytest.mark.skipif(act() is None, reason=f"act is missing. To have it: {HOW_TO_GET['act']}")
FILE = "publish-staging.yml"
DIGEST = digest(MANIFEST)
PERMISSIONS = "{id-token: write, attestations: write}"
BY_DIGEST = f"subject-name: ghcr.io/podverse/metaboost/api, subject-digest: {DIGEST!r}"
BUILD = """\
  build:
    runs-on: ubuntu-24.04
    permissions: {permissions}
    steps:
      - run: printf '{first}  one\\n{second} *two\\n' >checksums
      - uses: actions/attest@v4
        id: attest
        with: {{{given}}}
      - run: |
          echo "id=$ID url=$URL"
          cat -- "$BUNDLE"
        env:
          BUNDLE: ${{{{ steps.attest.outputs.bundle-path }}}}
          ID: ${{{{ steps.attest.outputs.attestation-id }}}}
          URL: ${{{{ steps.attest.outputs.attestation-url }}}}
"""
VERIFY = """\
  verify:
    needs: build
    runs-on: ubuntu-24.04
    permissions: {attestations: read}
    steps:
      - run: |
          printf '%s' "$MANIFEST" >manifest.json
          gh attestation verify manifest.json --repo "$GITHUB_REPOSITORY" --deny-self-hosted-runners --source-digest "$GITHUB_SHA" \\
            --signer-workflow "$GITHUB_REPOSITORY/.github/workflows/publish-staging.yml" $MORE --format json
        env:
          GH_TOKEN: ${{ github.token }}
          NO_COLOR: "1"
          MANIFEST: 'MANIFEST_TEXT'
          MORE: 'MORE_OPTIONS'
"""


@pytest.fixture
def sigstore() -> Iterator[Sigstore]:
    pytest.importorskip("cryptography", reason="cryptography is missing. To have it: pip install cryptography")
    with Sigstore() as sigstore:
        yield sigstore


@pytest.fixture
def runner(github: GitHub, registry: Registry, application: Application, sigstore: Sigstore) -> Runner:
    return Runner(github, registry, application, timeout=60, sigstore=sigstore)


def run(runner: Runner, given: str = BY_DIGEST, permissions: str = PERMISSIONS, verify: str = "", attempt: int = 1) -> ActResult:
    build = BUILD.format(permissions=permissions, given=given, first=DIGEST.removeprefix("sha256:"), second="b" * 64)
    head = "name: Publish\non: push\npermissions: {}\ndefaults: {run: {shell: bash}}\njobs:\n"
    return runner.attempt(head + build + verify, Attempt("staging", number=attempt, file=FILE))


def verifying(more: str = "") -> str:
    return VERIFY.replace("MANIFEST_TEXT", MANIFEST.decode()).replace("MORE_OPTIONS", more)


@needs_act
def test_a_job_attests_what_its_run_is_and_another_verifies_it(runner: Runner, github: GitHub, application: Application) -> None:
    program("gh")
    outcome = run(runner, verify=verifying(), attempt=2)
    outcome.expect_success("build", "verify")
    (stored,) = github.attestations.of(DIGEST)
    head = application.head("staging")
    predicate = bundles.read_statement(stored.bundle)["predicate"]
    workflow = {"ref": "refs/heads/staging", "repository": f"https://github.com/{OWNER}", "path": f".github/workflows/{FILE}"}
    assert predicate["buildDefinition"]["externalParameters"]["workflow"] == workflow
    assert predicate["buildDefinition"]["resolvedDependencies"][0]["digest"] == {"gitCommit": head}
    assert predicate["runDetails"]["metadata"]["invocationId"].endswith("/actions/runs/9000000001/attempts/2")
    log = outcome.job("build").output
    assert f"id={stored.id} url={github.url}/{OWNER}/attestations/{stored.id}" in log
    assert json.dumps(stored.bundle) in log
    assert f"attestations/{stored.id}" in outcome.job("build").summary
    assert f'"sourceRepositoryDigest":"{head}"' in outcome.job("verify").output


@needs_act
@pytest.mark.parametrize("more", ["--custom-trusted-root /dev/null", "--custom-trusted-root=/dev/null"])
def test_a_step_cannot_choose_another_root(runner: Runner, more: str) -> None:
    program("gh")
    run(runner, verify=verifying(more)).expect_success("build", "verify")


@needs_act
def test_a_self_hosted_runner_does_not_verify(runner: Runner) -> None:
    program("gh")
    runner.runner_environment = "self-hosted"
    outcome = run(runner, verify=verifying())
    assert [(job.id, job.result) for job in outcome.jobs] == [("build", "success"), ("verify", "failure")]


@needs_act
def test_a_job_requests_what_the_action_requests(runner: Runner, sigstore: Sigstore, github: GitHub) -> None:
    run(runner).expect_success("build")
    asked = [(entry.method, entry.target.partition("?")[0], entry.caller) for entry in (*sigstore.log, *github.log)]
    holder = "9000000001.1 build"
    assert asked == [
        ("GET", "/idtoken", holder),
        ("POST", "/api/v2/signingCert", holder),
        ("POST", "/api/v1/timestamp", ""),
        ("POST", f"/api/v3/repos/{OWNER}/attestations", holder),
    ]


@needs_act
def test_checksums_are_subjects_of_one_attestation(runner: Runner, github: GitHub) -> None:
    run(runner, "subject-checksums: checksums, show-summary: false").expect_success("build")
    (stored,) = github.attestations.of(DIGEST)
    names = [subject["name"] for subject in bundles.read_statement(stored.bundle)["subject"]]
    assert names == ["one", "two"]
    assert github.attestations.of(f"sha256:{'b' * 64}") == [stored]


@needs_act
@pytest.mark.parametrize("failing", ["/idtoken", "/signingCert", "/timestamp"])
def test_the_action_tries_again(runner: Runner, sigstore: Sigstore, github: GitHub, failing: str) -> None:
    sigstore.faults.add(Fault(failing, status=503), Fault(failing, action="cut", nth=2))
    github.faults.add(Fault("/attestations$", status=502, took_effect=True))
    run(runner).expect_success("build")
    assert len(github.attestations.of(DIGEST)) == 2


@needs_act
@pytest.mark.parametrize(
    ("permissions", "message"),
    [
        ("{attestations: write}", 'missing "id-token" permission'),
        ("{id-token: write}", "Failed to persist attestation: Resource not accessible by integration - https://docs.github.com/rest"),
        ("{id-token: write, attestations: read}", "Failed to persist attestation: Resource not accessible by integration"),
    ],
)
def test_a_job_without_the_permissions_fails(runner: Runner, github: GitHub, permissions: str, message: str) -> None:
    outcome = run(runner, permissions=permissions)
    assert outcome.job("build").result == "failure"
    assert [message in note.message for note in outcome.job("build").annotations] == [True], outcome.log
    assert github.attestations.of(DIGEST) == []


def test_an_attestation_has_at_most_1024_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cryptography", reason="cryptography is missing. To have it: pip install cryptography")
    attest = importlib.import_module("rehearsal.fakes.attest")
    lines = [f"{number:064x}  {number}\n" for number in range(1025)]
    monkeypatch.setenv("WITH_SUBJECT_CHECKSUMS", "".join(lines[1:]))
    assert len(attest.subjects()) == 1024
    monkeypatch.setenv("WITH_SUBJECT_CHECKSUMS", "".join(lines))
    with pytest.raises(attest.RefusedError, match=r"Too many subjects specified \(>1024\)"):
        attest.subjects()


REFUSED = {
    "{}": "One of subject-path, subject-digest, or subject-checksums must be provided",
    f"{BY_DIGEST}, subject-checksums: checksums": "Only one of subject-path",
    f"subject-digest: {DIGEST!r}": "subject-name must be provided",
    "subject-name: a, subject-digest: sha256": 'must be in the format "algorithm:hex_digest"',
    "subject-name: a, subject-digest: 'md5:00'": 'unsupported algorithm "md5"',
    "subject-name: a, subject-digest: 'sha256:xy'": "invalid hex digits",
    "subject-name: a, subject-digest: 'sha256:00'": "expected 64, got 2",
    "subject-checksums: 'zz  name'": "Invalid digest: zz",
    "subject-checksums: '00  name'": "Unknown digest algorithm: 00",
    "subject-checksums: nothing": "has no subject",
    "subject-path: checksums": "does not support the input subject-path",
    f"{BY_DIGEST}, predicate-type: x": "does not support the input predicate-type",
    f"{BY_DIGEST}, push-to-registry: true": "does not support push-to-registry",
    f"{BY_DIGEST}, show-summary: perhaps": "the input show-summary is 'perhaps'",
}


@needs_act
def test_the_fake_refuses_wrong_and_unsupported_inputs(runner: Runner, github: GitHub) -> None:
    jobs = "".join(
        BUILD.replace("  build:", f"  build-{number}:").format(permissions=PERMISSIONS, given=given.strip("{}"), first="0", second="0")
        for number, given in enumerate(REFUSED)
    )
    outcome = runner.attempt(f"name: x\non: push\ndefaults: {{run: {{shell: bash}}}}\njobs:\n{jobs}", Attempt("staging"))
    output = {f"build-{number}": message for number, message in enumerate(REFUSED.values())}
    assert {job.id: [output[job.id] in note.message for note in job.annotations] for job in outcome.jobs} == {
        job_id: [True] for job_id in output
    }
    assert github.log == []


def test_the_fake_has_the_inputs_and_outputs_of_the_action() -> None:
    fake = load((ACTIONS / "actions" / "attest" / "action.yml").read_text("utf-8"))
    inputs = "subject-path subject-digest subject-name subject-checksums subject-version sbom-path predicate-type predicate predicate-path"
    assert list(fake["inputs"]) == [*inputs.split(), "push-to-registry", "create-storage-record", "show-summary", "github-token"]
    assert list(fake["outputs"]) == ["bundle-path", "attestation-id", "attestation-url", "storage-record-ids"]


def test_a_token_of_no_job_gets_no_certificate(sigstore: Sigstore) -> None:
    assert send("GET", f"{sigstore.token_url}&audience=sigstore", token=READER).status == 401
    forged = {"credentials": {"oidcIdentityToken": "a.b.c"}}
    assert send("POST", f"{sigstore.url}/api/v2/signingCert", forged).status == 401
    assert send("POST", f"{sigstore.url}/api/v1/timestamp", {"artifactHash": "x", "hashAlgorithm": "sha256"}).status == 400


def test_the_shim_verifies_nothing_without_gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, github: GitHub, sigstore: Sigstore) -> None:
    monkeypatch.setattr(gh_shim, "gh", lambda: None)
    (tmp_path / "bin").mkdir()
    gh_shim.write_gh_shim(tmp_path, github, sigstore.authority)
    assert "not verified" in gh_shim.gh_name()
    for arguments, code in ((("attestation", "verify", "x"), 0), (("release", "list"), 127)):
        done = subprocess.run([tmp_path / "bin" / "gh", *arguments], capture_output=True, text=True, check=False)
        assert (done.returncode, "gh is not installed" in done.stderr) == (code, True)


def test_a_run_verifies_at_the_host_names_of_github(tmp_path: Path) -> None:
    """The API and the bundle are found by gh itself, over TLS, and no token reaches a third party (I10)."""
    namespaces()
    program("gh")
    command = [sys.executable, "-m", "tests.rehearsal.attested_run", str(tmp_path)]
    done = subprocess.run(namespace.wrap_command(command), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["jobs"] == {"build": "success", "verify": "success"}, found["log"]
    path = "/repos/Example-Org/Application/attestations"
    subject = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert found["requests"] == [
        "Sigstore GET /idtoken 200",
        "Sigstore POST /api/v2/signingCert 200",
        "Sigstore POST /api/v1/timestamp 201",
        f"GitHub POST {path} 201",
        f"GitHub GET {path}/{subject} 200",
        f"third parties GET /attestations/1/{subject.replace(':', '%3A')}/7001.json.sn 200",
    ]
    assert (found["third parties"], found["disclosed"]) == ([[BUNDLES]], [])
