"""Each invariant, on worlds in which it holds and on worlds in which it does not: what the rehearsal would overlook is found here."""

from __future__ import annotations

import base64
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

from rehearsal.application import IMAGES
from rehearsal.elsewhere import BLOBS
from rehearsal.faults import Fault
from rehearsal.github import GitHub
from rehearsal.registry import Registry
from rehearsal.runner import Runner
from rehearsal.runner.outcome import Annotation, JobRun, Outcome
from rehearsal.runner.programs import Death
from rehearsal.scenario import expectations, invariants, secrecy, stops
from rehearsal.scenario.history import History, Run, Tried
from rehearsal.scenario.person import Answered, Person
from rehearsal.scenario.scenario import Conclusion, Expect
from rehearsal.scenario.snapshot import masked, names
from rehearsal.scenario.world import World, promote, stage
from rehearsal.tokens import Grant, Tokens
from tests.rehearsal.asking import ask

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal.application import Application

OWNER = "Example-Org/Metaboost"
FILE = "name: x\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps: [{run: ':'}]\n"


@pytest.fixture
def world(tmp_path: Path, application: Application) -> World:
    """Two staged builds of 1.2.3 on all images, the second one named by :staging, with their releases."""
    tokens = Tokens()
    github, registry = GitHub(application.bare, OWNER, tokens), Registry(tokens)
    person = Person(tmp_path / "person", "", tokens, tmp_path / "authority.pem")
    made = World(application, github, registry, Runner(github, registry, application), "", person)
    stage(made, "1.2.3", 2)
    registry.store.moves.clear()
    return made


def found(
    world: World,
    *runs: Run,
    deleted: frozenset[str] = frozenset(),
    released: frozenset[str] = frozenset(),
    at_rest: bool = True,
) -> dict[str, str]:
    """What does not hold, and what is said of it."""
    history = History(list(runs), released)
    return {one.invariant: one.text for one in invariants.check(world, history, set(deleted), at_rest=at_rest)}


def run(world: World, *, line: str = "staging", text: str = FILE, log: str = "", conclusion: str = "success", **outcome: object) -> Run:
    """A run of one job."""
    notes = (Annotation("error", "found x", "No changelog"),) if conclusion == "failure" else ()
    job = JobRun("one", {}, conclusion, (), notes, str(outcome.pop("summary", "")), "")  # type: ignore[arg-type]
    whole = Outcome(
        0, timed_out=bool(outcome.pop("timed_out", False)), jobs=(job,), log=log, overtime=("one",) * bool(outcome.pop("late", 0))
    )
    made = Run(1, line, "publish-staging.yml", text, "push", line, world.application.head(line))
    made.attempts.append(Tried(1, whole, time.monotonic(), time.monotonic()))
    return made


def test_all_of_them_are_looked_at() -> None:
    assert list(invariants.ALWAYS) == [f"I{number}" for number in range(1, 11)]


def test_where_nothing_is_wrong_nothing_is_found(world: World) -> None:
    promote(world, "1.2.3")
    assert found(world, run(world), run(world, line="main")) == {}


def test_i1_an_immutable_tag_that_changes(world: World) -> None:
    world.registry.seed(world.package("web"), "1.2.3-staging.1", revision=world.application.head("staging"), content="other")
    assert found(world)["I1"].startswith("web:1.2.3-staging.1 was sha256:")


def test_i1_says_nothing_of_the_same_digest_and_of_floating_tags(world: World) -> None:
    name = world.package("web")
    world.registry.tag(name, "1.2.3-staging.1", "1.2.3-staging.1")
    world.registry.tag(name, "1.2.3-staging.0", "staging")
    assert "I1" not in found(world)


