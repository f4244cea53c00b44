"""A remedy in the message of a case, applied as it is printed, leaves no finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.projects import CASES
from tests.test_cases import case

if TYPE_CHECKING:
    from pathlib import Path

APPLIED = {
    "constant-condition-text-beside-an-expression": ("github.ref_name + \" == 'main'\"", 'github.ref_name == "main"'),
    "contradictory-needs-of-two-needed-jobs": ("release], steps", "release], if_=~cancelled(), steps"),
    "impossible-comparison-boolean-input": ('publish == "true"', "publish"),
    "impossible-comparison-boolean-input-of-a-call": ('fast != "false"', "fast != False"),
    "impossible-comparison-input-as-text": ('(github.event["inputs"]["publish"] == True) & publish', "publish"),
    "invalid-pattern-repeats-nothing": ("+.0", r"\\+.0"),
    "invalid-raw-in-an-action": ('{"run": "make"}', '{"run": "make", "shell": "bash"}'),
    "missing-permission-git-push": ('("read",', '("write",'),
    "missing-shell-in-the-defaults": ('working_directory="."', 'working_directory=".", shell="bash"'),
    "unused-input-of-a-call": ('"VALUE": tag', '"VALUE": tag, "DRY": dry'),
}


@pytest.mark.parametrize("name", APPLIED)
def test_no_finding_is_left_once_the_remedy_is_applied(name: str, tmp_path: Path) -> None:
    old, new = APPLIED[name]
    text = (CASES / "err" / name / "pipelines/ci.py").read_text(encoding="utf-8")
    assert old in text
    made = case(tmp_path / "project", "err", name)
    made.put("pipelines/ci.py", text.replace(old, new).replace("import ", "import cancelled, ", 1))
    assert [finding.message for finding in made.compiled().findings] == []
