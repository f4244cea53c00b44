"""The operator: a clone over HTTP, commands that succeed or fail, pushes that start runs."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from rehearsal.application import Application
from rehearsal.engine import expectations
from rehearsal.engine.operator import GUIDE, CommandResult, Operator
from rehearsal.engine.scenario import RunCommand
from rehearsal.github import GitHub
from rehearsal.scenarios import operator_commands
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
def operator(github: GitHub, tmp_path: Path) -> Operator:
    return Operator(tmp_path / "operator", f"{github.url}/Podverse/Metaboost", github.tokens, tmp_path / "authority.pem")


def test_the_clone_is_on_develop_and_clean(operator: Operator, application: Application) -> None:
    result = operator.run(RunCommand("git rev-parse HEAD && git branch --show-current && git status --short"))
    assert (result.exit_code, result.output) == (0, f"{application.head('develop')}\ndevelop\n")


def test_only_a_push_of_a_branch_calls_back(operator: Operator, github: GitHub) -> None:
    pushed: list[str] = []
    github.on_push.append(pushed.append)
    operator.run(RunCommand("git commit --quiet --allow-empty --message more && git push --quiet origin HEAD:refs/heads/staging"))
    assert pushed == ["staging"]
    assert operator.run(RunCommand("git push origin HEAD:refs/heads/staging HEAD:refs/tags/1.0.0")).exit_code == 0
    assert operator.run(RunCommand("git push --quiet origin HEAD~1:refs/heads/staging")).exit_code != 0
    assert pushed == ["staging"]


def test_a_command_that_fails_stops_what_follows_and_shows_its_last_lines(operator: Operator) -> None:
    event = RunCommand("echo before; ls nothing-here; echo after")
    result = operator.run(event)
    assert result.exit_code != 0
    (violation,) = expectations.check_command(event, result)
    assert violation.text.startswith(
        f"success of this command: {event.command}; found: exit code {result.exit_code}, and the output ends with: before; ls:"
    )
    assert "after" not in result.output


def test_a_text_that_is_not_printed_is_a_violation() -> None:
    event = RunCommand("linesmith --version", prints=("linesmith", "version 9"))
    found = expectations.check_command(event, CommandResult("linesmith --version", 0, "linesmith, version 0.1.0\n"))
    assert [one.text for one in found] == ["'version 9' in the output of linesmith --version; its last lines: linesmith, version 0.1.0"]


def test_a_block_of_the_guide_is_run_as_it_is_in_the_clone(operator: Operator) -> None:
    assert operator.run(RunCommand("export BASE=1.3.0", block="quick-start")).output == "1.3.0\n"
    with pytest.raises(ValueError, match="has no block 'slow-start'"):
        operator.run(RunCommand("", block="slow-start"))


def test_an_operator_has_linesmith_and_an_npm_that_audits(operator: Operator) -> None:
    program("npm")
    assert "Commands:" in operator.run(RunCommand("linesmith --help")).output
    assert operator.run(RunCommand("linesmith -C ../linesmith gitops checklist 1.3.0 | head -n 1")).output == "# Deploy 1.3.0 with GitOps\n"
    assert '"auditReportVersion": 2' in operator.run(RunCommand("npm audit --json")).output
    assert operator.run(RunCommand("npm --version 2>/dev/null")).output.strip().split(".")[0].isdigit()


def test_a_sleep_lasts_as_long_as_a_run_however_slow_it_is(operator: Operator) -> None:
    folder, running = operator.clone, operator.begin_run()

    def end_run() -> None:
        with running:
            while not (folder / "waits").exists():
                time.sleep(0.05)
            time.sleep(0.5)
            (folder / "ended").touch()

    thread = threading.Thread(target=end_run)
    thread.start()
    result = operator.run(RunCommand("touch waits; sleep 5; ls ended; sleep 3600; echo again"))
    thread.join()
    assert result.output == "ended\nagain\n"


def test_the_scenario_runs_the_quick_start_of_the_generated_guide() -> None:
    (event,) = next(scenario.events for scenario in operator_commands.SCENARIOS if scenario.name == "operator-quick-start")
    assert isinstance(event, RunCommand)
    assert f"```sh {event.block}\n" in (REPOSITORY / "generated" / GUIDE).read_text("utf-8")


def test_the_required_programs_of_the_scenarios_are_declared() -> None:
    assert all({"node", "npm"} == set(scenario.requires) for scenario in operator_commands.SCENARIOS)
