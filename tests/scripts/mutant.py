"""Broken copies of the step scripts, as data.

`mutants/<module>.toml` has one for each test of that module, which is a row of the contract: that test must notice it, and no other.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from compiler.script import Scripts

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of one file of `templates/`."""

    module: str
    """The test module of the script."""
    test: str
    """The test that must notice, with `[case]` where it is parametrised."""
    file: str
    find: str
    """Stands in the file exactly once."""
    replace: str

    @property
    def function(self) -> str:
        return self.test.partition("[")[0]

    @property
    def case(self) -> str:
        """The parameters of the test, "" where it has none."""
        return self.test.partition("[")[2].removesuffix("]")

    def apply(self, folder: Path) -> Path:
        """The templates with this change, in a folder that must not exist yet."""
        shutil.copytree(TEMPLATES, folder)
        file = folder / self.file
        text = file.read_text(encoding="utf-8")
        assert text.count(self.find) == 1, f"{self.test}: {self.find!r} stands {text.count(self.find)} times in {self.file}"
        file.write_text(text.replace(self.find, self.replace), encoding="utf-8")
        return folder

    def rendered(self, script: str, folder: Path) -> str:
        """The text of a script with this change."""
        return Scripts(self.apply(folder)).read(script).text


@cache
def mutants_of(module: str) -> tuple[Mutant, ...]:
    """Those of one test module, in the order of its file."""
    file = Path(__file__).parent / "mutants" / f"{module}.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return tuple(Mutant(module=module, **entry) for entry in data.get("mutant", []))
