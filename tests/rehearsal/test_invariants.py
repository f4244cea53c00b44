"""Each invariant in simulations that satisfy it and in simulations that violate it."""

from __future__ import annotations

import base64
import urllib.request

import pytest

from rehearsal.application import IMAGES
from rehearsal.engine import documented_errors, invariants, secrecy
from rehearsal.engine.history import AttemptResult, History
from rehearsal.engine.operator import CommandResult
from rehearsal.engine.simulation import Simulation, promote, stage
from rehearsal.runner.act_log import ActResult, Annotation, JobRun
from rehearsal.sigstore.identity import Identity
from rehearsal.third_parties import BLOBS
from rehearsal.tokens import Grant
from tests.rehearsal.http_client import send
from tests.rehearsal.simulations import FILE, OWNER, found, run


def test_all_invariants_are_checked() -> None:
    assert list(invariants.INVARIANTS) == [f"I{number}" for number in range(1, 12)]


def test_a_correct_state_has_no_violation(simulation: Simulation) -> None:
    promote(simulation, "1.2.3")
    assert found(simulation, run(simulation), run(simulation, pipeline="main")) == {}


def test_i1_an_immutable_tag_that_changes(simulation: Simulation) -> None:
    simulation.registry.seed(simulation.package("web"), "1.2.3-staging.1", revision=simulation.application.head("staging"), content="other")
    assert found(simulation)["I1"].startswith("web:1.2.3-staging.1 was sha256:")


def test_i1_ignores_the_same_digest_and_floating_tags(simulation: Simulation) -> None:
    name = simulation.package("web")
    simulation.registry.tag(name, "1.2.3-staging.1", "1.2.3-staging.1")
    simulation.registry.tag(name, "1.2.3-staging.0", "staging")
    assert "I1" not in found(simulation)


def test_i2_a_release_that_names_other_images_later(simulation: Simulation) -> None:
    digests = [f"sha256:{letter * 64}" for letter in "ab"]
    (release,) = [one for one in simulation.github.releases.all(drafts=True) if one.tag_name == "1.2.3-staging.1"]
    for digest in digests:
        simulation.github.releases.update(release.number, {"body": f"web {digest}"})
    assert found(simulation)["I2"].startswith("1.2.3-staging.1 has images that its release does not name")
    texts = [one.text for one in invariants.check(simulation, History(), set(), at_rest=True) if one.invariant == "I2"]
    assert "the release 1.2.3-staging.1 named 2 different sets of images" in texts


def test_i3_a_revision_that_is_not_the_tag(simulation: Simulation) -> None:
    simulation.application.commit("fix: x", {"x": "1"}, branch="staging")
    simulation.registry.seed(simulation.package("web"), "1.2.3-staging.2", revision=simulation.application.head("staging"))
    assert "its Git tag is at None" in found(simulation)["I3"]
    simulation.github.repository.git("tag", "1.2.3-staging.2", simulation.application.head("main"))
    assert f"has the revision {simulation.application.head('staging')}" in found(simulation)["I3"]
    assert "I3" not in found(simulation, deleted=frozenset({"1.2.3-staging.2"}))


def test_i4_floating_tags_that_name_several_versions(simulation: Simulation) -> None:
    simulation.registry.tag(simulation.package("web"), "1.2.3-staging.0", "staging")
    simulation.registry.store.moves.clear()
    assert ":staging does not name one version" in found(simulation)["I4"]
    assert found(simulation, at_rest=False) == {}


def test_i4_a_staged_version_of_which_some_images_are_promoted_is_one_version(simulation: Simulation) -> None:
    for image in IMAGES[:2]:
        simulation.registry.tag(simulation.package(image), "1.2.3-staging.1", "1.2.3")
    simulation.registry.store.moves.clear()
    assert "I4" not in found(simulation)


def test_i4_a_floating_tag_that_an_image_lacks(simulation: Simulation) -> None:
    for image in IMAGES[1:]:
        simulation.registry.tag(simulation.package(image), "1.2.3-staging.1", "latest")
    assert "'api': 'nothing'" in found(simulation)["I4"]


