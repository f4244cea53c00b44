"""The repository that the files are for."""

from collections.abc import Sequence

from compiler.model.base import Declared, declaration
from compiler.model.operator_script import Path


@declaration
class Repository(Declared):
    """What the generated files take for granted in the repository that they are for.

    `linesmith check --repo` and `linesmith install` look whether it is there. The scripts of `npm run` need not be named: they
    stand in the steps.
    """

    files: Sequence[Path] = ()
    folders: Sequence[Path] = ()
    workspaces: Sequence[Path] = ()
    """Folders that are workspaces of the root `package.json`:
    https://docs.npmjs.com/cli/v11/configuring-npm/package-json#workspaces
    """
    replaces: Sequence[Path] = ()
    """Files that the generated ones replace. `install` and `check --repo` list those that are still there, with what mentions them;
    only `install --remove-replaced` removes them.
    """
