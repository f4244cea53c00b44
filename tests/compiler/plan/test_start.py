"""Which events start a workflow: activity types and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compiler.plan import PlanError, RunEvent, event, pull_request, push, workflow_dispatch
from compiler.plan.start import start_of
from compiler.workflow.expression_values import Unknown
from tests.compiler.plan.planning import planned, tree, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable

JOBS = "\njobs: {a: {runs-on: x, steps: [{run: x}]}}\n"
TRAILER = push("main", payload={"head_commit": {"message": "Fix\n\nskip-checks: true"}})
OTHER = event("workflow_run", payload={"workflow_run": {"name": "Other"}})
CLOSED = "no the activity type is closed; without `types`, pull_request starts runs only for opened, synchronize and reopened"
UNTYPED = "no the payload has no activity type (`action`)"
CREATED = "no the activity type is created, and `types` does not include it"
MERGED = {"pull_request": {"base": {"ref": "main"}}, "action": "closed"}


def started(on: str, given: RunEvent) -> str:
    """Yes, no or perhaps, with the reason."""
    start = start_of(tree(f"on: {on}{JOBS}"), given)
    return " ".join(filter(None, [{True: "yes", False: "no", None: "perhaps"}[start.starts], start.reason]))


@pytest.mark.parametrize(
    ("on", "given", "expected"),
    [
        ("push", push("main"), "yes"),
        ("push", push(), "yes"),
        ("pull_request", push("main"), "no `on` has no push"),
        ("{push: {branches: [main]}}", push("main"), "yes"),
        ("{push: {branches: [main]}}", push("other"), "no `branches` does not include other"),
        ("{push: {branches: [main]}}", push(), "perhaps github.ref"),
        ("{push: {branches: [main]}}", push(tag="main"), "no the filter is for branches only, and refs/tags/main is not one"),
        ("{push: {tags: ['v*', '!v1']}}", push(tag="v2"), "yes"),
        ("{push: {tags: ['v*', '!v1']}}", push(tag="v1"), "no `tags` does not include v1"),
        ("{push: {tags: ['v*']}}", push("v1"), "no the filter is for tags only, and refs/heads/v1 is not one"),
        ("{push: {branches-ignore: ['x/**']}}", push("x/a/b"), "no `branches-ignore` includes x/a/b"),
        ("{push: {branches-ignore: ['x/**']}}", push("x"), "yes"),
        ("{push: {tags-ignore: ['x']}}", push(tag="y"), "yes"),
        ("{push: {branches: ['a++']}}", push("a"), "perhaps a pattern in `branches` that GitHub refuses: `+` follows no character"),
        ("{push: {paths: ['docs/**']}}", push("main"), "perhaps the changed files"),
        ("{push: {paths: ['docs/**']}}", push(tag="v1"), "yes"),
        ("{push: {paths: ['docs/**']}}", push("main", changed=["x", "docs/a"]), "yes"),
        ("{push: {paths: ['docs/**']}}", push("main", changed=["x"]), "no `paths` includes none of the changed files"),
        ("{push: {paths-ignore: ['docs/**']}}", push("main", changed=["docs/a"]), "no `paths-ignore` includes all changed files"),
        ("{push: {paths-ignore: ['docs/**']}}", push("main", changed=["docs/a", "x"]), "yes"),
        ("{push: {branches: [a], paths: [x]}}", push("b"), "no `branches` does not include b"),
        ("pull_request", pull_request("main"), "yes"),
        ("pull_request", pull_request("main", type="opened"), "yes"),
        ("pull_request", pull_request(type="closed"), CLOSED),
        ("pull_request", pull_request(payload=MERGED), CLOSED),
        ("{pull_request: {types: [closed]}}", pull_request(), "perhaps github.event.action"),
        ("{pull_request: {types: [closed]}}", pull_request(payload={}), UNTYPED),
        ("pull_request", pull_request(payload={"action": None}), UNTYPED),
        ("{pull_request: {types: [closed], branches: [main]}}", pull_request(payload=MERGED), "yes"),
        ("{pull_request: {branches: [main]}}", pull_request("other"), "no `branches` does not include other"),
        ("{pull_request: {branches: [main]}}", pull_request(), "perhaps github.event.pull_request.base.ref"),
        ("{release: {types: [published]}}", event("release", type="created"), CREATED),
        ("release", event("release", type="created"), "yes"),
        ("{workflow_run: {workflows: [CI], branches: [main]}}", event("workflow_run"), "perhaps github.event.workflow_run.head_branch"),
        ("{workflow_run: {workflows: [CI]}}", OTHER, "no `workflows` does not include Other"),
        ("push", push("main", payload={"head_commit": {"message": "Fix\n\n[skip ci]"}}), "no the message of the commit has [skip ci]"),
        ("push", TRAILER, "no the message of the commit has skip-checks: true"),
        ("push", push("main", payload={"head_commit": {"message": "skip ci"}}), "yes"),
        ("push", push("main", payload={"head_commit": [1]}), "yes"),
        ("{schedule: [{cron: 17 3 * * *}]}", event("schedule", "main"), "yes"),
        ("{workflow_dispatch: {}}", workflow_dispatch("main"), "yes"),
        ("{image_version: {names: [x]}}", event("image_version"), "perhaps the filter `names`"),
    ],
)  # fmt: skip
def test_an_event_starts_a_workflow_by_its_types_and_filters(on: str, given: RunEvent, expected: str) -> None:
    assert started(on, given) == expected


@pytest.mark.parametrize(("more", "expected"), [("", "yes"), (", {cron: 17 4 * * *}", "github.event.schedule")])
def test_the_only_schedule_is_the_one_that_started_the_run(more: str, expected: str) -> None:
    source = f"on: {{schedule: [{{cron: 17 3 * * *}}{more}]}}\njobs: {{a: {{runs-on: x, if: github.event.schedule == '17 3 * * *'}}}}\n"
    assert verdicts(planned(source, event("schedule", "main"))) == {"a": expected}


def test_nothing_runs_without_a_start() -> None:
    plan = planned(f"on: {{push: {{branches: [main]}}}}{JOBS}", push("other"))
    assert plan.jobs == ()
    assert plan.runs("a") is False
    assert "does not start: `branches` does not include other" in repr(plan)
    with pytest.raises(PlanError, match="no job"):
        plan.runs("b")


def test_everything_may_run_if_the_start_is_not_known() -> None:
    plan = planned(f"on: {{push: {{paths: [x]}}}}{JOBS}")
    assert plan.may_run("a")
    with pytest.raises(PlanError, match="depends on the changed files"):
        plan.runs("a")


CONTEXT = """
on: [push, pull_request, pull_request_target, workflow_dispatch, release]
name: The name
jobs:
  a: {{runs-on: x, steps: [{{run: x}}], outputs: {{v: "${{{{ {expression} }}}}"}}}}
