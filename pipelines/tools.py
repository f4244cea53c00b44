"""Tools that the lines download, from `pins.toml`. The actions in that file are read by the compiler."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A released program."""

    version: str
    url: str
    """The folder of the release; the name of the file is the script's."""
    sha256: str
    """Of the file for linux/amd64."""


@dataclass(frozen=True, kw_only=True)
class ToolImage:
    """A tool in a container image."""

    image: str
    version: str
    digest: str

    @property
    def reference(self) -> str:
        """What a container engine pulls."""
        return f"{self.image}:{self.version}@{self.digest}"


_TOOLS = tomllib.loads(Path(__file__).with_name("pins.toml").read_text(encoding="utf-8"))["tools"]

CRANE = Tool(**_TOOLS["crane"])
BINFMT = ToolImage(**_TOOLS["binfmt"])
