"""The sockets and threads of a server, and HTTP/1.1 (RFC 9112)."""

from __future__ import annotations

import selectors
import socket
import socketserver
import ssl
import sys
import threading
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from rehearsal.http.message import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rehearsal.http.message import Endpoint
    from rehearsal.http.server import Server

IDLE_SECONDS = 60
HTTPS = 443


class Listener(socketserver.ThreadingTCPServer):
    """One address of a server, with a thread per connection."""

    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128
    timeout = 0
    """`handle_request` does not wait if a client has already closed its connection."""

    def __init__(self, owner: Server, endpoint: Endpoint | None) -> None:
        self.tls = endpoint.tls if endpoint else None
        self._listen(owner, (endpoint.address, HTTPS) if endpoint else ("127.0.0.1", 0), _Handler)
        if owner.listening and not endpoint:
            self.socket.close()
            self.socket = owner.listening.dup()
            self.server_address = self.socket.getsockname()
            self._refuse_waiting()

    def _refuse_waiting(self) -> None:
        """Close the connections that were opened after the previous server on this socket had stopped."""
        self.socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self.socket.accept()[0].close()
        self.socket.setblocking(True)

    def _listen(self, owner: Server, address: Any, handler: type[BaseHTTPRequestHandler]) -> None:
        self.owner = owner
        self.connections: set[socket.socket] = set()
        self.connections_lock = threading.Lock()
        self.hung_up = False
        self._stop, self._stopped = socket.socketpair()
        super().__init__(address, handler)

    def serve(self) -> None:
        """Accept connections until `stop`. `serve_forever` would poll for that, which keeps every test waiting at its end."""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._stopped, selectors.EVENT_READ)
            while all(key.fileobj is self for key, _ in selector.select()):
                self.handle_request()

    def stop(self) -> None:
        """End `serve`."""
        self._stop.close()

    def server_close(self) -> None:
        """Close all sockets of this server, and join its threads."""
        super().server_close()
        self._stop.close()
        self._stopped.close()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Handle one connection in its own thread, so that a slow TLS handshake delays no other."""
        if self.tls is None:
            with self._track(request):
                super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as secured, self._track(secured):
            secured.settimeout(IDLE_SECONDS)
            secured.do_handshake()
            super().finish_request(secured, client_address)

    @contextmanager
    def _track(self, connection: socket.socket) -> Iterator[None]:
        with self.connections_lock:
            self.connections.add(connection)
            if self.hung_up:  # it was accepted just before the end
                connection.shutdown(socket.SHUT_RDWR)
        try:
            yield
        finally:
            with self.connections_lock:
                self.connections.discard(connection)

    def hang_up(self) -> None:
        """Close the connections that clients keep alive, so that their threads end."""
        with self.connections_lock:
            self.hung_up = True
            for connection in self.connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  the signature is the library's
        """Ignore clients that went away, and keep every other error for the test."""
        problem = sys.exc_info()[1]
        if problem is not None and not isinstance(problem, (ConnectionError, TimeoutError, ssl.SSLError)):
            self.owner.problems.append(problem)


class LocalListener(Listener):
    """An abstract Unix socket, whose address Linux chooses (unix(7)). Connections have no port, so faults cannot crash their jobs."""

    address_family = socket.AF_UNIX

    def __init__(self, owner: Server) -> None:
        self.tls = None
        self._listen(owner, "", _LocalHandler)

    @property
    def name(self) -> str:
        """The address as Go and systemd write it: `@…`."""
        return "@" + str(self.socket.getsockname()[1:], "ascii")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "rehearsal"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    server: Listener

    def handle_any(self) -> None:
        owner = self.server.owner
        body = _read_body(self)
        if body is None:
            self.close_connection = True
            self._send(Response.json(400, {"message": "malformed body"}))
            return
        path, _, query = self.path.partition("?")
        request = Request(self.command, unquote(path), parse_qs(query, keep_blank_values=True), self.headers, body)
        fault = owner.faults.match_request(request.method, self.path)
        response = owner.respond(request, fault)
        owner.record(request, self.path, response.status if response else 0, fault)
        if fault and fault.action == "crash" and owner.crash_job and self.client_address:
            # Last, so that whoever sees the crash also sees the effect of the request.
            owner.crash_job(self.client_address[1])
        if response is None:
            self.close_connection = True
        else:
            self._send(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815  http.server needs these names

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        names = {name.lower() for name, _ in response.headers}
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status != HTTPStatus.NO_CONTENT and "content-length" not in names:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and response.status != HTTPStatus.NO_CONTENT:
            self.wfile.write(response.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the signature is the library's
        """The log is data (`Server.log`), not text on the terminal."""


class _LocalHandler(_Handler):
    disable_nagle_algorithm = False


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
    """Read a chunked body (RFC 9112 section 7.1), ignoring extensions and trailers."""
    body = bytearray()
    while size := int(handler.rfile.readline(1024).split(b";")[0].strip() or b"x", 16):
        piece = handler.rfile.read(size)
        if len(piece) != size or handler.rfile.readline(3) != b"\r\n":
            return None
        body += piece
    while handler.rfile.readline(65536).strip():
        pass
    return bytes(body)
