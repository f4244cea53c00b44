"""A small HTTP/1.1 server on loopback, with a request log and fault injection.

    class Hello(Server):
        def handle(self, request: Request) -> Response:
            return Response.json(200, {"hello": request.path})

    with Hello() as server:
        server.faults.add(Fault("/slow", action="cut"))
        urllib.request.urlopen(server.url + "/you")
        assert [entry.status for entry in server.log] == [200]

Each connection has its own thread. Leaving the context closes all connections and joins all threads.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self

from rehearsal.http.faults import Fault, Faults
from rehearsal.http.listener import Listener, LocalListener
from rehearsal.http.message import Endpoint, Request, Response

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterable
    from types import TracebackType

__all__ = ["Endpoint", "LogEntry", "Request", "Response", "Server"]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of the request log. `status` is 0 for a cut connection, and `caller` is the holder of the request's token.

    `at` is the value of `time.monotonic` when it was answered.
    """

    number: int
    method: str
    target: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fault: Fault | None = None
    caller: str = ""
    at: float = 0.0


@dataclass
class _Log:
    entries: list[LogEntry] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: Request, target: str, status: int, fault: Fault | None, caller: str) -> None:
        headers = tuple((name, _redact(name, str(value))) for name, value in request.headers.items())
        with self.lock:
            number = len(self.entries) + 1
            now = time.monotonic()
            self.entries.append(LogEntry(number, request.method, target, status, headers, fault, caller, now))


def _redact(name: str, value: str) -> str:
    """The value of a header for the log: of a credential only the scheme."""
    if name.lower() not in {"authorization", "proxy-authorization", "cookie"}:
        return value
    scheme, _, secret = value.partition(" ")
    return f"{scheme} ***" if secret else "***"


def _read_key(request: Request) -> tuple[str, str, str]:
    return request.method, request.path, repr(request.query)


class Server:
    """The base class of the simulated servers. Subclasses implement `handle`.

    `faults` may change at any time. `endpoints`, set before the start, gives the server host names instead of a loopback port.
    `listening` is a socket that is already listening: servers that use it, one after another, have the same port.
    For faults with the action "crash", `crash_job` kills the job whose process uses a local port; for "push", `push_before` writes the tag
    in a path. `problems` holds exceptions raised by `handle`, which are bugs of the rehearsal: the response is 500, and leaving the
    context raises the first.
    """

    name: ClassVar[str] = "server"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.faults = Faults(list(faults))
        self.problems: list[BaseException] = []
        self.endpoints: tuple[Endpoint, ...] = ()
        self.listening: socket.socket | None = None
        self.crash_job: Callable[[int], None] | None = None
        self.push_before: Callable[[str], None] = lambda _: None
        self._log = _Log()
        self._last_responses: dict[tuple[str, str, str], Response] = {}
        self._listeners: list[Listener] = []
        self._threads: list[threading.Thread] = []
        self._listening = threading.Lock()

    def handle(self, request: Request) -> Response:
        """Respond to one request. Called in many threads at once."""
        raise NotImplementedError

    def not_found(self) -> Response:
        """The response to a read of something that does not exist (yet)."""
        return Response.json(404, {"message": "Not Found"})

    @property
    def address(self) -> str:
        """`127.0.0.1:port`, or the first host name."""
        if not self._listeners:
            raise RuntimeError(f"the {self.name} is not running: use it in a `with` statement")
        return self.endpoints[0].host if self.endpoints else f"127.0.0.1:{self._listeners[0].server_address[1]}"

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`, or `https://` and the first host name."""
        return f"{'https' if self.endpoints else 'http'}://{self.address}"

    def caller(self, request: Request) -> str:  # noqa: ARG002  for subclasses with tokens
        """The holder of the token of a request, "" without one."""
        return ""

    @property
    def log(self) -> list[LogEntry]:
        """Every request so far, in order of the responses."""
        with self._log.lock:
            return list(self._log.entries)

    def seen(self, method: str, path: str) -> list[LogEntry]:
        """The logged requests that match this method and path (both regular expressions)."""
        wanted = Fault(path, method=method)
        return [entry for entry in self.log if wanted.matches(entry.method, entry.target)]

    def respond(self, request: Request, fault: Fault | None) -> Response | None:
        """The response under a fault; None to cut the connection."""
        if fault is None:
            return self._call_handler(request)
        if fault.seconds:
            time.sleep(fault.seconds)
        if fault.action == "push":
            self.push_before(request.path)
        if fault.action in {"delay", "push"}:
            return self._call_handler(request)
        if fault.action == "stale":
            return self._last_responses.get(_read_key(request), self.not_found())
        if fault.took_effect:
            self._call_handler(request)
        if fault.action in {"cut", "crash"}:
            return None
        return Response(fault.status, fault.headers, fault.body.encode())

    def _call_handler(self, request: Request) -> Response:
        try:
            response = self.handle(request)
        except Exception as problem:  # noqa: BLE001  re-raised when the context ends
            self.problems.append(problem)
            return Response.json(500, {"message": f"bug in the rehearsal: {problem!r}"})
        if request.method in {"GET", "HEAD"}:
            self._last_responses[_read_key(request)] = response
        return response

    def record(self, request: Request, target: str, status: int, fault: Fault | None) -> None:
        """Add an entry to the log."""
        self._log.add(request, target, status, fault, self.caller(request))

    def reset(self) -> None:
        """Remove all log entries and faults."""
        self.faults.clear()
        self._log = _Log()
        self._last_responses.clear()

    def start(self) -> None:
        """Start listening. Usually called by `with`."""
        for endpoint in self.endpoints or (None,):
            self._start(Listener(self, endpoint))

    def _start(self, listener: Listener) -> None:
        thread = threading.Thread(target=listener.serve, name=self.name)
        self._listeners.append(listener)
        self._threads.append(thread)
        thread.start()

    def listen_locally(self) -> str:
        """Also listen on an abstract Unix socket, where clients expect no TLS. Returns its address, `@…`."""
        with self._listening:
            found = next((listener for listener in self._listeners if isinstance(listener, LocalListener)), None)
            if found is None:
                found = LocalListener(self)
                self._start(found)
            return found.name

    def stop(self) -> None:
        """Stop listening, close the connections, join the threads."""
        for listener, thread in zip(self._listeners, self._threads, strict=True):
            listener.stop()
            thread.join()
            listener.hang_up()
            listener.server_close()
        self._listeners, self._threads = [], []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        if kind is None and self.problems:
            raise self.problems[0]
