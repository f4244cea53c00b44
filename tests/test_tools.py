"""Tests without their program are reported once at the end of the run, and fail where tools are required."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from rehearsal.fakes import crane as fake_crane
from tests.process_environment import same_environment
from tests.tools import HOW_TO_GET, ROOT

if TYPE_CHECKING:
    from pathlib import Path

ASKING = """\
import pytest
from tests.tools import program

@pytest.mark.parametrize("number", range(3))
def test_asks(number):
    program("no-such-program")

def test_asks_nothing():
    pass
"""


def _run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_asking.py").write_text(ASKING, encoding="utf-8")
    known = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "LINESMITH_", "COV_"))}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "xdist",
            "-p",
            "tests.tools",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(folder),
            *arguments,
            str(folder),
        ],
        cwd=ROOT,
        env={**known, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **env},  # the others take half the time of a start
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("workers", ["0", "2"])
def test_skipped_tests_are_reported_once_with_the_remedy(tmp_path: Path, workers: str) -> None:
    done = _run(tmp_path, "-n", workers)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("left unchecked") == 1
    assert "3 tests: no-such-program is missing. To have it: put no-such-program on PATH" in done.stdout.splitlines()


def test_a_skipped_test_fails_when_tools_are_required(tmp_path: Path) -> None:
    done = _run(tmp_path, "-n", "0", LINESMITH_REQUIRE_TOOLS="1")
    assert done.returncode == 1
    assert "3 failed, 1 passed" in done.stdout
    assert "left out, though LINESMITH_REQUIRE_TOOLS is set" in done.stdout


def test_a_module_that_skips_itself_fails_when_tools_are_required(tmp_path: Path) -> None:
    (tmp_path / "test_module.py").write_text('import pytest\npytest.importorskip("no_such_package")\n', encoding="utf-8")
    assert _run(tmp_path, "-n", "0").returncode == 0
    for workers in ("0", "2"):
        done = _run(tmp_path, "-n", workers, LINESMITH_REQUIRE_TOOLS="1")
        assert done.returncode != 0
        assert "left out, though LINESMITH_REQUIRE_TOOLS is set: Skipped: could not import 'no_such_package'" in done.stdout


def test_there_is_one_version_of_crane() -> None:
    pinned = tomllib.loads((ROOT / "pipelines/pins.toml").read_text(encoding="utf-8"))["tools"]["crane"]["version"]
    for file, form in (("Makefile", r"^CRANE_VERSION := (.+)$"), (".ci/run", r"^readonly crane_version=(.+)$")):
        assert re.findall(form, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE) == [pinned], file
    assert pinned == fake_crane.VERSION


def test_every_remedy_is_for_a_program_that_a_test_needs() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("*/*.py"))
    assert [name for name in HOW_TO_GET if f'"{name}"' not in texts and f"HOW_TO_GET['{name}']" not in texts] == []


def test_no_test_changes_the_environment_of_the_next() -> None:
    before = dict(os.environ)
    with same_environment():
        os.environ["REHEARSAL_PROJECT"] = "/nowhere"
        os.environ["PATH"] = "/bin"
        del os.environ["HOME"]
    assert dict(os.environ) == before
