"""find-image.sh: a published image is never built over."""

from __future__ import annotations

import base64

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.steps import REGISTRY_TOKEN, TOKEN, Outcome, Steps

VERSION = "1.2.3-staging.4"


def find(steps: Steps, **given: str) -> Outcome:
    return steps.run("find-image", IMAGE="api", VERSION=VERSION, **given)


def test_an_image_to_be_built(steps: Steps) -> None:
    steps.seed("1.2.3-staging.3")
    done = find(steps)
    assert done.outputs == {"name": f"{steps.registry.address}/podverse/metaboost/api", "exists": "false"}
    assert done.slept == []
    assert len(steps.registry.log) == 3


def test_the_same_revision_is_there(steps: Steps) -> None:
    steps.seed(VERSION)
    done = find(steps, GITHUB_RUN_ATTEMPT="2")
    assert done.outputs["exists"] == "true"
    assert "built from this commit" in done.log


def test_another_revision_is_never_overwritten(steps: Steps) -> None:
    steps.seed(VERSION, sha="b" * 40)
    done = find(steps, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 1
    assert "b" * 40 in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize("sha", ["", "b" * 40], ids=["this-revision", "another"])
def test_an_image_under_a_number_that_was_just_reserved_is_none_of_ours(steps: Steps, sha: str) -> None:
    steps.seed(VERSION, sha=sha)
    done = find(steps)
    assert done.code == 1
    assert f"api%3A{VERSION} is there before its build" in done.errors[0]
    assert f'the revision "{sha or steps.sha}"' in done.errors[0]
    assert "re-run all jobs, which takes the next number" in done.errors[0]
    assert done.outputs == {}


def test_no_revision_is_another_build(steps: Steps) -> None:
    steps.registry.faults.add(Fault(f"/manifests/{VERSION}", status=200, body="{}"))
    done = find(steps, GITHUB_RUN_ATTEMPT="2")
    assert done.code == 1
    assert "none" in done.errors[0]


@pytest.mark.parametrize("given", [{"GITHUB_RUN_ATTEMPT": "2"}, {"VERSION_OVERRIDE": VERSION}])
def test_a_re_run_and_an_override_look_again(steps: Steps, given: dict[str, str]) -> None:
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
def test_a_package_that_does_not_exist_yet_is_absent_even_where_strangers_are_denied(steps: Steps, denied_at: str) -> None:
    steps.registry.absent = "denied"
    steps.registry.denied_at = "token" if denied_at == "token" else "resource"
    assert find(steps).outputs["exists"] == "false"


@pytest.mark.parametrize("denied_at", ["resource", "token"])
def test_a_package_of_another_repository_is_told_so(steps: Steps, denied_at: str) -> None:
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
def test_what_cannot_be_seen_is_not_absent(steps: Steps, fault: Fault) -> None:
    steps.registry.faults.add(fault)
    done = find(steps)
    assert done.code == 1
    assert done.outputs == {}
    assert done.slept == [1, 2, 4]


@pytest.mark.parametrize("path", ["/v2/$", "/token"])
def test_a_404_of_the_login_says_nothing_of_the_image(steps: Steps, path: str) -> None:
    steps.registry.faults.add(Fault(path, times=0, status=404))
    done = find(steps)
    assert done.code == 1
    assert "no token endpoint" in done.errors[0]


def test_bytes_that_are_not_what_the_registry_says(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/manifests/", status=200, headers=(("Docker-Content-Digest", "sha256:" + "0" * 64),), body="{}"))
    assert "the bytes have the digest" in find(steps).errors[0]


def test_a_token_that_expired_is_minted_again_once(steps: Steps) -> None:
    steps.seed(VERSION)
    steps.registry.faults.add(Fault("/manifests/", status=401))
    assert find(steps, GITHUB_RUN_ATTEMPT="2").outputs["exists"] == "true"
    assert len(steps.registry.seen("GET", "/token")) == 2
    steps.registry.faults.add(Fault("/manifests/", times=0, status=401))
    assert "HTTP 401" in find(steps).errors[0]


def test_a_registry_that_wants_no_login(steps: Steps) -> None:
    steps.registry.faults.add(Fault("^/v2/$", status=200, body="{}"), Fault("/manifests/", times=0, status=404))
    assert find(steps).outputs["exists"] == "false"
    assert steps.registry.seen("GET", "/token") == []


@pytest.mark.parametrize("status", [201, 403])
def test_what_a_token_endpoint_says_is_not_shown(steps: Steps, status: int) -> None:
    """It may hold the token, whatever the status is, and nobody has masked that one."""
    steps.registry.faults.add(Fault("/token", times=0, status=status, body='{"message": "a-bearer-nobody-knows", "token": "a-bearer"}'))
    done = find(steps)
    assert done.code == 1
    assert f"HTTP {status}: the token endpoint" in done.errors[0]
    assert "a-bearer" not in done.log


@pytest.mark.parametrize("secret", ["bearer", "basic", "password"])
def test_a_secret_is_hidden_before_an_answer_is_cut(steps: Steps, secret: str) -> None:
    """A proxy that shows the request it refuses. Of a secret that is cut GitHub would mask nothing."""
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
def test_a_token_endpoint_without_a_token(steps: Steps, body: str) -> None:
    steps.registry.faults.add(Fault("/token", times=0, status=200, body=body))
    done = find(steps)
    assert done.code == 1
    assert "gave no token" in done.errors[0]


def test_a_secret_that_ends_with_a_line_break(steps: Steps) -> None:
    assert find(steps, REGISTRY_TOKEN=REGISTRY_TOKEN + "\n").code == 0
