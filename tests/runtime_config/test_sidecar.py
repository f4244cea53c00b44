"""What a sidecar does alone, and how an unreachable one is reported."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pipelines.product import PRODUCT
from tests.runtime_config.pair import SIDECAR, node_app, node_sidecar, run_check, running
from tests.runtime_config.servers import Server, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.model import SidecarPair


pytestmark = pytest.mark.waits


@contextmanager
def sidecar_alone(folder: Path, fault: str) -> Iterator[Server]:
    with free_port() as port:
        server = node_sidecar(port, fault)
        server.log = folder / "log"
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.mark.parametrize(
    ("fault", "broken", "found"),
    [
        ("not-ok", "sidecar-status", '"status" is not "ok"'),
        ("not-200", "sidecar-status", "the response was 503"),
        ("error-as-200", "sidecar-error", "missing values"),
        ("error-as-500", "sidecar-config", "the response was 500"),
        ("keys-at-the-top", "sidecar-config", 'no object under "env"'),
        ("no-keys", "sidecar-config", '"env" is empty'),
        ("list", "sidecar-config", 'no object under "env"'),
        ("numbers", "sidecar-config", "NEXT_PUBLIC_LEGAL_NAME: not a string"),
        ("binary", "sidecar-config", "not JSON"),
        ("empty", "sidecar-config", "not JSON"),
        ("elsewhere", "sidecar-config", "302, to http://…@127.0.0.1:1/?…"),
        ("endless", "sidecar-config", "larger than 4096 KiB"),
        ("hangs-up", "sidecar-config", "the response was 200, and curl:"),
        ("compressed", "sidecar-config", "not JSON"),
        ("many-headers", "sidecar-config", "the response was 200, and"),
        ("commands", "sidecar-config", "the response was 500: # #[error]no ::error::no"),
        ("text", "sidecar-json", "text/plain"),
        ("odd-type", "sidecar-json", "it is text/31m"),
        ("no-type", "sidecar-json", "found: it is missing"),
        ("no-cache-control", "sidecar-no-store", "found: it is missing"),
        ("cached", "sidecar-no-store", "public, max-age=60"),
        ("almost-no-store", "sidecar-no-store", "no-store-at-all"),
        ("any-path", "sidecar-not-found", "GET /no-such-path: the response was 200"),
        ("any-path-below", "sidecar-not-found", "GET /runtime-config/no-such-path: the response was 200"),
        ("any-method", "sidecar-method", "POST /: the response was 200"),
        ("any-put", "sidecar-method", "PUT /: the response was 200"),
        ("any-delete", "sidecar-method", "DELETE /runtime-config: the response was 204"),
        ("method-not-found", "sidecar-method", "POST /: the response was 404"),
        ("method-of-one-route", "sidecar-method", "POST /runtime-config: the response was 200"),
    ],
)
def test_fault_of_a_sidecar_is_reported(tmp_path: Path, fault: str, broken: str, found: str) -> None:
    with sidecar_alone(tmp_path, fault) as sidecar:
        verdict = run_check("--pair", "web", "--sidecar-only", sidecar.url, "--wait", "1")
    assert (verdict.code, verdict.broken) == (1, {broken}), verdict.output
    assert verdict.broken | verdict.held | verdict.unchecked == SIDECAR
    assert found in verdict.output
    assert "secret" not in verdict.output
    assert "##[" not in verdict.output
    assert all(letter.isprintable() or letter == "\n" for letter in verdict.output)
    assert not any(line.lstrip().startswith("::") for line in verdict.output.split("\n"))


@pytest.mark.parametrize("fault", ["none", "warming"])
def test_sidecar_alone_passes_its_clauses(tmp_path: Path, fault: str) -> None:
    with sidecar_alone(tmp_path, fault) as sidecar:
        verdict = run_check("--pair", "web", "--sidecar-only", sidecar.url)
    assert (verdict.code, verdict.held, verdict.broken | verdict.unchecked) == (0, SIDECAR, set()), verdict.output


@pytest.mark.parametrize("pair", PRODUCT.sidecars, ids=lambda pair: pair.app)
def test_error_names_the_variable_when_the_image_sets_another_one(tmp_path: Path, pair: SidecarPair) -> None:
    def misled(port: int) -> Server:
        server = node_sidecar(port, "reference")
        server.env = {"PORT": str(port), **{name: value for name, value in server.env.items() if name != "WEB_SIDECAR_PORT"}}
        return server

    with running(tmp_path, partial(node_app, fault="none"), misled) as both:
        assert both.sidecar.process is not None
        assert both.sidecar.process.poll() == 1
        verdict = both.check(pair=pair.app, wait=1)
    assert (verdict.code, verdict.held) == (2, set())
    assert f"the sidecar does not respond at {both.sidecar.url}/" in verdict.output
    assert f"Its server reads its port from {pair.port_variable}" in verdict.output


@pytest.mark.parametrize(
    ("fault", "scheme", "hint"), [("none", "https", "use http://127.0.0.1"), ("silent", "http", "use https://127.0.0.1")]
)
def test_wrong_scheme_is_reported(tmp_path: Path, fault: str, scheme: str, hint: str) -> None:
    with sidecar_alone(tmp_path, fault) as sidecar:
        verdict = run_check("--pair", "web", "--sidecar-only", sidecar.url.replace("http:", f"{scheme}:"), "--wait", "1")
    assert verdict.code == 2
    assert hint in verdict.output
    assert "WEB_SIDECAR_PORT" not in verdict.output
