"""A generated page, such as a guide."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any

from pydantic import Field

from compiler.model.base import Declaration, declaration
from compiler.model.operator_script import Path
from compiler.model.workflow import Workflow
from compiler.project import GENERATED


@declaration
class Document(Declaration):
    """A page generated from a Jinja template in `templates/documents/`.

    The template sees `values` under their names, and each of `workflows` with its `name`, `file`, `jobs` and `diagram`.

    Findings: `duplicate-id`, `invalid-document`, `unknown-document`.

    Source: https://jinja.palletsprojects.com/en/stable/templates/
    """

    collected = "documents"
    template: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = field(kw_only=False)
    """Name of a file in `templates/documents/`."""
    path: Path
    """The generated file."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the template: any Python values."""
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    """Workflows that the template describes, by the name under which it sees them."""
    root: str = GENERATED
    """The folder of this repository that mirrors the root of the application repository; `"."` for a page of this repository itself."""
