"""lib/attestations.sh: an image counts only if the pipeline signed for it; an unknown result is not reported as a forgery.

The step is find-image.sh in a re-run, because it verifies a single image.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault, rate_limited
from tests.rehearsal.attestations import REPOSITORY, WORKFLOW
from tests.scripts.attested import Origin
from tests.scripts.steps import TOKEN

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps

VERSION = "1.2.3-staging.4"
LIST, BUNDLE = "/repos/.*/attestations/sha256", "^/attestations/"
SPDX = "https://spdx.dev/Document/v2.3"
COMMIT = "b" * 40
WRONG = {
    "another commit": Origin(commit=COMMIT),
    "another workflow": Origin(commit="", signer=f"{REPOSITORY}/.github/workflows/ci.yml"),
    "another repository": Origin(commit="", repository="Podverse/Other", signer=f"Podverse/Other/{WORKFLOW}"),
    "another repository that calls the workflow": Origin(commit="", repository="Podverse/Other"),
    "a self-hosted runner": Origin(commit="", runner="self-hosted"),
    "another predicate": Origin(commit="", predicate=SPDX),
}
"""Origins that are no proof. Without a commit: that of the image."""

# Records the processes of the step that are left when it removes its folder. Those that are ending have two seconds for it. Programs that
# run_limited starts are another test's.
_RM = """#!/bin/bash
left() {
  for process in /proc/[0-9]*; do
    if [[ "${process##*/}" == @($$|$PPID|$outer) ]]; then continue; fi
    { read -r name <"$process/comm"; } 2>/dev/null || continue
    if [[ "$name" == @(gh|timeout|sleep) ]]; then continue; fi
    if grep -qzxF -e "RECORDS=$RECORDS" "$process/environ" 2>/dev/null; then echo "$name"; fi
  done
}
if [[ "$1" == -rf ]]; then
  read -r _ _ _ outer _ <"/proc/$PPID/stat"
  SECONDS=0
  while left >"$RECORDS/left" && [[ -s "$RECORDS/left" ]] && ((SECONDS < 2)); do command -p sleep 0.05; done
fi
exec /bin/rm "$@"
"""
# Sends TERM to the first process of the step, the topmost that runs its script. Field 4 of `stat` is the parent.
_TERM = """process=$BASHPID
while ((process > 1)); do
  read -r _ _ _ process _ <"/proc/$process/stat"
  { read -r -d '' program && read -r -d '' script; } <"/proc/$process/cmdline" || script=''
  if [[ "$script" == *find-image.sh ]]; then step="$process"; fi
done
[[ -n "$step" ]] && : >"$RECORDS/signalled"
kill -TERM "$step"
"""
_GH_THAT_ENDS_THE_STEP = f"""#!/bin/bash
if [[ "$2" != verify ]]; then exit; fi
echo $$ >"$RECORDS/process"
{_TERM}command -p sleep 10
: >"$RECORDS/survived"
"""
# The request of the list of attestations. tail stands for curl.
_CURL_THAT_ENDS_THE_STEP = f"""if [[ "$*" != */attestations/sha256* ]]; then
  command -p curl "$@"
  return
