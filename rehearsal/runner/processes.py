"""A command with a time limit that takes everything it started with it, and the job behind a connection.

act puts each step into a process group of its own, so ending act's group would leave the steps. What a run
started is known by a variable in its environment, which children inherit: on Linux it is read from /proc.
Elsewhere only the group is ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MARK, LEG = "REHEARSAL_RUN", "REHEARSAL_LEG"
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    exit_code: int
    timed_out: bool


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], seconds: float, heard: Callable[[str], object]) -> Done:
    """Run to the end or to the limit, and hand over each line it writes; then nothing of it is left. `env` must have REHEARSAL_RUN."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    timed_out = threading.Event()

    def stop() -> None:
        timed_out.set()
        _end(process, env[MARK])

    limit = threading.Timer(seconds, stop)
    limit.start()
    try:
        for line in process.stdout or ():
            heard(line.decode(errors="replace"))
        process.wait()
    finally:
        limit.cancel()
        limit.join()
        _end(process, env[MARK])
        if process.stdout:
            process.stdout.close()
    return Done(process.returncode, timed_out.is_set())


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
    return _with(f"{MARK}={mark}".encode())


def end_job_at(port: int) -> None:
    """End the job of which a process holds this port of loopback: nothing of it goes on, and no later step of it begins."""
    leg = next((value for pid in _holders(port) for value in _environment(PROC / str(pid)) if value.startswith(f"{LEG}=".encode())), b"")
    if not leg:
        return
    with Path(os.fsdecode(leg.partition(b"=")[2]), "dead").open("a") as dead:
        dead.write("in a request\n")
    for pid in _with(leg):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _holders(port: int) -> list[int]:
    """Who has this port as the local end of a connection: proc(5), /proc/net/tcp."""
    rows = [row.split() for row in (PROC / "net/tcp").read_text("ascii").splitlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if int(row[1].rpartition(":")[2], 16) == port}
    return [int(folder.name) for folder in _folders() if any(_target(link) in inodes for link in _open_files(folder))]


def _folders() -> Iterator[Path]:
    """One of each process. At any moment it ends and its folder is empty or gone, which Path.glob below it would raise."""
    return PROC.glob("[0-9]*")


def _open_files(folder: Path) -> list[Path]:
    try:
        return list((folder / "fd").iterdir())
    except OSError:
        return []


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _with(wanted: bytes) -> list[int]:
    return [int(folder.name) for folder in _folders() if wanted in _environment(folder)]


def _environment(folder: Path) -> list[bytes]:
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
