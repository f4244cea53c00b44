"""Servers on loopback: each in its own process, or in a running node process.

Starting a node for a small server takes longer than all requests to it. To its clients, a hosted server behaves like a process of its own:
it begins without state, it can be stopped, which breaks what it was doing, and it can hang. What only a process does is tested with the
references, which are processes.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tools import RUNTIME_CONFIG, program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENVIRONMENT = {"PATH": os.environ["PATH"], "NEXT_TELEMETRY_DISABLED": "1"}


@contextmanager
def free_port() -> Iterator[int]:
    """A port that nobody else is given while a server comes and goes on it.

    Linux lets a server listen where another socket is bound, if both may reuse the address and that other does not listen.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        if sys.platform != "linux":
            holder.close()
        yield port


@dataclass
class Server:
    """A process that listens on a port, or is known to end before it does."""

    command: list[str]
    port: int
    env: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and return when it listens or has ended."""
        with (self.log or RUNTIME_CONFIG / os.devnull).open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env={**ENVIRONMENT, **self.env}, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            assert time.monotonic() < deadline, f"{self.command} does not listen"
            time.sleep(0.02)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Kill it and all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def hang(self) -> None:
        """Let it accept connections, and never respond."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP)


@dataclass
class Host:
    """The process of Node that runs the servers. It starts with the first one."""

    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def send(self, **request: object) -> str:
        """Send a request to the host, and return its answer."""
        assert self.folder
        address = str(self.folder / "host")
        if self.process is None:
            command = [program("node"), str(Path(__file__).with_suffix(".js")), address]
            self.process = subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert self.process.stdout
            assert self.process.stdout.readline() == b"listening\n"
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(60)
            asked.connect(address)
            asked.sendall(json.dumps(request).encode())
            asked.shutdown(socket.SHUT_WR)
            with asked.makefile() as answer:
                return answer.read()

    def end(self) -> None:
        if self.process is not None:
            self.process.communicate()
            self.process = None


HOST = Host()


@dataclass
class Hosted(Server):
    """A server that HOST runs."""

    answered: str = ""

    @property
    def runs(self) -> bool:
        return self.answered == "listening"

    def start(self) -> None:
        """Start it, and return when it listens or has ended."""
        self.answered = HOST.send(do="start", name=self.port, words=self.command[1:], env=self.env)
        assert self.answered in {"listening", "ended"}

    def stop(self) -> None:
        """Abort everything that it is doing."""
        if self.answered:
            assert HOST.send(do="stop", name=self.port) == "done"
            self.answered = ""

    def hang(self) -> None:
        """Let it accept connections, and never respond."""
        assert HOST.send(do="hang", name=self.port) == "done"
