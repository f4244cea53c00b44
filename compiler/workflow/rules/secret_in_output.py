"""An output of a job that is a secret: the runner does not send it to GitHub, so it is empty in other jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.tree import RunStep
from compiler.workflow.untrusted import flowing
from compiler.workflow.walk import JOB, STEP
from compiler.workflow.written_outputs import copied_variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse


def secret_in_output(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Secrets themselves, and outputs to which a command copies one.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs
    """
    for job in workflow.jobs:
        outputs = [use for use in job.own_uses if use.key == f"{JOB}.outputs.<output_id>"]
        copies = _copies(workflow, job) if outputs else {}
        for use in outputs:
            if name := _secret(use.expression) or _copied(use.expression, copies):
                output = f'the output "{use.entry}" of the job "{job.id}"'
                yield Finding(
                    rule="secret-in-output",
                    message=f"{output} contains `{name}`: GitHub does not pass a secret on to other jobs, so it is empty there",
                    expected="an output without secrets",
                    remedy="remove it, and use the secret itself in the other job",
                    origin=use.contexts[0].place,
                )


def _copies(workflow: ParsedWorkflow, job: ParsedJob) -> dict[str, str]:
    """The outputs to which a command copies a secret, by their paths in lower case, and the name of the secret."""
    around = _variables(workflow.own_uses, "env") | _variables(job.own_uses, f"{JOB}.env")
    found: dict[str, str] = {}
    for step in job.steps:
        copied = copied_variables(step.node.script or step.node.run) if step.id and isinstance(step.node, RunStep) else []
        variables = around | _variables(step.uses, f"{STEP}.env") if copied else {}
        found.update({f"steps.{step.id}.outputs.{output}".lower(): variables[name] for output, name in copied if name in variables})
    return found


def _variables(uses: Iterable[ExpressionUse], key: str) -> dict[str, str]:
    return {str(use.entry): name for use in uses if use.key == key and (name := _secret(use.expression))}


def _secret(expression: Expression) -> str:
    """The first secret that becomes a part of the text of a value; empty if none does."""
    paths = (path for path, _ in flowing(expression, whole=False))
    return next((".".join(path) for path in paths if path[0] == "secrets" or path == ("github", "token")), "")


def _copied(expression: Expression, copies: dict[str, str]) -> str:
    paths = (".".join(path).lower() for path, _ in flowing(expression, whole=False)) if copies else ()
    return next((copies[path] for path in paths if path in copies), "")
