"""An app and its sidecar as processes on loopback, the command that stops and starts them, and the check that is run against both."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from tests.runtime_config.servers import Hosted, Server, free_port
from tests.tools import ROOT, RUNTIME_CONFIG, program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHECK = ROOT / "generated/scripts/publish/check-runtime-config.sh"
GLOBAL = "__METABOOST_RUNTIME_CONFIG__"
TAG = "</script><script>document.documentElement.dataset.executed = 'yes'</script><!--"
"""A value that ends the script it stands in, where nothing escapes it."""
SIDECAR = {"sidecar-status", "sidecar-config", "sidecar-error", "sidecar-json", "sidecar-no-store", "sidecar-not-found", "sidecar-method"}
PAGE = {"page-served", "page-values", "page-escaping"}
LOST = {"lost-served", "lost-values"}
FAILING = {"failing-served", "failing-values"}
BACK = {"sidecar-again", "back-served", "back-values"}
START = {"start-served", "start-values", "start-prewarm"}
CONTROLLED = LOST | FAILING | BACK | START
"""The names of the clauses, by what is needed to check them."""
OF_CHECK = {"PATH": os.environ["PATH"], "TMPDIR": os.environ.get("TMPDIR", "/tmp")}  # noqa: S108 - where the system has it
"""The environment of the check. Its `node` may be one that caches results."""
CLAUSE = re.compile(r"^(✓|✗|-) ([a-z-]+): ", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """The result of a check: its exit code, all of its output, and the names of the clauses."""

    code: int
    output: str

    def named(self, sign: str) -> set[str]:
        return {name for found, name in CLAUSE.findall(self.output) if found == sign}

    @property
    def broken(self) -> set[str]:
        return self.named("✗")

    @property
    def unchecked(self) -> set[str]:
        return self.named("-")

    @property
    def held(self) -> set[str]:
        return self.named("✓")


def run_check(*arguments: str, stdin: int = subprocess.DEVNULL, **environment: str) -> Verdict:
    """Run the generated script, without settings of this machine."""
    done = subprocess.run(
        [str(CHECK), *arguments],
        env={**OF_CHECK, **environment},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
        check=False,
    )
    return Verdict(done.returncode, done.stdout)


@dataclass
class Pair:
    """An app and its sidecar, and what the control command does for each word."""

    app: Server
    sidecar: Server
    path: str = "/"
    control: Path | None = None
    starts: int = 0
    words: dict[str, Callable[[], str | None]] = field(default_factory=dict)

    def check(self, *more: str, pair: str = "web", wait: int = 20) -> Verdict:
        """Run the check, with the control command if the pair has words for it.

        A clause that holds does so at once; one that does not takes the whole `wait`.
        """
        given = ["--pair", pair, "--app", self.app.url + self.path, "--sidecar", self.sidecar.url, "--wait", str(wait)]
        if self.words:
            given += ["--control", str(self.control)]
        return run_check(*given, *more)

    def start_sidecar(self) -> None:
        """Start the sidecar again, with a different value each time."""
        self.sidecar.stop()
        self.starts += 1
        self.sidecar.env = {**self.sidecar.env, "NEXT_PUBLIC_LEGAL_NAME": f"start {self.starts}"}
        self.sidecar.start()

    def restart_app(self) -> None:
        self.app.stop()
        self.app.start()

    def with_control(self, **words: Callable[[], str | None]) -> Pair:
        """The words stop, start and restart-app, unless others are given; what a word returns, the command prints."""
        known: dict[str, Callable[[], str | None]] = {
            "stop": self.sidecar.stop,
            "start": self.start_sidecar,
            "restart_app": self.restart_app,
        }
        self.words = {word.replace("_", "-"): do for word, do in {**known, **words}.items()}
        return self


def node_sidecar(port: int, fault: str, tag: str = TAG) -> Server:
    """The broken sidecar with its fault, or the reference for `reference`."""
    env = {"NEXT_PUBLIC_WEB_BRAND_NAME": tag, "NEXT_PUBLIC_LEGAL_NAME": "start 0"}
    if fault == "reference":
        env |= {"WEB_SIDECAR_PORT": str(port), "HOST": "127.0.0.1"}
        return Server([program("node"), str(RUNTIME_CONFIG / "sidecar/server.js")], port, env)
    return Hosted([program("node"), str(RUNTIME_CONFIG / "broken/server.js"), str(port), fault], port, env)


def node_app(port: int, sidecar: Server, fault: str, name: str = GLOBAL) -> Server:
    """The broken app with its fault; `none` keeps the contract."""
    command = [program("node"), str(RUNTIME_CONFIG / "broken/app.js"), str(port), fault, name]
    return Hosted(command, port, {"RUNTIME_CONFIG_URL": sidecar.url})


def next_app(port: int, sidecar: Server, built: Path) -> Server:
    """The reference app, or a fault of it, as Next.js serves it."""
    command = [program("node"), str(built / "node_modules/next/dist/bin/next"), "start", str(built), "-H", "127.0.0.1", "-p", str(port)]
    return Server(command, port, {"RUNTIME_CONFIG_URL": sidecar.url})


@contextmanager
def running(folder: Path, app: Callable[[int, Server], Server], sidecar: Callable[[int], Server], path: str = "/") -> Iterator[Pair]:
    """Start both, the sidecar first. Nothing is left of them at the end."""
    with ExitStack() as stack:
        side = sidecar(stack.enter_context(free_port()))
        pair = Pair(app(stack.enter_context(free_port()), side), side, path)
        for server in (side, pair.app):
            server.log = folder / "log"
            stack.callback(server.stop)
            server.start()
        pair.control = stack.enter_context(_control(folder, pair))
        yield pair


@contextmanager
def _control(folder: Path, pair: Pair) -> Iterator[Path]:
    """A command that lets this process do what its word says, since this process knows what to kill."""

    class Words(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            do = pair.words.get(self.path[1:])
            output = (do() if do else None) or ""
            self.send_response(200 if do else 404)
            self.end_headers()
            self.wfile.write(output.encode())

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Words)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    control = folder / "control"
    control.write_text(f"""#!/usr/bin/env bash
output="$(curl -q --silent --write-out '\n%{{http_code}}' "http://127.0.0.1:{server.server_port}/$1")"
case "${{output##*$'\n'}}" in
  200) printf '%s' "${{output%$'\n'*}}" ;;
  404) exit 64 ;;
  *) exit 1 ;;
esac
""")
    control.chmod(0o755)
    try:
        yield control
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
