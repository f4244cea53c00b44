"""Tools that the pipelines download, from `pins.toml`. The compiler reads the actions in that file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool that is released as an archive."""

    version: str
    url: str
    """URL of the folder of the release; the script knows the name of the file."""
    sha256: str
    """SHA-256 of the file for linux/amd64."""


@dataclass(frozen=True, kw_only=True)
class ToolImage:
    """A tool in a container image."""

    image: str
    version: str
    digest: str

    @property
    def reference(self) -> str:
        """The reference that a container engine pulls."""
        return f"{self.image}:{self.version}@{self.digest}"


_TOOLS = tomllib.loads(Path(__file__).with_name("pins.toml").read_text(encoding="utf-8"))["tools"]

CRANE = Tool(**_TOOLS["crane"])
GH = Tool(**_TOOLS["gh"])
BUILDKIT = ToolImage(**_TOOLS["buildkit"])
SBOM_GENERATOR = ToolImage(**_TOOLS["sbom_generator"])
BINFMT = ToolImage(**_TOOLS["binfmt"])
