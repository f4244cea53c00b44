"""A job that needs one which the workflow does not have. In a definition, `resolve` finds it: a compiled tree has no such need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow


def unknown_need(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """GitHub compares these names with regard to case.

    Source: https://github.com/actions/languageservices/blob/main/workflow-parser/src/model/converter/jobs.ts
    """
    jobs = workflow.node.jobs
    for name, job in jobs.items():
        for index, need in enumerate(job.needs or ()):
            if need not in jobs and job.needs is not None:
                message = f'job "{name}" needs "{need}", and the workflow "{workflow.name}" has no such job'
                place, remedy = job.needs.place_of(index), suggestion(need, jobs)
                yield Finding(rule="unknown-need", message=message, expected=one_of(jobs), remedy=remedy, origin=place)
