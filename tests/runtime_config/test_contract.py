"""The check of the runtime-config contract: a correct pair passes, and each broken one fails the clause that it breaks.

Faults of an app stand in a server without a framework, which starts in a moment and has one fault and nothing else. What only a framework
does (a page that its build renders, a promise that a module caches) is a route of the reference app, which is built once.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pipelines.product import PRODUCT
from tests.runtime_config.pair import (
    CONTROLLED,
    FAILING,
    PAGE,
    SIDECAR,
    START,
    TAG,
    Pair,
    next_app,
    node_app,
    node_sidecar,
    running,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path


pytestmark = pytest.mark.waits


def small(folder: Path, *, app: str = "none", sidecar: str = "none", tag: str = TAG) -> AbstractContextManager[Pair]:
    """A pair without a framework."""
    return running(folder, partial(node_app, fault=app), partial(node_sidecar, fault=sidecar, tag=tag))


def real(folder: Path, built: Path, path: str = "/") -> AbstractContextManager[Pair]:
    """The reference sidecar, and a page of the app as Next.js serves it."""
    return running(folder, partial(next_app, built=built), partial(node_sidecar, fault="reference"), path)


@pytest.mark.parametrize("how", ["crashes", "hangs"])
def test_reference_app_passes_every_clause(tmp_path: Path, built: Path, how: str) -> None:
    with real(tmp_path, built) as pair:
        stop = {"crashes": pair.sidecar.stop, "hangs": pair.sidecar.hang}[how]
        verdict = pair.with_control(stop=stop).check()
        # A prewarm that nobody hears within a second is asked for by one more start: this machine may be busy.
        assert pair.starts - {"crashes": 3, "hangs": 2}[how] in {0, 1}
    # A sidecar that hangs keeps its port, so that nothing can answer in its place.
    unchecked = {"crashes": set(), "hangs": FAILING | {"start-prewarm"}}[how]
    assert (verdict.broken, verdict.unchecked) == (set(), unchecked), verdict.output
    assert verdict.held == (SIDECAR | PAGE | CONTROLLED) - unchecked
    assert verdict.code == (3 if unchecked else 0)


@pytest.mark.parametrize(("fault", "broken"), [("memoised", {"back-values", "start-values"}), ("static", {"page-values"})])
def test_fault_of_a_next_app_is_reported(tmp_path: Path, built: Path, fault: str, broken: set[str]) -> None:
    with real(tmp_path, built, f"/{fault}") as pair:
        verdict = pair.with_control().check(wait=2)
    assert (verdict.code, verdict.broken) == (1, broken), verdict.output


def test_small_pair_passes_every_clause(tmp_path: Path) -> None:
    """Each fault below is therefore the only one of its pair."""
    with small(tmp_path) as pair:
        verdict = pair.with_control().check()
    assert (verdict.code, verdict.held) == (0, SIDECAR | PAGE | CONTROLLED), verdict.output


@pytest.mark.parametrize(
    ("fault", "broken", "found"),
    [
        ("unescaped", "page-escaping", "is cut off at a value"),
        ("drops-a-key", "page-values", "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("no-env", "page-values", 'no object under "env"'),
        ("other-global", "page-values", "no script of the page"),
        ("never-run", "page-values", "no script of the page"),
        ("no-html", "page-served", "and its content type is text/plain"),
        ("no-type", "page-served", "and its content type is missing"),
        ("to-elsewhere", "page-served", "another origin, http://…@127.0.0.1:1/login?…"),
        ("to-nothing", "page-served", "/nothing: the response was 404"),
        ("to-itself", "page-served", "redirects more than 10 times"),
    ],
)
def test_fault_of_a_page_is_reported(tmp_path: Path, fault: str, broken: str, found: str) -> None:
    with small(tmp_path, app=fault) as pair:
        verdict = pair.check(wait=1)
    assert (verdict.code, verdict.broken) == (1, {broken}), verdict.output
    assert found in verdict.output
    assert "secret" not in verdict.output


@pytest.mark.parametrize("way", ["to-login", "to-login-whole", "wants-a-cookie"])
def test_redirects_within_the_origin_are_followed(tmp_path: Path, way: str) -> None:
    with small(tmp_path, app=way) as pair:
        verdict = pair.check()
    assert (verdict.broken, verdict.held) == (set(), SIDECAR | PAGE), verdict.output


@pytest.mark.parametrize(
    ("fault", "broken", "found"),
    [
        ("memoised", {"back-values", "start-values"}, "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("memoised-failure", {"back-values"}, "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("only-at-start", {"back-values"}, "differs in NEXT_PUBLIC_LEGAL_NAME"),
        ("no-fallback", {"lost-served", "failing-served"}, "the response was 500: Internal Server Error fetch failed"),
        ("forgets", {"lost-values", "failing-values"}, "differs in NEXT_PUBLIC_WEB_BRAND_NAME, NEXT_PUBLIC_LEGAL_NAME"),
        ("forgets-later", {"lost-values", "failing-values"}, "request 2 for the page: window."),
        ("to-unavailable", {"lost-served", "failing-served"}, "/unavailable, and while the sidecar ran it was http"),
        ("takes-errors", {"failing-values"}, "when the sidecar sends a 500 response with values, window."),
        ("trusts-answers", {"failing-served"}, "when the sidecar sends an HTML page, the response was 500"),
        ("throws-after", {"back-served", "start-values"}, "Internal Server Error a promise that was cached"),
        ("throws-once-after", {"back-served"}, "Internal Server Error a promise that was cached"),
        ("to-error-later", {"back-served"}, "/unavailable, and while the sidecar ran"),
        ("waits-for-the-first", {"start-served"}, "serve the page without a configuration"),
        ("needs-it-to-start", {"start-served", "start-values"}, "A prewarm that fails must not end it"),
        ("no-prewarm", {"start-prewarm"}, "the app was started twice, and sent no request within 1 s of its start"),
    ],
)
def test_fault_of_an_app_is_reported(tmp_path: Path, fault: str, broken: set[str], found: str) -> None:
    with small(tmp_path, app=fault) as pair:
        pair.with_control()
        if not broken & START:  # to start the app again takes longest
            del pair.words["restart-app"]
        verdict = pair.check(wait=1)
    assert (verdict.code, verdict.broken) == (1, broken), verdict.output
    assert found in verdict.output


def test_log_of_the_app_is_shown_when_a_page_throws(tmp_path: Path) -> None:
    def log() -> str:
        return "old\n" * 20 + "TypeError: \x1b[31mno env\n::error::of the app\n##[error]x"

    with small(tmp_path, app="no-fallback") as pair:
        del pair.with_control(app_log=log).words["restart-app"]
        verdict = pair.check(wait=1)
    assert verdict.broken == {"lost-served", "failing-served"}
    shown = (
        "\n    the app's log ends:\n"
        + "      | old\n" * 9
        + "      | TypeError: [31mno env\n      | ::error::of the app\n      | # #[error]x\n"
    )
    assert verdict.output.count(shown) == 2, verdict.output
    assert "the exception is in the app's log" in verdict.output


def test_page_is_not_blamed_when_its_form_is_unknown(tmp_path: Path) -> None:
    with small(tmp_path, app="unreadable") as pair:
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (3, set()), verdict.output
    assert verdict.unchecked == CONTROLLED | {"page-values", "page-escaping"}
    assert "what the page sets window." in verdict.output
    assert " to cannot be read: " in verdict.output


def test_slow_start_is_waited_for(tmp_path: Path) -> None:
    """Both servers start after the check has begun to look for them."""
    with small(tmp_path) as pair:
        pair.sidecar.stop()
        pair.app.stop()
        timers = [threading.Timer(seconds, server.start) for seconds, server in ((0.5, pair.sidecar), (1.5, pair.app))]
        for timer in timers:
            timer.start()
        verdict = pair.check()
        for timer in timers:
            timer.join()
    assert (verdict.broken, verdict.held) == (set(), SIDECAR | PAGE), verdict.output


@pytest.mark.parametrize(("fault", "broken"), [("warming", set()), ("error-as-500", {"sidecar-again"})])
def test_restarted_sidecar_is_waited_for_and_checked(tmp_path: Path, fault: str, broken: set[str]) -> None:
    def start() -> None:
        pair.sidecar.command[-1] = fault
        pair.start_sidecar()

    with small(tmp_path) as pair:
        del pair.with_control(start=start).words["restart-app"]
        verdict = pair.check(wait=20 if fault == "warming" else 1)
    assert verdict.broken == broken, verdict.output
    assert ("back-values" in verdict.held) == (not broken)


def test_app_that_does_not_restart_is_reported(tmp_path: Path) -> None:
    with small(tmp_path) as pair:
        verdict = pair.with_control(restart_app=lambda: None).check()
        assert pair.sidecar.runs
    assert verdict.code == 2, verdict.output
    assert "restart-app ended, and the page still has the values that only the sidecar had" in verdict.output
    assert not verdict.held & START


def test_restart_without_evidence_is_not_checked(tmp_path: Path) -> None:
    with small(tmp_path) as pair:
        verdict = pair.with_control(restart_app=lambda: None, start=pair.sidecar.start).check()
    assert verdict.broken == set(), verdict.output
    assert verdict.unchecked == {"back-values", "start-values", "start-prewarm"}


def test_control_command_may_answer_on_the_port_of_the_sidecar(tmp_path: Path) -> None:
    def fail() -> None:
        pair.sidecar.stop()
        pair.sidecar.command[-1] = "error-with-values"
        pair.sidecar.start()

    def start() -> None:
        pair.sidecar.command[-1] = "none"
        pair.start_sidecar()

    with small(tmp_path, app="takes-errors") as pair:
        pair.with_control(stop=pair.sidecar.hang, fail=fail, start=start)
        del pair.words["restart-app"]
        verdict = pair.check()
    assert verdict.broken == {"failing-values"}, verdict.output


def test_unhealthy_sidecar_is_stopped_and_started(tmp_path: Path) -> None:
    with small(tmp_path, sidecar="not-200") as pair:
        verdict = pair.with_control().check(wait=2)
    assert (verdict.code, verdict.broken, verdict.unchecked) == (1, {"sidecar-status"}, set()), verdict.output


def test_app_that_waits_forever_for_the_sidecar_is_reported(tmp_path: Path) -> None:
    with small(tmp_path, app="no-time-limit") as pair:
        pair.with_control(stop=pair.sidecar.hang)
        del pair.words["restart-app"]
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (1, {"lost-served"}), verdict.output
    assert "did not end within 10 s" in verdict.output
    assert "a time limit well below 10 s" in verdict.output


def test_value_with_any_tag_has_to_be_escaped(tmp_path: Path) -> None:
    with small(tmp_path, app="unescaped", tag="a <b> c") as pair:
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (1, {"page-escaping"}), verdict.output
    assert "page-values" in verdict.held


def test_clauses_are_not_checked_without_control(tmp_path: Path) -> None:
    with small(tmp_path) as pair:
        verdict = pair.check()
        allowed = [pair.check("--allow-unchecked", names) for names in ("all", ",".join(sorted(CONTROLLED)), "start-served,start-values")]
    assert (verdict.code, verdict.held, verdict.unchecked) == (3, SIDECAR | PAGE, CONTROLLED), verdict.output
    assert verdict.output.count("not checked: this needs --control") == len(CONTROLLED)
    assert [other.code for other in allowed] == [0, 0, 3]
    missing = verdict.output.rstrip().rpartition("--allow-unchecked ")[2].split(",")
    assert (sorted(missing), len(missing)) == (sorted(CONTROLLED), len(CONTROLLED))


def test_clause_fails_when_it_was_not_proven(tmp_path: Path) -> None:
    """A control command that cannot restart the app, the same values after each start, and no value that needs escaping."""
    with small(tmp_path, tag="plain") as pair:
        pair.with_control(start=pair.sidecar.start)
        del pair.words["restart-app"]
        verdict = pair.check()
    assert (verdict.code, verdict.broken) == (3, set()), verdict.output
    assert verdict.unchecked == {"page-escaping", "back-values"} | START


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("stop", "still responds"),
        ("start", "still does not respond"),
        ("restart_app", "restart-app ended with 1"),
        ("fail", "fail ended with 1"),
    ],
)
def test_check_ends_when_the_control_command_has_no_effect(tmp_path: Path, word: str, found: str) -> None:
    def fails() -> None:
        raise ConnectionAbortedError

    with small(tmp_path) as pair:
        tried: list[str] = []
        pair.with_control(**{word: fails if word in {"restart_app", "fail"} else partial(tried.append, word)})
        if word == "fail":  # used only where the check cannot listen itself
            pair.words["stop"] = pair.sidecar.hang
        verdict = pair.check(wait=2)
        if word == "start":
            assert len(tried) == 2, "once to go on, and once more at the end"
        else:
            assert pair.sidecar.runs
    assert verdict.code == 2
    assert found in verdict.output


def test_each_pair_has_its_own_global(tmp_path: Path) -> None:
    web, management = PRODUCT.sidecars
    with running(tmp_path, partial(node_app, fault="none", name=management.global_name), partial(node_sidecar, fault="none")) as pair:
        assert pair.check(pair=management.app).held == SIDECAR | PAGE
        assert pair.check(pair=web.app, wait=1).broken == {"page-values"}


def test_missing_app_is_reported(tmp_path: Path) -> None:
    with small(tmp_path) as pair:
        pair.app.stop()
        verdict = pair.check(wait=1)
    assert verdict.code == 2
    assert f"the app does not respond at {pair.app.url}/" in verdict.output
    assert f"RUNTIME_CONFIG_URL={pair.sidecar.url}" in verdict.output
