"""Findings and comparisons, told to a person, to GitHub's log, or to a program."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, Origin
from compiler.output.compare import State
from compiler.output.replaced import as_text as leftover_as_text
from compiler.output.replaced import notices
from compiler.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from compiler.output.compare import Comparison
    from compiler.output.replaced import Leftover

MEND = "make generate"

_STALE = {
    State.CHANGED: "{path} is not what {definition} makes",
    State.MISSING: "{path} is missing; {definition} makes it",
    State.UNMANAGED: "{path} was not written by Linesmith, and stands where {definition} would write",
    State.ORPHAN: "{path} was written by Linesmith, and no definition makes it any more",
}
_REMEDY = {
    State.CHANGED: f"run `{MEND}` and commit the result; if the file was edited by hand, make the change in the definition",
    State.MISSING: f"run `{MEND}` and commit the result",
    State.UNMANAGED: "move it away, or give what is declared another name; it is left as it is",
    State.ORPHAN: f"remove it, as `{MEND}` does in the repository of the definitions, and commit that",
}
_OVERWRITE = "move it away, or overwrite it with `linesmith install --overwrite-unmanaged`; `linesmith diff --repo` shows the difference"
_OBSTACLE = "move it away, or make it readable; `linesmith install` replaces only files that it can read"
_ELSEWHERE = f"run `{MEND}` in the repository of the definitions and `linesmith install` there with the path of this one, and commit both"
_ONLY = {
    "line ends": ". Git writes CRLF where `core.autocrlf` is true: the line `/{path} text eol=lf` in .gitattributes keeps it from that",
    "mode": ". Where the file system has no such mode, `git update-index --chmod=+x {path}` sets it",
}
_LONGEST_ANNOTATION = 3000  # characters
_LONGEST_DIFF = 40  # lines: a change of a shared script shows in every step that includes it


def place(finding: Finding, root: Path) -> Origin | None:
    """Where the finding is, relative to the repository; the line of the keyword to blame if there is one."""
    if finding.origin is None:
        return None
    line = _keyword_line(finding.origin, finding.field) if finding.field else finding.origin.line
    return Origin(finding.origin.file, line).relative_to(root)


def _keyword_line(origin: Origin, keyword: str) -> int:
    try:
        with open(origin.file, encoding="utf-8") as stream:  # noqa: PTH123 - an origin need not be a path
            tree = ast.parse(stream.read())
    except (OSError, SyntaxError, ValueError):
        return origin.line
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.lineno == origin.line)
    lines = (argument.value.lineno for call in calls for argument in call.keywords if argument.arg == keyword)
    return next(lines, origin.line)


def as_text(findings: Sequence[Finding], comparisons: Sequence[Comparison], root: Path, left: Leftover | None = None) -> Iterator[str]:
    """Lines for a terminal."""
    for finding in findings:
        where = place(finding, root)
        yield f"{where}: {finding.message} [{finding.rule}]" if where else f"{finding.message} [{finding.rule}]"
        if finding.expected:
            yield f"  expected: {finding.expected}"
        if finding.remedy:
            yield f"  to do: {finding.remedy}"
    for comparison in comparisons:
        if comparison.state is not State.CURRENT:
            yield f"{plain(comparison.shown)}: {_told(comparison)} [{comparison.state}]"
            # A bar before each line: a runner takes one that begins with "::", blanks before it ignored, as a command.
            yield from (f"  | {plain(line)}".rstrip() for line in _shortened(comparison.diff.split("\n")[:-1]))
            yield f"  to do: {plain(_remedy(comparison))}"
    if left is not None:
        yield from leftover_as_text(left)


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= _LONGEST_DIFF:
        return lines
    return [*lines[:_LONGEST_DIFF], f"… {len(lines) - _LONGEST_DIFF} more lines; `make diff` shows all"]


def _told(comparison: Comparison) -> str:
    definition = comparison.output.definition if comparison.output else ""
    told = _STALE[comparison.state].format(path="the file", definition=definition)
    if comparison.obstacle:
        told = f"{comparison.obstacle} is there: {told}"
    if comparison.only == "line ends":
        told += ", though only its line ends differ: they are CRLF, with which no system starts it"
    return f"{told}, though only its form differs, not what it says: keep formatters off it" if comparison.same_content else told


def _remedy(comparison: Comparison) -> str:
    """An application repository has no `make generate`: what is missing or old there is installed."""
    output, old = comparison.output, comparison.state in {State.CHANGED, State.MISSING}
    here = output is None or comparison.shown == output.location
    elsewhere = _ELSEWHERE if old else _OBSTACLE if comparison.obstacle else _OVERWRITE
    remedy = _REMEDY[comparison.state] if here else elsewhere
    return remedy + _ONLY.get(comparison.only, "").format(path=comparison.shown)


def as_github(findings: Sequence[Finding], comparisons: Sequence[Comparison], root: Path, left: Leftover | None = None) -> Iterator[str]:
    """Workflow commands that become annotations.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """
    for finding in findings:
        where = place(finding, root)
        text = "\n".join(filter(None, [finding.message, finding.expected and f"expected: {finding.expected}", finding.remedy]))
        yield _annotation(where.file if where else "", where.line if where else 0, finding.rule, text)
    for comparison in comparisons:
        if comparison.state is not State.CURRENT:
            text = f"{_told(comparison)}\nTo do: {_remedy(comparison)}\n{comparison.diff}"
            yield _annotation(comparison.shown, comparison.line, f"{comparison.state} file", text)
    for path, text in notices(left) if left is not None else ():
        yield _annotation(path, 1, "replaced file", text, "notice")


def _annotation(file: str, line: int, title: str, text: str, level: str = "error") -> str:
    at = f"file={_property(file)},line={line}," if file else ""
    return f"::{level} {at}title={_property(title)}::{_data(text.strip()[:_LONGEST_ANNOTATION])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(findings: Sequence[Finding], comparisons: Sequence[Comparison], root: Path, left: Leftover | None = None) -> Iterator[str]:
    """One document. Keys are only ever added under the same `version`."""
    places = [(finding, place(finding, root)) for finding in findings]
    document = {
        "version": 1,
        "current": not findings and bool(comparisons) and all(found.state is State.CURRENT for found in comparisons),
        "findings": [
            {
                "rule": finding.rule,
                "message": finding.message,
                "expected": finding.expected,
                "remedy": finding.remedy,
                "file": where.file if where else None,
                "line": where.line if where else None,
            }
            for finding, where in places
        ],
        "files": [
            {
                "path": comparison.shown,
                "state": str(comparison.state),
                "definition": comparison.output.definition if comparison.output else None,
                "diff": comparison.diff,
                "only": comparison.only,
            }
            for comparison in comparisons
        ],
        "replaced": [{"path": one.path, "mentions": one.mentions} for one in (left.files if left is not None else ())],
    }
    yield json.dumps(document, indent=2, ensure_ascii=False)