"""
UNKNOWN = Unknown("a.v")


@pytest.mark.parametrize(
    ("expression", "given", "value"),
    [
        ("github.ref", push("main"), "refs/heads/main"),
        ("github.ref_name", push("a/b"), "a/b"),
        ("github.ref_type", push(tag="v1"), "tag"),
        ("github.ref", push(payload={"ref": "refs/heads/x"}), "refs/heads/x"),
        ("github.ref", push(), UNKNOWN),
        ("github.workflow", push(), "The name"),
        ("github.job", push(), "a"),
        ("github.base_ref", push("main"), ""),
        ("github.base_ref", pull_request("main"), "main"),
        ("github.ref", pull_request("main"), UNKNOWN),
        ("github.ref_name", RunEvent("pull_request", "refs/pull/5/merge"), "5/merge"),
        ("github.event.action", pull_request(type="opened"), "opened"),
        ("github.event.pull_request.number", pull_request(), UNKNOWN),
        ("github.event.pull_request.number", pull_request(payload={"pull_request": {"number": 3}}), "3"),
        ("github.event.absent.number", pull_request(payload={}), ""),
        ("github.actor", push(), UNKNOWN),
        ("github.actor", push(payload={"sender": {"login": "mona"}}), "mona"),
        ("github.repository", push(payload={"repository": {"full_name": "octo-org/x"}}), "octo-org/x"),
        ("github.repository_owner", push(payload={"repository": {"full_name": 1, "owner": []}}), UNKNOWN),
        ("github.head_ref", pull_request(payload={"pull_request": {"head": {"ref": "topic"}}}), "topic"),
        ("secrets.TOKEN", push(), UNKNOWN),
        ("toJSON(github)", push(), UNKNOWN),
        ("contains(github.event.commits.*.id, 'x')", push(), UNKNOWN),
        ("contains(github.event.labels.*.name, 'x')", push(), "false"),
        ("inputs.x", push(), ""),
    ],
)
def test_the_github_context_is_known_as_far_as_the_event_is(expression: str, given: RunEvent, value: object) -> None:
    assert planned(CONTEXT.format(expression=expression), given).job("a").outputs["v"] == value


INPUTS = """
on:
  workflow_dispatch:
    inputs:
      text: {}
      given: {default: x}
      needed: {required: true}
      flag: {type: boolean}
      on: {type: boolean, default: true}
      count: {type: number, default: 3}
      level: {type: choice, options: [low, high]}
jobs:
  a: {runs-on: x, if: "EXPRESSION", steps: [{run: x}]}
