"""The script steps of the generated files: their command, and the environment that the file gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from compiler import Script, Workflow
from pipelines.check import CHECK
from pipelines.main import MAIN
from pipelines.staging import STAGING
from tests.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")
_PIPELINES: Mapping[str, Workflow] = {"staging": STAGING, "main": MAIN, "check": CHECK}


@dataclass(frozen=True)
class DeclaredStep:
    """One step of a generated file."""

    workflow: str
    """The display name of its workflow."""
    job: str
    command: str
    env: Mapping[str, str]
    """The workflow's, the job's and the step's `env`, the nearer one first, with expressions as they are written."""
    permissions: Mapping[str, str]

    def environment(self, contexts: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
        """The environment of the step: the values in `given`, and the evaluated expressions of the file.

        Raises:
            KeyError: if `given` has a variable that the file does not set, or lacks a value that comes from elsewhere.
        """
        if strange := set(given) - set(self.env):
            raise KeyError(f"{self.workflow}, {self.job}: the file gives this step no {sorted(strange)}")
        return {name: given[name] if name in given else _evaluated(value, contexts) for name, value in self.env.items()}


def _evaluated(text: str, contexts: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda match: _first(match[1].split(" || "), contexts), text)


def _first(operands: list[str], contexts: Mapping[str, str]) -> str:
    """GitHub's `||` for names and strings: the first that is not empty, or the last."""
    value = ""
    for operand in operands:
        value = operand[1:-1].replace("''", "'") if operand.startswith("'") else contexts[operand]
        if value:
            break
    return value


@cache
def _file(pipeline: str) -> Any:
    workflow = _PIPELINES[pipeline]
    return YAML(typ="safe").load((ROOT / "generated" / ".github" / "workflows" / workflow.file).read_text(encoding="utf-8"))


@cache
def declared(script: str, pipeline: str) -> DeclaredStep:
    """The step that runs this script in a pipeline ("staging" or "main"), or in another workflow if that one has no such step."""
    for name in (pipeline, *(other for other in _PIPELINES if other != pipeline)):
        for job in _PIPELINES[name].jobs:
            for place, step in enumerate(job.running_steps):
                if isinstance(step, Script) and step.template == script:
                    return _declared(name, job.id, place)
    raise KeyError(f"no pipeline runs {script}")


def _declared(pipeline: str, job: str, place: int) -> DeclaredStep:
    file = _file(pipeline)
    found = file["jobs"][job]
    step = found["steps"][place]
    env = {name: _text(value) for part in (file, found, step) for name, value in (part.get("env") or {}).items()}
    return DeclaredStep(file["name"], job, step["run"], env, found["permissions"])


def _text(value: object) -> str:
    """The text that the runner makes of a scalar for an environment variable."""
    return str(value).lower() if isinstance(value, bool) else str(value)
