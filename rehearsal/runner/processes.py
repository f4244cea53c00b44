"""Run a command with a time limit and kill everything it started, and crash the job behind a connection.

act puts each step into its own process group, so killing act's group would leave the steps running. The processes of a
run are recognised by an environment variable, which children inherit and which Linux shows in /proc. Other systems kill
only the process group.
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

MARK, JOB_DIR = "REHEARSAL_RUN", "REHEARSAL_JOB_DIR"
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """How a command ended."""

    exit_code: int
    timed_out: bool


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], seconds: float, on_line: Callable[[str], object]) -> ProcessResult:
    """Run a command to its end or to the limit, pass on each line of output, and kill what is left. `env` has to set REHEARSAL_RUN."""
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
            on_line(line.decode(errors="replace"))
        process.wait()
    finally:
        limit.cancel()
        limit.join()
        _end(process, env[MARK])
        if process.stdout:
            process.stdout.close()
    return ProcessResult(process.returncode, timed_out.is_set())


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(20):
        left = find_marked(mark)
        if not left:
            return
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def find_marked(mark: str) -> list[int]:
    """The processes with this value of REHEARSAL_RUN in their environment."""
    return _processes_with(f"{MARK}={mark}".encode())


def crash_job_at(port: int) -> None:
    """Kill the job whose process uses this local port, and let none of its later steps start."""
    job_dir = next(
        (value for pid in _processes_on_port(port) for value in _environment(PROC / str(pid)) if value.startswith(f"{JOB_DIR}=".encode())),
        b"",
    )
    if not job_dir:
        return
    with Path(os.fsdecode(job_dir.partition(b"=")[2]), "crashed").open("a") as crashed:
        crashed.write("in a request\n")
    for pid in _processes_with(job_dir):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _processes_on_port(port: int) -> list[int]:
    """The processes with this local port, from /proc/net/tcp (proc(5))."""
    rows = [row.split() for row in (PROC / "net/tcp").read_text("ascii").splitlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if int(row[1].rpartition(":")[2], 16) == port}
    return [int(folder.name) for folder in _process_folders() if any(_target(link) in inodes for link in _open_files(folder))]


def _process_folders() -> Iterator[Path]:
    """One folder per process. The process may end at any moment; Path.glob below the folder would then raise."""
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


def _processes_with(wanted: bytes) -> list[int]:
    return [int(folder.name) for folder in _process_folders() if wanted in _environment(folder)]


def _environment(folder: Path) -> list[bytes]:
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
