"""The scenarios, in modules by topic. Each module lists its own in `SCENARIOS`; `ALL` has all of them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearsal.scenarios import failures, hostile_input, image_sets, limits, operator_commands, provenance, races, releases, sweeps

if TYPE_CHECKING:
    from rehearsal.engine.scenario import Scenario
    from rehearsal.engine.sweep import Sweep

MODULES = (releases, operator_commands, races, image_sets, failures, provenance, limits, hostile_input, sweeps)
ALL: dict[str, Scenario | Sweep] = {scenario.name: scenario for module in MODULES for scenario in module.SCENARIOS}


def get(name: str) -> Scenario | Sweep:
    """The scenario with this name. Raises `KeyError`."""
    return ALL[name]
