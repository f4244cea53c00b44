"""The labels of runners that GitHub hosts, and the default labels of self-hosted runners.

Sources: https://docs.github.com/en/actions/reference/runners/github-hosted-runners#supported-runners-and-hardware-resources, the labels in
https://github.com/actions/runner-images/blob/main/README.md#available-images, those of larger runners for macOS in
https://docs.github.com/en/actions/reference/runners/larger-runners#runner-images, and DEFAULT_RUNNER_LABELS of
https://github.com/actions/languageservices/blob/main/languageservice/src/value-providers/default.ts. Looked up in November 2026.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from compiler.workflow.interpolation import OPEN
from compiler.workflow.node import Mapping, Sequence
from compiler.workflow.tree import RunsOn, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.workflow.tree import Job

_LINUX = (
    "ubuntu-latest ubuntu-22.04 ubuntu-24.04 ubuntu-26.04 ubuntu-22.04-arm ubuntu-24.04-arm ubuntu-26.04-arm ubuntu-slim "
    "codespaces-prebuild"
)
_WINDOWS = "windows-latest windows-2022 windows-2025 windows-2025-vs2026 windows-11-arm windows-11-arm64 windows-11-vs2026-arm"
_MACOS = "macos-latest macos-14 macos-15 macos-26 macos-15-intel macos-26-intel xcode-27"
_LARGER_MACOS = (
    "macos-latest-large macos-14-large macos-15-large macos-26-large macos-latest-xlarge macos-14-xlarge macos-15-xlarge macos-26-xlarge"
)
HOSTED = {
    **dict.fromkeys(_LINUX.split(), "Linux"),
    **dict.fromkeys(_WINDOWS.split(), "Windows"),
    **dict.fromkeys((*_MACOS.split(), *_LARGER_MACOS.split()), "macOS"),
}
"""The operating system of each runner that GitHub hosts under one name for everybody."""
RETIRED = {
    **dict.fromkeys(("ubuntu-16.04", "ubuntu-18.04", "ubuntu-20.04"), "ubuntu-24.04"),
    **dict.fromkeys(("windows-2016", "windows-2019"), "windows-2022"),
    **dict.fromkeys(("macos-10.15", "macos-11", "macos-12", "macos-13"), "macos-15"),
    **dict.fromkeys(("macos-12-large", "macos-13-large"), "macos-15-large"),
    "macos-13-xlarge": "macos-15-xlarge",
}
"""Labels of images that GitHub has removed, each with one that is still there.

Source: https://github.com/actions/runner-images/issues?q=label%3AAnnouncement
"""
SELF_HOSTED = frozenset({"self-hosted", "linux", "windows", "macos", "x64", "arm", "arm64"})
"""The labels that GitHub gives self-hosted runners.

Source: https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/use-in-a-workflow
"""
_OTHER_SYSTEMS = {"windows": "Windows", "macos": "macOS"}
"""The operating system of a self-hosted runner with the label, if it is not Linux."""

_MATRIX_KEY = r"\$\{\{\s*matrix\.([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}\Z"


def labels_of(runs_on: str | Sequence[str] | RunsOn) -> list[str]:
    """The labels that are known before a run."""
    labels = runs_on.labels or () if isinstance(runs_on, RunsOn) else runs_on
    given: Iterable[str] = [labels] if isinstance(labels, str) else labels
    return [label for label in given if OPEN not in label]


def labels_of_matrix(job: Job) -> Iterator[str]:
    """The labels of a `runs-on` that is one key of the matrix, as far as they are constant."""
    found = re.match(_MATRIX_KEY, job.runs_on) if isinstance(job.runs_on, str) else None
    matrix = job.strategy.matrix if isinstance(job.strategy, Strategy) else None
    if found is None or not isinstance(matrix, Mapping):
        return
    include = matrix.get("include", ())
    elements = (element.get(found[1]) for element in include if isinstance(include, Sequence) and isinstance(element, Mapping))
    values = matrix.get(found[1], ())
    for value in chain(values if isinstance(values, Sequence) else (), elements):
        if isinstance(value, str) and OPEN not in value:
            yield value
        elif isinstance(value, Sequence):
            yield from (label for label in value if isinstance(label, str) and OPEN not in label)


def systems_of(labels: Iterable[str]) -> Iterator[str]:
    """The operating system of each label of a runner that GitHub hosts."""
    return (HOSTED[label.lower()] for label in labels if label.lower() in HOSTED)


def other_system(label: str) -> str:
    """The operating system of runners with this label, if it is not Linux; empty if it is, or if it is not known."""
    found = next(systems_of([label]), "") or _OTHER_SYSTEMS.get(label.lower(), "")
    return "" if found == "Linux" else found
