"""Which jobs run: conditions, needs, results, matrix jobs. The rules are GitHub's."""

from __future__ import annotations

import pytest

from compiler.plan import PlanError, RunEvent, event, push, workflow_dispatch
from compiler.plan.status import FAILURE, SUCCESS
from compiler.workflow.expression_values import Unknown
from tests.compiler.plan.planning import planned, verdicts

CHAIN = """
on: [push, workflow_dispatch]
jobs:
  a: {{runs-on: x, {a} steps: [{{run: a, id: one}}], outputs: {{v: "${{{{ steps.one.outputs.v }}}}"}}}}
  b: {{runs-on: x, needs: a, {b} steps: [{{run: b}}]}}
  c: {{runs-on: x, needs: b, {c} steps: [{{run: c}}]}}
"""


@pytest.mark.parametrize(
    ("conditions", "fail", "expected"),
    [
        ({}, (), "yes yes yes"),
        ({}, "a", "yes no no"),
        ({}, "a.one", "yes no no"),
        ({"a": "false"}, (), "no no no"),
        # skipped and failed jobs are seen through a job that runs nevertheless: https://github.com/actions/runner/issues/491
        ({"a": "false", "b": "always()"}, (), "no yes no"),
        ({"a": "false", "b": "always()", "c": "always() && needs.b.result == 'success'"}, (), "no yes yes"),
        ({"b": "always()"}, "a", "yes yes no"),
        ({"b": "always()", "c": "failure()"}, "a", "yes yes yes"),
        ({"b": "failure()"}, "a", "yes yes no"),
        ({"b": "failure()"}, (), "yes no no"),
        ({"a": "false", "b": "failure()"}, (), "no no no"),
        ({"a": "false", "b": "!failure()"}, (), "no yes no"),
        ({"b": "success('a')"}, (), "yes success(a) success(a)"),
        ({"b": "failure('a', 'x')"}, (), "yes failure(a, x) failure(a, x)"),
        ({"b": "cancelled()"}, "a", "yes no no"),
        ({"b": "!cancelled()", "c": "!cancelled()"}, "a", "yes yes yes"),
        ({"b": "success() || failure()"}, "a", "yes yes no"),
        ({"a": "false", "b": "success() || failure()"}, (), "no no no"),
        ({"b": "needs.a.result == 'failure'"}, "a", "yes no no"),
        ({"b": "always() && needs.a.result == 'failure'"}, "a", "yes yes no"),
        ({"b": "always() && needs.a.result == 'skipped'"}, (), "yes no no"),
        ({"a": "github.ref == 'refs/heads/other'", "b": "always() && needs.A.result == 'skipped'"}, (), "no yes no"),
        ({"b": "needs.a.outputs.v == '1'"}, (), "yes a.v a.v"),
        ({"b": "needs.a.outputs.v == '1'", "c": "always()"}, (), "yes a.v yes"),
        ({"b": "needs.a.outputs.v == '1' && false"}, (), "yes no no"),
        ({"b": "needs.a.outputs.v == '1' || true"}, (), "yes yes yes"),
        ({"b": "!(needs.a.outputs.v && true)"}, (), "yes a.v a.v"),
        ({"b": "needs.a.outputs.v == '1'", "c": "always() && needs.b.result != 'failure'"}, (), "yes a.v a.v"),
        ({"a": "false", "b": "always() && needs.a.outputs.v == ''"}, (), "no yes no"),
        ({"a": "vars.ON == 'yes'"}, (), "vars.ON vars.ON vars.ON"),
        ({"a": "github.event.head_commit.message == 'x'"}, (), "github.event.head_commit.message " * 3),
        ({"a": "github.event_name == 'pull_request' && github.event.pull_request.draft"}, (), "no no no"),
        ({"a": "startsWith(github.ref, 'refs/heads/') && github.ref_name == 'main' && github.ref_type == 'branch'"}, (), "yes yes yes"),
        ({"a": "${{ false }} "}, (), "yes yes yes"),  # text beside an expression is text, which is true
        ({"a": "fromJSON('')"}, (), None),
    ],
)  # fmt: skip
def test_jobs_run_by_their_conditions_and_needs(conditions: dict[str, str], fail: str, expected: str | None) -> None:
    written = {job: f'if: "{conditions[job]}",' if job in conditions else "" for job in "abc"}
    plan = planned(CHAIN.format(**written), fail=fail)
    assert list(verdicts(plan)) == ["a", "b", "c"]
    if expected is None:
        assert all("GitHub refuses" in one for one in verdicts(plan).values())
    else:
        assert " ".join(verdicts(plan).values()) == expected.strip()


