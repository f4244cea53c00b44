"""Caches compiled templates of documents. Jinja compiles them to Python, which took a fifth of the time of `linesmith check`."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.bccache import FileSystemBytecodeCache

from compiler.project import PACKAGED

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class TemplateCache(FileSystemBytecodeCache):
    """The folder in which Python caches modules: `__pycache__`, unless PYTHONPYCACHEPREFIX names another.

    Jinja stores a hash of the source with the code, so an edit is never missed. Another version of Python or Jinja does not use the file.
    Nothing is cached if PYTHONDONTWRITEBYTECODE is set, in an installed package, or where the folder cannot be written.
    """

    def __init__(self, templates: Path) -> None:
        self._writes = not sys.dont_write_bytecode and PACKAGED not in templates.parts
        folder = Path(cache_from_source(str(templates / "any.py"))).parent
        super().__init__(str(folder), f"%s.jinja-{jinja2.__version__}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read the code of a template. A damaged file counts as missing."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - pickle, which reads the hash, raises many types
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the code of a template, in one step: another process may write it at the same time."""
        if not self._writes:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
