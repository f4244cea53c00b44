"""The contexts `github`, `inputs`, `vars` and `secrets` of a run.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.plan.error import PlanError
from compiler.plan.event import BRANCH, PULL_REQUESTS, TAG
from compiler.plan.inputs import call_inputs, check_call_inputs, dispatch_inputs
from compiler.plan.start import base_branch, payload_text
from compiler.plan.values import PartialMapping
from compiler.workflow.event_payloads import unknown_key
from compiler.workflow.expression_values import Unknown, Value, text_of
from compiler.workflow.node import Sequence
from compiler.workflow.tree import Event, WorkflowCall, WorkflowDispatch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.plan.event import RunEvent
    from compiler.plan.values import Contexts, Evaluator
    from compiler.workflow.tree import Workflow

_IN_PAYLOAD = {
    "actor": ("sender", "login"),
    "head_ref": ("pull_request", "head", "ref"),
    "repository": ("repository", "full_name"),
    "repository_owner": ("repository", "owner", "login"),
}
_KINDS = {BRANCH: "branch", TAG: "tag"}


def run_contexts(workflow: Workflow, event: RunEvent, variables: Mapping[str, str], evaluator: Evaluator) -> dict[str, Value]:
    """The contexts that all jobs of a run share.

    Raises:
        PlanError: for an input that does not exist, or a value that it cannot have.
    """
    shared: dict[str, Value] = {
        "vars": PartialMapping("vars", variables),
        "secrets": PartialMapping("secrets"),
        "github": PartialMapping("github"),
    }
    trigger = workflow.on.get(event.name)
    inputs: dict[str, Value] = {}
    if isinstance(trigger, WorkflowDispatch):
        inputs = dispatch_inputs(trigger, event.inputs)
    elif isinstance(trigger, WorkflowCall):
        inputs = call_inputs(trigger, check_call_inputs(trigger, event.inputs), evaluator, shared)
    elif event.inputs:
        raise PlanError(f"the event {event.name} has no inputs. Expected: inputs with workflow_dispatch or workflow_call only")
    return {**shared, "github": PartialMapping("github", _github(workflow, event, inputs)), "inputs": inputs}


def _github(workflow: Workflow, event: RunEvent, inputs: Contexts) -> dict[str, Value]:
    known: dict[str, Value] = {"event": _event(workflow, event, inputs)}
    if event.name == "workflow_call":
        return known  # the event, ref and name are those of the caller
    known |= {"event_name": event.name, **_from_payload(event)}
    if workflow.name:
        known["workflow"] = workflow.name
    if event.name in PULL_REQUESTS:
        ref = _ref_of_pull_request(workflow, event) if event.ref.startswith(BRANCH) or not event.ref else _ref(event.ref)
        return {**known, "base_ref": base_branch(event), **ref}
    return {**known, "base_ref": "", "head_ref": "", **_ref(event.ref)}


def _from_payload(event: RunEvent) -> dict[str, Value]:
    """The properties that are in the payload too, under another name.

    Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
    """
    found = {name: payload_text(event, *path) for name, path in _IN_PAYLOAD.items()} if event.payload is not None else {}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _ref_of_pull_request(workflow: Workflow, event: RunEvent) -> dict[str, Value]:
    """What is known of the ref without the number of the pull request. If the pull request was merged, the ref is its base branch.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
    """
    if event.name == "pull_request_target":
        return {"ref": Unknown("github.ref", BRANCH), "ref_type": "branch"}
    trigger = workflow.on.get(event.name)
    types = (trigger.types if isinstance(trigger, Event) else None) or ()
    given = [event.type or payload_text(event, "action")] if event.type or event.payload is not None else types
    if "closed" in given:
        return {}
    return {
        "ref": Unknown("github.ref", "refs/pull/", "/merge"),
        "ref_name": Unknown("github.ref_name", "", "/merge"),
        "ref_type": "branch",
    }


def _ref(ref: str) -> dict[str, Value]:
    if not ref:
        return {}
    for prefix, kind in _KINDS.items():
        if ref.startswith(prefix):
            return {"ref": ref, "ref_type": kind, "ref_name": ref.removeprefix(prefix)}
    return {"ref": ref, "ref_name": ref.removeprefix("refs/pull/")}


def _event(workflow: Workflow, event: RunEvent, inputs: Contexts) -> Value:
    if event.payload is not None:
        return {**event.payload}
    known: dict[str, Value] = {}
    if event.name == "workflow_dispatch":  # here every input is text
        known["inputs"] = {name: text_of(value) if isinstance(value, bool | int | float) else value for name, value in inputs.items()}
    if event.name in {"push", "workflow_dispatch"} and event.ref:
        known["ref"] = event.ref
    if event.type:
        known["action"] = event.type
    schedules = workflow.on.get(event.name)
    if isinstance(schedules, Sequence) and len(schedules) == 1:
        known["schedule"] = schedules[0].cron
    return _Payload(event.name, known)


class _Payload(PartialMapping):
    """The payload of an event, of which only some fields are known. A field that the event does not have is null."""

    def __init__(self, event: str, known: Mapping[str, Value]) -> None:
        super().__init__("github.event", known)
        self._event = event

    def missing(self, name: str) -> Value:
        return None if unknown_key({self._event: None}, [name]) else super().missing(name)
