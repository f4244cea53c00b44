"""Plans of short workflow files, for tests."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from compiler.plan import push
from compiler.plan.plan import plan_workflow
from compiler.plan.supplied import Supplied
from compiler.workflow.expression_values import Unknown
from compiler.workflow.reader import read_workflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from compiler.plan.event import RunEvent
    from compiler.plan.result import Plan
    from compiler.workflow.tree import Workflow


def tree(source: str, file: str = "ci.yml") -> Workflow:
    """The tree of a file, which is valid."""
    read = read_workflow(dedent(source), file, comments=False)
    assert read.document is not None, read.findings
    assert read.is_valid, read.findings
    return read.document


def planned(
    source: str,
    *events: RunEvent,
    fail: str | Iterable[str] = (),
    outputs: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    called: Mapping[str, str] | None = None,
) -> Plan:
    """The plan of a file; `called` are the files that it calls, by the value of `uses`."""
    trees = {uses: tree(text) for uses, text in (called or {}).items()}
    return plan_workflow(tree(source), next(iter(events), push("main")), Supplied.of(fail, outputs, variables), trees.get)


def verdicts(plan: Plan) -> dict[str, str]:
    """Whether each job runs in the plan: yes, no, or what it depends on."""
    return {job.id: word(job.runs) for job in plan.jobs}


def steps(plan: Plan, job_id: str) -> dict[str, str]:
    """Whether each step of a job without a matrix runs in the plan."""
    (run,) = plan.job(job_id).job_runs
    return {step.id or step.name: word(step.runs) for step in run.steps}


def word(runs: bool | Unknown) -> str:
    """Yes, no, or what it depends on."""
    return runs.reason if isinstance(runs, Unknown) else "yes" if runs else "no"