@pytest.mark.parametrize(("versions", "back"), [((8, 9, 10), False), ((9, 10, 8), True), ((10, 9, 10), True)])
def test_i5_numbers_are_numbers(simulation: Simulation, versions: tuple[int, ...], back: bool) -> None:
    stage(simulation, "1.2.4", 11)
    for number in (7, *versions):
        for image in IMAGES:
            simulation.registry.tag(simulation.package(image), f"1.2.4-staging.{number}", "staging")
    del simulation.registry.store.moves[: -len(IMAGES) * len(versions)]
    assert ("I5" in found(simulation)) == back


def test_i5_of_latest_goes_by_releases(simulation: Simulation) -> None:
    promote(simulation, "1.2.3")
    stage(simulation, "1.2.4", 1)
    promote(simulation, "1.2.4")
    simulation.registry.store.moves.clear()
    before = invariants.releases(simulation)
    assert before == {"1.2.3", "1.2.4"}
    assert found(simulation, released=before) == {}
    for image in IMAGES:
        simulation.registry.tag(simulation.package(image), "1.2.3", "latest")
    assert "latest went from 1.2.4 back to 1.2.3" in found(simulation, released=before)["I5"]


def test_i6_a_release_without_all_of_its_images(simulation: Simulation) -> None:
    simulation.github.repository.git("tag", "1.2.3-staging.2", simulation.application.head("staging"))
    for image in IMAGES[1:]:
        simulation.registry.seed(simulation.package(image), "1.2.3-staging.2", revision=simulation.application.head("staging"))
    violations: list[str] = []
    simulation.github.releases.on_publish.append(
        lambda tag: violations.extend(one.text for one in invariants.check_published(simulation, tag))
    )
    simulation.github.releases.create({"tag_name": "1.2.3-staging.2", "prerelease": True})
    assert found(simulation)["I6"] == "the release 1.2.3-staging.2 exists without api"
    assert violations == ["the release 1.2.3-staging.2 was published without api"]


def test_i6_ignores_drafts(simulation: Simulation) -> None:
    simulation.github.releases.create({"tag_name": "1.2.3-staging.2", "draft": True})
    assert found(simulation) == {}


@pytest.mark.parametrize("part", ["layers", "config", "manifests"])
def test_i6_an_image_of_which_a_part_is_gone(simulation: Simulation, part: str) -> None:
    name = simulation.package("web")
    packages = simulation.registry.store.packages[name]  # type: ignore[attr-defined]
    index = packages.manifests[packages.tags["1.2.3-staging.1"]].value
    image = packages.manifests[index["manifests"][0]["digest"]].value
    gone = {"manifests": index["manifests"][0], "config": image["config"], "layers": image["layers"][0]}[part]["digest"]
    packages.blobs.pop(gone, None)
    packages.manifests.pop(gone, None)
    assert found(simulation)["I6"] == f"web:1.2.3-staging.1 lacks {gone}"


def test_i7_a_release_that_is_no_staged_build(simulation: Simulation) -> None:
    promote(simulation, "1.2.3")
    simulation.registry.store.moves.clear()
    simulation.registry.seed(simulation.package("web"), "1.2.3", content="built for it")
    assert "1.2.3 is not one staged build" in found(simulation, released=frozenset({"1.2.3"}))["I7"]


def test_i7_a_release_of_two_staged_builds(simulation: Simulation) -> None:
    for image in IMAGES:
        simulation.registry.tag(simulation.package(image), f"1.2.3-staging.{int(image == 'web')}", "1.2.3")
    assert "1.2.3 is not one staged build" in found(simulation)["I7"]


def test_i7_a_release_of_other_content(simulation: Simulation) -> None:
    simulation.application.commit("fix: x", {"x": "1"}, branch="main")
    for image in IMAGES:
        simulation.registry.tag(simulation.package(image), "1.2.3-staging.1", "1.2.3")
    assert "whose content is not that of main" in found(simulation, run(simulation, pipeline="main"))["I7"]
    simulation.github.repository.git("tag", "1.2.3", simulation.application.head("staging"))
    assert "which no run of main had" in found(simulation, run(simulation, pipeline="main"))["I7"]
    assert "I7" not in found(simulation, run(simulation, pipeline="main"), released=frozenset({"1.2.3"}))


def test_i7_the_same_content_in_another_commit(simulation: Simulation) -> None:
    simulation.application.merge("main", "staging")
    for image in IMAGES:
        simulation.registry.tag(simulation.package(image), "1.2.3-staging.1", "1.2.3")
    assert "I7" not in found(simulation, run(simulation, pipeline="main"))


