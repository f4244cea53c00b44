"""`env.X` that neither the workflow, the job, the step nor an earlier step sets: its value is empty."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, closest, one_of
from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping
from compiler.workflow.walk import STEP
from compiler.workflow.written_outputs import may_set_variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.parsed import ParsedStep, ParsedWorkflow
    from compiler.workflow.walk import ExpressionUse

_RULE = "unset-env"
_ENV = f"{STEP}.env"
_ALIKE = 0.85
"""The minimum similarity of a name that counts as misspelt: `DOTNET_ROOT`, which an action sets, is not a misspelt `DOTNET_VERSION`."""
_MAX_NAMES = 50
"""A name is not compared with more names than this, so that an untrusted file cannot slow the check down."""
_ELSEWHERE = frozenset({"ACT"})
"""Set by other runners: https://nektosact.com/usage/index.html#skipping-steps."""
_WITHOUT_VARIABLES = frozenset({"actions/cache", "actions/checkout", "actions/download-artifact", "actions/upload-artifact"})
"""Actions that set no variables for later steps."""


def unset_env(workflow: ParsedWorkflow) -> Iterator[Finding]:
    """Any earlier step may set variables. After a step that does, only names that look misspelt are reported.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#env-context
    """
    around = _names(workflow.node)
    yield from _unset(workflow.own_uses, [around], certain=True)
    for job in workflow.jobs:
        known = [around, _names(job.node)]
        yield from _unset(job.own_uses, known, certain=not job.steps)
        if not any("GITHUB_ENV" in (getattr(step.node, "run", None) or "") for step in job.steps):
            yield from _of_steps(job.steps, known)


def _of_steps(steps: list[ParsedStep], known: list[dict[str, str] | None]) -> Iterator[Finding]:
    certain = True
    for step in steps:
        in_env = [use for use in step.uses if use.key == _ENV]
        yield from _unset(in_env, known, certain=certain, of_step=False)  # the variables of a step are set together
        yield from _unset((use for use in step.uses if use.key != _ENV), [*known, _names(step.node)], certain=certain)
        certain = certain and _sets_nothing(step)


def _sets_nothing(step: ParsedStep) -> bool:
    command, action = getattr(step.node, "run", None), getattr(step.node, "uses", None)
    if action is not None:
        return action.partition("@")[0].lower() in _WITHOUT_VARIABLES
    return command is None or not may_set_variables(command)


def _names(node: object) -> dict[str, str] | None:
    """The variables that a workflow, job or step sets, by their names in lower case; None if an expression decides them."""
    env = getattr(node, "env", None)
    if isinstance(env, str) or (isinstance(env, Mapping) and any(OPEN in name for name in env)):
        return None
    return {name.lower(): name for name in env or ()}


def _unset(uses: Iterable[ExpressionUse], known: list[dict[str, str] | None], *, certain: bool, of_step: bool = True) -> Iterator[Finding]:
    """Uses of variables that are not known; where others may be set, those that are most likely misspelt."""
    for context in (context for use in uses for context in use.contexts if context.path[0] == "env" and context.path[1:]):
        name = context.path[1]
        if name in _ELSEWHERE or any(names is None or name.lower() in names for names in known):
            continue
        all_names = [each for names in known for each in (names or {}).values()]
        similar = closest(name, all_names) if len(all_names) <= _MAX_NAMES else ""
        if certain or (similar and SequenceMatcher(None, name.lower(), similar.lower()).ratio() >= _ALIKE):
            message = f'nothing sets the variable "{name}" of the context `env`'
            expected = one_of(set(all_names)) if similar else "a variable that `env` or an earlier step sets"
            places = "the workflow, the job or the step" if of_step else "the workflow or the job"
            remedy = f"write `{similar}`" if similar else f"set it in `env` of {places}"
            yield Finding(rule=_RULE, message=message, expected=expected, remedy=remedy, origin=context.place)
