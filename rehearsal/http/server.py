"""A small HTTP/1.1 server on loopback, with a request log and planned faults.

    class Hello(Server):
        def handle(self, request: Request) -> Answer:
            return Answer.json(200, {"hello": request.path})

    with Hello() as server:
        server.faults.add(Fault("/slow", action="cut"))
        urllib.request.urlopen(server.url + "/you")
        assert [entry.status for entry in server.log] == [200]

One thread serves each connection; leaving the context closes every connection and joins every thread.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self

from rehearsal.http.faults import Fault, Faults
from rehearsal.http.listener import Listener
from rehearsal.http.message import Answer, Place, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

__all__ = ["Answer", "Entry", "Place", "Request", "Server"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the request log. `status` is 0 where the connection was cut, `caller` whose token came with it.

    `at` is the second of `time.monotonic` at which it was answered.
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
    entries: list[Entry] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: Request, target: str, status: int, fault: Fault | None, caller: str) -> None:
        headers = tuple((name, _without_secret(name, str(value))) for name, value in request.headers.items())
        with self.lock:
            number = len(self.entries) + 1
            now = time.monotonic()
            self.entries.append(Entry(number, request.method, target, status, headers, fault, caller, now))


def _without_secret(name: str, value: str) -> str:
    """A header as it may be written down: of a credential only its scheme is kept."""
    if name.lower() not in {"authorization", "proxy-authorization", "cookie"}:
        return value
    scheme, _, secret = value.partition(" ")
    return f"{scheme} ***" if secret else "***"


def _read_key(request: Request) -> tuple[str, str, str]:
    return request.method, request.path, repr(request.query)


class Server:
    """The base of every server here: `handle` is what a subclass writes.

    `faults` may be changed at any time. `places`, set before it starts, gives it names instead of a port of loopback.
    `bereave` ends the job whose process holds this local port: what the fault "die" asks for. `problems` holds exceptions
    that `handle` let through: a bug of the rehearsal, answered with 500; leaving the context raises the first.
    """

    name: ClassVar[str] = "server"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.faults = Faults(list(faults))
        self.problems: list[BaseException] = []
        self.places: tuple[Place, ...] = ()
        self.bereave: Callable[[int], None] | None = None
        self._log = _Log()
        self._told: dict[tuple[str, str, str], Answer] = {}
        self._listeners: list[Listener] = []
        self._threads: list[threading.Thread] = []

    def handle(self, request: Request) -> Answer:
        """Answer one request. Called in many threads at once."""
        raise NotImplementedError

    def nothing(self) -> Answer:
        """What a read is told of something that is not there (yet)."""
        return Answer.json(404, {"message": "Not Found"})

    @property
    def address(self) -> str:
        """`127.0.0.1:port`, or its first name."""
        if not self._listeners:
            raise RuntimeError(f"the {self.name} is not running: use it in a `with` statement")
        return self.places[0].host if self.places else f"127.0.0.1:{self._listeners[0].server_address[1]}"

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`, or `https://` and its first name."""
        return f"{'https' if self.places else 'http'}://{self.address}"

    def caller(self, request: Request) -> str:  # noqa: ARG002  for who knows tokens
        """Whose token came with a request; "" if nobody's."""
        return ""

    @property
    def log(self) -> list[Entry]:
        """Every request so far, in the order of the answers."""
        with self._log.lock:
            return list(self._log.entries)

    def seen(self, method: str, path: str) -> list[Entry]:
        """The logged requests of this method whose path and query match (both regular expressions)."""
        wanted = Fault(path, method=method)
        return [entry for entry in self.log if wanted.meets(entry.method, entry.target)]

    def answer(self, request: Request, fault: Fault | None) -> Answer | None:
        """Answer, or None to cut the connection, as the fault will have it."""
        if fault is None:
            return self._handled(request)
        if fault.seconds:
            time.sleep(fault.seconds)
        if fault.action == "delay":
            return self._handled(request)
        if fault.action == "stale":
            return self._told.get(_read_key(request), self.nothing())
        if fault.took_effect:
            self._handled(request)
        if fault.action in {"cut", "die"}:
            return None
        return Answer(fault.status, fault.headers, fault.body.encode())

    def _handled(self, request: Request) -> Answer:
        try:
            answer = self.handle(request)
        except Exception as problem:  # noqa: BLE001  whatever it was, the test must hear of it
            self.problems.append(problem)
            return Answer.json(500, {"message": f"bug in the rehearsal: {problem!r}"})
        if request.method in {"GET", "HEAD"}:
            self._told[_read_key(request)] = answer
        return answer

    def keep(self, request: Request, target: str, status: int, fault: Fault | None) -> None:
        """Write one line of the log."""
        self._log.add(request, target, status, fault, self.caller(request))

    def forget(self) -> None:
        """No request was ever made, and no fault is planned."""
        self.faults.clear()
        self._log = _Log()
        self._told.clear()

    def start(self) -> None:
        """Listen; `with` is the usual way."""
        for place in self.places or (None,):
            listener = Listener(self, place)
            thread = threading.Thread(target=listener.serve_forever, args=(0.02,), name=self.name)
            self._listeners.append(listener)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Stop listening, end the connections, join the threads."""
        for listener, thread in zip(self._listeners, self._threads, strict=True):
            listener.shutdown()
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
