"""Reports findings and comparisons as text, as annotations in GitHub's log, or as JSON.

The findings have the places of a report: `compiler.output.place` finds them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click import style

from compiler.diagnostic import Origin
from compiler.output.compare import State
from compiler.output.replaced import as_text as leftover_as_text
from compiler.output.replaced import notices
from compiler.plain_text import plain
from compiler.terminal import colour_diff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from compiler.diagnostic import Finding
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
    State.ORPHAN: f"remove it, which `{GENERATE}` does in the repository of the definitions and `linesmith install` in an application",
}
_OVERWRITE = "move it away, or overwrite it with `linesmith install --overwrite-unmanaged`; `linesmith diff --repo` shows the difference"
_OBSTACLE = "move it away, or make it readable; `linesmith install` replaces only files that it can read"
_INSTALL = f"in the repository of the definitions, run `{GENERATE}`, then `linesmith install` with the path of this repository; commit both"
_ONLY = {
    "line endings": ". Git writes CRLF if `core.autocrlf` is true; the line `/{path} text eol=lf` in .gitattributes prevents that",
    "mode": ". On a file system without modes, set it with `git update-index --chmod=+x {path}`",
}
_MAX_ANNOTATION_LENGTH = 3000
_MAX_DIFF_LINES = 40


def as_text(
    findings: Sequence[Finding], comparisons: Sequence[Comparison], leftover: Leftover | None = None, *, verbose: bool = False
) -> Iterator[str]:
    """Lines for a terminal. With `verbose`, files that are up to date are listed as well."""
    for finding in findings:
        yield _headline(str(finding.origin or ""), finding.message, finding.rule)
        yield from (f"  {line}" for line in _details(finding, "to do: ", "see: "))
    for comparison in comparisons:
        if comparison.state is not State.CURRENT:
            yield _headline(plain(comparison.shown), describe(comparison), comparison.state)
            # A bar before each line: GitHub's runner executes a line that begins with "::", even after spaces.
            for line in _shorten(comparison.diff.split("\n")[:-1]):
                yield f"  | {colour_diff(plain(line).rstrip())}".rstrip()
            yield f"  to do: {plain(remedy(comparison))}"
        elif verbose:
            yield f"{plain(comparison.shown)}: up to date"
    if leftover is not None:
        yield from leftover_as_text(leftover)


def _details(finding: Finding, to_do: str = "", see: str = "") -> Iterator[str]:
    """The details of a finding besides its message, one line each. These words are in front of the last two."""
    if finding.called_from:
        yield f"called from {finding.called_from}"
    if finding.expected:
        yield f"expected: {finding.expected}"
    if finding.remedy:
        yield f"{to_do}{finding.remedy}"
    if finding.link:
        yield f"{see}{finding.link}"


def _headline(place: str, message: str, name: str) -> str:
    beginning = f"{style(place, bold=True)}: " if place else ""
    return f"{beginning}{message} {style(f'[{name}]', fg='red')}"


def _shorten(lines: list[str]) -> list[str]:
    if len(lines) <= _MAX_DIFF_LINES:
        return lines
    return [*lines[:_MAX_DIFF_LINES], f"… {len(lines) - _MAX_DIFF_LINES} more lines; `make diff` shows all"]


def describe(comparison: Comparison) -> str:
    """What is wrong with a file."""
    definition = comparison.output.definition if comparison.output else ""
    if comparison.obstacle and definition:
        return f"found {comparison.obstacle}, where {definition} generates a file"
    message = _STALE[comparison.state].format(definition=definition)
    if comparison.only == "line endings":
        message += ": it has CRLF line endings, with which no system can run it"
    return f"{message}: its formatting differs, its content does not; exclude it from formatters" if comparison.same_content else message


def remedy(comparison: Comparison) -> str:
    """What to do about it. An application repository has no `make generate`: its files are installed."""
    output, old = comparison.output, comparison.state in {State.CHANGED, State.MISSING}
    here = output is None or comparison.shown == output.location
    elsewhere = _INSTALL if old else _OBSTACLE if comparison.obstacle else _OVERWRITE
    what = _REMEDY[comparison.state] if here else elsewhere
    return what + _ONLY.get(comparison.only, "").format(path=comparison.shown)


def as_github(findings: Sequence[Finding], comparisons: Sequence[Comparison], leftover: Leftover | None = None) -> Iterator[str]:
    """Workflow commands, which GitHub shows as annotations.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """
    for finding in findings:
        yield _annotation(finding.origin, finding.rule, "\n".join([finding.message, *_details(finding)]))
    for comparison in comparisons:
        if comparison.state is not State.CURRENT:
            text = f"{describe(comparison)}\nTo do: {remedy(comparison)}\n{comparison.diff}"
            yield _annotation(Origin(comparison.shown, comparison.line), f"{comparison.state} file", text)
    for path, text in notices(leftover) if leftover is not None else ():
        yield _annotation(Origin(path, 1), "replaced file", text, "notice")


def _annotation(place: Origin | None, title: str, text: str, level: str = "error") -> str:
    column = f"col={place.column}," if place and place.column else ""
    at = f"file={_property(place.file)},line={place.line},{column}" if place else ""
    return f"::{level} {at}title={_property(title)}::{_data(text.strip()[:_MAX_ANNOTATION_LENGTH])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(findings: Sequence[Finding], comparisons: Sequence[Comparison], leftover: Leftover | None = None) -> Iterator[str]:
    """One JSON document. Under the same `version`, keys are only added."""
    document = {
        "version": 1,
        "current": not findings and bool(comparisons) and all(found.state is State.CURRENT for found in comparisons),
        "findings": [
            {
                "rule": finding.rule,
                "message": finding.message,
                "expected": finding.expected,
                "remedy": finding.remedy,
                "file": finding.origin.file if finding.origin else None,
                "line": finding.origin.line if finding.origin else None,
                "column": finding.origin.column or None if finding.origin else None,
                "link": finding.link or None,
                "called_from": str(finding.called_from) if finding.called_from else None,
            }
            for finding in findings
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
        "replaced": [{"path": file.path, "mentions": file.mentions} for file in (leftover.files if leftover is not None else ())],
    }
    yield json.dumps(document, indent=2, ensure_ascii=False)