"""


@pytest.mark.parametrize(
    ("expression", "inputs", "expected"),
    [
        ("inputs.text == ''", {}, "yes"),
        ("inputs.given == 'x'", {}, "yes"),
        ("inputs.given == 'x'", {"GIVEN": "y"}, "no"),
        ("inputs.needed == 'x'", {}, "inputs.needed"),
        ("inputs.needed == 'x'", {"needed": "x"}, "yes"),
        ("inputs.flag", {}, "no"),
        ("inputs.flag", {"flag": "false"}, "no"),
        ("inputs.flag", {"flag": "true"}, "yes"),
        ("inputs.flag == true", {"flag": True}, "yes"),
        ("github.event.inputs.flag == 'true'", {"flag": True}, "yes"),
        ("github.event.inputs.flag == true", {"flag": True}, "no"),  # it is text there
        ("inputs.on && inputs.count == 3", {}, "yes"),
        ("inputs.count > 3", {"count": "4"}, "yes"),
        ("inputs.level == 'low'", {}, "inputs.level"),
        ("inputs.level == 'low'", {"level": "high"}, "no"),
        ("inputs.absent == ''", {}, "yes"),
    ],
)
def test_inputs_have_their_types_and_defaults(expression: str, inputs: dict[str, str], expected: str) -> None:
    assert verdicts(planned(INPUTS.replace("EXPRESSION", expression), workflow_dispatch("main", inputs)))["a"] == expected


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"flg": "true"}, 'the workflow has no input "flg". Expected: one of'),
        ({"flag": "yes"}, 'the input "flag" cannot be "yes". Expected: true or false'),
        ({"count": "many"}, 'the input "count" cannot be "many". Expected: a number'),
        ({"level": "hihg"}, 'the input "level" cannot be "hihg". Expected: one of "high", "low". To do: write `high`'),
    ],
)
def test_an_input_that_github_would_refuse_is_an_error(inputs: dict[str, str], message: str) -> None:
    with pytest.raises(PlanError) as refused:
        planned(INPUTS.replace("EXPRESSION", "true"), workflow_dispatch("main", inputs))
    assert message in str(refused.value)


def test_inputs_of_another_event_are_an_error() -> None:
    with pytest.raises(PlanError, match="the event push has no inputs"):
        planned(f"on: push{JOBS}", RunEvent("push", inputs={"a": "b"}))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (pull_request("main"), ["no", "no", "no", "no", "yes", "yes", "github.ref"]),
        (pull_request(type="opened"), ["no", "no", "no", "no", "yes", "github.event.pull_request.base.ref", "github.ref"]),
        (event("pull_request", "refs/pull/1/merge"), ["no", "no", "no", "no", "yes", "github.event.pull_request.base.ref", "yes"]),
        (event("pull_request_target", "main"), ["github.ref", "yes", "no", "github.ref_name", "no", "yes", "no"]),
        (event("release", "v1"), ["no", "no", "yes", "no", "no", "no", "no"]),
        (event("release", "refs/heads/main"), ["yes", "yes", "no", "yes", "no", "no", "no"]),
        (push("main"), ["yes", "yes", "no", "yes", "no", "no", "no"]),
    ],
)
def test_the_ref_of_a_pull_request_is_not_its_base_and_that_of_a_release_is_a_tag(given: RunEvent, expected: list[str]) -> None:
    conditions = (
        "github.ref == 'refs/heads/main'",
        "startsWith(github.ref, 'refs/heads/')",
        "startsWith(github.ref, 'refs/tags/')",
        "github.ref_name == 'main'",
        "startsWith(github.ref, 'REFS/PULL/')",
        "github.base_ref == 'main'",
        "github.ref == 'refs/pull/1/merge'",
    )
    assert _holds(conditions, given) == expected


def test_a_merged_pull_request_may_have_the_ref_of_its_base() -> None:
    on = "{pull_request: {types: [opened, closed]}}"
    assert _holds(["github.ref == 'refs/heads/main'"], pull_request("main", type="closed"), on) == ["github.ref"]
    assert _holds(["github.ref == 'refs/heads/main'"], pull_request("main", type="opened"), on) == ["no"]
    assert _holds(["github.ref == 'refs/heads/main'"], pull_request("main"), on) == ["github.ref"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (push("main"), ["no", "no", "github.event.forced", "github.event.head_commit"]),
        (pull_request("main"), ["github.event.pull_request", "no", "no", "no"]),
        (event("project_card"), ["no", "no", "no", "no"]),
        (event("image_version"), [f"github.event.{name}" for name in ("pull_request", "nothing", "forced", "head_commit")]),
    ],
)
def test_a_field_that_the_payload_does_not_have_is_empty(given: RunEvent, expected: list[str]) -> None:
    assert _holds([f"github.event.{name}" for name in ("pull_request", "nothing", "forced", "head_commit")], given) == expected


def _holds(conditions: Iterable[str], given: RunEvent, on: str = "") -> list[str]:
    """What the plan says about a job with each condition."""
    jobs = "".join(f'  j{number}: {{if: "{each}", runs-on: x, steps: [{{run: x}}]}}\n' for number, each in enumerate(conditions))
    return list(verdicts(planned(f"on: {on or f'{{{given.name}: }}'}\njobs:\n{jobs}", given)).values())
