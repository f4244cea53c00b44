"""Broken copies of the step scripts, as data.

`mutants/<module>.toml` has at least one for each test of that module that runs a script: this test must notice it, and no other.
"""

from __future__ import annotations

import atexit
import shutil
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

STEPS = Path(__file__).resolve().parents[2] / "templates/steps"


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of one file of `templates/steps/`."""

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
        """The parameters of the test; empty if it has none."""
        return self.test.partition("[")[2].removesuffix("]")

    @property
    def folder(self) -> Path:
        """A copy of the scripts with this change, which is removed when this process ends."""
        return _copy(self)


@cache
def _copy(mutant: Mutant) -> Path:
    made = TemporaryDirectory()
    atexit.register(made.cleanup)
    folder = Path(made.name, "steps")
    shutil.copytree(STEPS, folder)
    for script in folder.glob("*.sh"):
        script.chmod(0o755)  # as the file that a run starts is
    file = folder / mutant.file
    text = file.read_text(encoding="utf-8")
    assert text.count(mutant.find) == 1, f"{mutant.test}: {mutant.find!r} stands {text.count(mutant.find)} times in {mutant.file}"
    file.write_text(text.replace(mutant.find, mutant.replace), encoding="utf-8")
    return folder


@cache
def mutants_of(module: str) -> tuple[Mutant, ...]:
    """The mutants of one test module, in the order of its file."""
    file = Path(__file__).parent / "mutants" / f"{module}.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return tuple(Mutant(module=module, **entry) for entry in data.get("mutant", []))
