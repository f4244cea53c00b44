"""A script that an operator runs in a terminal."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, TypeAlias

from pydantic import Field

from compiler.model.base import Declaration, Name, declaration
from compiler.project import GENERATED

Path: TypeAlias = Annotated[str, Field(pattern=r"^\.?[A-Za-z0-9_-][A-Za-z0-9._-]*(/\.?[A-Za-z0-9_-][A-Za-z0-9._-]*)*$")]
"""A path relative to the root of the application repository (or of this one, if `root` is `"."`), with `/` as the separator."""

Settings: TypeAlias = Mapping[Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]*$")], str]
"""Values of shell variables, by name."""


@declaration
class OperatorScript(Declaration):
    """A script that an operator runs in a terminal, made from a script in `templates/`. The generated file is executable.

    Findings: `duplicate-id`, `invalid-script`, `script-env-mismatch`, `unknown-script`.
    """

    collected = "operator_scripts"
    template: Name = field(kw_only=False)
    """Name of the script in `templates/`, without `.sh`."""
    path: Path
    """The generated file."""
    settings: Settings = field(default_factory=dict)
    """Values for variables that the script's header declares with `# env:`. They become assignments at the head of the file. An
    optional variable without a value here is for the operator to set."""
    root: str = GENERATED
    """The folder of this repository that mirrors the root of the application repository; `"."` for a script of this repository itself."""
