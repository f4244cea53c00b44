"""The cache of compiled templates: what it saves, and that no state of it changes a page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import jinja2
import pytest

from compiler import Document
from compiler.backend.document import FOLDER, Documents
from compiler.project import PACKAGED

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = "# {{ name }}\n\nOne.\n"
PAGE = "# Hello\n\nOne.\n"


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / FOLDER / "page.md"
    path.parent.mkdir()
    path.write_text(SOURCE, encoding="utf-8")
    return path


def render(template: Path) -> str:
    """The page, rendered as a new process does."""
    page = Document(template.name, path="docs/page.md")
    text, findings = Documents(template.parent.parent).render(page, {"name": "Hello"})
    return text or f"{findings[0].message}: {findings[0].origin}"


def cached(template: Path) -> list[Path]:
    return sorted((template.parent / "__pycache__").glob("*"))


def test_a_template_is_compiled_once(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render(template) == PAGE
    monkeypatch.delattr(jinja2.Environment, "compile")
    assert render(template) == PAGE


def test_an_edit_is_noticed_even_in_the_same_second(template: Path) -> None:
    assert render(template) == PAGE
    template.write_text(SOURCE.replace("One", "Two"), encoding="utf-8")
    assert render(template) == PAGE.replace("One", "Two")
    assert len(cached(template)) == 1


def test_another_version_of_jinja_compiles_again(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render(template)
    monkeypatch.setattr(jinja2, "__version__", "99.0")
    assert render(template) == PAGE
    assert len(cached(template)) == 2


@pytest.mark.parametrize("size", [0, 10, 30, 100])
def test_a_damaged_file_is_replaced(template: Path, size: int) -> None:
    render(template)
    (file,) = cached(template)
    whole = file.read_bytes()
    file.write_bytes(whole[:size] + b"\x80garbage")
    assert render(template) == PAGE
    assert file.read_bytes() == whole


def test_nothing_is_cached_where_nothing_can_be_written(template: Path) -> None:
    (template.parent / "__pycache__").write_text("a file", encoding="utf-8")
    assert render(template) == PAGE


def test_nothing_is_cached_with_pythondontwritebytecode(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert render(template) == PAGE
    assert cached(template) == []


def test_an_installed_package_is_not_changed(template: Path) -> None:
    installed = template.parent.parent / PACKAGED / "templates" / FOLDER / template.name
    installed.parent.mkdir(parents=True)
    template.rename(installed)
    assert render(installed) == PAGE
    assert cached(installed) == []


def test_the_cache_is_where_python_has_its_own(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))
    assert render(template) == PAGE
    assert cached(template) == []
    assert len([path for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()]) == 1


def test_the_line_of_a_mistake_is_the_same_from_the_cache(template: Path) -> None:
    template.write_text("# One\n\n{{ missing }}\n", encoding="utf-8")
    first = render(template)
    assert first.endswith(f"'missing' is undefined: {template}:3")
    assert render(template) == first
