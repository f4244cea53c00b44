"""Jobs that call a workflow: its jobs, inputs, outputs and result."""

from __future__ import annotations

import pytest

from compiler.plan import PlanError, RunEvent
from compiler.plan.status import FAILURE, SUCCESS
from compiler.workflow.expression_values import Unknown
from tests.compiler.plan.planning import planned, verdicts, word

USES = "./.github/workflows/called.yml"
UNDOCUMENTED = "whether `success()` in call takes the jobs before it into account, which is not documented"
CALLER = f"""
on: push
env: {{LEVEL: caller}}
jobs:
  first: {{runs-on: x, steps: [{{run: x, id: s}}], outputs: {{v: "${{{{ steps.s.outputs.v }}}}"}}}}
  call:
    needs: first
    uses: {USES}
    with: {{level: high, count: "4", flag: "${{{{ github.ref == 'refs/heads/main' }}}}", v: "${{{{ needs.first.outputs.v }}}}"}}
  after: {{needs: call, runs-on: x, if: needs.call.outputs.digest != '', steps: [{{run: x}}]}}
"""
CALLED = """
on:
  workflow_call:
    inputs: {level: {type: string}, count: {type: number}, flag: {type: boolean}, v: {type: string}, other: {type: number}}
    outputs: {digest: {value: "${{ jobs.build.outputs.digest }}"}, fixed: {value: "x-${{ jobs.build.result }}"}}
jobs:
  build: {runs-on: x, if: CONDITION, steps: [{run: x, id: s}], outputs: {digest: "${{ steps.s.outputs.digest }}"}}
  test: {runs-on: x, needs: build, steps: [{run: x}]}
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("inputs.level == 'high' && inputs.count == 4 && inputs.flag == true && inputs.other == 0", "yes"),
        ("inputs.level == 'low'", "no"),
        ("github.event_name == 'push'", "yes"),
        ("inputs.v == '1'", "first.v"),
    ],
)
def test_a_called_workflow_sees_its_inputs_and_the_event_of_the_caller(condition: str, expected: str) -> None:
    plan = planned(CALLER, called={USES: CALLED.replace("CONDITION", condition)})
    (run,) = plan.job("call").job_runs
    assert [job.id for job in run.jobs] == ["call / build", "call / test"]
    assert verdicts(plan)["call"] == "yes"
    runs = plan.job("call / build").runs
    assert (runs.reason if isinstance(runs, Unknown) else "yes" if runs else "no") == expected


def test_outputs_and_results_of_its_jobs_are_those_of_the_caller() -> None:
    called = {USES: CALLED.replace("CONDITION", "always()")}
    plan = planned(CALLER, called=called)
    assert plan.job("call").outputs == {"digest": Unknown("call.digest"), "fixed": "x-success"}
    assert verdicts(plan) == {"first": "yes", "call": "yes", "after": "call.digest"}
    assert planned(CALLER, called=called, outputs={"call.digest": "1"}).runs("after")
    assert planned(CALLER, called=called, outputs={"call / build.digest": "1"}).runs("after")
    assert planned(CALLER, called=called, outputs={"call / build.s.digest": "1"}).runs("after")
    for fail in ("call", "call / build", "call / build.s"):
        failed = planned(CALLER, called=called, fail=fail)
        assert failed.job("call").outcome == FAILURE
        assert not failed.runs("after")
    assert not planned(CALLER, called=called, fail="call / build").runs("call / test")
    assert planned(CALLER, called=called, fail="call").runs("call / build")
    with pytest.raises(PlanError, match="which job of call fails"):
        planned(CALLER, called=called, fail="call").runs("call / test")


def test_nothing_of_it_runs_if_the_caller_does_not() -> None:
    plan = planned(CALLER, called={USES: CALLED.replace("CONDITION", "always()")}, fail="first")
    assert not plan.runs("call / build")
    assert not plan.runs("call / build.s")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", UNDOCUMENTED),
        ("if: always(),", "yes"),
        ("if: \"!cancelled() && inputs.x == ''\",", "yes"),
        ("if: failure(),", UNDOCUMENTED),
        ("if: false,", "no"),
    ],
)
def test_what_a_called_workflow_sees_of_a_failure_before_it_is_not_known(condition: str, expected: str) -> None:
    """Source: https://github.com/actions/runner/issues/2205."""
    called = {USES: f"on: {{workflow_call: {{}}}}\njobs: {{inner: {{runs-on: x, {condition} steps: [{{run: x}}]}}}}\n"}
    caller = "on: push\njobs: {{first: {{runs-on: x}}, call: {{needs: first, {}, uses: {}}}}}\n"
    plan = planned(caller.format("if: always()", USES), fail="first", called=called)
    assert word(plan.job("call / inner").runs) == expected
    succeeded = planned(caller.format("if: always()", USES), called=called)
    assert word(succeeded.job("call / inner").runs) == {"if: failure(),": "no", "if: false,": "no"}.get(condition, "yes")
    uncertain = planned(caller.format("if: vars.X == 'x'", USES), called=called)
    assert word(uncertain.job("call").runs) == "vars.X"


def test_a_workflow_of_another_repository_is_supposed_to_succeed() -> None:
    plan = planned(CALLER)
    (run,) = plan.job("call").job_runs
    assert (run.note, run.jobs, run.outcome) == ("its jobs are not known", (), SUCCESS)
    assert verdicts(plan)["after"] == "call.digest"
    assert planned(CALLER, outputs={"call.digest": "1"}).runs("after")
    assert not planned(CALLER, fail="call").runs("after")


def test_the_result_of_a_call_in_which_no_job_runs_is_not_known() -> None:
    plan = planned(CALLER, called={USES: CALLED.replace("CONDITION", "false")})
    reason = "the result that GitHub gives call when all its jobs are skipped, which is not documented"
    assert plan.job("call").outcome.value == Unknown(reason)


def test_a_matrix_calls_once_for_each_value() -> None:
    source = f'on: push\njobs:\n  call: {{strategy: {{matrix: {{l: [a, b]}}}}, uses: {USES}, with: {{level: "${{{{ matrix.l }}}}"}}}}\n'
    plan = planned(source, called={USES: CALLED.replace("CONDITION", "inputs.level == 'a'")})
    assert plan.runs("call (a) / build")
    assert not plan.runs("call (b) / build")


def test_a_workflow_for_callers_is_planned_on_its_own() -> None:
    called = CALLED.replace("CONDITION", "inputs.count == 4 && inputs.level == '' && github.event_name == 'push'")
    assert verdicts(planned(called, RunEvent("workflow_call", inputs={"count": "4"})))["build"] == "github.event_name"
    assert verdicts(planned(called, RunEvent("workflow_call")))["build"] == "no"
    with pytest.raises(PlanError, match='no input "cuont"'):
        planned(called, RunEvent("workflow_call", inputs={"cuont": "4"}))


def test_workflows_that_call_themselves_end() -> None:
    source = f"on: {{workflow_call: {{}}, push: {{}}}}\njobs: {{a: {{uses: {USES}}}}}\n"
    plan = planned(source, called={USES: source})
    assert plan.job(" / ".join(["a"] * 10)).job_runs[0].note == "its jobs are not known"


def test_workflows_that_call_too_many_others_are_refused() -> None:
    jobs = ", ".join(f"j{number}: {{uses: {USES}}}" for number in range(60))
    source = f"on: {{workflow_call: {{}}, push: {{}}}}\njobs: {{{jobs}}}\n"
    with pytest.raises(PlanError, match="more than 200000 jobs and steps"):
        planned(source, called={USES: source})
