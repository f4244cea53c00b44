"""The scenarios. Each module has some of one kind, in `SCENARIOS`; `ALL` has all, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.scenarios import train

if TYPE_CHECKING:
    from rehearsal.scenario.scenario import Scenario

KINDS = (train,)
ALL: dict[str, Scenario] = {scenario.name: scenario for kind in KINDS for scenario in kind.SCENARIOS}


def found(name: str) -> Scenario:
    """The scenario of this name. Raises `KeyError`."""
    return ALL[name]
