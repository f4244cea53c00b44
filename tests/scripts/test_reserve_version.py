"""reserve-version.sh: one number for one run, whatever GitHub and the registry answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rehearsal.faults import Fault, rate_limited
from tests.scripts.steps import OWNER, Steps

REFS = "/git/refs$"


def attempts(steps: Steps) -> list[int]:
    return [entry.status for entry in steps.github.seen("POST", REFS)]


def test_the_first_publish(steps: Steps) -> None:
    done = steps.run("reserve-version")
    assert done.code == 0, done.log
    assert done.outputs == {"version": "1.2.3-staging.0", "base": "1.2.3"}
    ref = steps.github.repository.ref("refs/tags/1.2.3-staging.0")
    assert ref is not None
    assert ref.sha == steps.sha


def test_without_contention_it_makes_no_more_requests_than_it_says(steps: Steps) -> None:
    steps.seed("1.2.3-staging.0")
    steps.tag("1.2.3-staging.0")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    api = [entry for entry in steps.github.log if "/api/" in entry.target]
    assert [(entry.method, entry.status) for entry in api] == [("POST", 201)]
    assert len(steps.registry.log) == 1 + 2 * len(steps.images)
    assert done.slept == []


def test_numbers_are_numbers(steps: Steps) -> None:
    for number in ("9", "10", "010", "2", "x", "99999999999999999999"):
        steps.tag(f"1.2.3-staging.{number}")
    steps.tag("1.2.30-staging.50")
    steps.tag("1.2.3-staging-70")
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.11"


def test_an_annotated_tag_counts_once(steps: Steps) -> None:
    steps.github.repository.git("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "x", "1.2.3-staging.4", steps.sha)
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.5"


def test_the_registry_excludes_numbers_without_a_git_tag(steps: Steps) -> None:
    steps.tag("1.2.3-staging.1")
    steps.seed("1.2.3-staging.2", images=["web"])
    steps.seed("1.2.3-staging.110", images=["api"])
    steps.registry.tag(steps.package("api"), "1.2.3-staging.110", *(f"1.2.3-staging.{number}" for number in range(111, 230)))
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.3"
    steps.tag("1.2.3-staging.109")
    assert steps.run("reserve-version").outputs["version"] == "1.2.3-staging.230"


def test_a_lost_race_takes_the_next_number(steps: Steps) -> None:
    """Git's hint is old: someone took 0 since. Two runs of one commit share no number."""
    steps.github.faults.add(Fault("info/refs", times=0, status=500))
    steps.tag("1.2.3-staging.0")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert attempts(steps) == [422, 201]
    assert "git ls-remote failed" in done.warnings[0]


def test_a_read_that_lags_behind_a_422_is_repeated(steps: Steps) -> None:
    steps.github.faults.add(
        Fault("info/refs", times=0, status=500), Fault("/git/ref/", times=3, status=404, body='{"message":"Not Found"}')
    )
    steps.tag("1.2.3-staging.0")
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert done.slept == [1, 2, 4]


def test_a_422_without_a_tag_is_a_refusal(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=422, body='{"message":"Repository rule violations found"}'))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert "Repository rule violations found" in done.errors[0]
    assert attempts(steps) == [422]


@pytest.mark.parametrize("took_effect", [True, False])
@pytest.mark.parametrize("action", ["answer", "cut"])
def test_an_unknown_outcome_burns_the_number(steps: Steps, action: str, took_effect: bool) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", action="cut" if action == "cut" else "answer", status=502, took_effect=took_effect))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1", done.log


def test_a_rate_limit_waits_as_told_and_keeps_the_number(steps: Steps) -> None:
    steps.github.faults.add(rate_limited(REFS, method="POST", times=2, wait=17))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.0"
    assert done.slept == [17, 17]


@pytest.mark.parametrize(("wait", "slept"), [(7, [7] * 5), (100_000, [])])
def test_a_rate_limit_does_not_hold_the_step_for_ever(steps: Steps, wait: int, slept: list[float]) -> None:
    steps.github.faults.add(rate_limited(REFS, method="POST", times=0, wait=wait))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert done.slept == slept
    assert "rate" in done.errors[0]


@pytest.mark.parametrize(
    ("status", "word"),
    [(403, "workflow files"), (404, "contents: write"), (409, "empty"), (401, "HTTP 401"), (302, "HTTP 302"), (200, "HTTP 200")],
)
def test_other_answers_stop(steps: Steps, status: int, word: str) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=status, body='{"message":"Resource not accessible by integration"}'))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert word in done.errors[0]
    assert "Resource not accessible" in done.errors[0]
    assert attempts(steps) == [status]


def test_at_most_100_numbers(steps: Steps) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", times=0, status=500))
    done = steps.run("reserve-version")
    assert done.code == 1
    assert len(attempts(steps)) == 100
    assert "100 numbers" in done.errors[0]


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


def test_a_seventh_image_that_is_denied_does_not_stop_the_line(steps: Steps) -> None:
    steps.seed("1.2.3-staging.0", images=steps.images[:5])
    steps.registry.denied.add(steps.package(steps.images[5]))
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert "not yet published" in done.warnings[0]


def test_denied_at_the_token_endpoint_is_denied_all_the_same(steps: Steps) -> None:
    steps.seed("1.2.3-staging.0", images=steps.images[:5])
    steps.registry.denied.add(steps.package(steps.images[5]))
    steps.registry.denied_at = "token"
    done = steps.run("reserve-version")
    assert done.outputs["version"] == "1.2.3-staging.1"
    assert len(done.warnings) == 1


def test_an_override_is_accepted_at_this_commit(steps: Steps) -> None:
    steps.github.repository.git("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "x", "1.2.3-staging.5", steps.sha)
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.outputs["version"] == "1.2.3-staging.5", done.log


def test_an_override_is_refused_at_another_commit(steps: Steps) -> None:
    steps.tag("1.2.3-staging.5")
    there = steps.sha
    steps.application.commit("feat: more", {"more": "x"})
    steps.application.fast_forward("staging", "develop")
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.code == 1
    assert there in done.errors[0]
    assert done.outputs == {}


@pytest.mark.parametrize("took_effect", [True, False])
def test_an_override_reads_back_after_a_lost_answer(steps: Steps, took_effect: bool) -> None:
    steps.github.faults.add(Fault(REFS, method="POST", action="cut", took_effect=took_effect))
    done = steps.run("reserve-version", VERSION_OVERRIDE="1.2.3-staging.5")
    assert done.outputs["version"] == "1.2.3-staging.5"
    assert len(attempts(steps)) == (1 if took_effect else 2)


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


def test_a_late_run_learns_why_it_cannot_tag(steps: Steps) -> None:
    heads = []
    for text in ("on: push\n", "on: workflow_dispatch\n"):
        steps.application.commit("ci: change", {".github/workflows/x.yml": text})
        heads.append(steps.application.fast_forward("staging", "develop"))
        steps.application.fast_forward("main", "develop")
    done = steps.run("reserve-version", sha=heads[0])
    assert done.code == 1
    assert "dispatch on the branch head" in done.errors[0]
    assert "workflows=write" in done.errors[0]


def test_runs_at_the_same_time_share_no_number(steps: Steps) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: steps.run("reserve-version"), range(3)))
    assert sorted(outcome.outputs["version"] for outcome in done) == [f"1.2.3-staging.{number}" for number in range(3)]
