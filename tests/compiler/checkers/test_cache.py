"""The results of checkers are cached: the same files are not checked twice, and a damaged cache does no harm."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from compiler.checkers import cache
from compiler.project import PACKAGED
from tests.compiler.checkers.fake import NOTHING, Fakes
from tests.projects import HELLO, TempProject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SAYS = """echo '[{"kind": "events", "message": "m", "filepath": ".github/workflows/hello.yml", "line": 1, "column": 1}]'"""
FOUND = "pipelines/hello.py:5:9: m [actionlint/events]\n  see: https://github.com/rhysd/actionlint/blob/main/docs/checks.md\n"
END = "linesmith: 1 finding; no file was compared or written\n"


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    return Fakes.of(tmp_path / "programs", monkeypatch, **NOTHING)


def test_generate_runs_no_checker_twice_on_the_same_files(hello: TempProject, fakes: Fakes) -> None:
    for _ in range(2):
        assert hello.run("generate", "--checkers", "all").code == 0
        assert [len(fakes.runs(name)) for name in NOTHING] == [1, 1, 1]
    assert hello.run("check", "--checkers").code == 0
    assert [len(fakes.runs(name)) for name in NOTHING] == [1, 1, 1]


def test_a_cached_finding_is_reported_again(hello: TempProject, fakes: Fakes) -> None:
    fakes.write("actionlint", SAYS)
    for _ in range(2):
        assert hello.run("check", "--checkers", "all").output == FOUND + END
    assert len(fakes.runs("actionlint")) == 1


def test_a_checker_runs_again_when_a_file_or_its_version_changes(hello: TempProject, fakes: Fakes) -> None:
    hello.run("check", "--checkers", "all")
    hello.put("pipelines/hello.py", HELLO.replace("echo hello", "echo bye"))
    hello.run("check", "--checkers", "all")
    assert [len(fakes.runs(name)) for name in NOTHING] == [2, 2, 2]
    hello.put("pipelines/hello.py", HELLO)
    hello.run("check", "--checkers", "all")
    assert [len(fakes.runs(name)) for name in NOTHING] == [2, 2, 2]  # both are kept
    fakes.write("zizmor", NOTHING["zizmor"], version="1.0.1")
    hello.run("check", "--checkers", "all")
    assert [len(fakes.runs(name)) for name in NOTHING] == [2, 3, 2]


def test_a_checker_does_not_run_again_when_only_another_one_ran_in_between(hello: TempProject, fakes: Fakes) -> None:
    hello.run("check", "--checkers", "shellcheck")
    hello.run("check", "--checkers", "zizmor")
    hello.run("check", "--checkers", "all")
    assert {name: len(fakes.runs(name)) for name in NOTHING} == {"actionlint": 1, "zizmor": 1, "shellcheck": 1}


def test_the_oldest_results_are_dropped(hello: TempProject, fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MAX_RESULTS", 3)
    for word in ("hello", "bye", "bye"):
        hello.put("pipelines/hello.py", HELLO.replace("echo hello", f"echo {word}"))
        hello.run("check", "--checkers", "all")
    assert len(json.loads(hello.read(".linesmith/checkers.json"))["results"]) == 3
    assert [len(fakes.runs(name)) for name in NOTHING] == [2, 2, 2]


def test_git_ignores_what_is_kept(hello: TempProject, fakes: Fakes) -> None:
    assert fakes.folder.is_dir()
    subprocess.run(["git", "init", "-q", str(hello.root)], check=True)
    hello.run("generate", "--checkers", "all")
    shown = subprocess.run(["git", "-C", str(hello.root), "status", "--porcelain"], check=True, capture_output=True, text=True).stdout
    assert (hello.root / ".linesmith/checkers.json").is_file()
    assert ".linesmith" not in shown


def test_nothing_is_kept_in_an_installed_package(tmp_path: Path, fakes: Fakes) -> None:
    packaged = TempProject.of(tmp_path / PACKAGED, {"pipelines/hello.py": HELLO})
    assert packaged.run("generate", "--checkers", "all").code == 0
    assert len(fakes.runs("zizmor")) == 1
    assert not (packaged.root / ".linesmith").exists()


def _write(text: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(text, encoding="utf-8")


def _changed(change: Callable[[dict[str, dict[str, object]]], object]) -> Callable[[Path], object]:
    def apply(file: Path) -> None:
        data = json.loads(file.read_text("utf-8"))
        change(data)
        file.write_text(json.dumps(data), encoding="utf-8")

    return apply


@pytest.mark.parametrize(
    "damage",
    [
        _write(""),
        _write("["),
        _write("[" * 100_000),
        _write("[1]"),
        _write('{"format": 1, "results": 3, "versions": []}'),
        lambda file: file.write_bytes(b"\xff\x00"),
        _changed(lambda data: data.update(format=2)),  # type: ignore[call-overload]
        _changed(lambda data: data["results"].update({key: [[["x"]], []] for key in data["results"]})),
        _changed(lambda data: data["results"].update({key: [[["a", "b", "c", "d", "x", 1]], []] for key in data["results"]})),
        _changed(lambda data: data["results"].update({key: {} for key in data["results"]})),
        _changed(lambda data: data["results"].update({key: [[], [], []] for key in data["results"]})),
        lambda file: (file.unlink(), file.mkdir()),
    ],
)
def test_a_damaged_file_counts_as_none(hello: TempProject, fakes: Fakes, damage: Callable[[Path], object]) -> None:
    fakes.write("actionlint", SAYS)
    assert hello.run("check", "--checkers", "all").output == FOUND + END
    damage(hello.root / ".linesmith/checkers.json")
    assert FOUND in hello.run("check", "--checkers", "all").output
    assert len(fakes.runs("actionlint")) == 2


def test_a_damaged_cached_version_is_read_again(hello: TempProject, fakes: Fakes) -> None:
    hello.run("check", "--checkers", "all")
    _changed(lambda data: data["versions"].update(dict.fromkeys(data["versions"], "1.0")))(hello.root / ".linesmith/checkers.json")
    assert hello.run("check", "--checkers", "all").code == 1
    assert len(fakes.runs("actionlint")) == 1


@pytest.mark.parametrize("kind", ["file", "link", "read-only"])
def test_a_folder_that_cannot_be_written_is_only_a_warning(hello: TempProject, fakes: Fakes, tmp_path: Path, kind: str) -> None:
    assert fakes.folder.is_dir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if kind == "file":
        hello.put(".linesmith", "")
    elif kind == "link":
        (hello.root / ".linesmith").symlink_to(elsewhere)
    elif os.geteuid() == 0:
        pytest.skip("root can write anywhere")
    else:
        hello.root.chmod(0o555)
    try:
        ran = hello.run("check", "--checkers", "all")
    finally:
        hello.root.chmod(0o755)
    assert "linesmith: the results of the checkers cannot be cached: " in ran.output
    assert ran.code == 1  # the files were never generated
    assert list(elsewhere.iterdir()) == []


def test_an_answer_that_failed_is_not_kept(hello: TempProject, fakes: Fakes) -> None:
    fakes.write("actionlint", "exit 9")
    for _ in range(2):
        assert "linesmith: actionlint failed: " in hello.run("check", "--checkers").output
    assert len(fakes.runs("actionlint")) == 2
