"""reserve-version.sh: the registry is searched before a number is taken, whatever it responds."""

from __future__ import annotations

import json

import pytest

from rehearsal.http.faults import Fault
from tests.scripts.steps import OWNER, REGISTRY_TOKEN, Steps

REFS = "/git/refs$"
LIST = "/tags/list"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_number_is_skipped_when_only_the_registry_has_it(steps: Steps) -> None:
    steps.tag("1.2.3-staging.1")
    steps.seed("1.2.3-staging.2", images=["web"])
    steps.seed("1.2.3-staging.110", images=["api"])
    steps.registry.tag(steps.package("api"), "1.2.3-staging.110", *(f"1.2.3-staging.{number}" for number in range(111, 230)))
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.3"
    steps.tag("1.2.3-staging.109")
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.230"


@pytest.mark.parametrize(
    "fault", [Fault(LIST, times=0, status=401), Fault(LIST, times=0, status=403), Fault("/token", times=0, status=403)]
)
def test_error_names_token_and_policy_when_discovery_is_denied(steps: Steps, fault: Fault) -> None:
    steps.seed("1.2.3-staging.0")
    steps.registry.faults.add(fault)
    done = steps.run("reserve-version")
    assert done.code == 1
    assert f"Cannot list the tags of api::Found:    HTTP {fault.status}: " in done.errors[0]
    assert "To do:    check GHCR_REGISTRY_TOKEN and the organization's package policy" in done.errors[0]
    assert "or dispatch with version_override=1.2.3-staging.<number>" in done.errors[0]
    assert attempts(steps) == []


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (Fault(LIST, times=0, status=500), "HTTP 500: "),
        (Fault(LIST, times=0, status=418), "HTTP 418: "),
        (Fault(LIST, times=0, action="cut"), "no usable response"),
        (Fault("^/v2/$", times=0, status=502), "HTTP 502: "),
    ],
    ids=["500", "418", "cut", "challenge"],
)
def test_stops_with_a_remedy_when_discovery_fails(steps: Steps, fault: Fault, found: str) -> None:
    steps.registry.faults.add(fault)
    done = steps.run("reserve-version")
    assert done.code == 1
    assert f"Cannot list the tags of api::Found:    {found}" in done.errors[0]
    assert (
        "To do:    re-run the failed jobs; if that does not help, check GHCR_REGISTRY_TOKEN and the organization's package policy"
        in done.errors[0]
    )
    assert "or dispatch with version_override=1.2.3-staging.<number>" in done.errors[0]
    assert attempts(steps) == []