def test_i2_a_release_that_names_other_images_later(world: World) -> None:
    digests = [f"sha256:{letter * 64}" for letter in "ab"]
    (release,) = [one for one in world.github.releases.all(drafts=True) if one.tag_name == "1.2.3-staging.1"]
    for digest in digests:
        world.github.releases.update(release.number, {"body": f"web {digest}"})
    assert found(world)["I2"].startswith("1.2.3-staging.1 has images that its release does not name")
    texts = [one.text for one in invariants.check(world, History(), set(), at_rest=True) if one.invariant == "I2"]
    assert "the release 1.2.3-staging.1 named 2 different sets of images" in texts


def test_i3_a_revision_that_is_not_the_tag(world: World) -> None:
    world.application.commit("fix: x", {"x": "1"}, branch="staging")
    world.registry.seed(world.package("web"), "1.2.3-staging.2", revision=world.application.head("staging"))
    assert "its Git tag stands at None" in found(world)["I3"]
    world.github.repository.git("tag", "1.2.3-staging.2", world.application.head("main"))
    assert f"has the revision {world.application.head('staging')}" in found(world)["I3"]
    assert "I3" not in found(world, deleted=frozenset({"1.2.3-staging.2"}))


def test_i4_floating_tags_that_name_several_versions(world: World) -> None:
    world.registry.tag(world.package("web"), "1.2.3-staging.0", "staging")
    world.registry.store.moves.clear()
    assert ":staging names no one version" in found(world)["I4"]
    assert found(world, at_rest=False) == {}


def test_i4_a_floating_tag_that_an_image_lacks(world: World) -> None:
    for image in IMAGES[1:]:
        world.registry.tag(world.package(image), "1.2.3-staging.1", "latest")
    assert "'api': 'nothing'" in found(world)["I4"]


@pytest.mark.parametrize(("versions", "back"), [((8, 9, 10), False), ((9, 10, 8), True), ((10, 9, 10), True)])
def test_i5_numbers_are_numbers(world: World, versions: tuple[int, ...], back: bool) -> None:
    stage(world, "1.2.4", 11)
    for number in (7, *versions):
        for image in IMAGES:
            world.registry.tag(world.package(image), f"1.2.4-staging.{number}", "staging")
    del world.registry.store.moves[: -len(IMAGES) * len(versions)]
    assert ("I5" in found(world)) == back


def test_i5_of_latest_goes_by_releases(world: World) -> None:
    promote(world, "1.2.3")
    stage(world, "1.2.4", 1)
    promote(world, "1.2.4")
    world.registry.store.moves.clear()
    before = invariants.releases(world)
    assert before == {"1.2.3", "1.2.4"}
    assert found(world, released=before) == {}
    for image in IMAGES:
        world.registry.tag(world.package(image), "1.2.3", "latest")
    assert "latest went from 1.2.4 back to 1.2.3" in found(world, released=before)["I5"]


def test_i6_a_release_without_all_of_its_images(world: World) -> None:
    world.github.repository.git("tag", "1.2.3-staging.2", world.application.head("staging"))
    for image in IMAGES[1:]:
        world.registry.seed(world.package(image), "1.2.3-staging.2", revision=world.application.head("staging"))
    told: list[str] = []
    world.github.releases.published.append(lambda tag: told.extend(one.text for one in invariants.published(world, tag)))
    world.github.releases.create({"tag_name": "1.2.3-staging.2", "prerelease": True})
    assert found(world)["I6"] == "the release 1.2.3-staging.2 exists without api"
    assert told == ["the release 1.2.3-staging.2 was published without api"]


def test_i6_says_nothing_of_a_draft(world: World) -> None:
    world.github.releases.create({"tag_name": "1.2.3-staging.2", "draft": True})
    assert found(world) == {}


@pytest.mark.parametrize("part", ["layers", "config", "manifests"])
def test_i6_an_image_of_which_a_part_is_gone(world: World, part: str) -> None:
    name = world.package("web")
    packages = world.registry.store.packages[name]  # type: ignore[attr-defined]
    index = packages.manifests[packages.tags["1.2.3-staging.1"]].value
    image = packages.manifests[index["manifests"][0]["digest"]].value
    gone = {"manifests": index["manifests"][0], "config": image["config"], "layers": image["layers"][0]}[part]["digest"]
    packages.blobs.pop(gone, None)
    packages.manifests.pop(gone, None)
    assert found(world)["I6"] == f"web:1.2.3-staging.1 lacks {gone}"


