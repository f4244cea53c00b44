"""An output that its job does not have, or a job or step that is not available where it is used.

Which outputs a step has is not in the syntax: for definitions, `compiler.rules.unknown_output` knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, one_of, suggestion
from compiler.workflow.tree import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from compiler.workflow.context_use import ContextUse
    from compiler.workflow.parsed import ParsedAction, ParsedJob, ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_RULE = "unknown-output"
_NAME = 3  # the index of the output in `needs.<job_id>.outputs.<output_id>`


def unknown_output(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """At run time, such a value is empty."""
    jobs = _Lookup(workflow.jobs)
    for job in workflow.jobs:
        needs, steps = {need.lower() for need in job.node.needs or ()}, _Lookup(job.steps)
        for context in _uses(job.uses, "needs"):
            yield from _of_other(context, job, needs, jobs, workflow)
        for context in _uses(job.uses, "steps"):
            yield from _of_step(context, steps, f'the job "{job.id}"')
        yield from _too_early(job.steps, steps)
    for context in _uses(workflow.own_uses, "jobs"):
        yield from _of_job(context, jobs, workflow)


def unknown_output_in_action(action: ParsedAction) -> Iterator[Finding]:
    """The same in the steps and the outputs of an action."""
    steps = _Lookup(action.steps)
    for context in _uses(action.uses, "steps"):
        yield from _of_step(context, steps, f'the action "{action.name}"')
    yield from _too_early(action.steps, steps)


class _Lookup:
    """Finds jobs or steps by what an expression has: the object of a definition, or a name, whose case GitHub ignores."""

    def __init__(self, all_: Sequence[ParsedJob] | Sequence[ParsedStep]) -> None:
        self.by_place = {id(each.node.place): each for each in all_}
        self.by_id = {each.id.lower(): each for each in all_ if each.id}
        self.outputs = {id(each): _outputs(each) for each in all_}

    def find(self, context: ContextUse) -> ParsedJob | ParsedStep | None:
        if context.declared is not None:
            return self.by_place.get(id(context.declared))
        return self.by_id.get(context.path[1].lower())

    def suggest(self, context: ContextUse) -> str:
        """What to do about a name that is probably misspelt; empty for an object of a definition."""
        return "" if context.declared is not None else suggestion(context.path[1], [each.id for each in self.by_id.values() if each.id])


def _uses(uses: Iterable[ExpressionUse], name: str) -> Iterator[ContextUse]:
    """The uses of a job or step of this context."""
    return (context for use in uses for context in use.contexts if context.path[0] == name and context.path[1:])


def _what(context: ContextUse, kind: str) -> str:
    """What is used, such as `the result of the job`."""
    return f"the {context.path[2]} of the {kind}" if context.path[2:] else f"the {kind}"


def _of_other(context: ContextUse, job: ParsedJob, needs: set[str], jobs: _Lookup, workflow: ParsedWorkflow) -> Iterator[Finding]:
    """A use of a job in another one, which has to need it."""
    found = jobs.find(context)
    if found is job:
        message = f'the job "{job.id}" uses its own {"".join(context.path[2:3]) or "values"}'
        yield Finding(rule=_RULE, message=message, expected="an output of another job", origin=context.place)
    elif found is not None and found.id.lower() not in needs:
        message = f'this uses {_what(context, "job")} "{found.id}", which the job "{job.id}" does not need'
        expected = "a job that `needs` names: jobs that are needed only indirectly do not count"
        yield Finding(rule=_RULE, message=message, expected=expected, remedy=f'add "{found.id}" to `needs`', origin=context.place)
    else:
        yield from _of_job(context, jobs, workflow)


def _of_job(context: ContextUse, jobs: _Lookup, workflow: ParsedWorkflow) -> Iterator[Finding]:
    name, found = context.path[1], jobs.find(context)
    known = None if found is None else jobs.outputs[id(found)]
    if found is None:
        message = f'this uses {_what(context, "job")} "{name}", which is not in the workflow "{workflow.name}"'
        expected, remedy = "a job of the same workflow", jobs.suggest(context) or "add it to the workflow's `jobs`"
        yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=context.place)
    elif known is not None and context.path[2:3] == ("outputs",) and context.path[_NAME:] and context.path[_NAME].lower() not in known:
        output, names = context.path[_NAME], known.values()
        message, expected, remedy = f'the job "{name}" has no output "{output}"', one_of(names), suggestion(output, names)
        if not known:
            expected, remedy = "a job with outputs", "add it to the `outputs` of the job"
        yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=context.place)


def _outputs(job: ParsedJob | ParsedStep) -> dict[str, str] | None:
    """The outputs of a job, by their names in lower case; None if a called workflow or an expression decides them."""
    if not isinstance(job.node, Job) or isinstance(job.node.outputs, str):
        return None
    return {name.lower(): name for name in job.node.outputs or ()}


def _of_step(context: ContextUse, steps: _Lookup, owner: str) -> Iterator[Finding]:
    found, kind = steps.find(context), owner.split()[1]
    if found is None:
        name = f' "{context.path[1]}"' if context.path[1] else ""
        message = f"this uses {_what(context, 'step')}{name} in {owner}, which does not have that step"
        elsewhere = "for a step of another job, declare the value as an output of that job, and use that output"
        other = f"put the step into the `steps` of this job; {elsewhere}" if kind == "job" else "add the step to its `runs`"
        remedy = steps.suggest(context) or (other if context.declared else "correct the ID")
        yield Finding(rule=_RULE, message=message, expected=f"a step of the same {kind}", remedy=remedy, origin=context.place)
    elif not found.id:
        message = f"the {context.path[2]} of this step cannot be used: the step has no id"
        expected = "an `id` for a step that others refer to"
        yield Finding(rule=_RULE, message=message, expected=expected, remedy="add `id=…`", origin=context.declared)


def _too_early(steps: Sequence[ParsedStep], named: _Lookup) -> Iterator[Finding]:
    before: set[int] = set()
    for step in steps:
        for context in _uses(step.uses, "steps"):
            found = named.find(context)
            if found is not None and id(found.node.place) not in before:
                name = found.id or getattr(found.node, "name", None)
                shown = f' "{name}"' if name else ""
                message = f"this uses {_what(context, 'step')}{shown} before the step runs"
                remedy = "change the order of the steps"
                yield Finding(rule=_RULE, message=message, expected="an earlier step", remedy=remedy, origin=context.place)
        before.add(id(step.node.place))
