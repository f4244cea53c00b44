"""Run one scenario in its own namespaces: `python -m rehearsal.worker`, started by `rehearsal.pool`.

The task is one line of JSON on standard input, which stays open. When it closes, the pool is gone and this process exits,
which ends everything in its namespaces. Progress and the result are lines of JSON on standard output.
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
from rehearsal.engine import result, simulation
from rehearsal.engine.player import ScenarioPlayer
from rehearsal.engine.sweep import SAMPLE_IMAGES, Sweep
from rehearsal.engine.sweep_player import SweepError, SweepPlayer
from rehearsal.fakes.docker import builder_name
from rehearsal.fakes.downloads import FAKE, crane_name
from rehearsal.isolation import namespace
from rehearsal.isolation.certificates import CertificateAuthority
from rehearsal.isolation.memory import MemoryMonitor
from rehearsal.runner.gh_shim import gh_name
from rehearsal.runner.path_shims import NotRunnableError
from rehearsal.runner.runner import ActCrashedError
from rehearsal.scenarios import get

if TYPE_CHECKING:
    from rehearsal.engine.scenario import Scenario


def main() -> int:
    """Read the task, run the scenario, write the result."""
    namespace.reap()
    task = json.loads(sys.stdin.readline())
    threading.Thread(target=_exit_with_pool, daemon=True).start()
    done = _run(task, Path(task["folder"]))
    _send({"result": asdict(done)})
    return 0


def _run(task: dict[str, Any], folder: Path) -> result.ScenarioResult:
    wanted = get(task["scenario"])
    done = result.ScenarioResult(wanted.name, wanted.description, targets=list(wanted.targets))
    began = time.monotonic()
    try:
        authority = CertificateAuthority()
        namespace.set_up(folder, simulation.NAMES, authority.certificate)
        os.environ["TMPDIR"] = str(folder)
        sample = (IMAGES if task["thorough"] else SAMPLE_IMAGES) if isinstance(wanted, Sweep) else ()
        with (
            MemoryMonitor(folder) as memory,
            simulation.simulate(folder, wanted.start, task["tree"], authority, sample) as made,
        ):
            done = _run_sweep(done, wanted, made, task) if isinstance(wanted, Sweep) else _run_events(done, wanted, made)
            done.programs = _programs(in_memory=bool(sample))
            if task["keep"]:
                _keep(made, done, Path(task["keep"]))
        done.peak = memory.peak
    except (ActCrashedError, NotRunnableError, SweepError) as problem:
        done.status, done.error = result.ERROR, str(problem)
        done.act_crashed = isinstance(problem, ActCrashedError)
    except Exception:  # noqa: BLE001  the pool reports every error
        done.status, done.error = result.ERROR, traceback.format_exc()
    done.seconds = time.monotonic() - began
    return done


def _run_events(done: result.ScenarioResult, scenario: Scenario, made: simulation.Simulation) -> result.ScenarioResult:
    began = time.monotonic()
    history = ScenarioPlayer(made, scenario, on_progress=lambda text: _send({"progress": text})).play()
    done.commands = [asdict(command) for command in made.operator.commands]
    return result.record(done, history, made.requests(), began)


def _run_sweep(done: result.ScenarioResult, sweep: Sweep, made: simulation.Simulation, task: dict[str, Any]) -> result.ScenarioResult:
    began = time.monotonic()
    player = SweepPlayer(made, sweep, Path(task["folder"]), task["thorough"], lambda text: _send({"progress": text}))
    if task["keep"]:
        player.on_violation = lambda: _keep_state(made, Path(task["keep"]))
    history = player.play()
    done = result.record(done, history, player.requests, began)
    done.cases, done.counts = player.played, dict(player.counts)
    return done


def _programs(*, in_memory: bool) -> dict[str, str]:
    """Which parts were real and which were fakes."""
    registry = None if in_memory else simulation.registry_program()
    return {
        "runner": "act",
        "registry": "docker-registry" if registry else FAKE,
        "crane": FAKE if in_memory else crane_name(),
        "gh": gh_name(),
        "image builds": FAKE if in_memory else builder_name(),
    }


def _keep(made: simulation.Simulation, done: result.ScenarioResult, path: Path) -> None:
    """Copy the final state out of the tmpfs, which ends with this process."""
    if not (done.cases and done.violations):
        _keep_state(made, path)
    (path / "result.json").write_text(json.dumps(asdict(done), indent=1), encoding="utf-8")
    for run in done.runs:
        for attempt in run["attempts"]:
            (path / f"run-{run['id']}-{attempt['number']}.log").write_text(attempt["log"] or "success\n", encoding="utf-8")


def _keep_state(made: simulation.Simulation, path: Path) -> None:
    """Copy the repository and the registry. For a sweep, this happens at the first case with a violation."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    shutil.copytree(made.application.bare, path / "application.git")
    made.registry.store.export(path / "registry")


def _exit_with_pool() -> None:
    sys.stdin.read()
    os._exit(1)


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
