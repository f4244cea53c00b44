"""What the steps of a job need of its token: the actions and commands that are known, the headers of scripts, and pins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from compiler.model.base import RawContent
from compiler.model.step import LocalAction, Run, Script, Step, Uses
from compiler.passes.resolve import ResolvedStep
from compiler.workflow.expression import Commented, Operand
from compiler.workflow.expression_writer import render_value
from compiler.workflow.known_actions import action_name
from compiler.workflow.needed_permissions import ID_TOKEN, Need, action_needs, command_needs, has_job_token, left_needs, script_needs
from compiler.workflow.shell_commands import without_comments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from compiler.frontend.script import ScriptFile
    from compiler.passes.resolve import ResolvedJob, ResolvedWorkflow

_CHECKOUT = "actions/checkout"
_SCRIPT = "actions/github-script"
_OWN_REPOSITORY = "${{ github.repository }}"
_TOKENS_OF_GH = ("GH_TOKEN", "GITHUB_TOKEN")


class StepNeed(NamedTuple):
    """A need, and the step that has it."""

    need: Need
    step: str
    """Such as `"Check out" (actions/checkout)`."""


@dataclass(slots=True)
class TokenNeeds:
    """What all steps of a job need."""

    needs: list[StepNeed] = field(default_factory=list)
    is_known: bool = True
    """Whether they need nothing else, except what `unknown` names."""
    unknown: set[str] = field(default_factory=set)
    """Scopes to which they may need more access."""


_FOUND: WeakKeyDictionary[ResolvedJob, TokenNeeds] = WeakKeyDictionary()
"""The needs of each job: more than one rule asks for them."""


def token_needs(job: ResolvedJob, workflow: ResolvedWorkflow) -> TokenNeeds:
    """The needs of a job with steps."""
    if job not in _FOUND:
        _FOUND[job] = _collect(job, workflow)
    return _FOUND[job]


def _collect(job: ResolvedJob, workflow: ResolvedWorkflow) -> TokenNeeds:
    collected = _Collected()
    around = {name: _text(value) for name, value in {**workflow.workflow.env, **getattr(job.job, "env", {})}.items()}
    for step in job.steps:
        collected.add_step(step, around, "")
    return collected.found


class _Collected:
    """The needs of the steps so far, and what they leave for later steps."""

    def __init__(self) -> None:
        self.found = TokenNeeds()
        self.actions: dict[str, bool] = {}
        """The actions that may have left the token for later commands, and whether each certainly has it."""

    def add_step(self, step: ResolvedStep, around: Mapping[str, str], inside: str) -> None:
        declared = step.step
        if isinstance(declared, RawContent):
            self.found.is_known = False
            return
        env = {**around, **{name: _text(value) for name, value in declared.env.items()}}
        if isinstance(declared, Uses):
            self._add_action(declared, step, around, inside)
        elif isinstance(declared, Script) and step.script is not None:
            self._add_script(declared, step.script, env, inside)
        elif isinstance(declared, Run) and isinstance(declared.command, str):
            self._add_command(declared, env, inside)
        else:
            self.found.is_known = False

    def _add_action(self, declared: Uses, step: ResolvedStep, around: Mapping[str, str], inside: str) -> None:
        if step.own_action is not None:
            self._add_own_action(step.own_action, around, inside)
            return
        action = declared.target
        defaults = step.pin.defaults if step.pin else {}
        inputs = {name.lower(): _text(value) for name, value in {**defaults, **declared.with_}.items()}
        needs = _of_pin(step)
        if needs is None:
            needs = action_needs(action, inputs, self.actions)
        if needs is None:
            self.found.is_known = False
            if action_name(action) == _SCRIPT and has_job_token(inputs.get("github-token", "${{ github.token }}")):
                self._add(script_needs(inputs.get("script", "")), declared, action, inside)
            return
        self._add(needs, declared, action, inside)
        certain = any(not need.maybe for need in needs)
        name = action_name(action)
        if needs and (name != _CHECKOUT or inputs.get("persist-credentials", "").lower() != "false"):
            self.actions[name] = certain or self.actions.get(name, False)

    def _add_own_action(self, action: LocalAction, around: Mapping[str, str], inside: str) -> None:
        """The steps of a composite action. Others are files, which are not read."""
        steps = getattr(action.runs, "steps", None)  # type: ignore[attr-defined]  # an Action
        if steps is None:
            self.found.is_known = False
            return
        for step in steps:
            inner = step.action if isinstance(step, Uses) and isinstance(step.action, LocalAction) else None
            self.add_step(ResolvedStep(step, None, None, referenced=False, own_action=inner), around, f"{inside} of {action.folder}")

    def _add_script(self, declared: Script, script: ScriptFile, env: Mapping[str, str], inside: str) -> None:
        self._add_unknown()
        for name in sorted(script.required | script.optional):
            has_token = has_job_token(env.get(name, ""))
            if has_token is False:
                continue
            named = [permission for permission in script.permissions if permission.variable == name]
            needs = [
                Need(permission.scope, permission.access, "", has_token is None)
                for permission in named
                if not permission.condition or env.get(permission.condition)
            ]
            self._add(needs, declared, script.path, inside)
            self.found.is_known = self.found.is_known and bool(named)

    def _add_command(self, declared: Run, env: Mapping[str, str], inside: str) -> None:
        self._add_unknown()
        command = without_comments(str(declared.command))
        if "git push" in command:
            self.found.unknown.add("contents")  # without credentials, it is a finding of its own
        self._add(left_needs(command, self.actions), declared, "a command", inside)
        tokens = {name: has_job_token(value) for name, value in env.items()}
        needs, is_known = command_needs(command)
        if env.get("GH_REPO", _OWN_REPOSITORY) != _OWN_REPOSITORY:
            needs, is_known = [], False  # `gh` works on another repository
        if not any(has_token is not False for has_token in tokens.values()):
            if needs and not any(name in tokens for name in _TOKENS_OF_GH):
                self.found.is_known = False  # the token is missing, which is a finding of its own
            return
        if all(tokens.get(name, False) is not True for name in _TOKENS_OF_GH):
            needs = [need._replace(maybe=True) for need in needs]
        self._add(needs, declared, "a command", inside)
        self.found.is_known = self.found.is_known and is_known

    def _add_unknown(self) -> None:
        """Any program can request the OIDC token, and push with what a checkout has left for Git."""
        self.found.unknown.add(ID_TOKEN)
        if _CHECKOUT in self.actions:
            self.found.unknown.add("contents")

    def _add(self, needs: Sequence[Need], step: Step, what: str, inside: str) -> None:
        if needs:
            name = "" if step.name is None else f'"{_text(step.name)}" '
            shown = f"{name}({what}{inside})" if name else f"{what}{inside}"
            self.found.needs += [StepNeed(need, shown) for need in needs]


def _of_pin(step: ResolvedStep) -> list[Need] | None:
    """The needs that the pin of an action declares."""
    if step.pin is None or step.pin.permissions is None:
        return None
    return [Need(scope, access, "", maybe=False) for scope, access in step.pin.permissions.items()]


def _text(value: Any) -> str:
    """A value as it is written, with `${{ }}` around expressions."""
    value = value.value if isinstance(value, Commented) else value
    if isinstance(value, Operand):
        return str(render_value(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
