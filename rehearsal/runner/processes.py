"""A command with a time limit that takes everything it started with it.

act puts each step into a process group of its own, so ending act's group would leave the steps. What a run
started is known by a variable in its environment, which children inherit: on Linux it is read from /proc.
Elsewhere only the group is ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MARK = "REHEARSAL_RUN"


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and all that it wrote."""

    exit_code: int
    timed_out: bool
    output: str


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], seconds: float) -> Done:
    """Run to the end or to the limit; then nothing of it is left. `env` must have REHEARSAL_RUN."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        timed_out = False
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            _end(process, env[MARK])
        output.seek(0)
        return Done(process.returncode, timed_out, output.read().decode(errors="replace"))


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(20):
        left = marked(mark)
        if not left:
            return
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def marked(mark: str) -> list[int]:
    """The processes that have this value of REHEARSAL_RUN in their environment."""
    wanted = f"{MARK}={mark}".encode()
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if wanted in _environment(folder)]


def _environment(folder: Path) -> list[bytes]:
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
