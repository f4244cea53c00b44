"""Complete staged builds for tests, and the step that chooses one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scripts.steps import Outcome, Steps


def staged(number: int | str) -> str:
    return f"1.2.3-staging.{number}"


def put(steps: Steps, *numbers: int, **more: str) -> dict[str, str]:
    """Add complete builds with their Git tags. Returns the digests of the last one."""
    seeded: dict[str, str] = {}
    for number in numbers:
        seeded = steps.seed(staged(number), sha=more.get("sha", ""))
        steps.tag(staged(number), more.get("sha", ""))
    return seeded


def choose(steps: Steps, **given: str) -> Outcome:
    return steps.run("choose-staged-build", BASE="1.2.3", **given)
