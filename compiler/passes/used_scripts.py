"""The scripts that steps run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from compiler.diagnostic import Origin
    from compiler.frontend.script import ScriptFile
    from compiler.passes.resolve import ResolvedStep


def used_scripts(steps: Iterable[ResolvedStep]) -> Iterator[tuple[ScriptFile, Origin | None]]:
    """Each script once, with the origin of the first step that runs it."""
    seen: set[str] = set()
    for step in steps:
        script = step.script
        if script is not None and script.path not in seen:
            seen.add(script.path)
            yield script, step.step.origin
