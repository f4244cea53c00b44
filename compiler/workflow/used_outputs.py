"""Which outputs of jobs or steps are used: by name, or all of them at once, as in `toJSON(needs)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import closest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.workflow.context_use import ContextUse

_MAX_UNKNOWN = 3
"""With more unknown names, all outputs count as used, so that an untrusted file cannot slow the check down."""


class UsedOutputs:
    """The outputs that expressions use, by job or step.

    Args:
        uses: the uses of contexts.
        contexts: the contexts with these outputs, such as `needs`.
    """

    def __init__(self, uses: Iterable[ContextUse], contexts: tuple[str, ...]) -> None:
        self.all = False
        self.outputs: dict[str, set[str] | None] = {}
        """The names by owner, in lower case; None if all are used."""
        for context in (context for context in uses if context.path[0] in contexts):
            match [part.lower() for part in context.path[1:]]:
                case []:
                    self.all = True
                case [owner] | [owner, "outputs"]:
                    self.outputs[owner] = None
                case [owner, "outputs", name, *_] if (names := self.outputs.setdefault(owner, set())) is not None:
                    names.add(name)

    def unused(self, owner: str, outputs: Iterable[str]) -> list[str]:
        """The outputs that nothing uses.

        A use with an unknown name is a mistake of its own. The output that it most likely means counts as used, or else all of them do.
        """
        used = self.outputs.get(owner.lower(), set())
        names = {output.lower(): output for output in outputs}
        if self.all or used is None or len(used - names.keys()) > _MAX_UNKNOWN:
            return []
        meant = {closest(name, names) for name in used - names.keys()}
        return [] if "" in meant else [names[name] for name in names if name not in used | meant]
