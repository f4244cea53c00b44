"""Linesmith: release pipelines, declared in Python, compiled to GitHub workflows.

This package is what a definition imports: `from compiler import Job, Push, Script, Workflow, github, secrets`.
The names are those of `compiler/api.py`, which is imported at the first use of one: `linesmith --help` does not import the models.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.api import *  # noqa: F403 - the one place where the names are listed is that module

__version__ = "0.1.0"

if not TYPE_CHECKING:  # a type checker would otherwise accept any name

    def __getattr__(name: str) -> object:
        if name == "__all__" or not name.startswith("__"):  # `from compiler import *` asks for `__all__`
            api = import_module("compiler.api")
            if name in {"__all__", *api.__all__}:
                value: object = getattr(api, name)
                return value
        raise AttributeError(f'"compiler" has no "{name}"')
