"""The scenarios. Each module has some of one kind, in `SCENARIOS`; `ALL` has all, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.scenarios import failures, hostile, limits, races, sets, sweeps, train, typed

if TYPE_CHECKING:
    from rehearsal.engine.scenario import Scenario
    from rehearsal.engine.sweep import Sweep

KINDS = (train, typed, races, sets, failures, limits, hostile, sweeps)
ALL: dict[str, Scenario | Sweep] = {scenario.name: scenario for kind in KINDS for scenario in kind.SCENARIOS}


def found(name: str) -> Scenario | Sweep:
    """The scenario of this name. Raises `KeyError`."""
    return ALL[name]