fi
local process program script step
{_TERM}command -p timeout 9 tail -f /dev/null >/dev/null
"""


def find(steps: Steps, **given: str) -> Outcome:
    """The step whose only images are those of one name: a re-run, which accepts an existing image."""
    return steps.run("find-image", **{"IMAGE": "api", "VERSION": VERSION, "GITHUB_RUN_ATTEMPT": "2", **given})


def right(steps: Steps) -> Origin:
    return Origin(commit=steps.sha, subject=steps.image_name("api"))


def wrong(steps: Steps, name: str) -> Origin:
    origin = WRONG[name]
    return replace(origin, commit=origin.commit or steps.sha, subject=steps.image_name("api"))


def seeded(steps: Steps) -> str:
    return steps.seed(VERSION, images=["api"])["api"]


def test_image_is_verified_when_the_pipeline_signed_for_it(steps: Steps) -> None:
    digest = seeded(steps)
    done = find(steps)
    assert done.outputs["exists"] == "true", done.log
    assert f"{digest} is attested by {WORKFLOW} for {steps.sha}" in done.log
    assert len(steps.github.log) == 1
    assert len(done.verified) == 1


def test_image_that_is_absent_is_not_verified(steps: Steps) -> None:
    assert find(steps, GITHUB_RUN_ATTEMPT="1").outputs["exists"] == "false"
    assert steps.github.log == []


@pytest.mark.parametrize("case", ["none", "an empty list", "another predicate"])
def test_stops_when_there_is_no_attestation(steps: Steps, case: str) -> None:
    digest = seeded(steps)
    if case == "an empty list":
        steps.github.faults.add(Fault(LIST, times=0, status=200, body='{\n  "attestations" : [ ]\n}'))
    else:
        steps.attested.replace(digest, *([wrong(steps, case)] if case != "none" else []))
    done = find(steps)
    assert (done.code, done.outputs, done.verified) == (1, {}, [])
    assert f"api for {VERSION} has no attestation" in done.errors[0]
    assert digest in done.errors[0]
    assert "to take the next number, re-run all jobs; if version_override was given" in done.errors[0]
    assert sum(done.slept) == 30


@pytest.mark.parametrize("name", WRONG)
def test_stops_when_the_only_attestation_is_of(steps: Steps, name: str) -> None:
    """GitHub lists one with another predicate as provenance here, because it reads the statement and verifies nothing."""
    digest = seeded(steps)
    steps.attested.replace(digest, wrong(steps, name), stored_as="https://slsa.dev/provenance/v1")
    done = find(steps)
    assert (done.code, done.outputs) == (1, {})
    assert f"api for {VERSION} has no matching attestation" in done.errors[0]
    assert "find out who pushed the image" in done.errors[0]
    assert f"an attestation by {WORKFLOW} for {steps.sha}" in done.errors[0]


def test_image_is_verified_when_wrong_attestations_are_newer(steps: Steps) -> None:
    """Anyone with write access to the repository can add some; by default, gh checks only the newest 30."""
    digest = seeded(steps)
    steps.attested.add(digest, *(Origin(commit=f"{number:040x}") for number in range(40)))
    assert find(steps).outputs["exists"] == "true"


DENIED = {
    "403": Fault(LIST, times=0, status=403, body='{"message":"Resource not accessible by integration"}'),
    "500": Fault(LIST, times=0, status=500),
    "cut": Fault(LIST, times=0, action="cut"),
    "page of a proxy": Fault(LIST, times=0, status=200, body="<p>"),
    "rate limit": rate_limited(LIST, times=0),
}


@pytest.mark.parametrize("name", DENIED)
def test_cannot_tell_when_the_attestations_cannot_be_listed(steps: Steps, name: str) -> None:
    seeded(steps)
    steps.github.faults.add(DENIED[name])
    done = find(steps)
    assert (done.code, done.outputs, done.verified) == (1, {}, [])
    assert f"Cannot tell whether api for {VERSION} is attested" in done.errors[0]
    output = {"403": "attestations: read", "rate limit": "after the rate limit resets"}.get(name, "githubstatus.com")
    assert output in done.errors[0]


def test_list_is_requested_again_when_a_read_lags(steps: Steps) -> None:
    seeded(steps)
    steps.github.faults.add(Fault(LIST, times=5, status=404))
    done = find(steps)
    assert done.outputs["exists"] == "true", done.log
    assert sum(done.slept) == 30


def test_gh_runs_again_when_it_failed_once(steps: Steps) -> None:
    seeded(steps)
    steps.attested.fail("unexpected EOF", times=1)
    done = find(steps)
    assert done.outputs["exists"] == "true", done.log
    assert done.slept == [2]


@pytest.mark.parametrize(
    "fault",
    [Fault(BUNDLE, times=0, status=503), Fault(BUNDLE, times=0, action="cut"), Fault(BUNDLE, nth=3, times=0, status=404)],
    ids=["503", "cut", "third"],
)
def test_cannot_tell_when_a_bundle_cannot_be_downloaded(steps: Steps, fault: Fault) -> None:
    digest = seeded(steps)
    steps.attested.add(digest, *(Origin(commit=f"{number:040x}") for number in range(3)))
    steps.attested.fail("failed to fetch bundle")
    steps.github.faults.add(fault)
    done = find(steps)
    assert f"Cannot tell whether api for {VERSION} is attested" in done.errors[0]
    assert "attestations" not in done.errors[0].partition("Expected")[0].partition("Found")[2], "that is the list, not the bundle"


def test_image_in_the_place_of_another_is_not_accepted(steps: Steps) -> None:
    """The digest of an attested image of the same version, pushed under another name."""
    digest = seeded(steps)
    steps.attested.replace(digest, Origin(commit=steps.sha, subject=steps.image_name("web")))
    done = find(steps)
    assert f"api for {VERSION} has no matching attestation" in done.errors[0]
    assert f"the attestation is for {steps.image_name('web')}, not for {steps.image_name('api')}" in done.log


def test_image_with_several_names_is_accepted_under_each(steps: Steps) -> None:
    """Builds of two images can have the same bytes."""
    digest = seeded(steps)
    steps.attested.add(digest, Origin(commit=steps.sha, subject=steps.image_name("web")))
    assert find(steps).outputs["exists"] == "true"


@pytest.mark.parametrize("code", [2, 4, 124, 127, 137, 143])
def test_cannot_tell_when_gh_does_not_end_by_itself(steps: Steps, code: int) -> None:
    """It was cancelled, has no login, took too long, was killed or cannot be run."""
    seeded(steps)
    steps.programs["gh"] = f"#!/bin/sh\nexit {code}\n"
    done = find(steps)
    assert f"Cannot tell whether api for {VERSION} is attested" in done.errors[0]
    assert f"gh ended with {code}" in done.errors[0]


def test_cannot_tell_when_gh_cannot_list_the_attestations(steps: Steps) -> None:
    """The step could read the list, and gh could not."""
    seeded(steps)
    steps.attested.fail("HTTP 503")
    steps.github.faults.add(Fault("/attestations/sha256", nth=2, times=0, status=503))
    done = find(steps)
    assert f"Cannot tell whether api for {VERSION} is attested" in done.errors[0]


def test_cannot_tell_when_the_trusted_roots_cannot_be_downloaded(steps: Steps) -> None:
    seeded(steps)
    steps.attested.fail("failed to verify")
    steps.attested.fail_roots()
    done = find(steps)
    assert f"Cannot tell whether api for {VERSION} is attested" in done.errors[0]
    assert "the trusted root: failed to get trusted root" in done.errors[0]


def test_gh_verifies_the_bytes_of_the_digest(steps: Steps) -> None:
    digest = seeded(steps)
    temp = steps.share_temp()
    (file,) = [word for word in find(steps).verified[0].split() if word.startswith("/")]
    assert file == str(temp / "manifests" / digest)
    assert hashlib.sha256((temp / "manifests" / digest).read_bytes()).hexdigest() == digest.removeprefix("sha256:")


def test_configuration_of_gh_in_home_is_not_read(steps: Steps) -> None:
    seeded(steps)
    file = steps.folder / "run-1/.config/gh/config.yml"
    file.parent.mkdir(parents=True)
    file.write_text("http_unix_socket: /nowhere\n", "utf-8")
    assert find(steps).outputs["exists"] == "true"


def test_output_of_gh_is_masked_before_it_is_cut(steps: Steps) -> None:
    """GitHub would not mask a part of a secret."""
    seeded(steps)
    steps.attested.fail("x" * (300 - len(TOKEN) + 2) + TOKEN)
    done = find(steps)
    assert "has no matching attestation" in done.errors[0]
    assert TOKEN[:8] not in done.log


def test_query_of_a_signed_url_is_not_shown(steps: Steps) -> None:
    seeded(steps)
    steps.attested.fail('Get "https://blobs.example/x.json.sn?sig=hunter2&se=1": EOF')
    done = find(steps)
    assert "blobs.example/x.json.sn?***" in done.errors[0].replace("%3A", ":")
    assert "hunter2" not in done.log


def test_line_of_gh_is_no_workflow_command(steps: Steps) -> None:
    seeded(steps)
    steps.attested.fail("x\n::warning title=y::z\n##[add-mask]y")
    done = find(steps)
    assert (len(done.errors), done.warnings) == (1, [])


@pytest.mark.parametrize("name", ["TOKEN", "GH_URL", "GH_SHA256"])
def test_missing_setting_is_named(steps: Steps, name: str) -> None:
    """A definition that sets SIGNER_WORKFLOW alone."""
    seeded(steps)
    steps.env = {name: ""}
    done = find(steps)
    assert done.errors[0].startswith(
        f"::error title=No {name} to verify attestations with::Found:    SIGNER_WORKFLOW is set, and {name} is empty"
    )
    assert f"To do:    set {name} for the step, its job or the workflow in the definition of Publish (staging)" in done.errors[0]
    assert (done.code, steps.registry.seen(".*", ""), done.verified) == (1, [], [])


def test_gh_ends_when_a_signal_ends_the_step(steps: Steps) -> None:
    """Its environment contains the token."""
    seeded(steps)
    steps.programs["gh"] = _GH_THAT_ENDS_THE_STEP
    done = find(steps)
    records = steps.folder / "run-1/records"
    assert (done.code, (records / "signalled").exists()) == (143, True), done.log
    process = Path("/proc", (records / "process").read_text("utf-8").strip())
    until = time.monotonic() + 8
    while process.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not process.exists()
    assert not (records / "survived").exists()


def test_no_part_of_the_step_goes_on_when_a_signal_ends_it(steps: Steps) -> None:
    """It would write files after the folder of the step was removed."""
    seeded(steps)
    steps.fake("curl", _CURL_THAT_ENDS_THE_STEP)
    steps.shim("rm", _RM)
    assert find(steps).code == 143
    records = steps.folder / "run-1/records"
    assert (records / "signalled").exists()
    assert (records / "left").read_text("utf-8") == ""


def test_token_with_white_space_is_refused(steps: Steps) -> None:
    seeded(steps)
    done = find(steps, TOKEN=f"{TOKEN}\nX-Evil: 1")
    assert "Invalid GitHub token" in done.errors[0]
    assert (steps.github.log, done.verified) == ([], [])


def test_nothing_is_verified_when_the_product_has_no_attestations(steps: Steps) -> None:
    steps.attested.remove(seeded(steps))
    steps.env = {"SIGNER_WORKFLOW": "", "TOKEN": ""}
    steps.programs.clear()
    done = find(steps)
    assert done.outputs["exists"] == "true", done.log
    assert (steps.github.log, done.verified) == ([], [])