def test_listing_is_tried_four_times(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/api/tags/list", times=3, status=503))
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert done.slept == [1, 2, 4]


def test_listing_waits_as_asked_when_the_rate_is_limited(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/api/tags/list", status=429, headers=(("Retry-After", "23"),)))
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert done.slept == [23]


def test_image_is_not_absent_when_the_token_endpoint_is_missing(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/token", times=0, status=404))
    done = steps.run("reserve-version")
    assert "Cannot list the tags of api::Found:    no usable response (no token endpoint: HTTP 404" in done.errors[0]
    assert attempts(steps) == []


@pytest.mark.parametrize("token", ['"a\\n::error::b"', '"$(touch x) y"', "7", '""'])
def test_token_is_rejected_when_its_form_is_invalid(steps: Steps, token: str) -> None:
    steps.registry.faults.add(Fault("/token", times=0, status=200, body=f'{{"token": {token}}}'))
    done = steps.run("reserve-version")
    assert "the token endpoint returned no token" in done.errors[0]
    assert "::add-mask::" not in done.log


def test_every_token_is_masked_before_use(steps: Steps) -> None:
    done = steps.run("reserve-version")
    assert {f"::add-mask::{token}" for token in steps.registry.mint.secrets()} <= set(done.log.splitlines())
    assert len(steps.registry.mint.secrets()) == len(steps.images)


def test_token_is_renewed_when_it_has_expired(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/api/tags/list", status=401))
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert len(steps.registry.seen("GET", "(?i)/token.*%2fapi%3apull")) == 2


@pytest.mark.parametrize(
    "fault", [Fault(LIST, times=0, status=403), Fault("^/v2/$", times=0, action="cut"), Fault("/token", times=0, status=500)]
)
def test_failed_discovery_is_a_warning_when_an_override_is_given(steps: Steps, fault: Fault) -> None:
    steps.registry.faults.add(fault)
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.99")
    assert done.outputs["version"] == "1.2.3-staging.99", done.log
    assert len(done.warnings) == len(steps.images)
    assert done.warnings[0].startswith("::warning title=Cannot list the tags of api::")


@pytest.mark.parametrize("denied_at", ["resource", "token"])
def test_discovery_goes_on_when_only_a_new_image_is_denied(steps: Steps, denied_at: str) -> None:
    steps.images = (*steps.images, "seventh")
    steps.tag("1.2.3-staging.0")
    steps.seed("1.2.3-staging.0", images=steps.images[:-1])
    steps.registry.denied.add(steps.package("seventh"))
    steps.registry.denied_at = "token" if denied_at == "token" else "resource"
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert "seventh is treated as not yet published" in done.warnings[0]


def test_stops_when_an_image_is_denied_and_the_others_are_absent(steps: Steps) -> None:
    """No image can be listed, so it is unknown whether this token may read any."""
    steps.registry.denied.add(steps.package("web"))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "Cannot list the tags of web::Found:    HTTP 403: " in done.errors[0]


def test_image_names_are_lower_case_when_the_owner_has_capitals(steps: Steps) -> None:
    done = steps.run("reserve-version", GITHUB_REPOSITORY=OWNER.upper())
    assert done.code == 0, done.log
    assert [entry.status for entry in steps.registry.seen("GET", f"^/v2/{OWNER.lower()}/[a-z-]+/tags/list")] == [404] * len(steps.images)


@pytest.mark.parametrize(("secret", "code"), [("", 0), (REGISTRY_TOKEN, 0), ("ghp_revoked", 1)])
def test_listing_uses_the_secret_when_it_is_set(steps: Steps, secret: str, code: int) -> None:
    """An empty secret counts as unset: the job's own token is used."""
    steps.secrets["GHCR_REGISTRY_TOKEN"] = secret
    done = steps.run("reserve-version")
    assert done.code == code, done.log
    assert ("GHCR_REGISTRY_TOKEN" in done.log) == bool(code)


def test_secret_is_used_when_it_ends_with_a_line_break(steps: Steps) -> None:
    steps.secrets["GHCR_REGISTRY_TOKEN"] = f"{REGISTRY_TOKEN}\n"
    assert steps.run("reserve-version").code == 0


def test_next_page_is_followed_when_its_link_is_relative_or_absolute(steps: Steps) -> None:
    name = steps.package("api")
    steps.tag("1.2.3-staging.6")
    first = f"/v2/{name}/tags/list"
    for number, link in enumerate((f"{first}?page=2", f"https://elsewhere.example{first}?page=2", "?page=2", "list?page=2")):
        steps.registry.faults.clear()
        steps.registry.faults.add(
            Fault(rf"{first}\?n=", status=200, headers=(("Link", f'<{link}>; rel="next"'),), body='{"tags": ["1.2.3-staging.7"]}'),
            Fault(rf"{first}\?page=2", status=200, body=f'{{"tags": ["1.2.3-staging.{8 + number}"]}}'),
        )
        done = steps.run("reserve-version")
        assert "api: 2 tags" in done.log
        assert done.outputs["version"] == f"1.2.3-staging.{9 + number}"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_stops_when_the_second_page_cannot_be_read(steps: Steps, status: int) -> None:
    steps.seed("1.2.3-staging.0", images=["web"])
    link = ("Link", '<?page=2>; rel="next"')
    steps.registry.faults.add(
        Fault(r"/api/tags/list\?n=", status=200, headers=(link,), body='{"tags": ["1.2.3-staging.7"]}'),
        Fault("page=2", times=0, status=status, body='{"errors":[{"code":"DENIED"}]}'),
    )
    done = steps.run("reserve-version")
    assert f"Cannot list the tags of api::Found:    no usable response (page 2 of the tags: HTTP {status}: DENIED)" in done.errors[0]
    assert attempts(steps) == []


def test_hostile_tags_are_ignored(steps: Steps) -> None:
    words = [
        "$(touch $RECORDS/pwned)",
        "1.2.3-staging.0\n1.2.3-staging.1",
        "\u2028::add-mask::x",
        "`id`",
        "x" * 129,
        "x" * 1_000_000,
        "\0",
        "a/b",
    ]
    link = ("Link", "<$(touch $RECORDS/pwned)>; rel=prev")
    body = json.dumps({"tags": ["1.2.3-staging.0", *words]})
    steps.registry.faults.add(Fault("/api/tags/list", status=200, headers=(link,), body=body))
    done = steps.run("reserve-version")
    assert "api: 1 tags" in done.log
    assert done.outputs == {"version": "1.2.3-staging.1", "base": "1.2.3"}
    assert len(done.log) < 10_000
    assert not list(steps.folder.glob("**/pwned"))


@pytest.mark.parametrize("body", ["{}", "[]", "<html>", "", '{"errors": []}'])
def test_stops_when_a_page_has_an_invalid_form(steps: Steps, body: str) -> None:
    steps.registry.faults.add(Fault("/api/tags/list", times=0, status=200, body=body))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "no usable response" in done.errors[0]


def test_package_without_tags_is_accepted(steps: Steps) -> None:
    steps.registry.faults.add(Fault("/api/tags/list", status=200, body='{"name": "x", "tags": null}'))
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.0"


def test_listing_stops_after_100_pages(steps: Steps) -> None:
    link = ("Link", f'</v2/{OWNER.lower()}/api/tags/list?page=2>; rel="next"')
    steps.registry.faults.add(Fault("/api/tags/list", times=0, status=200, headers=(link,), body='{"tags": ["a\\n::error::b", null, "x"]}'))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "100 pages" in done.errors[0]
    assert len(steps.registry.seen("GET", "/api/tags/list")) == 100
