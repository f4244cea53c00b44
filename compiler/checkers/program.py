"""Finds and runs the program of a checker: in a folder of its own, with an environment of its own, for a limited time."""

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

from compiler.checkers.checker import CheckerError, read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

    from compiler.checkers.checker import Checker, Remark, Task

LIMIT = 300.0
"""Seconds that a program may take: a script with many libraries takes ShellCheck ten on a slow machine."""
_MOST = 16 * 1024 * 1024
"""Bytes that a program may print."""
_VERSION_LIMIT = 20.0
_running: set[subprocess.Popen[bytes]] = set()
"""What a signal has to end: the programs have sessions of their own, so a terminal does not."""


class Answer(NamedTuple):
    """What a program did."""

    code: int
    stdout: bytes
    stderr: bytes


def find(name: str) -> str | None:
    """The path of a program: beside the Python that runs, where an extra of this package is installed, else on PATH."""
    beside = Path(sys.executable).parent / name
    return str(beside) if os.access(beside, os.X_OK) and beside.is_file() else shutil.which(name)


def version(program: str, argument: str) -> str:
    """The first line with which a program says its version.

    Raises:
        CheckerError: if it does not say it.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = _run([program, argument], folder, _VERSION_LIMIT)
    lines = answer.stdout.decode("utf-8", "replace").split("\n")
    found = " ".join(line.strip() for line in lines if any(character.isdigit() for character in line))[:200]
    if answer.code or not found:
        raise CheckerError(f"{program} does not say its version: {_excuse(answer)}")
    return found


def run(program: str, task: Task) -> tuple[list[Remark], list[str]]:
    """The remarks of a checker, and a message for each file that it left out since it cannot read it.

    Raises:
        CheckerError: if it cannot be started, takes too long, or does not answer as it should.
    """
    checker = task.checker
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.realpath(temporary)
        for path, text in task.files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8", "replace"))  # half of a surrogate pair is no text
        answer = _run([program, *checker.arguments, *task.options, *task.targets], folder, LIMIT)
    unread = _unread(checker, answer.stderr)
    if answer.code not in checker.codes:
        if unread and not answer.stdout:  # it left out every file
            return [], unread
        raise CheckerError(f"{program} {_excuse(answer)}")
    remarks = [_in_task(said, f"{folder}/", task) for said in read_answer(checker, answer.stdout)]
    return remarks, unread


def _in_task(said: Remark, folder: str, task: Task) -> Remark:
    """The remark without the folder in which it was made. ShellCheck writes `lib/./name.sh` for a library."""
    path = posixpath.normpath(said.path.removeprefix(folder))
    if path not in task.files:
        raise CheckerError(f"it names a file that it was not given: {path[:80]}")
    return said._replace(path=path, message=said.message.replace(folder, ""))


def _unread(checker: Checker, stderr: bytes) -> list[str]:
    lines = stderr.decode("utf-8", "replace").split("\n") if checker.unread else ()
    return [line.partition(checker.unread)[2].strip() for line in lines if checker.unread in line]


def _excuse(answer: Answer) -> str:
    """Why a program did not answer."""
    said = (answer.stderr or answer.stdout).decode("utf-8", "replace").strip().partition("\n")[0][:200]
    ended = f"was ended by signal {-answer.code}" if answer.code < 0 else f"ended with {answer.code}"
    return f"{ended}: {said}" if said else ended


def environment(folder: str) -> dict[str, str]:
    """The environment of a checker. Variables and settings of the user, such as tokens, are not in it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "XDG_CONFIG_HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"}


def _run(command: Sequence[str], folder: str, limit: float) -> Answer:
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
    if len(stdout) > _MOST or len(stderr) > _MOST:
        raise CheckerError(f"{command[0]} printed more than {_MOST} bytes and was stopped")
    return Answer(code, stdout, stderr)


def stop() -> None:
    """End every program that runs."""
    for process in tuple(_running):
        _kill(process)


def _read_both(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Both outputs, as far as the limit: a program that prints more is stopped."""
    kept: dict[str, bytes] = {}

    def read(name: str, stream: IO[bytes]) -> None:
        with stream:
            kept[name] = stream.read(_MOST + 1)
            if len(kept[name]) > _MOST:
                _kill(process)

    assert process.stdout is not None  # noqa: S101 - both are pipes
    assert process.stderr is not None  # noqa: S101
    other = threading.Thread(target=read, args=("stderr", process.stderr), daemon=True)
    other.start()
    read("stdout", process.stdout)
    other.join()
    return kept["stdout"], kept["stderr"]


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program and everything that it started. Once it was waited for, its number may be that of another."""
    if process.returncode is None:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