@pytest.mark.parametrize(
    ("value", "expected"), [("1", "yes yes yes"), ("2", "yes no no"), ("", "yes no no")],
)  # fmt: skip
def test_a_supplied_output_decides(value: str, expected: str) -> None:
    source = CHAIN.format(a="", b="if: needs.a.outputs.v == '1',", c="")
    for name in ("a.v", "A.V", "a.one.v"):
        assert " ".join(verdicts(planned(source, outputs={name: value})).values()) == expected


SEVERAL = """
on: push
jobs:
  last: {{runs-on: x, needs: [{needs}], if: "{condition}", steps: [{{run: x}}]}}
  a: {{runs-on: x, steps: [{{run: x}}]}}
  b: {{runs-on: x, if: vars.B == 'b', steps: [{{run: x}}]}}
  c: {{runs-on: x, if: false, steps: [{{run: x}}]}}
"""


@pytest.mark.parametrize(
    ("needs", "condition", "fail", "expected"),
    [
        ("a, b", "success()", (), "vars.B"),
        ("b, a", "success()", (), "vars.B"),
        ("b, c, a", "success()", (), "no"),
        ("c, b", "success()", (), "no"),
        ("a, b", "failure()", "a", "yes"),
        ("b, a", "failure()", "a", "yes"),
        ("a, b", "failure()", "b", "vars.B"),
        ("a, c", "failure()", (), "no"),
        ("a, b, c", "contains(needs.*.result, 'skipped')", (), "no"),
        ("a, b, c", "always() && contains(needs.*.result, 'skipped')", (), "yes"),
        ("a, b", "always() && contains(needs.*.result, 'skipped')", (), "vars.B"),
    ],
)
def test_a_job_sees_all_jobs_that_it_needs(needs: str, condition: str, fail: str, expected: str) -> None:
    plan = planned(SEVERAL.format(needs=needs, condition=condition), fail=fail)
    assert verdicts(plan)["last"] == expected


def test_the_reason_names_what_decides() -> None:
    source = CHAIN.format(a="if: github.ref == 'refs/heads/other' && vars.X,", b="", c="if: always() && needs.b.result == 'success',")
    reasons = [job.reason for job in planned(source).jobs]
    assert reasons == ["github.ref == 'refs/heads/other' is false", "a does not run", "needs.b.result == 'success' is false"]
    assert planned(CHAIN.format(a="", b="", c=""), fail="a").job("c").reason == "a fails"


def test_a_job_that_may_fail_does_not_stop_the_others() -> None:
    """Source: https://github.com/actions/toolkit/issues/581."""
    plan = planned(CHAIN.format(a="continue-on-error: true,", b="if: needs.a.result == 'success',", c=""), fail="a")
    assert verdicts(plan) == {"a": "yes", "b": "yes", "c": "yes"}
    assert plan.job("a").job_runs[0].outcome == FAILURE
    unknown = planned(CHAIN.format(a="continue-on-error: \"${{ vars.X == 'x' }}\",", b="", c=""), fail="a")
    assert verdicts(unknown) == {"a": "yes", "b": "vars.X", "c": "vars.X"}


MATRIX = """
on: push
jobs:
  a:
    runs-on: ${{ matrix.os }}
    name: On ${{ matrix.os }}
    concurrency: {group: "g-${{ matrix.os }}-${{ strategy.job-index }}"}
    environment: {name: live, url: "${{ steps.s.outputs.url }}"}
    strategy: {FAST matrix: {os: [ubuntu-24.04, windows-2025], v: [1, 2], exclude: [{os: windows-2025, v: 1}], include: [{os: mac, v: 3}]}}
    outputs: {same: x, os: "${{ matrix.os }}"}
    steps: [{run: a, id: s, if: matrix.v != 2}, {run: b, if: runner.os == 'Windows'}]
  b: {runs-on: x, needs: a, if: "needs.a.outputs.same == 'x'", steps: [{run: "b"}]}
"""


def test_each_matrix_job_has_its_values() -> None:
    plan = planned(MATRIX.replace("FAST", ""))
    runs = plan.job("a").job_runs
    assert [run.label for run in runs] == ["a (ubuntu-24.04, 1)", "a (ubuntu-24.04, 2)", "a (windows-2025, 2)", "a (mac, 3)"]
    assert runs[0].matrix == {"os": "ubuntu-24.04", "v": 1}
    assert [run.name for run in runs][2:] == ["On windows-2025", "On mac"]
    assert runs[1].concurrency == {"group": "g-ubuntu-24.04-1"}
    assert runs[0].environment == {"name": "live", "url": Unknown("a.s.url")}
    assert [[step.runs for step in run.steps] for run in runs] == [
        [True, False], [False, False], [False, True], [True, Unknown("runner.os")],
    ]  # fmt: skip
    assert plan.job("a").outputs == {"same": "x", "os": Unknown("a.os")}
    assert plan.runs("b")
    assert plan.runs("a (mac, 3)")
    assert plan.runs("a (mac, 3).s")
    assert not plan.runs("a (ubuntu-24.04, 2).s")
    assert plan.runs("a.s"), "it runs in one of the matrix jobs"


