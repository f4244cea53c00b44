"""The permissions of the token of a job or of a workflow."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypedDict

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

Scope: TypeAlias = Literal[
    "actions", "artifact-metadata", "attestations", "checks", "code-quality", "contents", "copilot-requests", "deployments", "discussions",
    "drives", "id-token", "issues", "models", "packages", "pages", "pull-requests", "repository-projects", "security-events", "statuses",
    "vulnerability-alerts",
]  # fmt: skip
"""A scope of the job's token.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
"""

_Any: TypeAlias = tuple[Literal["read", "write", "none"], str]
_ReadOnly: TypeAlias = tuple[Literal["read", "none"], str]
_WriteOnly: TypeAlias = tuple[Literal["write", "none"], str]

Permissions = TypedDict(
    "Permissions",
    {
        "actions": _Any,
        "artifact-metadata": _Any,
        "attestations": _Any,
        "checks": _Any,
        "code-quality": _Any,
        "contents": _Any,
        "copilot-requests": _WriteOnly,
        "deployments": _Any,
        "discussions": _Any,
        "drives": _Any,
        "id-token": _WriteOnly,
        "issues": _Any,
        "models": _ReadOnly,
        "packages": _Any,
        "pages": _Any,
        "pull-requests": _Any,
        "repository-projects": _Any,
        "security-events": _Any,
        "statuses": _Any,
        "vulnerability-alerts": _ReadOnly,
    },
    total=False,
)
Permissions.__doc__ = """The permissions of the job's `GITHUB_TOKEN`, by scope: each a tuple of the access and the reason for it, as in
`{"contents": ("read", "checks out the commit")}`. The reason becomes the comment beside the key.

The access is `"read"`, `"write"` or `"none"`. `models` and `vulnerability-alerts` have no `"write"`; `copilot-requests` and `id-token`
have no `"read"`.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
"""


class _ByScope:
    """Validates the permissions in a definition. Whether a scope has the given access is checked by a rule, as in a file.

    Pydantic does not accept `typing.TypedDict` before Python 3.12.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(Mapping[Scope, tuple[Literal["read", "write", "none"], Annotated[str, Field(min_length=1)]]])


BY_SCOPE = _ByScope()
"""For fields that are `Permissions`."""

if TYPE_CHECKING:

    class GivenPermissions:
        """For type checkers: assigned with only the access levels that each scope has, read as a mapping."""

        def __get__(
            self, declared: object, owner: object
        ) -> Mapping[Scope, tuple[Literal["read", "write", "none"], str]] | Literal["read-all", "write-all"] | None: ...
        def __set__(self, declared: object, value: Permissions | Literal["read-all", "write-all"] | None) -> None: ...