def test_i8_a_run_that_keeps_failing_has_a_documented_error(simulation: Simulation) -> None:
    failed = run(simulation, conclusion="failure")
    assert invariants.check_failed_run(failed, failed.attempts[0], recovered=True) == []
    output = Annotation("error", "x", "Something nobody wrote down")
    outcomes = [ActResult(1, timed_out=False, jobs=(JobRun("one", {}, "failure", (), notes, "", ""),), log="") for notes in ((), (output,))]
    silent, other = (AttemptResult(1, outcome, 0, 0) for outcome in outcomes)
    assert "without an error message" in invariants.check_failed_run(failed, silent, recovered=True)[0].text
    assert "reports an undocumented error" in invariants.check_failed_run(failed, other, recovered=True)[0].text


def test_i8_every_error_is_a_documented_one(simulation: Simulation) -> None:
    notes = tuple(Annotation("error", "found x", title) for title in ("No changelog", "Something else"))
    tried = AttemptResult(1, ActResult(1, timed_out=False, jobs=(JobRun("one", {}, "failure", (), notes, "", ""),), log=""), 0, 0)
    (violation,) = invariants.check_failed_run(run(simulation), tried, recovered=True)
    assert "Something else" in violation.text


def test_i8_a_re_run_that_a_message_requests_succeeds_without_faults(simulation: Simulation) -> None:
    note = Annotation("error", "Found:    x\nExpected: y\nTo do:    re-run the failed jobs: what is there stays", "1.2.3 is incomplete")
    failed = run(simulation)
    tried = AttemptResult(1, ActResult(1, timed_out=False, jobs=(JobRun("one", {}, "failure", (), (note,), "", ""),), log=""), 0, 0)
    assert "was re-run as its message asks, and still fails" in invariants.check_failed_run(failed, tried, recovered=True)[0].text
    assert invariants.check_failed_run(failed, tried, recovered=False) == []


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Git tag 1.2.3-staging.1 is taken", True),
        ("1.2.3 is already released: bump the version", True),
        ("web:1.2.3 already exists with different content", True),
        ("Cannot list the tags of api", True),
        ("Git tag is taken by nobody", False),
        ("Git tag of all these words is taken", False),
        ("", False),
    ],
)
def test_i8_a_title_is_documented_when_the_catalogue_has_it(title: str, known: bool) -> None:
    assert documented_errors.is_documented(title) == known


def test_i9_a_job_without_a_timeout_and_one_that_does_not_end(simulation: Simulation) -> None:
    assert "has no timeout" in found(simulation, run(simulation, text=FILE.replace("    timeout-minutes: 5\n", "")))["I9"]
    assert "it exceeded" in found(simulation, run(simulation, timed_out=True))["I9"]
    assert "exceeded its timeout" in found(simulation, run(simulation, late=True))["I9"]


def test_i10_a_token_in_a_log_in_a_summary_and_in_an_address(simulation: Simulation) -> None:
    simulation.github.tokens.add("ghs_secret", Grant())
    bearer = simulation.registry.mint.mint(None, [])
    assert found(simulation, run(simulation, log="nothing")) == {}
    encoded = [
        base64.b64encode(f"{before}ghs_secret{after}".encode()).decode() for before in ("", "u", "us", "user:") for after in ("", "\n")
    ]
    for log in ("x ghs_secret", f"x {bearer}", *encoded):
        assert "I10" in found(simulation, run(simulation, log=log)), log
    assert "I10" in found(simulation, run(simulation, summary="ghs_secret"))


def test_i10_a_token_or_a_signed_url_in_the_text_of_a_release(simulation: Simulation) -> None:
    token = simulation.github.tokens.add("ghs_secret", Grant())
    address = simulation.third_parties.publish(BLOBS, "/a", b"")
    for number, text in enumerate((token, address, "nothing")):
        simulation.github.releases.create({"tag_name": f"1.2.3-staging.{number + 5}", "draft": True, "body": f"see {text}"})
        output = [one.text for one in secrecy.check(simulation, History())]
        assert output == [
            f"a token or a signed URL is in the text of the release 1.2.3-staging.{one + 5}" for one in range(min(number + 1, 2))
        ]
    assert "I10" in found(simulation, run(simulation, log=f"curl: (22) {address}"))


