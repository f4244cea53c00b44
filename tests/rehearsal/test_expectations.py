"""What a scenario expects beside the invariants: releases, the order of runs, and faults that strike something."""

from __future__ import annotations

from rehearsal.engine import expectations
from rehearsal.engine.environment import World, promote
from rehearsal.engine.history import History, Tried
from rehearsal.engine.scenario import Conclusion, Expect
from rehearsal.engine.snapshot import masked, names
from rehearsal.http.faults import Fault
from rehearsal.runner.act_log import Outcome
from rehearsal.runner.path_shims import Death
from tests.rehearsal.played import run


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
