"""A page that people read."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any

from pydantic import Field

from compiler.model.base import Declared, declaration
from compiler.model.operator_script import Path
from compiler.model.workflow import Workflow
from compiler.project import GENERATED


@declaration
class Document(Declared):
    """A page of `templates/documents/`, in Jinja's syntax (https://jinja.palletsprojects.com/en/stable/templates/).

    The template sees `values` under their names, and each of `workflows` with its `name`, `file`, `jobs` and `diagram`.
    """

    template: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = field(kw_only=False)
    """Name of a file of `templates/documents/`."""
    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    root: str = GENERATED
    """The folder, relative to this repository, that stands for the root of the repository it is for."""
