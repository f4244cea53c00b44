"""The HTTP server: framing, log, faults, and cleanup."""

from __future__ import annotations

import http.client
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault, Faults, rate_limited
from rehearsal.http.server import Request, Response, Server
from tests.rehearsal.http_client import UNKNOWN, send

if TYPE_CHECKING:
    from collections.abc import Iterator


class Echo(Server):
    """Answers with the request."""

    def __init__(self) -> None:
        super().__init__()
        self.handled: list[str] = []

    def handle(self, request: Request) -> Response:
        if request.path == "/bug":
            raise KeyError("planned")
        self.handled.append(request.method)
        output = {"method": request.method, "path": request.path, "query": dict(request.query), "body": request.body.decode()}
        return Response.json(200, output)


@pytest.fixture
def echo() -> Iterator[Echo]:
    with Echo() as server:
        yield server


def test_it_reads_path_query_and_body(echo: Echo) -> None:
    output = send("POST", f"{echo.url}/a%2Fb?x=1&x=2&empty=", body=b"hello").value
    assert output == {"method": "POST", "path": "/a/b", "query": {"x": ["1", "2"], "empty": [""]}, "body": "hello"}


def test_one_connection_serves_many_requests(echo: Echo) -> None:
    connection = http.client.HTTPConnection(echo.address, timeout=10)
    for _ in range(3):
        connection.request("GET", "/")
        response = connection.getresponse()
        assert (response.status, response.version, len(response.read()) > 0) == (200, 11, True)
    connection.close()
    assert len(echo.log) == 3


def test_a_head_has_the_length_and_no_body(echo: Echo) -> None:
    reply = send("HEAD", echo.url)
    assert int(reply.headers["Content-Length"]) > 10
    assert reply.body == b""


def test_a_chunked_upload_is_put_together(echo: Echo) -> None:
    connection = http.client.HTTPConnection(echo.address, timeout=10)
    connection.request("PUT", "/", body=iter([b"one", b"two" * 1000]), encode_chunked=True)
    assert b"onetwotwo" in connection.getresponse().read()
    connection.close()


@pytest.mark.parametrize("length", ["-", "x1"])
def test_a_malformed_length_is_rejected(echo: Echo, length: str) -> None:
    connection = http.client.HTTPConnection(echo.address, timeout=10)
    connection.putrequest("PUT", "/")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()


def test_the_log_holds_no_credential(echo: Echo) -> None:
    send("GET", echo.url + "/a", token=UNKNOWN, X_Other="kept")
    (entry,) = echo.log
    assert UNKNOWN not in repr(entry)
    assert ("Authorization", "Bearer ***") in entry.headers
    assert ("X-Other", "kept") in entry.headers


def test_a_fault_affects_only_matching_requests() -> None:
    faults = Faults([Fault("/x$", method="PUT", nth=2, times=2)])
    hit = [
        faults.match_request(method, path) is not None
        for method, path in [("PUT", "/x"), ("GET", "/x"), ("PUT", "/xy"), ("PUT", "/x"), ("PUT", "/x"), ("PUT", "/x")]
    ]
    assert hit == [False, False, False, True, True, False]


def test_fault_with_times_0_affects_all_later_requests() -> None:
    faults = Faults([Fault("/x", nth=2, times=0)])
    assert [faults.match_request("GET", "/x") is not None for _ in range(4)] == [False, True, True, True]
    faults.clear()
    assert faults.match_request("GET", "/x") is None


def test_a_failed_request_can_take_effect(echo: Echo) -> None:
    echo.faults.add(Fault("/", method="POST", status=502, took_effect=True), Fault("/", method="PUT", status=503))
    assert send("POST", echo.url, body=b"").status == 502
    assert send("PUT", echo.url, body=b"").status == 503
    assert echo.handled == ["POST"]
    assert [entry.status for entry in echo.log if entry.fault] == [502, 503]


@pytest.mark.parametrize("took_effect", [False, True])
def test_a_connection_can_be_cut(echo: Echo, took_effect: bool) -> None:
    echo.faults.add(Fault("/", action="cut", took_effect=took_effect))
    with pytest.raises(http.client.RemoteDisconnected):
        send("GET", echo.url)
    assert echo.handled == (["GET"] if took_effect else [])
    assert echo.log[0].status == 0
    assert send("GET", echo.url).status == 200


@pytest.mark.parametrize("took_effect", [False, True])
def test_a_job_crashes_after_its_request_took_effect(echo: Echo, took_effect: bool) -> None:
    seen: list[tuple[list[str], int]] = []
    echo.crash_job = lambda _port: seen.append((list(echo.handled), len(echo.log)))
    echo.faults.add(Fault("/", action="crash", took_effect=took_effect))
    with pytest.raises(http.client.RemoteDisconnected):
        send("GET", echo.url)
    assert seen == [(["GET"] if took_effect else [], 1)]


def test_a_delay_only_delays(echo: Echo) -> None:
    echo.faults.add(Fault("/", action="delay", seconds=0.01))
    assert send("GET", echo.url).status == 200


def test_a_stale_read_repeats_the_previous_response_or_finds_nothing(echo: Echo) -> None:
    send("GET", echo.url + "/known")
    echo.faults.add(Fault("known", method="GET", action="stale", times=0))
    assert send("GET", echo.url + "/known").value["path"] == "/known"
    assert send("GET", echo.url + "/unknown").status == 404
    assert echo.handled == ["GET"], "neither was handled again"


def test_the_rate_limit_fault_has_a_retry_after_header(echo: Echo) -> None:
    echo.faults.add(rate_limited("/", wait=7))
    reply = send("GET", echo.url)
    assert (reply.status, reply.headers["Retry-After"]) == (403, "7")
    assert "secondary rate limit" in reply.value["message"]


def test_a_bug_of_the_server_fails_the_test() -> None:
    with pytest.raises(KeyError, match="planned"), Echo() as server:
        assert send("GET", server.url + "/bug").status == 500


def test_connections_that_a_client_keeps_alive_are_closed() -> None:
    before = set(threading.enumerate())
    with Echo() as server:
        connection = http.client.HTTPConnection(server.address, timeout=10)
        connection.request("GET", "/")
        connection.getresponse().read()
        address = server.address
    assert set(threading.enumerate()) == before
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(address, timeout=1).connect()
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.address


def test_servers_have_the_same_port_when_they_use_the_same_socket() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        for _ in range(2):
            echo = Echo()
            echo.listening = listening
            with echo:
                assert echo.address == f"127.0.0.1:{listening.getsockname()[1]}"
                assert send("GET", f"{echo.url}/a").value["path"] == "/a"
                assert echo.handled == ["GET"]