def test_i7_a_release_that_is_no_staged_build(world: World) -> None:
    promote(world, "1.2.3")
    world.registry.store.moves.clear()
    world.registry.seed(world.package("web"), "1.2.3", content="built for it")
    assert "1.2.3 is no one staged build" in found(world, released=frozenset({"1.2.3"}))["I7"]


def test_i7_a_release_of_two_staged_builds(world: World) -> None:
    for image in IMAGES:
        world.registry.tag(world.package(image), f"1.2.3-staging.{int(image == 'web')}", "1.2.3")
    assert "1.2.3 is no one staged build" in found(world)["I7"]


def test_i7_a_release_of_other_content(world: World) -> None:
    world.application.commit("fix: x", {"x": "1"}, branch="main")
    for image in IMAGES:
        world.registry.tag(world.package(image), "1.2.3-staging.1", "1.2.3")
    assert "whose content is not that of main" in found(world, run(world, line="main"))["I7"]
    world.github.repository.git("tag", "1.2.3", world.application.head("staging"))
    assert "of which no run of main was" in found(world, run(world, line="main"))["I7"]
    assert "I7" not in found(world, run(world, line="main"), released=frozenset({"1.2.3"}))


def test_i7_the_same_content_in_another_commit(world: World) -> None:
    world.application.merge("main", "staging")
    for image in IMAGES:
        world.registry.tag(world.package(image), "1.2.3-staging.1", "1.2.3")
    assert "I7" not in found(world, run(world, line="main"))


def test_i8_a_run_that_stays_red_says_a_documented_reason(world: World) -> None:
    red = run(world, conclusion="failure")
    assert invariants.stopped(red, red.attempts[0], mended=True) == []
    said = Annotation("error", "x", "Something nobody wrote down")
    outcomes = [Outcome(1, timed_out=False, jobs=(JobRun("one", {}, "failure", (), notes, "", ""),), log="") for notes in ((), (said,))]
    silent, other = (Tried(1, outcome, 0, 0) for outcome in outcomes)
    assert "says nothing" in invariants.stopped(red, silent, mended=True)[0].text
    assert "no list of stops has" in invariants.stopped(red, other, mended=True)[0].text


def test_i8_every_error_is_a_documented_one(world: World) -> None:
    notes = tuple(Annotation("error", "found x", title) for title in ("No changelog", "Something else"))
    tried = Tried(1, Outcome(1, timed_out=False, jobs=(JobRun("one", {}, "failure", (), notes, "", ""),), log=""), 0, 0)
    (violation,) = invariants.stopped(run(world), tried, mended=True)
    assert "Something else" in violation.text


def test_i8_a_rerun_that_a_message_asks_for_ends_what_it_says_where_all_is_mended(world: World) -> None:
    note = Annotation("error", "Found:    x\nExpected: y\nTo do:    re-run the failed jobs: what is there stays", "1.2.3 is not complete")
    red = run(world)
    tried = Tried(1, Outcome(1, timed_out=False, jobs=(JobRun("one", {}, "failure", (), (note,), "", ""),), log=""), 0, 0)
    assert "was run again as it says, and stays red" in invariants.stopped(red, tried, mended=True)[0].text
    assert invariants.stopped(red, tried, mended=False) == []


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Git tag 1.2.3-staging.1 is taken", True),
        ("1.2.3 is already released: bump the version", True),
        ("web:1.2.3 is another image", True),
        ("Tag discovery failed for api", True),
        ("Git tag is taken by nobody", False),
        ("Git tag of all these words is taken", False),
        ("", False),
    ],
)
def test_i8_the_list_is_that_of_the_document(title: str, known: bool) -> None:
    assert stops.documented(title) == known


