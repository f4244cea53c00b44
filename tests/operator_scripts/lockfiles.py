"""An npm that makes a lockfile from the same files only once: it takes a third of a second, and most tests want the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

# In the folder of a container, which has nothing but what npm reads. A test that names a registry gets the real npm.
_NPM = """#!/bin/sh
if [ "$1" != install ] || [ -n "$npm_config_registry" ]; then exec '{npm}' "$@"; fi
files() {{ find . -type f | sort | while read -r file; do echo "$file"; cat "$file"; done; }}
made="{folder}/$( (echo "$*"; files) | git hash-object --stdin)" || exit
if [ ! -e "$made" ]; then
  '{npm}' "$@" || exit
  cp package-lock.json "$made.$$" && mv "$made.$$" "$made" || exit
fi
cp "$made" package-lock.json
"""


def npm_with_memory(folder: Path) -> Path:
    """The path of that npm, which keeps lockfiles in this folder."""
    path = folder / "npm"
    path.write_text(_NPM.format(npm=program("npm"), folder=folder), "utf-8")
    path.chmod(0o755)
    return path
