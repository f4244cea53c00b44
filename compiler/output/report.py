"""Reports findings and comparisons as text, as annotations in GitHub's log, or as JSON."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

from click import style

from compiler.output.compare import State
from compiler.output.replaced import as_text as leftover_as_text
from compiler.output.replaced import notices
from compiler.plain_text import plain
from compiler.terminal import colour_diff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from compiler.diagnostic import Finding, Origin
    from compiler.output.compare import Comparison
    from compiler.output.replaced import Leftover

GENERATE = "make generate"

_STALE = {
    State.CHANGED: "the file is out of date with {definition}",
    State.MISSING: "the file is missing; {definition} generates it",
    State.UNMANAGED: "the file was not written by Linesmith, and {definition} generates a file at this path",
    State.ORPHAN: "the file was written by Linesmith, and no definition generates it any more",
}
_REMEDY = {
    State.CHANGED: f"run `{GENERATE}` and commit the result; if the file was edited by hand, make the change in the definition",
    State.MISSING: f"run `{GENERATE}` and commit the result",
    State.UNMANAGED: "move it away, or rename the generated file in the definition",
    State.ORPHAN: f"run `{GENERATE}` in the repository of the definitions, which removes it, and commit the result",
}
_OVERWRITE = "move it away, or overwrite it with `linesmith install --overwrite-unmanaged`; `linesmith diff --repo` shows the difference"
_OBSTACLE = "move it away, or make it readable; `linesmith install` replaces only files that it can read"
_INSTALL = f"in the repository of the definitions, run `{GENERATE}`, then `linesmith install` with the path of this repository; commit both"
_ONLY = {
    "line endings": ". Git writes CRLF if `core.autocrlf` is true; the line `/{path} text eol=lf` in .gitattributes prevents that",
    "mode": ". On a file system without modes, set it with `git update-index --chmod=+x {path}`",
}
_LONGEST_ANNOTATION = 3000  # characters
_LONGEST_DIFF = 40  # lines


def locate(finding: Finding, root: Path) -> Origin | None:
    """The place of a finding, relative to the repository: in a definition, the line of the wrong keyword if the finding names one."""
    place = finding.origin
    if place is not None and finding.field and not place.column:
        place = place._replace(line=_keyword_line(place, finding.field))
    return place and place.relative_to(root)


def _keyword_line(origin: Origin, keyword: str) -> int:
    try:
        with open(origin.file, encoding="utf-8") as stream:  # noqa: PTH123 - an origin may be no path
            tree = ast.parse(stream.read())
    except (OSError, SyntaxError, ValueError):
        return origin.line
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.lineno == origin.line)
    lines = (argument.value.lineno for call in calls for argument in call.keywords if argument.arg == keyword)
    return next(lines, origin.line)


def as_text(
    findings: Sequence[Finding], comparisons: Sequence[Comparison], root: Path, left: Leftover | None = None, *, verbose: bool = False
) -> Iterator[str]:
    """Lines for a terminal. With `verbose`, files that are up to date are listed as well."""
    for finding in findings:
        where = locate(finding, root)
        yield _headline(f"{where}" if where else "", finding.message, finding.rule)
        if finding.called_from:
            yield f"  called from {finding.called_from.relative_to(root)}"
        if finding.expected:
            yield f"  expected: {finding.expected}"
        if finding.remedy:
            yield f"  to do: {finding.remedy}"
    for comparison in comparisons:
        if comparison.state is not State.CURRENT:
            yield _headline(plain(comparison.shown), _describe(comparison), comparison.state)
            # A bar before each line: GitHub's runner executes a line that begins with "::", even after blanks.
            for line in _shorten(comparison.diff.split("\n")[:-1]):
                yield f"  | {colour_diff(plain(line).rstrip())}".rstrip()
            yield f"  to do: {plain(_remedy(comparison))}"
        elif verbose:
            yield f"{plain(comparison.shown)}: up to date"
    if left is not None:
        yield from leftover_as_text(left)


def _headline(place: str, message: str, name: str) -> str:
    beginning = f"{style(place, bold=True)}: " if place else ""
    return f"{beginning}{message} {style(f'[{name}]', fg='red')}"


def _shorten(lines: list[str]) -> list[str]:
    if len(lines) <= _LONGEST_DIFF:
        return lines
    return [*lines[:_LONGEST_DIFF], f"… {len(lines) - _LONGEST_DIFF} more lines; `make diff` shows all"]


def _describe(comparison: Comparison) -> str:
    definition = comparison.output.definition if comparison.output else ""
    message = _STALE[comparison.state].format(definition=definition)
    if comparison.obstacle:
        message = f"found {comparison.obstacle}: {message}"
    if comparison.only == "line endings":
        message += ": it has CRLF line endings, with which no system can run it"
    return f"{message}: its formatting differs, its content does not; exclude it from formatters" if comparison.same_content else message


def _remedy(comparison: Comparison) -> str:
    """An application repository has no `make generate`: its files are installed."""
    output, old = comparison.output, comparison.state in {State.CHANGED, State.MISSING}
    here = output is None or comparison.shown == output.location
    elsewhere = _INSTALL if old else _OBSTACLE if comparison.obstacle else _OVERWRITE
    remedy = _REMEDY[comparison.state] if here else elsewhere
    return remedy + _ONLY.get(comparison.only, "").format(path=comparison.shown)


def as_github(findings: Sequence[Finding], comparisons: Sequence[Comparison], root: Path, left: Leftover | None = None) -> Iterator[str]:
    """Workflow commands, which GitHub shows as annotations.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """
    for finding in findings:
        where = locate(finding, root)
        called = f"called from {finding.called_from.relative_to(root)}" if finding.called_from else ""
        text = "\n".join(filter(None, [finding.message, called, finding.expected and f"expected: {finding.expected}", finding.remedy]))
        yield _annotation(where.file if where else "", where.line if where else 0, finding.rule, text)
    for comparison in comparisons:
        if comparison.state is not State.CURRENT:
            text = f"{_describe(comparison)}\nTo do: {_remedy(comparison)}\n{comparison.diff}"
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
    """One JSON document. Under the same `version`, keys are only added."""
    places = [(finding, locate(finding, root)) for finding in findings]
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
                "called_from": str(finding.called_from.relative_to(root)) if finding.called_from else None,
            }
            for finding, where in places
        ],
        "current_files": [comparison.shown for comparison in comparisons if comparison.state is State.CURRENT],
        "files": [
            {
                "path": comparison.shown,
                "state": str(comparison.state),
                "definition": comparison.output.definition if comparison.output else None,
                "diff": comparison.diff,
                "only": comparison.only,
            }
            for comparison in comparisons
            if comparison.state is not State.CURRENT
        ],
        "replaced": [{"path": one.path, "mentions": one.mentions} for one in (left.files if left is not None else ())],
    }
    yield json.dumps(document, indent=2, ensure_ascii=False)