def test_i10_a_token_that_can_request_id_tokens(simulation: Simulation) -> None:
    token = simulation.sigstore.register(Identity("o/r", ".github/workflows/ci.yml", "refs/heads/main", "a" * 40))
    assert "I10" not in found(simulation, run(simulation, log="ghidt_"))
    assert "I10" in found(simulation, run(simulation, log=f"x {token}"))


@pytest.mark.parametrize(
    ("headers", "secret"),
    [
        ({}, ""),
        ({"Authorization": "Bearer anything"}, "the header Authorization"),
        ({"Authorization": "Basic YTpi", "Cookie": "a=b"}, "the header Authorization, the header Cookie"),
        ({"Referer": "https://x/?token=ghs_secret"}, "a token"),
        ({"X-Note": base64.b64encode(b"user:ghs_secret").decode()}, "a token"),
    ],
)
def test_i10_a_third_party_receives_a_token(simulation: Simulation, headers: dict[str, str], secret: str) -> None:
    simulation.github.tokens.add("ghs_secret", Grant())
    with simulation.third_parties:
        signature = simulation.third_parties.publish(simulation.third_parties.address, "/crane", b"crane").partition("sig=")[2]
        request = urllib.request.Request(f"{simulation.third_parties.url}/crane?sig={signature}", headers=headers)  # noqa: S310  a server of the test
        urllib.request.urlopen(request, timeout=20).close()  # noqa: S310
    host = simulation.third_parties.received[0].host
    assert found(simulation).get("I10", "") == (f"{host} receives {secret}: GET /crane" if secret else "")


def test_i10_a_third_party_receives_a_token_in_a_body_and_in_an_address(simulation: Simulation) -> None:
    token = simulation.github.tokens.add("ghs_secret", Grant())
    with simulation.third_parties:
        send("POST", f"{simulation.third_parties.url}/audit", {"token": token})
        assert "receives a token: POST /audit" in found(simulation)["I10"]
        simulation.third_parties.reset()
        send("GET", f"{simulation.third_parties.url}/audit?token={token}")
    assert next(secrecy.check(simulation, History())).text == "a token is in the URL of a request: GET /audit"


def test_i10_github_receives_the_token_of_the_registry(simulation: Simulation) -> None:
    reader = simulation.github.tokens.add("ghp_reader", Grant(packages="read", holder=secrecy.READER))
    other = simulation.github.tokens.add("ghs_job", Grant(holder="1.1 job"))
    bearer = simulation.registry.mint.mint(None, [])
    with simulation.github:
        for token, violated in ((other, False), ("", False), (bearer, True), (reader, True)):
            send("GET", f"{simulation.github.api_url}/repos/{OWNER}", token=token)
            assert ("I10" in found(simulation)) == violated, token
            simulation.github.reset()


@pytest.mark.parametrize(
    ("remedy", "everything"),
    [
        ("re-run all jobs to take the next number; if version_override was given, dispatch again without it", True),
        ("to take the next number, re-run all jobs; if version_override was given, dispatch again without it", True),
        ("re-run the failed jobs; if an image comes from another build, re-run all jobs to take the next number", False),
    ],
)
def test_i8_a_message_names_the_jobs_to_re_run(remedy: str, everything: bool) -> None:
    assert documented_errors.asks_for_all_jobs(f"Found:    x\nExpected: y\nTo do:    {remedy}") == everything


def test_a_rerun_follows_every_remedy_that_is_documented() -> None:
    """A scenario that fails with one of these messages re-runs all jobs; one that follows another remedy would not get further."""
    remedies = {error.to_do for error in documented_errors.catalogue().errors if "re-run all jobs" in error.to_do}
    followed = {remedy for remedy in remedies if documented_errors.asks_for_all_jobs(f"Found:    x\nExpected: y\nTo do:    {remedy}")}
    assert len(followed) > 5
    assert [remedy for remedy in remedies - followed if "re-run the failed jobs" not in remedy] == []


def test_i10_a_token_in_the_output_of_a_command(simulation: Simulation) -> None:
    token = simulation.github.tokens.add("ghp_of-an-operator", Grant(contents="write"))
    simulation.operator.commands.append(CommandResult("git push", 1, f"fatal: could not read from https://x:{token}@github.com/\n"))
    assert found(simulation) == {"I10": "a token is in the output of this command: git push"}
