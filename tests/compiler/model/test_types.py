"""The types of the model are what GitHub's schema knows: a type checker reports a wrong value before anything runs."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from pydantic import ValidationError

from compiler import api
from compiler.model import action, background, call, container, job, step, trigger, workflow
from compiler.model import input as inputs
from compiler.model.base import Shell
from compiler.model.permissions import Permissions, Scope
from compiler.workflow.rules.unknown_shell import SHELLS
from compiler.workflow.syntax import action_syntax, events, permission_scopes, workflow_syntax


def _literals(annotation: Any) -> list[str]:
    """The texts in a type, in their order."""
    if get_origin(annotation) is Literal:
        return [text for text in get_args(annotation) if isinstance(text, str)]
    return [text for inner in get_args(annotation) for text in _literals(inner)]


def _texts(cls: type, field: str) -> list[str]:
    return _literals(get_type_hints(cls, include_extras=True)[field])


def test_permissions_have_the_scopes_and_the_access_of_the_schema() -> None:
    hints = get_type_hints(Permissions)
    assert {scope: _literals(get_args(pair)[0]) for scope, pair in hints.items()} == permission_scopes()
    assert set(get_args(Scope)) == permission_scopes().keys()


@pytest.mark.parametrize(("event", "filters"), events().items())
def test_a_trigger_has_the_activity_types_of_its_event(event: str, filters: dict[str, list[str]]) -> None:
    name = "".join(word.capitalize() for word in event.split("_"))
    declared = getattr(api, name)
    types = filters.get("types")
    known = {field.name for field in dataclasses.fields(declared)}
    assert ("types" in known) == (types is not None)
    if types is not None:
        assert _texts(declared, "types") == types


@pytest.mark.parametrize(
    ("cls", "field", "definition"),
    [
        (job.Concurrency, "queue", "concurrency-queue"),
        (job.Job, "cache_mode", "cache-mode"),
        (workflow.Workflow, "cache_mode", "cache-mode"),
        (workflow.Workflow, "permissions", "permissions"),
        (job.Job, "permissions", "permissions"),
        (call.CallJob, "secrets", "workflow-job-secrets-inherit"),
    ],
)
def test_a_field_has_the_texts_of_the_schema(cls: type, field: str, definition: str) -> None:
    own = [text for text in _texts(cls, field) if text not in {"read", "write", "none"} or definition == "cache-mode"]
    assert sorted(own) == sorted(workflow_syntax()[definition].constants)


def test_the_inputs_have_the_types_of_the_schema() -> None:
    of_a_run = [cls for cls in inputs.Input.__subclasses__() if cls.__module__ == inputs.__name__]
    (of_a_call,) = get_args(get_type_hints(call.WorkflowCall)["inputs"])
    for kinds, name in ((of_a_run, "workflow-dispatch-input-type"), (get_args(of_a_call), "workflow-call-input-type")):
        assert sorted(text for cls in kinds for text in _texts(cls, "type")) == sorted(workflow_syntax()[name].constants)


def test_the_shells_of_the_model_are_those_of_the_rule() -> None:
    assert sorted(_literals(Shell)) == sorted(SHELLS)


CALL = {"id": "a", "workflow": "./.github/workflows/a.yml"}
JOB = {"id": "a", "timeout_minutes": 5, "steps": []}
NODES: list[tuple[type, Any, str, dict[str, Any]]] = [
    (job.Job, workflow_syntax(), "job-factory", JOB),
    (call.CallJob, workflow_syntax(), "workflow-job", CALL),
    (job.Concurrency, workflow_syntax(), "concurrency-mapping", {"group": "a"}),
    (job.RunnerGroup, workflow_syntax(), "runs-on-mapping", {"group": "a"}),
    (job.Snapshot, workflow_syntax(), "snapshot-mapping", {"image_name": "a"}),
    (job.Defaults, workflow_syntax(), "job-defaults-run", {}),
    (step.Run, workflow_syntax(), "run-step", {"command": "a"}),
    (step.Uses, workflow_syntax(), "regular-step", {"action": "a"}),
    (background.WaitAll, workflow_syntax(), "wait-all-step", {}),
    (action.Node, action_syntax(), "node-runs", {"main": "a"}),
    (action.Docker, action_syntax(), "container-runs", {"image": "a"}),
    (trigger.Push, workflow_syntax(), "push-mapping", {}),
    (trigger.PullRequest, workflow_syntax(), "pull-request-mapping", {}),
    (container.Credentials, workflow_syntax(), "container-registry-credentials", {"username": "a", "password": api.secrets.A}),
]
RENAMED = {"uses": {step.Uses: "action", call.CallJob: "workflow"}}


OTHERS = {"needs", "pre_if", "post_if"}
"""An empty name is that of no job, and conditions are not text."""


def _non_empty() -> list[Any]:
    found = []
    for cls, syntax, name, given in NODES:
        known = {field.name for field in dataclasses.fields(cls)}
        for key, value in syntax[name].mappings[0].properties.items():
            field = RENAMED.get(key, {}).get(cls, key.replace("-", "_"))
            definition = syntax[value.type]
            if definition.non_empty_text and not definition.text and field in known - OTHERS:
                found.append(pytest.param(cls, field, given, bool(definition.item), id=f"{cls.__name__}.{field}"))
    return found


@pytest.mark.parametrize(("cls", "field", "given", "is_list"), _non_empty())
def test_text_that_the_schema_wants_is_not_empty(cls: Any, field: str, given: dict[str, Any], is_list: bool) -> None:
    with pytest.raises(ValidationError):
        cls(**given | {field: [""] if is_list and field != "runs_on" else ""})


def test_fields_that_the_schema_wants_are_compared() -> None:
    assert len(_non_empty()) > 20


@pytest.mark.parametrize("text", ["_", "a", "_a", "_-a", "a-b_c", "A1", "a" * 99, "_" + "a" * 98])
def test_valid_id_is_accepted(text: str) -> None:
    assert step.Run("make", id=text).id == text


@pytest.mark.parametrize("text", ["", "__a", "__", "-a", "1a", "a b", "a.b", "a" * 100, "_" + "a" * 99, "ä", "a\n"])
def test_invalid_id_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        step.Run("make", id=text)


def test_a_command_for_the_script_is_a_shell() -> None:
    assert step.Run("print 1", shell=api.CustomShell("perl {0}")).shell == "perl {0}"
    with pytest.raises(ValidationError):
        step.Run("print 1", shell=api.CustomShell("perl"))
