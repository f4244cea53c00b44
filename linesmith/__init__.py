"""The command `linesmith`, with its own packages: others of these names may stand before them where Python looks."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import NoReturn

_HOME = Path(__file__).resolve().parents[1]
_OWN = frozenset({"compiler", "gitops", "rehearsal"})
_WRONG_USE = 2


class _OwnPackages:
    """Finds them beside this one, whatever PYTHONPATH says."""

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Of the packages themselves; what is in them is found in their folders."""
        del path, target
        return PathFinder.find_spec(fullname, [str(_HOME)]) if fullname in _OWN else None


def run() -> NoReturn:
    """The entry point. A package of somebody else in place of ours is told as such."""
    sys.meta_path.insert(0, _OwnPackages)
    try:
        from compiler.cli import run as command  # noqa: PLC0415 - only now it is ours that is found
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _OWN:
            raise
        sys.stderr.write(
            f'linesmith: the package "compiler" in {_HOME} is not that of linesmith: {error}. '
            "To do: install linesmith in an environment of its own\n"
        )
        sys.exit(_WRONG_USE)
    command()
    sys.exit()
