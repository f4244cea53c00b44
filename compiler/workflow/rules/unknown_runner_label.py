"""A label in `runs-on` that no runner has, hosted by GitHub or declared by the project; or labels of several systems at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.runner_label import HOSTED, RETIRED, SELF_HOSTED, labels_of, labels_of_matrix, systems_of
from compiler.workflow.tree import Job, RunsOn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow

_RULE = "unknown-runner-label"


def unknown_runner_label(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """The job waits for a day, and fails. In a file whose project is not known, only labels that GitHub has removed are reported.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idruns-on
    """
    own = None if workflow.runner_labels is None else {label.lower() for label in workflow.runner_labels}
    for job in workflow.jobs:
        if isinstance(job.node, Job):
            labels = labels_of(job.node.runs_on)
            for label in dict.fromkeys((*labels, *labels_of_matrix(job.node))):
                yield from _unknown(job, label, own)
            if len(systems := sorted(set(systems_of(labels)))) > 1:
                message = f'the job "{job.id}" needs a runner with {" and ".join(systems)}: it must have all of the labels'
                yield _finding(job, message, "the label of one GitHub-hosted runner", "use a matrix to run the job on each")
            elif len(versions := _versions(job.node, labels, own or ())) > 1:
                message = f'the job "{job.id}" needs a runner that is {" and ".join(versions)}: it must have all of the labels'
                yield _finding(job, message, "the label of one GitHub-hosted runner", "use a matrix to run the job on each")


def _versions(job: Job, labels: Iterable[str], own: Collection[str]) -> list[str]:
    """Labels of different versions of a system. Runners of the project, and those of a group, may have any."""
    names = [label.lower() for label in labels]
    if isinstance(job.runs_on, RunsOn) or any(name not in HOSTED or name in own for name in names):
        return []
    versions = {found[0]: f'"{name}"' for name in names if (found := re.match(r"[a-z]+-[0-9.]+", name))}
    return list(versions.values())


def _unknown(job: ParsedJob, label: str, own: set[str] | None) -> Iterator[Finding]:
    name = label.lower()
    if name in RETIRED and name not in (own or ()):
        message = f'the job "{job.id}" runs on "{label}", which GitHub has removed'
        yield _finding(job, message, "an image that GitHub still provides", f'use "{RETIRED[name]}"')
    elif own is not None and name not in HOSTED and name not in SELF_HOSTED and name not in own:
        message = f'the job "{job.id}" runs on "{label[:80]}", and no runner is known to have this label'
        expected = 'a label of a GitHub-hosted runner, such as "ubuntu-24.04"' + (f", or of the project: {one_of(own)}" if own else "")
        declare = f'add "{label[:80]}" to `runner-labels` of [tool.linesmith] in pyproject.toml'
        if not own:
            declare = f'add `runner-labels = ["{label[:80]}"]` to [tool.linesmith] in pyproject.toml'
        hint = suggestion(label[:80], [*HOSTED, *own])
        yield _finding(job, message, expected, f"{hint}; or, if this is a label of your own runners, {declare}" if hint else declare)


def _finding(job: ParsedJob, message: str, expected: str, remedy: str) -> Finding:
    runs_on = job.node.runs_on  # type: ignore[union-attr]  # a Job
    inner = runs_on.value_places.get("labels", runs_on.place) if isinstance(runs_on, RunsOn) else None
    place = inner or job.node.value_places.get("runs-on", job.node.place)
    return Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=place, field="labels" if inner else "runs_on")
