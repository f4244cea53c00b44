"""A field of `github.event` that the payload of no trigger has, or a branch that only pull requests have: its value is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, joined, one_of, suggestion
from compiler.workflow.context_use import context_uses
from compiler.workflow.event_payloads import types_with, unknown_key
from compiler.workflow.expression import Binary, Literal, Logical, Not, children, walk
from compiler.workflow.possible import path_of, truths
from compiler.workflow.possible_values import Values, in_situation
from compiler.workflow.situation import CALL, situations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.workflow.expression import Expression
    from compiler.workflow.parsed import ParsedJob, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_EVENT = ("github", "event")
_OF_PULL_REQUESTS = frozenset({("github", "base_ref"), ("github", "head_ref")})
_OF_BRANCHES = frozenset({"push", "workflow_dispatch"})
"""Events whose `github.ref_name` someone chose. For others it is the default branch."""
_REMEDY_WITHOUT_BRANCH = "remove what uses it, or add such a trigger"
_OTHER_RULES = frozenset({"concurrency", "group", "if"})
"""Keys for which `empty-group` and `constant-condition` report them."""
_SHOWN = 10
_REMEDY = "add a trigger whose payload has it, or remove what uses it"


def unknown_event_property(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """A workflow that another one calls has the payload of the caller's event, which can be any.

    Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
    """
    if not workflow.node.on:
        return
    search = _Search(workflow)
    for job, uses in ((None, workflow.own_uses), *((job, job.uses) for job in workflow.jobs)):
        for use in uses:
            if any(context.path[:2] == _EVENT and search.unknown(context.path) for context in use.contexts):
                yield from search.findings(use, job)
            if use.entry not in _OTHER_RULES and any(search.is_empty(context.path) for context in use.contexts):
                yield from search.of_pull_requests(use, job)


class _Search:
    def __init__(self, workflow: ParsedWorkflow) -> None:
        self.values = Values(workflow.node)
        self.on = workflow.node.on
        self.runs = situations(workflow.node)
        self.types = {run.event or CALL: tuple(map(str, run.actions.values)) if run.actions else None for run in self.runs}
        self.seen: dict[tuple[str, ...], tuple[int, list[str]] | None] = {}

    def unknown(self, path: tuple[str, ...]) -> tuple[int, list[str]] | None:
        """Where the path leaves the payloads."""
        keys = path[2:]
        if keys not in self.seen:
            self.seen[keys] = unknown_key(self.types, keys)
        return self.seen[keys]

    def findings(self, use: ExpressionUse, job: ParsedJob | None) -> Iterator[Finding]:
        """One for each field that the expression needs."""
        for part in self.needed(use.expression, job):
            for context in context_uses(list(walk(part)), use.place):
                found = self.unknown(context.path) if context.path[:2] == _EVENT else None
                if found is None:
                    continue
                index, known = found
                name = ".".join(("github", "event", *context.path[2 : 3 + index]))
                events, types = list(self.types), self.other_types(context.path[2]) if index == 0 else []
                triggers = joined([f"`{event}`" for event in events], "or", _SHOWN)
                similar = suggestion(context.path[2 + index], known)
                yield Finding(
                    rule="unknown-event-property",
                    message=f"`{name}` is not in the payload of {triggers}{' with these activity types' if types else ''}",
                    expected=f"an activity type whose payload has it: {one_of(types)}" if types else one_of(known),
                    remedy=self.remedy(context.path[2], types[0]) if types else similar or _REMEDY,
                    origin=context.place,
                )

    def is_empty(self, path: tuple[str, ...]) -> bool:
        """Whether it is a property of `github` for pull requests, and no trigger is one."""
        return path in _OF_PULL_REQUESTS and all(
            (found := in_situation(run, path)) is not None and found.values == ("",) for run in self.runs
        )

    def of_pull_requests(self, use: ExpressionUse, job: ParsedJob | None) -> Iterator[Finding]:
        """The uses of `github.head_ref` and `github.base_ref`.

        Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context
        """
        triggers = joined([f"`{event}`" for event in self.types], "or", _SHOWN)
        has_branch = _OF_BRANCHES.issuperset(self.types)
        instead = "use `github.ref_name`, the branch or tag of the run, or add such a trigger" if has_branch else _REMEDY_WITHOUT_BRANCH
        for part in self.needed(use.expression, job):
            for context in context_uses(list(walk(part)), use.place):
                if self.is_empty(context.path):
                    yield Finding(
                        rule="unknown-event-property",
                        message=f"`{'.'.join(context.path)}` is empty when {triggers} starts the workflow: it is for pull requests only",
                        expected="a trigger for pull requests, such as `pull_request`",
                        remedy=instead,
                        origin=context.place,
                    )

    def remedy(self, field: str, kind: str) -> str:
        """How to get payloads with the field. A trigger without `types` starts for several activity types, and should still do so."""
        triggers = (trigger for event, trigger in self.on.items() if types_with(event, field))
        add = f"add `{kind}` to the `types` of the trigger"
        if not all(getattr(trigger, "types", None) for trigger in triggers):
            add = f"set the `types` of the trigger to its default activity types and `{kind}`"
        return f"{add}, or remove what uses it"

    def other_types(self, field: str) -> list[str]:
        """The activity types with which an event would have the field."""
        return sorted({each for event in self.types for each in types_with(event, field)})

    def needed(self, part: Expression, job: ParsedJob | None) -> Iterator[Expression]:
        """The uses of contexts whose value matters: not those with an alternative, and not those that only ask whether there is one."""
        if path_of(part) is not None:
            yield part
        elif _asks_whether(part):
            return
        elif isinstance(part, Logical):
            yield from self.operands(part, job)
        else:
            for child in children(part):
                yield from self.needed(child, job)

    def operands(self, part: Logical, job: ParsedJob | None) -> Iterator[Expression]:
        """The operands up to the one that decides in every run."""
        decides = part.operator_ == "||"
        for operand in part.operands_[:-1]:
            if path_of(operand) is None:
                yield from self.needed(operand, job)
            elif not decides and any(self.unknown(use.path) for use in context_uses(list(walk(operand)), None) if use.path[:2] == _EVENT):
                return
            if all(self.truths(operand, job, run) == {decides} for run in range(len(self.runs))):
                return
        yield from self.needed(part.operands_[-1], job)

    def truths(self, operand: Expression, job: ParsedJob | None, run: int) -> frozenset[bool]:
        """What the operand may be in one of the runs."""
        return truths(operand, lambda path: in_situation(self.runs[run], path) or self.values.of(path, job))


def _asks_whether(part: Expression) -> bool:
    """Whether it only asks if there is a value."""
    if isinstance(part, Not):
        return path_of(part.operand_) is not None
    return isinstance(part, Binary) and any(
        isinstance(side, Literal) and side.value_ in {None, "", False} for side in (part.left_, part.right_)
    )
