"""A script that people run in a terminal."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, TypeAlias

from pydantic import Field

from compiler.model.base import Declared, Id, declaration
from compiler.project import GENERATED

Path: TypeAlias = Annotated[str, Field(pattern=r"^\.?[A-Za-z0-9_-][A-Za-z0-9._-]*(/\.?[A-Za-z0-9_-][A-Za-z0-9._-]*)*$")]
"""Relative to the root of the repository that the file is for, with `/` between its parts."""

Settings: TypeAlias = Mapping[Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]*$")], str]
"""Names of shell variables, and their values."""


@declaration
class OperatorScript(Declared):
    """A script of `templates/`, named without `.sh`. What its header declares as `# env:` is settled here.

    The file is executable. Settings become assignments at its head; a variable that is declared as optional and not settled
    is one that the person who runs it may set.
    """

    template: Id = field(kw_only=False)
    path: Path
    settings: Settings = field(default_factory=dict)
    root: str = GENERATED
    """The folder, relative to this repository, that stands for the root of the repository it is for."""
