"""The application repository."""

from collections.abc import Sequence

from compiler.model.base import Declaration, declaration
from compiler.model.operator_script import Path


@declaration
class Repository(Declaration):
    """What the generated files expect in the application repository.

    `linesmith check --repo` and `linesmith install` verify it. Scripts of `npm run` need not be listed: they are read from the steps.

    Source: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#workspaces
    """

    collected = "repositories"
    files: Sequence[Path] = ()
    """Files that must exist."""
    folders: Sequence[Path] = ()
    """Folders that must exist."""
    workspaces: Sequence[Path] = ()
    """Folders that must be workspaces of the root `package.json`."""
    replaces: Sequence[Path] = ()
    """Files that the generated ones replace. `install` and `check --repo` list those that still exist, and what mentions them. Only
    `install --remove-replaced` removes them."""