@pytest.mark.parametrize(("fast", "note"), [("", "is cancelled if it has not ended when a (mac, 3) fails"), ("fail-fast: false,", "")])
def test_one_matrix_job_that_fails_is_a_failure_of_the_job(fast: str, note: str) -> None:
    plan = planned(MATRIX.replace("FAST", fast), fail="a (mac, 3)")
    assert plan.job("a").outcome == FAILURE
    assert [run.outcome for run in plan.job("a").job_runs] == [SUCCESS, SUCCESS, SUCCESS, FAILURE]
    assert [run.note for run in plan.job("a").job_runs] == [note, note, note, ""]
    assert not plan.runs("b")


def test_a_matrix_job_that_may_fail_cancels_no_other() -> None:
    source = MATRIX.replace("FAST", "").replace("name: On", "continue-on-error: ${{ matrix.os == 'mac' }}\n    name: On")
    plan = planned(source, fail="a (mac, 3)")
    assert {run.note for run in plan.job("a").job_runs} == {""}
    assert plan.runs("b")
    other = planned(source, fail="a (windows-2025, 2)").job("a")
    assert [run.note != "" for run in other.job_runs] == [True, True, False, True]
    assert other.outcome == FAILURE


def test_a_matrix_of_an_output_is_not_known_until_it_is_supplied() -> None:
    source = """
    on: push
    jobs:
      list: {runs-on: x, steps: [{run: x, id: s}], outputs: {all: "${{ steps.s.outputs.all }}"}}
      each: {runs-on: x, needs: list, steps: [{run: x, if: matrix.v == 1}],
             strategy: {matrix: {v: "${{ fromJSON(needs.list.outputs.all) }}"}}}
    """
    (run,) = planned(source).job("each").job_runs
    assert run.matrix == Unknown("list.all")
    assert run.steps[0].runs == Unknown("list.all")
    supplied = planned(source, outputs={"list.all": "[1, 2]"})
    assert [run.label for run in supplied.job("each").job_runs] == ["each (1)", "each (2)"]
    refused = planned(source, outputs={"list.all": "[]"}).job("each")
    assert (refused.runs, refused.outcome) == (False, FAILURE)
    assert "no values" in refused.reason


def test_jobs_that_no_plan_can_order_are_not_known() -> None:
    from compiler.plan.plan import plan_workflow  # noqa: PLC0415
    from compiler.workflow.reader import read_workflow  # noqa: PLC0415

    source = "on: push\njobs: {a: {runs-on: x, needs: b}, b: {runs-on: x, needs: a}, c: {runs-on: x, needs: none}}\n"
    document = read_workflow(source, "x.yml", comments=False).document
    assert document is not None
    plan = plan_workflow(document, push("main"))
    assert all("cannot be planned" in one for one in verdicts(plan).values())


def test_a_plan_answers_questions_with_certainty_or_not_at_all() -> None:
    source = CHAIN.format(a="", b="if: needs.a.outputs.v == '1',", c="if: always() && false,")
    plan = planned(source)
    assert plan.runs("a") is True
    assert plan.runs("c") is False
    assert plan.may_run("b") is True
    with pytest.raises(PlanError, match=r'"b" may run: that depends on a\.v'):
        plan.runs("b")
    with pytest.raises(PlanError, match=r'no job or step "bb"\. Expected: one of "a", "b", "c"\. To do: write `b`'):
        plan.runs("bb")
    with pytest.raises(PlanError, match=r'no job or step "a\.won"'):
        plan.may_run("a.won")
    with pytest.raises(PlanError, match='no job "d"'):
        plan.job("d")
    assert "  b may run: depends on a.v\n  c does not run: false is false" in repr(plan)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fail": "d"}, 'no job or step "d"'),
        ({"fail": "a.ones"}, 'no job or step "a.ones". Expected: "a.one". To do: write `a.one`'),
        ({"outputs": {"a.w": "1"}}, 'no job has an output "a.w". Expected: "a.v"'),
        ({"outputs": {"a.two.v": "1"}}, 'no step is "a.two"'),
        ({"outputs": {"v": "1"}}, 'no job has an output "v"'),
    ],
)
def test_a_wrong_name_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(PlanError) as refused:
        planned(CHAIN.format(a="", b="", c=""), **given)  # type: ignore[arg-type]
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (workflow_dispatch("main", {"x": "1"}), 'the workflow has no input "x", nor any other'),
        (event("psh"), 'GitHub has no event "psh". Expected: one of'),
    ],
)
def test_a_wrong_event_is_refused(given: RunEvent, message: str) -> None:
    with pytest.raises(PlanError) as refused:
        planned(CHAIN.format(a="", b="", c=""), given)
    assert message in str(refused.value)
