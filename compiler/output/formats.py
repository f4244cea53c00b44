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
    output_format: str,
    findings: Sequence[Finding],
    comparisons: Sequence[Comparison],
    root: Path,
    leftover: Leftover | None = None,
    *,
    verbose: bool = False,
) -> Iterable[str]:
    """The lines of a report.

    Args:
        output_format: "text", "github", "json" or "sarif".
        findings: as they were found; `root` is the repository of their definitions.
        comparisons: the generated files.
        root: the repository with the definitions.
        leftover: replaced files that still exist in the application repository.
        verbose: whether text lists the files that are up to date as well.
    """
    placed = locate(findings, root)
    match output_format:
        case "github":
            return report.as_github(placed, comparisons, leftover)
        case "json":
            return report.as_json(placed, comparisons, leftover)
        case "sarif":
            from compiler.output.sarif import as_sarif  # noqa: PLC0415 - most runs do not need it

            return as_sarif(placed, comparisons, root, leftover)
        case _:
            return report.as_text(placed, comparisons, leftover, verbose=verbose)
