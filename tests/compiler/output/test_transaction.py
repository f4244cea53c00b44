"""Several files change together or not at all, whatever happens in the middle."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from compiler.output.transaction import Change, RollbackError, StoppedError, apply

if TYPE_CHECKING:
    from tests.projects import TempProject

BEFORE = {"kept": "old\n", "gone": "was here\n", "deep/kept": "deep\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in BEFORE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "kept").chmod(0o755)
    return tmp_path


def content(root: Path) -> dict[str, tuple[str, bool]]:
    """Every file with its text, and whether it may be run."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): (path.read_text("utf-8"), bool(path.stat().st_mode & 0o100)) for path in files}


def changes(root: Path) -> list[Change]:
    return [
        Change(root / "new/folder/first", "first\n", executable=True),
        Change(root / "kept", "new\n"),
        Change(root / "gone", None),
        Change(root / "deep/kept", "new too\n", executable=True),
    ]


def test_all_steps_are_applied(root: Path) -> None:
    apply(changes(root))
    assert content(root) == {
        "new/folder/first": ("first\n", True),
        "kept": ("new\n", False),
        "deep/kept": ("new too\n", True),
    }


@pytest.mark.parametrize(("method", "fails_at"), [("replace", 1), ("replace", 2), ("replace", 3), ("unlink", 1)])
def test_earlier_steps_are_undone_when_one_fails(root: Path, method: str, fails_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before, done, real = content(root), [0], getattr(Path, method)

    def failing(path: Path, *arguments: Path, **named: bool) -> object:
        if path.name.endswith(".tmp") == (method == "replace"):
            done[0] += 1
            if done[0] == fails_at:
                raise OSError(28, "No space left on device", str(path))
        return real(path, *arguments, **named)

    monkeypatch.setattr(Path, method, failing)
    with pytest.raises(OSError, match="No space left"):
        apply(changes(root))
    assert content(root) == before
    assert sorted(path.name for path in root.iterdir()) == ["deep", "gone", "kept"]


def test_nothing_changes_when_a_folder_cannot_be_created(root: Path) -> None:
    before = content(root)
    with pytest.raises(OSError, match="kept"):
        apply([*changes(root), Change(root / "kept/below", "x")])
    assert content(root) == before
    assert not (root / "new").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_steps_are_undone_after_a_signal(root: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before, handler, real = content(root), signal.getsignal(number), Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        os.kill(os.getpid(), number)
        return real(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(StoppedError) as stopped:
        apply(changes(root))
    assert stopped.value.number == number
    assert content(root) == before
    assert signal.getsignal(number) == handler


def test_file_that_cannot_be_restored_is_named_with_its_old_content(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def failing(path: Path, target: Path) -> Path:
        wrong = {root / "deep/kept": "new too\n", root / "kept": "old\n"}  # the last step forward, and one step back
        if path.read_text("utf-8") == wrong.get(target):
            raise OSError(5, "Input/output error", str(target))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(RollbackError) as broken:
        apply(changes(root))
    ((path, old),) = broken.value.left
    assert path == root / "kept"
    assert old is not None
    assert old.read_text("utf-8") == "old\n"


def test_files_that_cannot_be_restored_are_named_with_what_to_do(hello: TempProject, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_done(_: object) -> None:
        raise RollbackError([(Path("a.yml"), Path(".a.yml.tmp")), (Path("b.yml"), None)])

    monkeypatch.setattr("compiler.output.install.install", half_done)
    ran = hello.run("generate")
    assert ran.code == 2
    wanted = "a.yml (its old content is in .a.yml.tmp; move it back), b.yml (it did not exist before; remove it)"
    assert ran.output.endswith(f"linesmith: these files could not be restored: {wanted}\n")


def test_old_content_is_copied_when_links_are_not_supported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    before = content(root)
    with pytest.raises(OSError, match="kept"):
        apply([*changes(root), Change(root / "kept/below", "x")])
    assert content(root) == before
    apply(changes(root))
    assert "gone" not in content(root)
