"""Definitions are imported from their current source, and leave nothing behind in the process."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from tests.projects import HELLO, TempProject, another

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_projects_in_one_process_do_not_share_modules(hello: TempProject, tmp_path: Path) -> None:
    other = TempProject.of(tmp_path / "other", {"pipelines/hello.py": HELLO.replace("echo hello", "echo other")})
    assert "echo hello" in hello.compiled().files[0].text
    assert "echo other" in other.compiled().files[0].text
    assert "echo hello" in hello.compiled().files[0].text


def test_no_module_of_the_definitions_stays_imported(hello: TempProject) -> None:
    finders = list(sys.meta_path)
    hello.compiled()
    assert not [name for name in sys.modules if name.partition(".")[0] == "pipelines"]
    assert sys.meta_path == finders


def test_all_names_can_be_imported_at_once(hello: TempProject) -> None:
    expected = hello.compiled().files[0].text
    hello.put("pipelines/hello.py", re.sub(r"from compiler import .*", "from compiler import *", HELLO))
    assert hello.compiled().files[0].text == expected


def test_installed_package_of_the_same_name_is_not_imported(hello: TempProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    TempProject(tmp_path / "site").put("pipelines/__init__.py", "raise ImportError('the wrong one')\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert len(hello.compiled().files) == 1


def test_workflow_from_a_library_belongs_to_the_definition_that_holds_it(
    hello: TempProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    TempProject(tmp_path / "site").put("lines_of_a_library.py", HELLO)
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.delitem(sys.modules, "lines_of_a_library", raising=False)
    hello.put("pipelines/hello.py", "from lines_of_a_library import HELLO\n")
    (output,) = hello.compiled().files
    assert output.definition == "pipelines/hello.py"
    assert str(tmp_path) not in output.text


def test_workflows_are_in_the_order_of_files_and_lines(hello: TempProject) -> None:
    hello.put("pipelines/hello.py", HELLO + another("b.yml").replace("HELLO =", "SECOND ="))
    hello.put("pipelines/a.py", another("z.yml"))
    hello.put("pipelines/z.py", "from pipelines.hello import SECOND\n" + another("a.yml"))
    assert [output.path.rpartition("/")[2] for output in hello.compiled().files] == ["z.yml", "hello.yml", "b.yml", "a.yml"]


def test_project_without_actions_and_scripts_needs_no_pins(hello: TempProject) -> None:
    (hello.root / "pipelines/pins.toml").unlink()
    for path in [*(hello.root / "templates").rglob("*.sh")]:
        path.unlink()
    assert len(hello.compiled().files) == 1


def test_errors_of_several_definitions_are_reported_in_order(hello: TempProject) -> None:
    hello.put("pipelines/b.py", "import nothing_of_this_name\n")
    hello.put("pipelines/a.py", another("a.yml").replace('Job("hello", timeout_minutes=5', 'Job("hello"'))
    hello.put("pipelines/c.py", another("c.yml").replace("steps=[", "needs=['x'], steps=["))
    findings = hello.compiled().findings
    assert [(finding.rule, str(finding.origin).rpartition("/")[2]) for finding in findings] == [
        ("missing-key", "a.py:3"),
        ("broken-definition", "b.py:1"),
        ("unknown-need", "c.py:3"),
    ]


def test_unreadable_pins_are_reported(hello: TempProject) -> None:
    (hello.root / "pipelines/pins.toml").unlink()
    (hello.root / "pipelines/pins.toml").mkdir()
    assert "pipelines/pins.toml:1: the file cannot be read: Is a directory [malformed-pin]" in hello.run("check").output
