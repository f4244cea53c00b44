"""What is read and written again means the same for GitHub's own parser; what it refuses for its syntax is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from compiler.workflow.reader import read_workflow
from compiler.workflow.yaml_writer import write_yaml
from tests.compiler.workflow.test_round_trip import EVERYTHING, FILES
from tests.conformance.files import run_tool
from tests.projects import CASES
from tests.tools import NODE, node_package

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ACCEPTED_BY_THE_PARSER = {
    "command-too-long",  # the length that GitHub's server allows: ExpressionConstants.cs of actions/runner
    "expression-too-long",  # the same
    "tag",  # GitHub's server refuses a tag that the value does not agree with: YamlObjectReader.cs of actions/runner
}


def _meanings(paths: Iterable[Path]) -> list[dict[str, Any]]:
    node_package("node_modules/@actions/workflow-parser/package.json")
    node, script = node_package("meaning.mjs")
    done = run_tool(node, "--import", (NODE / "json-imports.mjs").as_uri(), script, *map(str, paths))
    assert done.returncode == 0, done.stderr
    meanings: list[dict[str, Any]] = json.loads(done.stdout)
    for meaning in meanings:
        meaning["errors"] = [error.partition("): ")[2] or error for error in meaning["errors"]]  # without path and place
    return meanings


def test_written_again_means_the_same(tmp_path: Path) -> None:
    everything = tmp_path / "everything.yml"
    everything.write_text(EVERYTHING, encoding="utf-8")
    before = [*FILES, everything]
    after = []
    for number, path in enumerate(before):
        document = read_workflow(path.read_bytes(), path.name).document
        assert document is not None, path
        after.append(tmp_path / f"{number}.yml")
        after[-1].write_text(write_yaml(document), encoding="utf-8")
    for path, first, second in zip(before, _meanings(before), _meanings(after), strict=True):
        assert first == second, path
        assert first["meaning"] is not None


def test_files_with_findings_are_refused() -> None:
    wrong = [path for path in sorted((CASES / "read").glob("*.yml")) if "[invalid-workflow]" in path.with_suffix(".txt").read_text("utf-8")]
    accepted = {path.stem for path, meaning in zip(wrong, _meanings(wrong), strict=True) if not meaning["errors"] and meaning["meaning"]}
    assert len(wrong) > 30
    assert accepted == ACCEPTED_BY_THE_PARSER
