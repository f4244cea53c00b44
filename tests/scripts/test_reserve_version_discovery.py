"""reserve-version.sh: what the registry holds, whatever it answers, before a number is taken."""

from __future__ import annotations

import pytest

from rehearsal.faults import Fault
from tests.scripts.steps import OWNER, REGISTRY_TOKEN, Steps

REFS = "/git/refs$"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_the_registry_excludes_numbers_without_a_git_tag(steps: Steps) -> None:
    steps.tag("1.2.3-staging.1")
    steps.seed("1.2.3-staging.2", images=["web"])
    steps.seed("1.2.3-staging.110", images=["api"])
    steps.registry.tag(steps.package("api"), "1.2.3-staging.110", *(f"1.2.3-staging.{number}" for number in range(111, 230)))
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.3"
    steps.tag("1.2.3-staging.109")
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.230"


@pytest.mark.parametrize(("status", "word"), [(401, "GHCR_REGISTRY_TOKEN"), (403, "GHCR_REGISTRY_TOKEN"), (500, "re-run"), (418, "re-run")])
def test_a_failed_discovery_stops_with_guidance(steps: Steps, status: int, word: str) -> None:
    steps.registry.faults.add(Fault("/tags/list", times=0, status=status))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert word in done.errors[0]
    assert "version_override" in done.errors[0]
    assert attempts(steps) == []


@pytest.mark.parametrize(
    "fault", [Fault("/tags/list", times=0, status=403), Fault("^/v2/$", times=0, action="cut"), Fault("/token", times=0, status=500)]
)
def test_with_an_override_a_failed_discovery_is_a_warning(steps: Steps, fault: Fault) -> None:
    steps.registry.faults.add(fault)
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.99")
    assert done.outputs["version"] == "1.2.3-staging.99", done.log
    assert len(done.warnings) == len(steps.images)


@pytest.mark.parametrize("denied_at", ["resource", "token"])
def test_a_seventh_image_that_is_denied_does_not_stop_the_line(steps: Steps, denied_at: str) -> None:
    steps.images = (*steps.images, "seventh")
    steps.tag("1.2.3-staging.0")
    steps.seed("1.2.3-staging.0", images=steps.images[:-1])
    steps.registry.denied.add(steps.package("seventh"))
    steps.registry.denied_at = "token" if denied_at == "token" else "resource"
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert "seventh counts as not yet published" in done.warnings[0]


@pytest.mark.parametrize(("secret", "code"), [("", 0), (REGISTRY_TOKEN, 0), ("ghp_revoked", 1)])
def test_the_token_for_listing_where_the_secret_is_set(steps: Steps, secret: str, code: int) -> None:
    """Empty is as unset: then it is the job's own token."""
    steps.secrets["GHCR_REGISTRY_TOKEN"] = secret
    done = steps.run("reserve-version")
    assert done.code == code, done.log
    assert ("GHCR_REGISTRY_TOKEN" in done.log) == bool(code)


def test_the_links_of_pages_may_be_relative_or_absolute(steps: Steps) -> None:
    name = steps.package("api")
    first = f"/v2/{name}/tags/list"
    for link in (f"{first}?page=2", f"https://elsewhere.example{first}?page=2", "?page=2", "list?page=2"):
        steps.registry.faults.clear()
        steps.registry.faults.add(
            Fault(rf"{first}\?n=", status=200, headers=(("Link", f'<{link}>; rel="next"'),), body='{"tags": ["1.2.3-staging.7"]}'),
            Fault(rf"{first}\?page=2", status=200, body='{"tags": ["1.2.3-staging.8"]}'),
        )
        done = steps.run("reserve-version")
        assert "api: 2 tags" in done.log


@pytest.mark.parametrize("body", ["{}", "[]", "<html>", "", '{"errors": []}'])
def test_a_page_that_is_none_is_not_an_empty_one(steps: Steps, body: str) -> None:
    steps.registry.faults.add(Fault("/api/tags/list", times=0, status=200, body=body))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "no usable answer" in done.errors[0]


def test_a_package_may_have_no_tags(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/api/tags/list", status=200, body='{"name": "x", "tags": null}'))
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.0"


def test_a_listing_without_end_is_stopped(steps: Steps) -> None:
    link = ("Link", f'</v2/{OWNER.lower()}/api/tags/list?page=2>; rel="next"')
    steps.registry.faults.add(Fault("/api/tags/list", times=0, status=200, headers=(link,), body='{"tags": ["a\\n::error::b", null, "x"]}'))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "100 pages" in done.errors[0]
    assert len(steps.registry.seen("GET", "/api/tags/list")) == 100
