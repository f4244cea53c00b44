"""Reports findings and comparisons as SARIF 2.1.0, for GitHub's code scanning and for editors.

Section 3.11.5 of the standard asks for braces in messages to be doubled. They are not: other checkers of workflows do not double them
either, and GitHub does not document that code scanning would undo it.

Sources: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and, for what code scanning requires,
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import compiler
from compiler.checks_page import descriptions, first_paragraph, first_sentence
from compiler.diagnostic import Origin
from compiler.files import read_bytes
from compiler.output.compare import State
from compiler.output.fingerprint import fingerprint
from compiler.output.replaced import notices
from compiler.output.report import describe, remedy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from compiler.diagnostic import Finding
    from compiler.output.compare import Comparison
    from compiler.output.replaced import Leftover

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MAX_DESCRIPTION_LENGTH = 1024
_FILES = {
    State.CHANGED: "A generated file is out of date with its definition.",
    State.MISSING: "A generated file is missing.",
    State.UNMANAGED: "A file that Linesmith did not write is where a generated file belongs.",
    State.ORPHAN: "A generated file is no longer declared by any definition.",
    State.REPLACED: "A file that a definition names as replaced still exists.",
}
_PROJECT = Origin("pyproject.toml", 1)
"""Stands for a place that a finding does not have: code scanning shows no result without one."""


def as_sarif(findings: Sequence[Finding], comparisons: Sequence[Comparison], root: Path, leftover: Leftover | None = None) -> Iterator[str]:
    """One SARIF document. Every rule is in it, whether or not there are findings.

    Args:
        findings: with the places of a report, relative to `root`.
        comparisons: those that are up to date are left out.
        root: the repository with the definitions.
        leftover: replaced files that still exist in the application repository.
    """
    rules = list(_rules())
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    texts = _Texts(root)
    results = [_of_finding(finding, texts) for finding in findings]
    results += [_of_file(comparison) for comparison in comparisons if comparison.state is not State.CURRENT]
    for path, text in notices(leftover) if leftover is not None else ():
        results.append(_result(_file_rule(State.REPLACED), text, Origin(path, 1), "", level="note"))
    for result in results:
        result["ruleIndex"] = index[result["ruleId"]]
    driver = {"name": "Linesmith", "semanticVersion": compiler.__version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


class _Texts:
    """The text of files, each read once; empty for one that cannot be read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._texts: dict[str, str] = {}

    def of(self, file: str) -> str:
        if file not in self._texts:
            try:
                self._texts[file] = read_bytes(self._root / file, follow=True).decode("utf-8", "replace")
            except (OSError, ValueError):
                self._texts[file] = ""
        return self._texts[file]


def _rules() -> Iterator[dict[str, Any]]:
    for name, about in descriptions().items():
        yield _rule(name, f"{first_sentence(about)}.", first_paragraph(about), about)
    for state, about in _FILES.items():
        yield _rule(_file_rule(state), about, about, about, level="note" if state is State.REPLACED else "error")


def _rule(name: str, short: str, full: str, markdown: str, level: str = "error") -> dict[str, Any]:
    severity = "recommendation" if level == "note" else level
    return {
        "id": name,
        "shortDescription": {"text": short[:_MAX_DESCRIPTION_LENGTH]},
        "fullDescription": {"text": full[:_MAX_DESCRIPTION_LENGTH]},
        "help": {"text": markdown, "markdown": markdown},
        "defaultConfiguration": {"level": level},
        "properties": {"precision": "very-high", "problem.severity": severity},
    }


def _file_rule(state: State) -> str:
    return f"{state}-file"


def _of_finding(finding: Finding, texts: _Texts) -> dict[str, Any]:
    parts = [finding.message, finding.expected and f"Expected: {finding.expected}", finding.remedy and f"To do: {finding.remedy}"]
    place = finding.origin or _PROJECT
    result = _result(finding.rule, _sentences(parts), place, texts.of(place.file))
    if caller := finding.called_from:
        text = {"text": "called from here"}
        result["relatedLocations"] = [{"id": 1, "message": text, **_location(caller, texts.of(caller.file))}]
    return result


def _of_file(comparison: Comparison) -> dict[str, Any]:
    text = _sentences([describe(comparison), f"To do: {remedy(comparison)}"])
    found = (comparison.found or b"").decode("utf-8", "replace")
    return _result(_file_rule(comparison.state), text, Origin(comparison.shown, comparison.line), found)


def _sentences(parts: list[str]) -> str:
    """Code scanning shows only the first sentence where space is scarce."""
    return " ".join(part if part.endswith("?") else f"{part}." for part in parts if part)


def _result(rule: str, message: str, place: Origin, text: str, level: str = "error") -> dict[str, Any]:
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [_location(place, text)],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint(text, place.line)},
    }


def _location(place: Origin, text: str) -> dict[str, Any]:
    """From the place to the end of its line. Without a column, the whole line without its indentation."""
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    start = place.column or len(line) - len(line.lstrip()) + 1
    region = {"startLine": place.line, "startColumn": start, "endLine": place.line, "endColumn": max(start, len(line.rstrip())) + 1}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}


def _uri(file: str) -> str:
    """Relative to the root of the repository, unless the file is elsewhere."""
    return Path(file).as_uri() if Path(file).is_absolute() else quote(file)
