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
from typing import Any

from rehearsal.isolation import namespace
from rehearsal.isolation.certificates import Authority
from rehearsal.isolation.memory import Watch
from rehearsal.runner.programs import NotRunnableError
from rehearsal.scenario import result, world
from rehearsal.scenario.play import Play
from rehearsal.scenarios import found
from rehearsal.stand_ins.docker import builder_name
from rehearsal.stand_ins.downloads import crane_name


def main() -> int:
    """Take the order, play it, tell the result."""
    order = json.loads(sys.stdin.readline())
    threading.Thread(target=_leave_with_the_giver, daemon=True).start()
    told = _played(order, Path(order["folder"]))
    _tell({"result": asdict(told)})
    return 0


def _played(order: dict[str, Any], folder: Path) -> result.Result:
    scenario = found(order["scenario"])
    told = result.Result(scenario.name, scenario.about, tries=list(scenario.tries))
    began = time.monotonic()
    try:
        authority = Authority()
        namespace.settle(folder, world.NAMES, authority.certificate)
        os.environ["TMPDIR"] = str(folder)
        with (
            Watch(folder) as watch,
            world.world(folder, scenario.start, order["workflows"], authority, folder / "authority.pem") as made,
        ):
            history = Play(made, scenario, heard=lambda text: _tell({"heard": text})).to_the_end()
            told = result.told(told, history, made.asked(), began)
            told.programs = _programs()
            if order["keep"]:
                _keep(made, told, Path(order["keep"]))
        told.peak = watch.peak
    except NotRunnableError as problem:
        told.trouble = str(problem)
    except Exception:  # noqa: BLE001  whatever it was, the one who gave the order must hear of it
        told.outcome, told.trouble = result.BROKEN, traceback.format_exc()
    told.seconds = time.monotonic() - began
    return told


def _programs() -> dict[str, str]:
    """What was real and what was not."""
    registry = world.registry_program()
    return {
        "runner": "act",
        "registry": "docker-registry" if registry else "a stand-in in memory",
        "crane": crane_name(),
        "image builds": builder_name(),
    }


def _keep(made: world.World, told: result.Result, place: Path) -> None:
    """Copy what a person may want to look at out of the memory that ends with this process."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copytree(made.application.bare, place / "metaboost.git")
    made.registry.store.keep(place / "registry")
    (place / "result.json").write_text(json.dumps(asdict(told), indent=1), encoding="utf-8")
    for run in told.runs:
        for attempt in run["attempts"]:
            (place / f"run-{run['id']}-{attempt['number']}.log").write_text(attempt["log"] or "green\n", encoding="utf-8")


def _leave_with_the_giver() -> None:
    sys.stdin.read()
    os._exit(1)


def _tell(news: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
