"""The matrix jobs of a job, with the names that GitHub gives them.

Source: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from compiler.plan.job_run import data_of
from compiler.plan.steps import JobNames
from compiler.plan.values import CaselessMapping, PartialMapping
from compiler.workflow.expression_values import Unknown, Value, text_of, truthy
from compiler.workflow.matrix import expand_matrix
from compiler.workflow.tree import Strategy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from compiler.plan.supplied import Supplied
    from compiler.plan.values import Contexts, Evaluator
    from compiler.workflow.tree import Job, ReusableWorkflowJob


_DEFAULTS: Mapping[str, Value] = {"fail-fast": True, "max-parallel": None}


class MatrixJob(NamedTuple):
    """One job of a matrix, or the only one of a job without a matrix."""

    names: JobNames
    matrix: Value
    """None without a matrix."""
    strategy: Value
    note: str = ""


def matrix_jobs(
    job: Job | ReusableWorkflowJob, path: str, contexts: Contexts, evaluator: Evaluator, supplied: Supplied
) -> list[MatrixJob] | str:
    """The matrix jobs in GitHub's order, or why GitHub refuses the matrix. If they are not known, one stands for all."""
    expansion = expand_matrix(job.strategy, contexts, None)
    if expansion is None:
        return [MatrixJob(JobNames(path, path), None, CaselessMapping({**_DEFAULTS, "job-index": 0, "job-total": 1}))]
    if expansion.findings:
        return f"GitHub refuses its matrix: {expansion.findings[0].message}"
    if isinstance(expansion.combinations, Unknown):
        return [MatrixJob(JobNames(path, path), Unknown(_reason(expansion.combinations)), PartialMapping("strategy"))]
    labels = [f"{path} ({', '.join(_texts(each.values()))})" for each in expansion.combinations]
    options = _options(job.strategy, contexts, evaluator)
    note = _note(labels, options["fail-fast"], supplied)
    return [
        MatrixJob(
            JobNames(path, label),
            each,
            CaselessMapping({**options, "job-index": index, "job-total": len(labels)}),
            note if label not in note else "",
        )
        for index, (each, label) in enumerate(zip(expansion.combinations, labels, strict=True))
    ]


def _reason(unknown: Unknown) -> str:
    return f"the matrix, which {unknown.reason}" if unknown.reason.startswith("is ") else unknown.reason.removeprefix("depends on ")


def _options(strategy: Strategy | str | None, contexts: Contexts, evaluator: Evaluator) -> dict[str, Value]:
    """The keys of a strategy other than the matrix, with GitHub's defaults."""
    value = evaluator.values(data_of(strategy), contexts) if isinstance(strategy, Strategy) else evaluator.value(strategy, contexts)
    given = value if isinstance(value, Mapping) else {}
    return {key: given.get(key, default) for key, default in _DEFAULTS.items()}


def _note(labels: list[str], fail_fast: Value, supplied: Supplied) -> str:
    """What happens to the other matrix jobs if one of them fails.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategyfail-fast
    """
    failing = next((label for label in labels if supplied.fails_in(label)), None)
    if failing is None or not (isinstance(fail_fast, Unknown) or truthy(fail_fast)):
        return ""
    return f"is cancelled if it has not ended when {failing} fails"


def _texts(values: Iterable[Value]) -> Iterator[str]:
    """The scalars of a matrix job, which GitHub puts into its name."""
    for value in values:
        if isinstance(value, Mapping):
            yield from _texts(value.values())
        elif isinstance(value, list):
            yield from _texts(value)
        else:
            yield "?" if isinstance(value, Unknown) else text_of(value)


def shared_outputs(runs: Sequence[Mapping[str, Value]], path: str) -> Mapping[str, Value]:
    """The outputs that other jobs see: those of the matrix job that ends last, which is not known unless all agree."""
    if len(runs) == 1 or isinstance(runs[0], PartialMapping):
        return runs[0]
    names = dict.fromkeys(name for outputs in runs for name in outputs)
    found: dict[str, Value] = {}
    for name in names:
        values = [outputs.get(name) for outputs in runs]
        found[name] = values[0] if all(value == values[0] for value in values) else Unknown(f"{path}.{name}")
    return found