def test_i9_a_job_without_a_timeout_and_one_that_does_not_end(world: World) -> None:
    assert "has no timeout" in found(world, run(world, text=FILE.replace("    timeout-minutes: 5\n", "")))["I9"]
    assert "did not end" in found(world, run(world, timed_out=True))["I9"]
    assert "did not end" in found(world, run(world, late=True))["I9"]


def test_i10_a_token_in_a_log_in_a_summary_and_in_an_address(world: World) -> None:
    world.github.tokens.add("ghs_secret", Grant())
    bearer = world.registry.mint.mint(None, [])
    assert found(world, run(world, log="nothing")) == {}
    encoded = [
        base64.b64encode(f"{before}ghs_secret{after}".encode()).decode() for before in ("", "u", "us", "user:") for after in ("", "\n")
    ]
    for log in ("x ghs_secret", f"x {bearer}", *encoded):
        assert "I10" in found(world, run(world, log=log)), log
    assert "I10" in found(world, run(world, summary="ghs_secret"))


def test_i10_a_token_or_a_signed_address_in_the_text_of_a_release(world: World) -> None:
    token = world.github.tokens.add("ghs_secret", Grant())
    address = world.elsewhere.lay(BLOBS, "/a", b"")
    for number, text in enumerate((token, address, "nothing")):
        world.github.releases.create({"tag_name": f"1.2.3-staging.{number + 5}", "draft": True, "body": f"see {text}"})
        said = [one.text for one in secrecy.check(world, History())]
        assert said == [
            f"a token or a signed address is in the text of the release 1.2.3-staging.{one + 5}" for one in range(min(number + 1, 2))
        ]
    assert "I10" in found(world, run(world, log=f"curl: (22) {address}"))


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, ""),
        ({"Authorization": "Bearer anything"}, "the header Authorization"),
        ({"Authorization": "Basic YTpi", "Cookie": "a=b"}, "the header Authorization, the header Cookie"),
        ({"Referer": "https://x/?token=ghs_secret"}, "a token"),
        ({"X-Note": base64.b64encode(b"user:ghs_secret").decode()}, "a token"),
    ],
)
def test_i10_a_third_party_is_told_a_token(world: World, headers: dict[str, str], told: str) -> None:
    world.github.tokens.add("ghs_secret", Grant())
    with world.elsewhere:
        signature = world.elsewhere.lay(world.elsewhere.address, "/crane", b"crane").partition("sig=")[2]
        request = urllib.request.Request(f"{world.elsewhere.url}/crane?sig={signature}", headers=headers)  # noqa: S310  a server of the test
        urllib.request.urlopen(request, timeout=20).close()  # noqa: S310
    host = world.elsewhere.received[0].host
    assert found(world).get("I10", "") == (f"{host} is told {told}: GET /crane" if told else "")


def test_i10_a_third_party_is_told_a_token_in_a_body_and_in_an_address(world: World) -> None:
    token = world.github.tokens.add("ghs_secret", Grant())
    with world.elsewhere:
        ask("POST", f"{world.elsewhere.url}/audit", {"token": token})
        assert "is told a token: POST /audit" in found(world)["I10"]
        world.elsewhere.forget()
        ask("GET", f"{world.elsewhere.url}/audit?token={token}")
    assert next(secrecy.check(world, History())).text == "a token is in the address of a request: GET /audit"


def test_i10_github_is_told_the_token_of_the_registry(world: World) -> None:
    reader = world.github.tokens.add("ghp_reader", Grant(packages="read", holder=secrecy.READER))
    other = world.github.tokens.add("ghs_job", Grant(holder="1.1 job"))
    bearer = world.registry.mint.mint(None, [])
    with world.github:
        for token, told in ((other, False), ("", False), (bearer, True), (reader, True)):
            ask("GET", f"{world.github.api_url}/repos/{OWNER}", token=token)
            assert ("I10" in found(world)) == told, token
            world.github.forget()


