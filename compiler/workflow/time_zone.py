"""The time zones of schedules: `time_zones.json` has the names of the IANA Time Zone Database, whatever this machine has.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onschedule
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


@cache
def time_zones() -> frozenset[str]:
    """All names."""
    return frozenset(json.loads((Path(__file__).parent / "time_zones.json").read_text("utf-8"))["names"])
