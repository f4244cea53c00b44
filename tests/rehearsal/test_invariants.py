"""Each invariant, on worlds in which it holds and on worlds in which it does not: what the rehearsal would overlook is found here."""

from __future__ import annotations

import base64
import urllib.request

import pytest

from rehearsal.application import IMAGES
from rehearsal.engine import documented_errors, invariants, secrecy
from rehearsal.engine.environment import World, promote, stage
from rehearsal.engine.history import History, Run, Tried
from rehearsal.engine.operator import Answered
from rehearsal.runner.act_log import Annotation, JobRun, Outcome
from rehearsal.third_parties import BLOBS
from rehearsal.tokens import Grant
from tests.rehearsal.asking import ask
from tests.rehearsal.played import FILE, OWNER, run


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


def test_i4_a_staged_version_of_which_some_images_are_promoted_is_one_version(world: World) -> None:
    for image in IMAGES[:2]:
        world.registry.tag(world.package(image), "1.2.3-staging.1", "1.2.3")
    world.registry.store.moves.clear()
    assert "I4" not in found(world)


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
    assert "reports an undocumented error" in invariants.stopped(red, other, mended=True)[0].text


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
def test_i8_a_title_is_documented_when_the_catalogue_has_it(title: str, known: bool) -> None:
    assert documented_errors.documented(title) == known


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


@pytest.mark.parametrize(
    ("remedy", "everything"),
    [
        ("re-run all jobs to take the next number", True),
        ("dispatch again without version_override, or re-run all jobs: the next number is free", True),
        ("re-run the failed jobs; where an image is another build, re-run all jobs to take the next number", False),
    ],
)
def test_i8_a_message_says_which_jobs_to_run_again(remedy: str, everything: bool) -> None:
    assert documented_errors.asks_for_all_jobs(f"Found:    x\nExpected: y\nTo do:    {remedy}") == everything


def test_a_token_in_what_a_person_saw_is_one_in_a_log(world: World) -> None:
    token = world.github.tokens.add("ghp_of-a-person", Grant(contents="write"))
    world.person.typed.append(Answered("git push", 1, f"fatal: could not read from https://x:{token}@github.com/\n"))
    assert found(world) == {"I10": "a token is in what this printed: git push"}
