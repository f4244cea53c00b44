"""Finds and runs the program of a checker: in a temporary folder, with a minimal environment and a time limit."""

from __future__ import annotations

import os
import posixpath
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from compiler.checkers.checker import CheckerError, read_output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from compiler.checkers.checker import Checker, Remark, Task

LIMIT = 300.0
"""The time limit of a program, in seconds. For a script with many libraries, ShellCheck takes ten on a slow machine."""
_MAX_OUTPUT_BYTES = 16 * 1024 * 1024
"""The maximum size of the output of a program, in bytes."""
_VERSION_LIMIT = 20.0
_running: set[subprocess.Popen[bytes]] = set()
"""The running programs, which `stop` ends. Each has its own session, so a terminal does not signal them."""


class Completed(NamedTuple):
    """A program that has ended."""

    code: int
    stdout: bytes
    stderr: bytes


def find(name: str) -> str | None:
    """The path of a program: next to the running Python, where the extra `checkers` installs it, or else on PATH."""
    beside = Path(sys.executable).parent / name
    return str(beside) if os.access(beside, os.X_OK) and beside.is_file() else shutil.which(name)


def version(program: str, argument: str) -> str:
    """The version that a program prints.

    Raises:
        CheckerError: if it does not print one.
    """
    with tempfile.TemporaryDirectory() as folder:
        process = _run([program, argument], folder, _VERSION_LIMIT)
    lines = process.stdout.decode("utf-8", "replace").split("\n")
    found = " ".join(line.strip() for line in lines if any(character.isdigit() for character in line))[:200]
    if process.code or not found:
        raise CheckerError(f"{program} does not print its version: {_describe_failure(process)}")
    return found


def run(program: str, task: Task) -> tuple[list[Remark], list[str]]:
    """The remarks of a checker, and a message for each file that it could not read.

    Raises:
        CheckerError: if it cannot be started, takes too long, or prints something unexpected.
    """
    checker = task.checker
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.realpath(temporary)
        for path, text in task.files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8", "replace"))  # a lone surrogate cannot be encoded
        process = _run([program, *checker.arguments, *task.options, *task.targets], folder, LIMIT)
    unread = _unread(checker, process.stderr)
    if process.code not in checker.codes:
        if unread and not process.stdout:  # it skipped every file
            return [], unread
        raise CheckerError(f"{program} {_describe_failure(process)}")
    remarks = [_in_task(remark, f"{folder}/", task) for remark in read_output(checker, process.stdout)]
    return remarks, unread


def _in_task(remark: Remark, folder: str, task: Task) -> Remark:
    """The remark with a path relative to the folder. ShellCheck writes `lib/./name.sh` for a library."""
    path = posixpath.normpath(remark.path.removeprefix(folder))
    if path not in task.files:
        raise CheckerError(f"its output names a file that was not checked: {path[:80]}")
    return remark._replace(path=path, message=remark.message.replace(folder, ""))


def _unread(checker: Checker, stderr: bytes) -> list[str]:
    lines = stderr.decode("utf-8", "replace").split("\n") if checker.unread else ()
    return [line.partition(checker.unread)[2].strip() for line in lines if checker.unread in line]


def _describe_failure(process: Completed) -> str:
    """How a program ended, and the first line that it printed."""
    line = (process.stderr or process.stdout).decode("utf-8", "replace").strip().partition("\n")[0][:200]
    ended = f"was ended by signal {-process.code}" if process.code < 0 else f"ended with {process.code}"
    return f"{ended}: {line}" if line else ended


def environment(folder: str) -> dict[str, str]:
    """The environment of a checker, without the variables and settings of the user, such as tokens."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "XDG_CONFIG_HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}


def _run(command: Sequence[str], folder: str, limit: float) -> Completed:
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell
            command,
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise CheckerError(f"{command[0]} cannot be run: {getattr(error, 'strerror', error)}") from error
    _running.add(process)
    late = threading.Event()

    def end() -> None:
        late.set()
        _kill(process)

    timer = threading.Timer(limit, end)
    timer.daemon = True
    timer.start()
    try:
        stdout, stderr = _read_both(process)
        code = process.wait()
    finally:
        timer.cancel()
        _kill(process)
        _running.discard(process)
    if late.is_set():
        raise CheckerError(f"{command[0]} took longer than {limit:g} s and was stopped")
    if len(stdout) > _MAX_OUTPUT_BYTES or len(stderr) > _MAX_OUTPUT_BYTES:
        raise CheckerError(f"{command[0]} printed more than {_MAX_OUTPUT_BYTES} bytes and was stopped")
    return Completed(code, stdout, stderr)


def stop() -> None:
    """Kill all running programs."""
    for process in tuple(_running):
        _kill(process)


def _read_both(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Both outputs, up to the limit. A program that prints more is killed."""
    kept: dict[str, bytes] = {}

    def read(name: str, stream: IO[bytes]) -> None:
        with stream:
            kept[name] = stream.read(_MAX_OUTPUT_BYTES + 1)
            if len(kept[name]) > _MAX_OUTPUT_BYTES:
                _kill(process)

    assert process.stdout is not None  # noqa: S101 - both are pipes
    assert process.stderr is not None  # noqa: S101
    other = threading.Thread(target=read, args=("stderr", process.stderr), daemon=True)
    other.start()
    read("stdout", process.stdout)
    other.join()
    return kept["stdout"], kept["stderr"]


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and everything that it started. After `wait`, another process may have the same ID."""
    if process.returncode is None:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
