"""Operator scripts and the steps of the pipelines agree on what can be published or promoted.

A row has a state, a part of the message that the scripts print, and a part of the error annotation of the step. If both are empty, all
succeed. Scripts also check what no step can check, such as whether a push starts a run; then only the second is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pytest

from pipelines.product import PRODUCT
from rehearsal.http.faults import Fault
from tests.operator_scripts.published import OWNER
from tests.operator_scripts.states import BASE, STAGED, Link, State, environment, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operator_scripts.repositories import Clone
    from tests.scripts.steps import Shared

NOTES = f"{PRODUCT.changelogs}/{BASE}.md"
TO_STAGING, TO_MAIN = "sync-develop-to-staging.sh", "sync-staging-to-main.sh"


@dataclass(frozen=True)
class Row:
    """A state and the expected messages. The kind says which scripts and steps check it."""

    kind: Literal["declaration", "build", "promotion"]
    state: State
    script: str = ""
    step: str = ""


def declares(script: str, step: str, **state: Any) -> Row:
    return Row("declaration", State(**state), script, step)


def promotes(script: str, step: str, **state: Any) -> Row:
    return Row("promotion", State(**state), script, step)


def changelog(text: str | bytes | Link | None, script: str, step: str) -> Row:
    return declares(script, step, files={NOTES: text})


def manifest(text: str, script: str, step: str) -> Row:
    return declares(script, step, files={"package.json": text})


def version(text: str, script: str, step: str = "package.json%3A version is not SemVer") -> Row:
    return declares(script, step, files={"package.json": f'{{"version": "{text}"}}'})


RESTORE = ', which the build reads. To do: add it, or restore it: git checkout "$(git rev-list -1 '
DOCKERFILE = PRODUCT.files[2]
NO_SEMVER = "which is not SemVer of at most 100 characters; "
NO_OBJECT = {"{": "it cannot be parsed", "[1]": "it contains [1]", "null": "it contains null"}
HUGE = "1.2.9223372036854775807"
FAULT = "Invalid changelog"
ROWS = {
    "a build that can be made": Row("build", State(tags={"1.2.3-staging.1": "before"})),
    "a tag below the next staged version": Row("build", State(tags={"1.2.3-staging.1/hotfix": "before"})),
    "a tag below another staged version": promotes("", "", tags={"1.2.3-staging.1/hotfix": "here"}),
    "a promotion that can be made": promotes("", ""),
    "a promotion that stopped half way": promotes("", "", released={"api": STAGED}),
    "a promotion that is made again": promotes("", "", tags={BASE: "here"}, released={"api": STAGED, "web": STAGED}),
    "a higher number without an image": promotes(
        "", "", builds={STAGED: "here", "1.2.3-staging.10": "here"}, missing={"1.2.3-staging.10": "web"}
    ),
    "a higher number of other content": promotes("", "", builds={STAGED: "here", "1.2.3-staging.7": "before"}),
    "no version": manifest(
        "{}", 'has no "version"; expected: "version": "X.Y.Z". To do: npm pkg set version=X.Y.Z', 'package.json has no "version"'
    ),
    "a version that is a number": manifest(
        '{"version": 7}', 'has the "version" 7, which is not a string', '"version" is 7, which is not a string'
    ),
    **{
        f"a package.json that is {text}": manifest(text, f"is not a JSON object: {why}. To do: git log -p ", f"is not a JSON object: {why}")
        for text, why in NO_OBJECT.items()
    },
    "a version with a line break": version("1.2.3\\n", NO_SEMVER),
    "a prerelease with a leading zero": version("1.2.3-01", NO_SEMVER),
    "a prerelease and a build": declares("", "", files={"package.json": '\ufeff{"version": "1.2.3-rc.1+7"}'}),
    "no package.json": declares(
        "has no package.json. To do: add it, or restore it: git checkout ", "No package.json", files={"package.json": None}
    ),
    "no changelog": changelog(None, f"there is no {NOTES}", "No changelog"),
    "a blank changelog": changelog(" \n\n", f"{NOTES} is empty: it has no visible text; expected: release notes in UTF-8", FAULT),
    "a changelog without a word that shows": changelog("\ufeff\u00a0\n<!-- \nto do -->\n", f"{NOTES} is empty", FAULT),
    "a changelog that nobody wrote": changelog(
        f"# 1.2.3\n\n{PRODUCT.changelog_placeholder}\n", "has no release notes yet: line 3 is still", FAULT
    ),
    "a long changelog": changelog("é" * 120_001, "has 120001 characters; at most 120000 fit", "Changelog too long"),
    "a changelog that is no text": changelog(b"\xff\xfe-\x00", "is not UTF-8 text", FAULT),
    "a changelog with an escape": changelog("# 1.2.3\n- \x1b[31m\n", "has a control character in line 2", FAULT),
    "a changelog that is a link": changelog(
        Link("/proc/self/environ"),
        f"{NOTES} is a symbolic link; expected: a file or folder of the commit. To do: git rm",
        f"Symbolic link in the path {NOTES}",
    ),
    "a folder that is a link": declares(
        f"{PRODUCT.changelogs} is a symbolic link",
        f"Symbolic link in the path {NOTES}",
        files={PRODUCT.changelogs: Link("../../notes"), f"notes/{BASE}.md": "# Notes\n"},
    ),
    "a Dockerfile that is a link": Row(
        "build",
        State(files={DOCKERFILE: Link("/etc/passwd")}),
        f"{DOCKERFILE} is a symbolic link",
        f"Symbolic link in the path {DOCKERFILE}",
    ),
    "a Dockerfile that is gone": Row("build", State(files={DOCKERFILE: None}), f"there is no {DOCKERFILE}{RESTORE}", f"No {DOCKERFILE}"),
    "released from another commit": declares("1.2.3 is already released, from ", "1.2.3 is already released", tags={BASE: "before"}),
    "released with a number that bash cannot count on": declares(
        "To do: npm pkg set version=X.Y.Z, with numbers of at most 15 digits",
        "To do:    npm pkg set version=X.Y.Z, with numbers of at most 15 digits",
        files={"package.json": f'{{"version": "{HUGE}"}}', f"{PRODUCT.changelogs}/{HUGE}.md": "# Notes\n"},
        tags={HUGE: "before"},
    ),
    "a tag below the release": declares(
        "the Git tag 1.2.3/hotfix blocks the tag 1.2.3", "A Git tag blocks 1.2.3", tags={"1.2.3/hotfix": "before"}
    ),
    "a message that skips": promotes("its message has [skip ci]. To do: git push --no-verify origin ", "", message="fix: it [Skip CI]\n"),
    "no successful run": promotes("Publish (staging) has not run for ", "", run=False),
    "never staged": promotes("no staged version of 1.2.3 has this content", "Nothing to promote", builds={}),
    "staged before": promotes("no staged version of 1.2.3 has this content", "Nothing to promote", builds={STAGED: "before"}),
    "an image is missing": promotes(f"{STAGED} lacks the image web", "Nothing to promote", missing={STAGED: "web"}),
    "another revision": promotes(
        "api:1.2.3-staging.0 does not match its Git tag", "does not match its Git tag", revisions={"api": "before"}
    ),
    "a build that lost parts": promotes(
        f"there is nothing to promote: {STAGED} is incomplete: api, ",
        "Nothing to promote%3A the staged build of this content is incomplete",
        lost="api",
    ),
    "a build that lost one of its platforms": promotes(
        f"there is nothing to promote: {STAGED} is incomplete: api, ",
        "Nothing to promote%3A the staged build of this content is incomplete",
        platforms=("linux/amd64", "linux/arm64"),
        lost="api",
        lost_part=1,
    ),
    "a release of a build that lost parts": promotes(
        f"1.2.3 was published from an incomplete build: {STAGED} is incomplete: api, ",
        "1.2.3 was published from an incomplete build",
        lost="api",
        released={"web": STAGED},
    ),
    "a build that names the same set": promotes("", "", of=("api", "web")),
    "a build that names another set": promotes(
        f"api:{STAGED} belongs to another set of images: ", f"{STAGED} belongs to another set of images", of=("api",)
    ),
    "a release of another build": promotes(
        "1.2.3 was published from another build, of commit ",
        "1.2.3 was published from another build",
        builds={STAGED: "here", "1.2.3-staging.1": "before"},
        released={"web": "1.2.3-staging.1"},
    ),
    "an image without an attestation": promotes(
        f"web:{STAGED} has no attestation", f"web for {BASE} has no attestation", attested={"web": []}
    ),
    "an attestation of another commit": promotes(
        f"web:{STAGED} has no matching attestation: ",
        f"web for {BASE} has no matching attestation",
        attested={"web": [{"commit": "b" * 40}]},
    ),
    "an attestation of another workflow": promotes(
        f"api:{STAGED} has no matching attestation: ",
        f"api for {BASE} has no matching attestation",
        attested={"api": [{"signer": f"{OWNER}/.github/workflows/publish-main.yml"}]},
    ),
    "an attestation of a runner that is not GitHub's": promotes(
        "has no matching attestation: ", "has no matching attestation", attested={"web": [{"runner": "self-hosted"}]}
    ),
    "an image of the same build under the name of another one": promotes(
        f"api:{STAGED} has no matching attestation: ",
        f"api for {BASE} has no matching attestation",
        attested={"api": [{"subject": "ghcr.io/podverse/metaboost/web"}]},
    ),
    "attestations of which one is right": promotes("", "", attested={"web": [{"commit": "b" * 40}, {}, {"commit": "c" * 40}]}),
    "a build without attestations that is half promoted": promotes(
        f"web:{STAGED} has no attestation", f"web for {BASE} has no attestation", attested={"web": []}, released={"api": STAGED}
    ),
    "GitHub does not list attestations": promotes(
        f"cannot tell whether api:{STAGED} is attested: ",
        f"Cannot tell whether api for {BASE} is attested",
        github=Fault("/attestations/sha256", times=0, status=502),
    ),
    "GitHub denies attestations": promotes(
        f"cannot tell whether api:{STAGED} is attested: ",
        f"Cannot tell whether api for {BASE} is attested",
        github=Fault("/attestations/sha256", times=0, status=403, body='{"message":"Resource not accessible"}'),
    ),
    "GitHub does not serve the bundles": promotes(
        f"cannot tell whether web:{STAGED} is attested: ",
        f"Cannot tell whether web for {BASE} is attested",
        attested={"web": [{"commit": "b" * 40}]},
        github=Fault("^/attestations/1/", times=0, status=503),
    ),
    "the registry denies it": promotes(
        "To do: set GHCR_REGISTRY_TOKEN to a token that may read packages",
        "Cannot",
        registry=Fault("/manifests/", times=0, status=403, body='{"errors":[{"code":"DENIED","message":"no"}]}'),
    ),
}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return template(tmp_path_factory.mktemp("states") / "a place")


def of(*names: str) -> list[str]:
    return [name for name, row in ROWS.items() if row.kind in names]


@pytest.mark.parametrize("name", of("declaration"))
def test_scripts_and_steps_agree_on_a_declaration(shared: Shared, start: Clone, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    with environment(shared, start, tmp_path / "a place", row.state) as here:
        before = here.pipeline.clone.state()
        messages = [*here.preflight(), here.operator_script(TO_STAGING, "--dry-run"), here.operator_script(TO_MAIN, "--dry-run")]
        assert agree(messages, row.script), messages
        assert here.pipeline.clone.state() == before
        here.release()
        stops = [here.declaration("develop"), here.declaration("main") or here.promotion()]
        assert agree(stops, row.step), stops


@pytest.mark.parametrize("name", of("build"))
def test_scripts_and_steps_agree_on_a_staged_build(shared: Shared, start: Clone, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    with environment(shared, start, tmp_path / "a place", row.state) as here:
        messages = [*here.preflight("staging"), here.operator_script(TO_STAGING, "--dry-run")]
        assert agree(messages, row.script), messages
        stop = here.declaration("develop") or here.reservation()
        assert agree([stop], row.step), stop


@pytest.mark.parametrize("name", of("promotion"))
def test_scripts_and_steps_agree_on_a_promotion(shared: Shared, start: Clone, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    with environment(shared, start, tmp_path / "a place", row.state) as here:
        messages = [*here.preflight("main"), here.operator_script(TO_MAIN, "--dry-run")]
        assert agree(messages, row.script), messages
        here.release()
        stop = here.declaration("main") or here.promotion()
        assert agree([stop], row.step), stop


def agree(messages: list[str], expected: str) -> bool:
    """Whether each message contains the expected text; if that is empty, whether all of them are empty."""
    return all(expected in message if expected else not message for message in messages)
