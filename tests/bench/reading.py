"""How long reading workflow files takes, as a ratio to what ruamel.yaml takes to load them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from compiler.workflow.reader import read_workflow
from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = """\
      - name: Step {0} # a comment
        uses: actions/checkout@v4
        with:
          fetch-depth: 0
        env:
          SHA: ${{{{ github.sha }}}}
"""


def large(steps: int) -> str:
    """One job with this many steps."""
    return f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{''.join(map(STEP.format, range(steps)))}"


def generated() -> list[str]:
    """The workflows of this repository."""
    return [path.read_text("utf-8") for path in sorted((REPOSITORY / "generated/.github/workflows").glob("*.yml"))]


def ratios(texts: list[str], rounds: int) -> dict[str, float]:
    """The least CPU time of each way to read the texts, relative to `YAML(typ="safe", pure=True).load`; all ways in turn in each round."""
    ways: dict[str, Callable[[str], object]] = {
        "load": lambda text: YAML(typ="safe", pure=True).load(text),
        "load with comments": lambda text: YAML().load(text),
        "read": lambda text: read_workflow(text, "ci.yml"),
        "read without comments": lambda text: read_workflow(text, "ci.yml", comments=False),
    }
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            for text in texts:
                way(text)
            least[name] = min(least[name], time.process_time() - start)
    return {name: seconds / least["load"] for name, seconds in least.items()}