def test_what_a_scenario_expects_is_compared(world: World) -> None:
    history = History([run(world, conclusion="failure")])
    wrong = Expect(("green",), ("nobody says this",), "1.2.3-staging.9", "1.2.3", ("1.2.3-staging.0",), ("1.2.3",), "1.2.3")
    right = Expect(("red",), ("No changelog",), "1.2.3-staging.1", "", ("1.2.3-staging.0", "1.2.3-staging.1"), (), "")
    assert len(expectations.met(world, history, wrong)) == 8  # of a release both what GitHub shows and its Git tag
    assert expectations.met(world, history, right) == []
    assert expectations.met(world, history, Expect()) == []


def test_a_green_run_has_made_its_release(world: World) -> None:
    green = run(world)
    assert list(expectations.released(world, [green, green])) == []
    assert "of which 3 runs of staging are green" in next(expectations.released(world, [green] * 3)).text
    green.inputs = {"version_override": "1.2.3-staging.1"}
    assert list(expectations.released(world, [green])) == []
    green.inputs = {"version_override": "1.2.3-staging.7"}
    assert len(list(expectations.released(world, [green]))) == 1
    assert "a release of" in next(expectations.released(world, [run(world, line="main")])).text
    promote(world, "1.2.3")
    assert list(expectations.released(world, [run(world, line="main")] * 2)) == []


def test_runs_are_compared_in_the_order_in_which_they_began(world: World) -> None:
    first, second = run(world), run(world, conclusion="failure")
    history = History([first, second])
    second.event_number = 1

    def complains(*wanted: Conclusion) -> bool:
        return any(one.text.startswith("runs") for one in expectations.met(world, history, Expect(wanted)))

    assert [complains("green", "red"), complains("red", "green"), complains("green"), complains()] == [False, True, True, True]
    second.event_number = 0
    assert [complains("green", "red"), complains("red", "green")] == [False, False]


def test_the_git_tag_of_a_release_does_not_stand_for_its_release(world: World) -> None:
    world.github.repository.git("tag", "1.2.3", world.application.head("main"))
    (violation,) = expectations.met(world, History(), Expect(releases=("1.2.3",)))
    assert violation.text == "releases: ['1.2.3']; found: []"


def test_a_death_that_nobody_died_and_a_fault_that_struck_nothing_are_told(world: World) -> None:
    tried = Tried(1, Outcome(0, timed_out=False, jobs=(), log="", survived=(Death("promote", "Copy", "after"),)), 0, 0)
    assert [one.text for one in expectations.died(tried)] == ["a step of promote that it could die after: Copy"]
    world.registry.faults.add(Fault("/v2/", method="PUT", nth=3))
    assert [one.text for one in expectations.struck(world.registry)] == [
        "a request to registry that the fault could meet: PUT /v2/, number 3"
    ]
    assert expectations.struck(world.github) == []


def test_two_states_are_the_same_where_the_same_names_have_the_digests(world: World) -> None:
    named = names(world)
    web, api = (world.registry.tags(world.package(image))["1.2.3-staging.0"] for image in ("web", "api"))
    assert masked(f"web {web}", named) == "web web:1.2.3-staging.0"
    assert masked(f"web {api}", named) != masked(f"web {web}", named)
    assert masked(f"sha256:{'0' * 64}", named) == "unknown"


@pytest.mark.parametrize(
    ("remedy", "everything"),
    [
        ("re-run all jobs to take the next number", True),
        ("dispatch again without version_override, or re-run all jobs: the next number is free", True),
        ("re-run the failed jobs; where an image is another build, re-run all jobs to take the next number", False),
    ],
)
def test_i8_a_message_says_which_jobs_to_run_again(remedy: str, everything: bool) -> None:
    assert stops.asks_for_all_jobs(f"Found:    x\nExpected: y\nTo do:    {remedy}") == everything


def test_a_token_in_what_a_person_saw_is_one_in_a_log(world: World) -> None:
    token = world.github.tokens.add("ghp_of-a-person", Grant(contents="write"))
    world.person.typed.append(Answered("git push", 1, f"fatal: could not read from https://x:{token}@github.com/\n"))
    assert found(world) == {"I10": "a token is in what this printed: git push"}
