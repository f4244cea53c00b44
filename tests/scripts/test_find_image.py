"""find-image.sh: a published image is never built over."""

from __future__ import annotations

import base64
import json

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.steps import REGISTRY_TOKEN, TOKEN, Outcome, Steps

VERSION = "1.2.3-staging.4"


def find(steps: Steps, **given: str) -> Outcome:
    return steps.run("find-image", IMAGE="api", VERSION=VERSION, **given)


def test_image_is_to_be_built_when_it_is_absent(steps: Steps) -> None:
    steps.seed("1.2.3-staging.3")
    done = find(steps)
    assert done.outputs == {"name": f"{steps.registry.address}/podverse/metaboost/api", "exists": "false"}
    assert done.slept == []
    assert len(steps.registry.log) == 3


def test_image_is_kept_when_it_has_this_revision(steps: Steps) -> None:
    steps.seed(VERSION)
    done = find(steps, GITHUB_RUN_ATTEMPT="2")
    assert done.outputs["exists"] == "true"
    assert "built from this commit" in done.log


def test_stops_when_the_image_has_another_revision(steps: Steps) -> None:
    steps.seed(VERSION, sha="b" * 40)
    done = find(steps, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 1
    assert "b" * 40 in done.errors[0]
    assert done.outputs == {}


def test_stops_when_the_image_is_another_build_of_this_commit(steps: Steps) -> None:
    """An attested build that was pushed under the tag of this version."""
    steps.seed("1.2.3-staging.3", tag=VERSION)
    done = find(steps, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 1
    assert 'the version "1.2.3-staging.3"' in done.errors[0]


@pytest.mark.parametrize("sha", ["", "b" * 40], ids=["this-revision", "another"])
def test_stops_when_an_image_exists_under_a_number_just_reserved(steps: Steps, sha: str) -> None:
    steps.seed(VERSION, sha=sha)
    done = find(steps)
    assert done.code == 1
    assert f"api%3A{VERSION} existed before it was built" in done.errors[0]
    assert f'the revision "{sha or steps.sha}"' in done.errors[0]
    assert "find out who pushed it, then re-run all jobs" in done.errors[0]
    assert done.outputs == {}


def test_stops_when_the_image_has_no_revision(steps: Steps) -> None:
    body = json.dumps({"annotations": {"org.opencontainers.image.version": VERSION}})
    steps.registry.faults.add(Fault(f"/manifests/{VERSION}", status=200, body=body))
    done = find(steps, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 1
    assert "none" in done.errors[0]


@pytest.mark.parametrize("given", [{"GITHUB_RUN_ATTEMPT": "2"}, {"VERSION_OVERRIDE": VERSION}])
def test_absence_is_checked_again_on_a_re_run_and_with_an_override(steps: Steps, given: dict[str, str]) -> None:
    steps.seed(VERSION)
    steps.registry.faults.add(Fault(f"/manifests/{VERSION}", times=4, status=404, body='{"errors":[{"code":"MANIFEST_UNKNOWN"}]}'))
    done = find(steps, **given)
    assert done.outputs["exists"] == "true"
    assert done.slept == [2, 4, 6, 8]
    steps.registry.faults.add(Fault(f"/manifests/{VERSION}", times=0, status=404))
    again = find(steps, **given)
    assert again.outputs["exists"] == "false"
    assert sum(again.slept) == 30


@pytest.mark.parametrize("denied_at", ["resource", "token"])
def test_new_package_is_absent_when_the_registry_denies_it(steps: Steps, denied_at: str) -> None:
    steps.registry.absent = "denied"
    steps.registry.denied_at = "token" if denied_at == "token" else "resource"
    assert find(steps).outputs["exists"] == "false"


@pytest.mark.parametrize("denied_at", ["resource", "token"])
def test_error_names_the_access_when_the_package_is_of_another_repository(steps: Steps, denied_at: str) -> None:
    steps.registry.denied.add(steps.package("api"))
    steps.registry.denied_at = "token" if denied_at == "token" else "resource"
    done = find(steps)
    assert done.code == 1
    assert "that this repository has access to it" in done.errors[0]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/manifests/", times=0, status=500),
        Fault("/manifests/", times=0, action="cut"),
        Fault("/manifests/", times=0, status=200, body="<p>"),
    ],
)
def test_stops_when_the_image_cannot_be_read(steps: Steps, fault: Fault) -> None:
    steps.registry.faults.add(fault)
    done = find(steps)
    assert done.code == 1
    assert done.outputs == {}
    assert done.slept == [1, 2, 4]


@pytest.mark.parametrize("path", ["/v2/$", "/token"])
def test_stops_when_the_token_endpoint_returns_404(steps: Steps, path: str) -> None:
    steps.registry.faults.add(Fault(path, times=0, status=404))
    done = find(steps)
    assert done.code == 1
    assert "no token endpoint" in done.errors[0]


def test_stops_when_the_manifest_differs_from_its_digest(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/manifests/", status=200, headers=(("Docker-Content-Digest", "sha256:" + "0" * 64),), body="{}"))
    assert "the bytes have the digest" in find(steps).errors[0]


def test_token_is_renewed_once_when_it_has_expired(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.registry.faults.add(Fault("/manifests/", status=401))
    assert find(steps, GITHUB_RUN_ATTEMPT="2").outputs["exists"] == "true"
    assert len(steps.registry.seen("GET", "/token")) == 2
    steps.registry.faults.add(Fault("/manifests/", times=0, status=401))
    assert "HTTP 401" in find(steps).errors[0]


def test_image_is_found_when_the_registry_needs_no_login(steps: Steps) -> None:
    steps.registry.faults.add(Fault("^/v2/$", status=200, body="{}"), Fault("/manifests/", times=0, status=404))
    assert find(steps).outputs["exists"] == "false"
    assert steps.registry.seen("GET", "/token") == []


@pytest.mark.parametrize("status", [201, 403])
def test_response_of_the_token_endpoint_is_not_shown(steps: Steps, status: int) -> None:
    """It may contain the token, whatever the status is, and that token is not masked."""
    steps.registry.faults.add(Fault("/token", times=0, status=status, body='{"message": "a-bearer-nobody-knows", "token": "a-bearer"}'))
    done = find(steps)
    assert done.code == 1
    assert f"HTTP {status}: the token endpoint" in done.errors[0]
    assert "a-bearer" not in done.log


@pytest.mark.parametrize("secret", ["bearer", "basic", "password"])
def test_secret_is_masked_before_a_response_is_cut(steps: Steps, secret: str) -> None:
    """A proxy that shows the request it refuses. GitHub would not mask a part of a secret."""
    known = {
        "bearer": "the-bearer-that-was-minted",
        "basic": base64.b64encode(f"mona:{TOKEN}".encode()).decode(),
        "password": TOKEN,
    }[secret]
    steps.registry.faults.add(
        Fault("/token", times=0, status=200, body='{"token": "the-bearer-that-was-minted"}'),
        Fault("/manifests/", times=0, status=400, body="x" * (300 - len(known) + 2) + known),
    )
    done = find(steps)
    assert "HTTP 400: xxx" in done.errors[0]
    shown = [line for line in done.log.splitlines() if not line.startswith("::add-mask::")]
    assert known[:8] not in "".join(shown)


@pytest.mark.parametrize("body", ["{}", '{"token": 7}', '{"token": "a\\nb"}', '{"token": '])
def test_stops_when_the_token_endpoint_gives_no_token(steps: Steps, body: str) -> None:
    steps.registry.faults.add(Fault("/token", times=0, status=200, body=body))
    done = find(steps)
    assert done.code == 1
    assert "returned no token" in done.errors[0]


def test_secret_is_used_when_it_ends_with_a_line_break(steps: Steps) -> None:
    assert find(steps, REGISTRY_TOKEN=REGISTRY_TOKEN + "\n").code == 0
