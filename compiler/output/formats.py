"""The formats of a report: text, annotations in GitHub's log, JSON, and SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.output import report
from compiler.output.place import locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from compiler.diagnostic import Finding
    from compiler.output.compare import Comparison
    from compiler.output.replaced import Leftover


def report_lines(  # noqa: PLR0913 - one for each part of the report
    form: str,
    findings: Sequence[Finding],
    comparisons: Sequence[Comparison],
    root: Path,
    left: Leftover | None = None,
    *,
    verbose: bool = False,
) -> Iterable[str]:
    """The lines of a report.

    Args:
        form: "text", "github", "json" or "sarif".
        findings: as they were found; `root` is the repository of their definitions.
        comparisons: the generated files.
        root: the repository with the definitions.
        left: files that should have been replaced.
        verbose: whether text lists the files that are up to date as well.
    """
    placed = locate(findings, root)
    match form:
        case "github":
            return report.as_github(placed, comparisons, left)
        case "json":
            return report.as_json(placed, comparisons, left)
        case "sarif":
            from compiler.output.sarif import as_sarif  # noqa: PLC0415 - most runs do not need it

            return as_sarif(placed, comparisons, root, left)
        case _:
            return report.as_text(placed, comparisons, left, verbose=verbose)
