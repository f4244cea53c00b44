"""Every right definition of tests/cases/ok is accepted by GitHub's own parser and by actionlint, but for what these do not know yet."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.files import run_tool
from tests.projects import CASES, TempProject
from tests.tools import NODE, node_package, program

if TYPE_CHECKING:
    from collections.abc import Iterable

OK = sorted(path.name for path in (CASES / "ok").iterdir())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """The workflow files of each case, all in one folder tree."""
    folder = tmp_path_factory.mktemp("right")
    found = {}
    for name in OK:
        made = TempProject.of(folder / name, {}, base=CASES / "base")
        made = TempProject.of(folder / name, {}, base=CASES / "ok" / name)
        compilation = made.compiled()
        assert compilation.findings == [], name
        found[name] = [made.put(output.location, output.text) for output in compilation.files if output.workflow]
    return found


def _by_case(messages: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The messages of each case, without those that are known."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, message in messages:
        name = next(part for part in Path(path).parts if part in OK)
        found[name].add(message.partition(". ")[0])
    return dict(found)


PARSER = {
    # https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#cache-mode
    "cache-mode": {"ci.yml (Line: 14, Col: 1): Unexpected value 'cache-mode'", "ci.yml (Line: 22, Col: 5): Unexpected value 'cache-mode'"},
    "reusable-workflows-elsewhere": {"ci.yml (Line: 20, Col: 5): Unexpected value 'cache-mode'"},
}
"""What the parser of GitHub's editor support does not know yet, with the page that documents it."""
ACTIONLINT = {
    # Classic projects are in GitHub's schema, but no longer in its documentation.
    "events-that-few-tools-know": {f'unknown Webhook event "{name}"' for name in ("project", "project_card", "project_column")},
    # In GitHub's schema only.
    "every-filter-of-an-event": {'unknown Webhook event "pull_request_comment"'},
    # https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals; an index of a string gives null.
    "expression-indexes": {
        'index access operand must be type of object or array but got "string"',
        "object, array, and null values should not be evaluated in template with ${{ }} but evaluating the value of type array<any>",
        'undefined variable "Infinity"',
    },
    # Labels of one's own.
    "labels-of-the-project": {f'label "{name}" is unknown' for name in ("Our-Builder", "our-builder", "linux-16-core")},
    # The labels of self-hosted runners, and of those in a group, are up to their owner.
    "runners": {'label "ubuntu-22.04" conflicts with label "ubuntu-24.04"'},
    "snapshot": {'label "image-builder" is unknown'},
}
"""What actionlint does not know, or reports although GitHub accepts it."""


def test_github_parses_every_right_definition(written: dict[str, list[Path]]) -> None:
    node_package("node_modules/@actions/workflow-parser/package.json")
    node, script = node_package("parse.mjs")
    paths = [str(path) for files in written.values() for path in files]
    done = run_tool(node, "--import", (NODE / "json-imports.mjs").as_uri(), script, *paths)
    assert done.returncode == 0, done.stderr
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    assert _by_case((each["path"], each["message"]) for each in findings) == PARSER


def test_actionlint_accepts_every_right_definition(written: dict[str, list[Path]]) -> None:
    paths = [str(path) for files in written.values() for path in files]
    done = run_tool(program("actionlint"), "-shellcheck=", "-pyflakes=", "-format", "{{json .}}", *paths)
    messages = [(each["filepath"], re.sub(r" defined at .*", "", each["message"])) for each in json.loads(done.stdout)]
    assert _by_case(messages) == ACTIONLINT
