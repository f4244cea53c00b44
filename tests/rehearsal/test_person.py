"""A person of a rehearsal: a clone over HTTP, commands that succeed or fail, pushes that GitHub notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rehearsal.application import Application
from rehearsal.engine import expectations
from rehearsal.engine.operator import GUIDE, Answered, Person
from rehearsal.engine.scenario import Typed
from rehearsal.github import GitHub
from rehearsal.scenarios import typed
from rehearsal.tokens import Tokens
from tests.projects import REPOSITORY
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = '# Guide\n\n```sh\nexit 1\n```\n\n```sh quick-start\necho "$BASE"\ngit status --short\n```\n'


@pytest.fixture
def application(tmp_path: Path) -> Application:
    return Application.make(tmp_path / "application", files={GUIDE: PAGE})


@pytest.fixture
def github(application: Application) -> Iterator[GitHub]:
    with GitHub(application.bare, "Podverse/Metaboost", Tokens()) as made:
        yield made


@pytest.fixture
def person(github: GitHub, tmp_path: Path) -> Person:
    return Person(tmp_path / "person", f"{github.url}/Podverse/Metaboost", github.tokens, tmp_path / "authority.pem")


def test_the_clone_is_on_develop_and_clean(person: Person, application: Application) -> None:
    answered = person.type(Typed("git rev-parse HEAD && git branch --show-current && git status --short"))
    assert (answered.code, answered.said) == (0, f"{application.head('develop')}\ndevelop\n")


def test_a_push_of_a_branch_is_told_and_nothing_else(person: Person, github: GitHub) -> None:
    told: list[str] = []
    github.pushed.append(told.append)
    person.type(Typed("git commit --quiet --allow-empty --message more && git push --quiet origin HEAD:refs/heads/staging"))
    assert told == ["staging"]
    assert person.type(Typed("git push origin HEAD:refs/heads/staging HEAD:refs/tags/1.0.0")).code == 0
    assert person.type(Typed("git push --quiet origin HEAD~1:refs/heads/staging")).code != 0
    assert told == ["staging"]


def test_a_command_that_fails_stops_what_follows_and_is_told_with_its_last_lines(person: Person) -> None:
    event = Typed("echo before; ls nothing-here; echo after")
    answered = person.type(event)
    assert answered.code != 0
    (violation,) = expectations.answered(event, answered)
    assert violation.text.startswith(f"that this succeeds: {event.command}; it ended with {answered.code} and said: before; ls:")
    assert "after" not in answered.said


def test_a_text_that_is_not_printed_is_told() -> None:
    event = Typed("linesmith --version", says=("linesmith", "version 9"))
    found = expectations.answered(event, Answered("linesmith --version", 0, "linesmith, version 0.1.0\n"))
    assert [one.text for one in found] == ["that linesmith --version prints 'version 9'; its last lines: linesmith, version 0.1.0"]


def test_a_block_of_the_guide_is_typed_as_it_stands_in_the_clone(person: Person) -> None:
    assert person.type(Typed("export BASE=1.3.0", block="quick-start")).said == "1.3.0\n"
    with pytest.raises(ValueError, match="has no block 'slow-start'"):
        person.type(Typed("", block="slow-start"))


def test_a_person_has_linesmith_and_an_npm_that_audits(person: Person) -> None:
    program("npm")
    assert "Commands:" in person.type(Typed("linesmith --help")).said
    assert person.type(Typed("linesmith -C ../linesmith gitops checklist 1.3.0 | head -n 1")).said == "# Pin 1.3.0 in GitOps\n"
    assert '"auditReportVersion": 2' in person.type(Typed("npm audit --json")).said
    assert person.type(Typed("npm --version 2>/dev/null")).said.strip().split(".")[0].isdigit()


def test_the_scenario_types_the_quick_start_of_the_guide_as_it_is_generated() -> None:
    (event,) = next(scenario.events for scenario in typed.SCENARIOS if scenario.name == "typed-quick-start")
    assert isinstance(event, Typed)
    assert f"```sh {event.block}\n" in (REPOSITORY / "generated" / GUIDE).read_text("utf-8")


def test_what_the_scenarios_need_is_named() -> None:
    assert all({"node", "npm"} == set(scenario.needs) for scenario in typed.SCENARIOS)
