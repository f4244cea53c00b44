"""The same workflows as definitions for two other workflow compilers, written from the files that Linesmith made.

Left out are comments, concurrency and matrices, which spares them some work. Commands and scripts are literals in the definitions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    Tree = dict[str, Any]


def read(paths: Iterable[Path]) -> dict[str, Tree]:
    """Workflow files by name, as plain Python values."""
    return {path.name: YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) for path in paths}


def _call(name: str, arguments: dict[str, str]) -> str:
    return f"{name}({', '.join(f'{key}={value}' for key, value in arguments.items())})"


def _literals(tree: Tree, renamed: dict[str, str]) -> dict[str, str]:
    return {name: repr(_texts(tree[key]) if key == "env" else tree[key]) for key, name in renamed.items() if key in tree}


def _texts(env: Tree) -> Tree:
    """The variables as text, which both alternatives require."""
    return {name: value if isinstance(value, str) else str(value).lower() for name, value in env.items()}


def _entries(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key!r}: {value}" for key, value in values.items()) + "}"


_SHARED = {"name": "name", "needs": "needs", "runs-on": "runs_on", "timeout-minutes": "timeout_minutes", "outputs": "outputs", "env": "env"}


def ghagen(workflows: dict[str, Tree]) -> str:
    """The source of `.github/ghagen_workflows.py`."""
    lines = ["from ghagen import App, Job, Step, Workflow", "from ghagen.models.permissions import Permissions", "app = App()"]
    for file, tree in workflows.items():
        arguments = _literals(tree, {"name": "name", "on": "on", "env": "env"})
        arguments["permissions"] = "Permissions()"
        arguments["jobs"] = _entries({job_id: _ghagen_job(job) for job_id, job in tree["jobs"].items()})
        lines.append(f"app.add_workflow({_call('Workflow', arguments)}, {file!r})")
    return "\n".join(lines) + "\n"


def _ghagen_job(job: Tree) -> str:
    arguments = _literals(job, _SHARED | {"if": "if_"})
    if "permissions" in job:
        arguments["permissions"] = _call("Permissions", {key.replace("-", "_"): repr(value) for key, value in job["permissions"].items()})
    keys = {"name": "name", "id": "id", "if": "if_", "uses": "uses", "with": "with_", "env": "env", "run": "run"}
    steps = [_call("Step", _literals(step, keys)) for step in job["steps"]]
    arguments["steps"] = f"[{', '.join(steps)}]"
    return _call("Job", arguments)


def yamloom(workflows: dict[str, Tree]) -> str:
    """The source of `.github/workflows.py`."""
    names = "Events, Job, Permissions, PushEvent, Workflow, action, script, sync"
    lines = [f"from yamloom import {names}", "sync({"]
    for file, tree in workflows.items():
        arguments = _literals(tree, {"name": "name", "env": "env"})
        push = _call("PushEvent", {"branches": repr(tree["on"]["push"]["branches"])})
        arguments["on"] = _call("Events", {"push": push})
        arguments["permissions"] = "Permissions.none()"
        arguments["jobs"] = _entries({job_id: _yamloom_job(job) for job_id, job in tree["jobs"].items()})
        lines.append(f"{file!r}: {_call('Workflow', arguments)},")
    return "\n".join([*lines, "})"]) + "\n"


def _yamloom_job(job: Tree) -> str:
    arguments = _literals(job, _SHARED | {"if": "condition"})
    arguments["use_recommended_permissions"] = "False"
    if "permissions" in job:
        arguments["permissions"] = _call("Permissions", {key.replace("-", "_"): repr(value) for key, value in job["permissions"].items()})
    arguments["steps"] = f"[{', '.join(_yamloom_step(step) for step in job['steps'])}]"
    return _call("Job", arguments)


def _yamloom_step(step: Tree) -> str:
    arguments = _literals(step, {"name": "name", "id": "id", "if": "condition", "env": "env"})
    if "uses" in step:
        name, _, ref = step["uses"].partition("@")
        arguments |= {"action": repr(name), "ref": repr(ref), "name": repr(step.get("name")), "with_opts": repr(step.get("with"))}
        return _call("action", arguments)
    return f"script({step['run']!r}, **{_call('dict', arguments)})"
