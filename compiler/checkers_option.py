"""The option `--checkers`. Checkers are imported only when they run, because `--help` needs just their names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from compiler.terminal import ExitCode, progress, stop, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from compiler.compile import Compilation
    from compiler.diagnostic import Finding

NONE, INSTALLED, ALL = "none", "installed", "all"
NAMES = ("actionlint", "shellcheck", "zizmor")


def checkers_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option, with this default. Without a value it means the installed checkers."""
    return click.option(
        "--checkers",
        type=click.Choice([NONE, INSTALLED, ALL, *NAMES]),
        is_flag=False,
        flag_value=INSTALLED,
        default=default,
        envvar="LINESMITH_CHECKERS",
        help=f"The checkers to run on the generated workflows, actions and scripts; without a value, installed. Default: {default}.",
    )


def add_findings(compilation: Compilation, selected: str) -> list[Finding]:
    """The findings of a compilation, and those of checkers.

    Ends the process if a checker that `all` or its name selects is not installed or fails. If `installed` selects it, a failure is
    only a warning.
    """
    ours = compilation.findings
    if selected == NONE or compilation.resolved is None:
        return ours
    from compiler.checkers.check import CHECKERS, check
    from compiler.checkers.program import find

    names = [selected] if selected in CHECKERS else list(CHECKERS)
    found = {name: path for name in names if (path := find(name)) is not None}
    missing = [CHECKERS[name] for name in names if name not in found]
    if missing and selected != INSTALLED:
        what = f"{' and '.join(checker.name for checker in missing)} {'are' if missing[1:] else 'is'} not installed"
        install = f"{sys.executable} -m pip install {' '.join(checker.package for checker in missing)}"
        stop(f"{what}, and --checkers {selected} needs {'them' if missing[1:] else 'it'}. To do: {install}", ExitCode.USAGE_ERROR)
    if not found:
        return ours
    with progress(f"running {', '.join(found)}"):
        checked = check(compilation.resolved, ours, found, compilation.files)
    for problem in checked.problems:
        warn(problem.replace("##[", "## ["))  # GitHub's runner executes a line with `##[`
    if checked.failed and selected != INSTALLED:
        what = f"{' and '.join(checked.failed)} failed, and --checkers {selected} needs {'them' if checked.failed[1:] else 'it'}"
        stop(f"{what}. To do: install another version, or use --checkers {INSTALLED}", ExitCode.USAGE_ERROR)
    return sorted({*ours, *checked.findings}, key=lambda finding: finding.sort_key)
