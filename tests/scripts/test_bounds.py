"""No step can run for ever: each states its worst case, and stays within it whatever GitHub and the registry do."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest

from compiler import Script
from pipelines.check import CHECK
from pipelines.main import MAIN
from pipelines.staging import STAGING
from tests.scripts.hostile import HOSTILE, curl
from tests.scripts.mutant import STEPS

if TYPE_CHECKING:
    from compiler import Job
    from tests.scripts.steps import Steps

_STATED = re.compile(
    r"# Worst case: (?P<all>\d+) requests(?: and (?P<each>\d+) for each image)?(?:, not counting those of [\w ]+)?, (?P<seconds>\d+) s\."
)
IMAGES = ("api", "web")
DIGESTS = json.dumps(dict.fromkeys(IMAGES, "sha256:" + "0" * 64))
VERSION = "1.2.3-staging.0"
ASKING = {
    "check-declaration": {},
    "choose-staged-build": {"BASE": "1.2.3"},
    "create-tag": {"TAG": "1.2.3"},
    "find-image": {"IMAGE": "api", "VERSION": VERSION, "GITHUB_RUN_ATTEMPT": "2"},
    "move-floating-tag": {"VERSION": VERSION, "DIGESTS": DIGESTS},
    "promote-images": {"VERSION": "1.2.3", "DIGESTS": DIGESTS, "COMMIT": "a" * 40, "GITHUB_RUN_ATTEMPT": "2"},
    "publish-release": {
        "VERSION": VERSION,
        "CHANGELOG": "docs/development/CHANGELOGS/1.2.3.md",
        "DIGESTS": DIGESTS,
        "MAKE_LATEST": "true",
    },
    "read-definitions-commit": {},
    "reserve-version": {},
    "summarise-images": {"VERSION": VERSION},
    "tag-image": {"IMAGE": "api", "VERSION": VERSION, "DIGEST": "sha256:" + "0" * 64, "GITHUB_RUN_ATTEMPT": "2"},
    "verify-images": {"VERSION": VERSION},
}
"""The scripts that ask someone, and what they are given."""


def stated(script: str) -> dict[str, int]:
    found = _STATED.search((STEPS / f"{script}.sh").read_text())
    assert found, f"{script}.sh does not state its worst case"
    return {name: int(value or 0) for name, value in found.groupdict().items()}


def text_of(name: str) -> str:
    return (STEPS / name).read_text()


def test_every_script_that_makes_requests_has_a_stated_bound() -> None:
    asking = {file.stem for file in STEPS.glob("*.sh") if "curl " in file.read_text() or "lib/http.sh" in file.read_text()}
    assert asking == set(ASKING)


@pytest.mark.parametrize("script", ASKING)
def test_stated_time_equals_the_time_limit(script: str) -> None:
    assert f"time_limit={stated(script)['seconds']}\n" in text_of(f"{script}.sh")


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("script", ASKING)
def test_step_stays_within_its_bound_when_servers_are_hostile(steps: Steps, script: str, hostile: str) -> None:
    steps.check_out("main" if script in {"choose-staged-build", "promote-images", "create-tag"} else "staging")
    steps.fake("curl", curl(HOSTILE[hostile]))
    steps.shim("git", "#!/bin/sh\nexit 128\n")
    steps.programs["crane"] = "#!/bin/sh\nexit 1\n"
    (steps.checkout / ".github").mkdir(exist_ok=True)
    (steps.checkout / ".github/linesmith-version").write_text(f"{steps.sha}\n")
    bound = stated(script)
    images = {"IMAGES": "\n".join(IMAGES)} if "IMAGES" in text_of(f"{script}.sh") else {}
    done = steps.run(script, **ASKING[script], **images)
    assert done.requests <= bound["all"] + bound["each"] * len(IMAGES)
    # The clock of the test adds up the last requests of images that are asked side by side: at most 19 s each.
    side_by_side = len(IMAGES) - 1 if "lib/registry.sh" in text_of(f"{script}.sh") else 0
    assert sum(done.slept) <= bound["seconds"] + 19 * side_by_side
    assert done.code == 0 or done.errors, done.log


SLOW_BUNDLES = r"""case "$method $url" in
  *" "*/v2/) answer 401 "$challenge" '{}' ;;
  *" "*/token*) answer 200 '' '{"token":"t"}' ;;
  *" "*/repos/*/attestations/*) answer 200 '' "$BUNDLES" ;;
  *) answer 200 '' '{}' ;;
esac
"""
"""Servers that list as many bundles as a page has, and need 19 s for each."""


@pytest.mark.parametrize("script", ["move-floating-tag", "promote-images"])
def test_verification_stays_within_its_bound_when_bundles_and_gh_are_slow(steps: Steps, script: str) -> None:
    """An earlier step of the job found the images complete, so the time is spent on their attestations."""
    folder = steps.share_temp() / "manifests"
    folder.mkdir()
    digest = f"sha256:{hashlib.sha256(b'{}').hexdigest()}"
    for name in ("", ".type", *(f".{image}.complete" for image in IMAGES)):
        (folder / f"{digest}{name}").write_text("{}")
    steps.check_out("main" if script == "promote-images" else "staging")
    bundles = json.dumps({"attestations": [{"bundle_url": f"http://127.0.0.1:1/{number}"} for number in range(30)]})
    steps.env = {"BUNDLES": bundles}
    steps.fake("curl", curl(SLOW_BUNDLES))
    steps.programs["gh"] = '#!/bin/sh\necho 60 >>"$RECORDS/sleep"\nexit 1\n'
    done = steps.run(script, **{**ASKING[script], "DIGESTS": json.dumps(dict.fromkeys(IMAGES, digest)), "IMAGES": "\n".join(IMAGES)})
    bound = stated(script)
    assert done.requests > 2 * 30 or sum(done.slept) >= bound["seconds"] - 19
    assert sum(done.slept) <= bound["seconds"] + 60 * len(IMAGES)
    assert done.code == 1
    assert "api" in done.errors[0]


@pytest.mark.parametrize("job", [*STAGING.jobs, *MAIN.jobs, *CHECK.jobs], ids=lambda job: f"{job.id}")
def test_steps_of_a_job_end_before_its_timeout(job: Job) -> None:
    """The bounds of the scripts, and ten minutes for the other steps of the job."""
    limits = [stated(step.template)["seconds"] for step in job.steps if isinstance(step, Script) and step.template in ASKING]
    assert isinstance(job.timeout_minutes, int)
    assert sum(limits) + 600 <= job.timeout_minutes * 60


def test_every_wait_has_a_time_limit() -> None:
    """Every command of a step that makes requests, and every sleep, respects the deadline of the step."""
    for file in sorted([*STEPS.glob("*.sh"), *STEPS.glob("lib/*.sh")]):
        text = file.read_text()
        bare = re.sub(r"""#.*|'[^']*'|"(?:\\.|[^"\\])*["]""", "", text)
        for line in bare.splitlines():
            if found := re.search(r"(?<![\w./-])(?<!install )(curl|git|crane|sleep) ", line):
                kept = {"curl": "  curl_options\n" in text or '--max-time "$((left < ' in text, "sleep": "left" in text}
                assert "limited " in line or kept.get(found[1], False), f"{file.name}: {line}"
