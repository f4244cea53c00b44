"""The expectations of scenarios: releases, the order of runs, and used faults and crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.engine import expectations
from rehearsal.engine.history import AttemptResult, History
from rehearsal.engine.scenario import Conclusion, Expect
from rehearsal.engine.simulation import Simulation, promote
from rehearsal.engine.snapshot import Snapshot, digest_names, mask_digests
from rehearsal.http.faults import Fault
from rehearsal.runner.act_log import ActResult
from rehearsal.runner.path_shims import Crash
from tests.rehearsal.attestations import MANIFEST, NAME, digest, unsigned
from tests.rehearsal.simulations import run

if TYPE_CHECKING:
    from pathlib import Path


def test_expectations_are_compared_with_the_final_state(simulation: Simulation) -> None:
    history = History([run(simulation, conclusion="failure")])
    wrong = Expect(("success",), ("nobody says this",), "1.2.3-staging.9", "1.2.3", ("1.2.3-staging.0",), ("1.2.3",), "1.2.3")
    right = Expect(("failure",), ("No changelog",), "1.2.3-staging.1", "", ("1.2.3-staging.0", "1.2.3-staging.1"), (), "")
    assert len(expectations.check(simulation, history, wrong)) == 8  # of a release both what GitHub shows and its Git tag
    assert expectations.check(simulation, history, right) == []
    assert expectations.check(simulation, history, Expect()) == []


def test_a_green_run_without_its_release_is_a_violation(simulation: Simulation) -> None:
    succeeded = run(simulation)
    assert list(expectations.check_releases(simulation, [succeeded, succeeded])) == []
    assert "for 3 successful runs of staging" in next(expectations.check_releases(simulation, [succeeded] * 3)).text
    succeeded.inputs = {"version_override": "1.2.3-staging.1"}
    assert list(expectations.check_releases(simulation, [succeeded])) == []
    succeeded.inputs = {"version_override": "1.2.3-staging.7"}
    assert len(list(expectations.check_releases(simulation, [succeeded]))) == 1
    assert "a release of" in next(expectations.check_releases(simulation, [run(simulation, pipeline="main")])).text
    promote(simulation, "1.2.3")
    assert list(expectations.check_releases(simulation, [run(simulation, pipeline="main")] * 2)) == []


def test_runs_are_compared_in_the_order_in_which_they_began(simulation: Simulation) -> None:
    first, second = run(simulation), run(simulation, conclusion="failure")
    history = History([first, second])
    second.event_number = 1

    def complains(*wanted: Conclusion) -> bool:
        return any(one.text.startswith("runs") for one in expectations.check(simulation, history, Expect(wanted)))

    assert [complains("success", "failure"), complains("failure", "success"), complains("success"), complains()] == [
        False,
        True,
        True,
        True,
    ]
    second.event_number = 0
    assert [complains("success", "failure"), complains("failure", "success")] == [False, False]


def test_a_git_tag_alone_is_no_release(simulation: Simulation) -> None:
    simulation.github.repository.git("tag", "1.2.3", simulation.application.head("main"))
    (violation,) = expectations.check(simulation, History(), Expect(releases=("1.2.3",)))
    assert violation.text == "releases: ['1.2.3']; found: []"


def test_an_unused_crash_and_an_unused_fault_are_violations(simulation: Simulation) -> None:
    attempt = AttemptResult(1, ActResult(0, timed_out=False, jobs=(), log="", unused_crashes=(Crash("promote", "Copy", "after"),)), 0, 0)
    assert [one.text for one in expectations.check_crashes(attempt)] == ["a step of promote to crash after: Copy"]
    simulation.registry.faults.add(Fault("/v2/", method="PUT", nth=3))
    assert [one.text for one in expectations.check_faults(simulation.registry)] == [
        "a request to registry that meets the fault: PUT /v2/, number 3"
    ]
    assert expectations.check_faults(simulation.github) == []


def test_digests_are_compared_by_their_names(simulation: Simulation) -> None:
    named = digest_names(simulation)
    web, api = (simulation.registry.tags(simulation.package(image))["1.2.3-staging.0"] for image in ("web", "api"))
    assert mask_digests(f"web {web}", named) == "web web:1.2.3-staging.0"
    assert mask_digests(f"web {api}", named) != mask_digests(f"web {web}", named)
    assert mask_digests(f"sha256:{'0' * 64}", named) == "unknown"


def test_a_snapshot_has_the_attestations(simulation: Simulation, tmp_path: Path) -> None:
    attestations = simulation.github.attestations
    added = attestations.add(unsigned({NAME: digest(MANIFEST)}))
    snapshot = Snapshot.take(simulation, tmp_path / "snapshot")
    attestations.add(unsigned({NAME: digest(MANIFEST)}))
    for _ in range(2):
        snapshot.restore(simulation)
        assert [one.id for one in simulation.github.attestations.of(digest(MANIFEST))] == [added.id]
        simulation.github.attestations.delete(digest(MANIFEST))
