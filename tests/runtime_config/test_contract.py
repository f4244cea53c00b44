"""The check of the runtime-config contract: a pair that keeps it passes, and each broken one is told by the clause it breaks.

Faults of an app stand in a server without a framework, which starts in a moment and has one fault and nothing else. What only a framework
does (a page that its build renders, a promise that a module keeps) is a route of the reference app, which is built once.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from pipelines.product import METABOOST
from tests.runtime_config.pair import TAG, Pair, Server, next_app, node_app, node_sidecar, running

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pipelines.product import Sidecar

SIDECAR = {"sidecar-status", "sidecar-config", "sidecar-error", "sidecar-json", "sidecar-no-store", "sidecar-not-found", "sidecar-method"}
PAGE = {"page-served", "page-values", "page-escaping"}
CONTROLLED = {"lost-served", "lost-values", "back-values", "start-served", "start-values"}


def small(folder: Path, *, app: str = "none", sidecar: str = "none", tag: str = TAG) -> AbstractContextManager[Pair]:
    """A pair without a framework."""
    return running(folder, partial(node_app, fault=app), partial(node_sidecar, fault=sidecar, tag=tag))


def real(folder: Path, built: Path, path: str = "/") -> AbstractContextManager[Pair]:
    """The reference sidecar, and a page of the app as Next.js serves it."""
    return running(folder, partial(next_app, built=built), partial(node_sidecar, fault="reference"), path)


@pytest.mark.parametrize("how", ["crashes", "hangs"])
def test_the_reference_keeps_every_clause(tmp_path: Path, built: Path, how: str) -> None:
    with real(tmp_path, built) as pair:
        stop = {"crashes": pair.sidecar.stop, "hangs": pair.sidecar.hang}[how]
        verdict = pair.with_control(stop=stop).check()
        assert pair.starts == 2
    assert (verdict.code, verdict.held) == (0, SIDECAR | PAGE | CONTROLLED), verdict.output
    assert verdict.output.endswith("\nclauses: 15 hold, 0 broken, 0 not checked\n")


@pytest.mark.parametrize(("fault", "broken"), [("memoised", {"back-values", "start-values"}), ("static", {"page-values"})])
def test_a_fault_of_next_is_told(tmp_path: Path, built: Path, fault: str, broken: set[str]) -> None:
    with real(tmp_path, built, f"/{fault}") as pair:
        verdict = pair.with_control().check(wait=2)
    assert (verdict.code, verdict.broken) == (1, broken), verdict.output


def test_a_small_pair_keeps_every_clause(tmp_path: Path) -> None:
    """So each fault below is the only one of its pair."""
    with small(tmp_path) as pair:
        verdict = pair.with_control().check()
    assert (verdict.code, verdict.held) == (0, SIDECAR | PAGE | CONTROLLED), verdict.output


@pytest.mark.parametrize(
    ("fault", "broken", "found"),
    [
        ("not-ok", "sidecar-status", '"status" is not "ok"'),
        ("not-200", "sidecar-status", "the answer was 503"),
        ("error-as-200", "sidecar-error", "missing values"),
        ("error-as-500", "sidecar-config", "the answer was 500"),
        ("keys-at-the-top", "sidecar-config", 'no object under "env"'),
        ("no-keys", "sidecar-config", '"env" is empty'),
        ("list", "sidecar-config", 'no object under "env"'),
        ("numbers", "sidecar-config", "NEXT_PUBLIC_LEGAL_NAME: no text"),
        ("binary", "sidecar-config", "not JSON"),
        ("empty", "sidecar-config", "not JSON"),
        ("elsewhere", "sidecar-config", "302, to http://127.0.0.1:1/"),
        ("endless", "sidecar-config", "larger than 4096 KiB"),
        ("hangs-up", "sidecar-config", "the answer was 200, and curl:"),
        ("text", "sidecar-json", "text/plain"),
        ("odd-type", "sidecar-json", 'it is "text/31m"'),
        ("cached", "sidecar-no-store", "public, max-age=60"),
        ("almost-no-store", "sidecar-no-store", "no-store-at-all"),
        ("any-path", "sidecar-not-found", "GET /no-such-path: the answer was 200"),
        ("any-path-below", "sidecar-not-found", "GET /runtime-config/no-such-path: the answer was 200"),
        ("any-method", "sidecar-method", "POST /: the answer was 200"),
        ("method-not-found", "sidecar-method", "POST /: the answer was 404"),
        ("method-of-one-route", "sidecar-method", "POST /runtime-config: the answer was 200"),
    ],
)
def test_a_fault_of_a_sidecar_is_told(tmp_path: Path, fault: str, broken: str, found: str) -> None:
    with small(tmp_path, sidecar=fault) as pair:
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (1, {broken}), verdict.output
    assert found in verdict.output
    assert all(letter.isprintable() or letter == "\n" for letter in verdict.output)


@pytest.mark.parametrize(
    ("fault", "broken", "found"),
    [
        ("memoised", {"back-values", "start-values"}, "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("memoised-failure", {"back-values", "start-values"}, "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("only-at-start", {"back-values", "start-values"}, "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("no-fallback", {"lost-served", "start-served"}, "the answer was 500"),
        ("forgets", {"lost-values"}, "differs in NEXT_PUBLIC_WEB_BRAND_NAME, NEXT_PUBLIC_LEGAL_NAME"),
        ("waits-for-the-first", {"start-served"}, "the answer was 500"),
        ("needs-it-to-start", {"start-served"}, "there was no answer"),
        ("unescaped", {"page-escaping"}, "does not end with its value"),
        ("drops-a-key", {"page-values"}, "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("no-env", {"page-values"}, 'no object under "env"'),
        ("other-global", {"page-values"}, "no script of the page"),
        ("never-run", {"page-values"}, "no script of the page"),
        ("no-html", {"page-served"}, "text/plain"),
        ("redirects", {"page-served"}, "307, to /login"),
    ],
)
def test_a_fault_of_an_app_is_told(tmp_path: Path, fault: str, broken: set[str], found: str) -> None:
    with small(tmp_path, app=fault) as pair:
        verdict = pair.with_control().check(wait=2)
    assert (verdict.code, verdict.broken) == (1, broken), verdict.output
    assert found in verdict.output


def test_a_sidecar_that_is_not_well_is_stopped_and_started_all_the_same(tmp_path: Path) -> None:
    with small(tmp_path, sidecar="not-200") as pair:
        verdict = pair.with_control().check()
    assert (verdict.code, verdict.broken, verdict.unchecked) == (1, {"sidecar-status"}, set()), verdict.output


def test_an_app_that_waits_for_ever_for_a_sidecar_that_hangs_is_told(tmp_path: Path) -> None:
    with small(tmp_path, app="no-time-limit") as pair:
        pair.with_control(stop=pair.sidecar.hang)
        del pair.words["restart-app"]
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (1, {"lost-served"}), verdict.output
    assert "did not end within 10 s" in verdict.output or "Operation timed out" in verdict.output


def test_a_value_with_a_tag_that_ends_nothing_has_to_be_escaped_too(tmp_path: Path) -> None:
    with small(tmp_path, app="unescaped", tag="a <b> c") as pair:
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (1, {"page-escaping"}), verdict.output
    assert "page-values" in verdict.held


def test_what_needs_control_is_told_as_not_checked_without_it(tmp_path: Path) -> None:
    with small(tmp_path) as pair:
        verdict = pair.check()
    assert (verdict.code, verdict.held, verdict.unchecked) == (0, SIDECAR | PAGE, CONTROLLED), verdict.output
    assert verdict.output.count("not checked: this needs --control") == 5


def test_what_was_not_proven_does_not_hold(tmp_path: Path) -> None:
    """A control command that cannot restart the app, the same values after each start, and no value that needs escaping."""
    with small(tmp_path, tag="plain") as pair:
        pair.with_control(start=pair.sidecar.start)
        del pair.words["restart-app"]
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (0, set()), verdict.output
    assert verdict.unchecked == {"page-escaping", "back-values", "start-served", "start-values"}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("stop", "still answers"),
        ("start", "still does not answer"),
        ("restart_app", "restart-app ended with 1"),
    ],
)
def test_a_command_without_effect_ends_the_check_and_the_sidecar_runs(tmp_path: Path, word: str, found: str) -> None:
    def fails() -> None:
        raise ConnectionAbortedError

    with small(tmp_path) as pair:
        tried: list[str] = []
        pair.with_control(**{word: fails if word == "restart_app" else partial(tried.append, word)})
        verdict = pair.check(wait=2)
        if word == "start":
            assert len(tried) == 2, "once to go on, and once more at the end"
        else:
            assert pair.sidecar.process is not None
            assert pair.sidecar.process.poll() is None
    assert verdict.code == 2
    assert found in verdict.output


@pytest.mark.parametrize("pair", METABOOST.sidecars, ids=lambda pair: pair.app)
def test_a_sidecar_whose_image_sets_another_variable_is_told_by_the_variable(tmp_path: Path, pair: Sidecar) -> None:
    def misled(port: int) -> Server:
        server = node_sidecar(port, "reference")
        server.env = {"PORT": str(port), **{name: value for name, value in server.env.items() if name != "WEB_SIDECAR_PORT"}}
        return server

    with running(tmp_path, partial(node_app, fault="none"), misled) as both:
        assert both.sidecar.process is not None
        assert both.sidecar.process.poll() == 1
        verdict = both.check(pair=pair.app)
    assert (verdict.code, verdict.held) == (2, set())
    assert f"the sidecar does not answer at {both.sidecar.url}/" in verdict.output
    assert f"Its server reads its port from {pair.port_variable}" in verdict.output


def test_each_pair_has_its_own_global(tmp_path: Path) -> None:
    web, management = METABOOST.sidecars
    with running(tmp_path, partial(node_app, fault="none", name=management.global_name), partial(node_sidecar, fault="none")) as pair:
        assert pair.check(pair=management.app).code == 0
        assert pair.check(pair=web.app, wait=1).broken == {"page-values"}


def test_an_app_that_is_not_there_is_told(tmp_path: Path) -> None:
    with small(tmp_path) as pair:
        pair.app.stop()
        verdict = pair.check()
    assert verdict.code == 2
    assert f"the app does not answer at {pair.app.url}/" in verdict.output
    assert f"RUNTIME_CONFIG_URL={pair.sidecar.url}" in verdict.output
