"""GitHub's own parser and editor support, from the packages that its editor extension is made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.conformance.files import NAMES, run_tool
from tests.tools import NODE, node_package

if TYPE_CHECKING:
    from pathlib import Path

WRONG = """\
name: wrong
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    stepz: []
    steps:
      - run: echo ${{ github.shaa }}
  b:
    needs: nobody
    runs-on: ubuntu-latest
    steps:
      - run: echo
"""


def _findings(*paths: str) -> list[dict[str, Any]]:
    node_package("node_modules/@actions/workflow-parser/package.json")
    node, script = node_package("parse.mjs")
    done = run_tool(node, "--import", (NODE / "json-imports.mjs").as_uri(), script, *paths)
    assert done.returncode == 0, done.stderr
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    return findings


def test_github_parser_reports_nothing() -> None:
    assert _findings(*NAMES) == []


def test_github_parser_reports_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(WRONG, encoding="utf-8")
    messages = {(finding["by"], finding["message"].partition("): ")[2] or finding["message"]) for finding in _findings(str(path))}
    assert ("workflow-parser", "Unexpected value 'stepz'") in messages
    assert ("languageservice", "Context access might be invalid: shaa") in messages
    assert ("languageservice", "Job 'b' depends on unknown job 'nobody'.") in messages
