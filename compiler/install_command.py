"""The command `linesmith install`. What it does is imported when it runs: `linesmith --help` lists it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--diff", "show", is_flag=True, help="Show the differences as well, not only the number of lines.")
@click.option("--overwrite-unmanaged", is_flag=True, help="Also overwrite files that Linesmith did not write, if Git has them.")
@click.option("--remove-replaced", is_flag=True, help="Also remove files that a definition names as replaced, if Git has them.")
@click.pass_obj
def install(  # noqa: PLR0913 - one for each option
    folder: Path, path: Path, *, yes: bool, dry_run: bool, show: bool, overwrite_unmanaged: bool, remove_replaced: bool
) -> None:
    """Install the generated files into an application repository.

    Shows what would change, and asks for confirmation. Either all files are written or none, and nothing is committed. A file is
    overwritten or removed only if HEAD has it with the same content and mode.
    """
    from compiler.installation import install_files

    install_files(
        folder,
        path,
        yes=yes,
        dry_run=dry_run,
        show=show,
        overwrite_unmanaged=overwrite_unmanaged,
        remove_replaced=remove_replaced,
    )
