"""The command `linesmith`. It imports our own packages, even if others with their names come first in `sys.path`."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import NoReturn

_HOME = Path(__file__).resolve().parents[1]
_OWN = frozenset({"compiler", "gitops", "rehearsal"})
_USAGE_ERROR = 2


class _OwnPackages:
    """Finds our packages beside this one, whatever PYTHONPATH is."""

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The spec of one of our packages; Python finds their modules in them."""
        del path, target
        return PathFinder.find_spec(fullname, [str(_HOME)]) if fullname in _OWN else None


def run() -> NoReturn:
    """The entry point. Reports another package that was installed over ours."""
    sys.meta_path.insert(0, _OwnPackages)
    try:
        from compiler.cli import run as command  # noqa: PLC0415 - only now is ours found
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _OWN:
            raise
        sys.stderr.write(
            f'linesmith: the package "compiler" in {_HOME} is not that of linesmith: {error}. '
            "To do: install linesmith in an environment of its own\n"
        )
        sys.exit(_USAGE_ERROR)
    command()
    sys.exit()
