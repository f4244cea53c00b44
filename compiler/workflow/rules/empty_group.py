"""A concurrency group that is empty when one of the triggers starts the workflow: GitHub refuses to run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding
from compiler.workflow.expression_writer import render
from compiler.workflow.possible import path_of
from compiler.workflow.possible_values import in_situation
from compiler.workflow.situation import situations
from compiler.workflow.spelling import operator_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.parsed import ParsedWorkflow

_KEYS = frozenset({"concurrency", "concurrency.group", "jobs.<job_id>.concurrency", "jobs.<job_id>.concurrency.group"})


def empty_group(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Groups that consist of a context which only pull requests have.

    Source: https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
    """
    uses = [use for use in (*workflow.own_uses, *(use for job in workflow.jobs for use in job.own_uses)) if use.key in _KEYS]
    runs = situations(workflow.node) if uses else []
    for use in uses:
        path = path_of(use.expression)
        empty = [run.event for run in runs if path and (found := in_situation(run, path)) is not None and found.values == ("",)]
        if empty and use.entry in {"concurrency", "group"}:
            name, operator = render(use.expression), operator_name(use.node, "||").strip("`")
            yield Finding(
                rule="empty-group",
                message=f"the concurrency group is empty when `{empty[0]}` starts the workflow: `{name}` is for pull requests only",
                expected="a group that is never empty",
                remedy=f"add a value that every run has, as in `{name} {operator} github.run_id`",
                origin=use.contexts[0].place,
            )
