"""Plays one scenario in namespaces of its own: `python -m rehearsal.worker`, started by `rehearsal.pool`.

The order comes as one line of JSON on standard input, which stays open: when it closes, whoever gave the order is gone, and
so is this process, and with it all that runs in the namespaces. News and the result go out as lines of JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearsal.application import IMAGES
from rehearsal.engine import environment, result
from rehearsal.engine.play import Play
from rehearsal.engine.sweep import SOME, Sweep
from rehearsal.engine.sweeping import SweepError, SweepPlay
from rehearsal.fakes.docker import builder_name
from rehearsal.fakes.downloads import STAND_IN, crane_name
from rehearsal.isolation import namespace
from rehearsal.isolation.certificates import Authority
from rehearsal.isolation.memory import Watch
from rehearsal.runner.path_shims import NotRunnableError
from rehearsal.scenarios import found

if TYPE_CHECKING:
    from rehearsal.engine.scenario import Scenario


def main() -> int:
    """Take the order, play it, tell the result."""
    namespace.reap()
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_leave_with_the_giver, daemon=True).start()
    told = _played(order, Path(order["folder"]))
    _tell({"result": asdict(told)})
    return 0


def _played(order: dict[str, Any], folder: Path) -> result.Result:
    wanted = found(order["scenario"])
    told = result.Result(wanted.name, wanted.about, tries=list(wanted.tries))
    began = time.monotonic()
    try:
        authority = Authority()
        namespace.settle(folder, environment.NAMES, authority.certificate)
        os.environ["TMPDIR"] = str(folder)
        small = (IMAGES if order["thorough"] else SOME) if isinstance(wanted, Sweep) else ()
        with (
            Watch(folder) as watch,
            environment.world(folder, wanted.start, order["tree"], authority, small) as made,
        ):
            told = _swept(told, wanted, made, order) if isinstance(wanted, Sweep) else _acted(told, wanted, made, order)
            told.programs = _programs(in_memory=bool(small))
            if order["keep"]:
                _keep(made, told, Path(order["keep"]))
        told.peak = watch.peak
    except (NotRunnableError, SweepError) as problem:
        told.outcome, told.trouble = result.BROKEN, str(problem)
    except Exception:  # noqa: BLE001  whatever it was, the one who gave the order must hear of it
        told.outcome, told.trouble = result.BROKEN, traceback.format_exc()
    told.seconds = time.monotonic() - began
    return told


def _acted(told: result.Result, scenario: Scenario, made: environment.World, order: dict[str, Any]) -> result.Result:  # noqa: ARG001  as `_swept`
    began = time.monotonic()
    history = Play(made, scenario, heard=lambda text: _tell({"heard": text})).to_the_end()
    told.typed = [asdict(answered) for answered in made.person.typed]
    return result.told(told, history, made.asked(), began)


def _swept(told: result.Result, sweep: Sweep, made: environment.World, order: dict[str, Any]) -> result.Result:
    began = time.monotonic()
    play = SweepPlay(made, sweep, Path(order["folder"]), order["thorough"], lambda text: _tell({"heard": text}))
    if order["keep"]:
        play.violated = lambda: _keep_state(made, Path(order["keep"]))
    history = play.to_the_end()
    told = result.told(told, history, play.asked, began)
    told.cases, told.counts = play.played, dict(play.counts)
    return told


def _programs(*, in_memory: bool) -> dict[str, str]:
    """What was real and what was not."""
    registry = None if in_memory else environment.registry_program()
    return {
        "runner": "act",
        "registry": "docker-registry" if registry else STAND_IN,
        "crane": STAND_IN if in_memory else crane_name(),
        "image builds": STAND_IN if in_memory else builder_name(),
    }


def _keep(made: environment.World, told: result.Result, place: Path) -> None:
    """Copy what a person may want to look at out of the memory that ends with this process."""
    if not (told.cases and told.violations):
        _keep_state(made, place)
    (place / "result.json").write_text(json.dumps(asdict(told), indent=1), encoding="utf-8")
    for run in told.runs:
        for attempt in run["attempts"]:
            (place / f"run-{run['id']}-{attempt['number']}.log").write_text(attempt["log"] or "green\n", encoding="utf-8")


def _keep_state(made: environment.World, place: Path) -> None:
    """Repository and registry. Of a sweep those of the first case in which something did not hold: the next case begins anew."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copytree(made.application.bare, place / "metaboost.git")
    made.registry.store.keep(place / "registry")


def _leave_with_the_giver() -> None:
    sys.stdin.read()
    os._exit(1)


def _tell(news: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
