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

import json
import socket
import socketserver
import sys
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import parse_qs, unquote

from rehearsal.faults import Fault, Faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from email.message import Message
    from types import TracebackType

IDLE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read completely."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Message
    body: bytes

    def header(self, name: str) -> str:
        """The header, "" if absent; of several, all, joined by commas as RFC 9110 section 5.3 allows."""
        return ", ".join(str(value) for value in self.headers.get_all(name, []))

    def first(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; the server adds `Content-Length` and leaves the body out for HEAD."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @classmethod
    def json(cls, status: int, value: object, *headers: tuple[str, str]) -> Self:
        """An answer whose body is JSON."""
        content = ("Content-Type", "application/json; charset=utf-8")
        return cls(status, (content, *headers), json.dumps(value, separators=(",", ":")).encode())

    def adding(self, *headers: tuple[str, str]) -> Answer:
        """The same answer with more headers."""
        return Answer(self.status, (*self.headers, *headers), self.body)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the request log. `status` is 0 where the connection was cut."""

    number: int
    method: str
    target: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fault: Fault | None = None


@dataclass
class _Log:
    entries: list[Entry] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: Request, target: str, status: int, fault: Fault | None) -> None:
        headers = tuple((name, _without_secret(name, str(value))) for name, value in request.headers.items())
        with self.lock:
            number = len(self.entries) + 1
            self.entries.append(Entry(number, request.method, target, status, headers, fault))


def _without_secret(name: str, value: str) -> str:
    """A header as it may be written down: of a credential only its scheme is kept."""
    if name.lower() not in {"authorization", "proxy-authorization", "cookie"}:
        return value
    scheme, _, secret = value.partition(" ")
    return f"{scheme} ***" if secret else "***"


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        self.connections: set[socket.socket] = set()
        self.connections_lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.connections_lock:
            self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.connections_lock:
            self.connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive, so that their threads end."""
        with self.connections_lock:
            for connection in self.connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  the signature is the library's
        """A client that went away is no error of the server; everything else is kept for the test to see."""
        problem = sys.exc_info()[1]
        if problem is not None and not isinstance(problem, (ConnectionError, TimeoutError)):
            self.owner.problems.append(problem)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "rehearsal"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    server: _Listener

    def handle_any(self) -> None:
        owner = self.server.owner
        body = _read_body(self)
        if body is None:
            self.close_connection = True
            self._send(Answer.json(400, {"message": "malformed body"}))
            return
        path, _, query = self.path.partition("?")
        request = Request(self.command, unquote(path), parse_qs(query, keep_blank_values=True), self.headers, body)
        fault = owner.faults.strike(request.method, self.path)
        answer = owner.answer(request, fault)
        owner.keep(request, self.path, answer.status if answer else 0, fault)
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815  http.server asks for these names

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        names = {name.lower() for name, _ in answer.headers}
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != HTTPStatus.NO_CONTENT and "content-length" not in names:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and answer.status != HTTPStatus.NO_CONTENT:
            self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the signature is the library's
        """The log is data (`Server.log`), not text on the terminal."""


def _read_body(handler: BaseHTTPRequestHandler) -> bytes | None:
    """The request's body; None if its framing is broken (RFC 9112 section 6)."""
    try:
        if "chunked" in handler.headers.get("Transfer-Encoding", "").lower():
            return _read_chunks(handler)
        length = int(handler.headers.get("Content-Length", "0"))
        body = handler.rfile.read(length)
        return body if len(body) == length else None
    except ValueError:
        return None


def _read_chunks(handler: BaseHTTPRequestHandler) -> bytes | None:
    """RFC 9112 section 7.1; extensions and trailers are read over."""
    body = bytearray()
    while size := int(handler.rfile.readline(1024).split(b";")[0].strip() or b"x", 16):
        piece = handler.rfile.read(size)
        if len(piece) != size or handler.rfile.readline(3) != b"\r\n":
            return None
        body += piece
    while handler.rfile.readline(65536).strip():
        pass
    return bytes(body)


def _read_key(request: Request) -> tuple[str, str, str]:
    return request.method, request.path, repr(request.query)


class Server:
    """The base of every server here: `handle` is what a subclass writes.

    `faults` may be changed at any time. `problems` holds exceptions that `handle` let through: a bug of the
    rehearsal, answered with 500; leaving the context raises the first.
    """

    name: ClassVar[str] = "server"

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.faults = Faults(list(faults))
        self.problems: list[BaseException] = []
        self._log = _Log()
        self._told: dict[tuple[str, str, str], Answer] = {}
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    def handle(self, request: Request) -> Answer:
        """Answer one request. Called in many threads at once."""
        raise NotImplementedError

    def nothing(self) -> Answer:
        """What a read is told of something that is not there (yet)."""
        return Answer.json(404, {"message": "Not Found"})

    @property
    def address(self) -> str:
        """`127.0.0.1:port`."""
        if self._listener is None:
            raise RuntimeError(f"the {self.name} is not running: use it in a `with` statement")
        return f"127.0.0.1:{self._listener.server_address[1]}"

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`."""
        return f"http://{self.address}"

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
        if fault.action == "cut":
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
        self._log.add(request, target, status, fault)

    def start(self) -> None:
        """Listen; `with` is the usual way."""
        self._listener = _Listener(self)
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), name=self.name)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, end the connections, join the threads."""
        if self._listener is None or self._thread is None:
            return
        self._listener.shutdown()
        self._thread.join()
        self._listener.hang_up()
        self._listener.server_close()
        self._listener = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        if kind is None and self.problems:
            raise self.problems[0]
