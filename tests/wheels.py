"""A wheel of this repository in an environment of its own, installed by pip without a network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pydantic

from tests.projects import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

_FOLDERS = ("compiler", "gitops", "linesmith", "rehearsal", "pipelines", "templates")
_FILES = (".gitignore", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "docs/checks.md")


def copy_source(source: Path) -> None:
    """Copy the files that a wheel is built from."""
    for folder in _FOLDERS:
        shutil.copytree(REPOSITORY / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in _FILES:
        (source / file).parent.mkdir(exist_ok=True)
        shutil.copy2(REPOSITORY / file, source / file)


def install_wheel(place: Path, prepare: Callable[[Path], object] = lambda _: None) -> Path:
    """An environment with the wheel, and the dependencies of the running Python.

    Args:
        place: the folder of the environment.
        prepare: called with the folder of the source before the wheel is built.
    """
    source = place / "source"
    copy_source(source)
    prepare(source)
    python = str(place / "bin/python")
    for command in (
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        [sys.executable, "-m", "venv", "--without-pip", str(place)],
    ):
        subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = place.glob("*.whl")
    # The first command that imports a module writes its bytecode: most modules are never imported.
    offline = ("--no-compile", "--no-index", "--no-deps", "--no-cache-dir", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", *offline, str(built)], check=True, capture_output=True)
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{Path(pydantic.__file__).parents[1]}\n", "utf-8")
    shutil.rmtree(source)
    return place
