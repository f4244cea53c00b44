"""The simulated GitHub and emulate, a third-party GitHub emulator: the same requests get the same responses, except for the known gaps.

What emulate has beyond ours is no gap: ours leaves out what no client reads.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from tests.conformance.emulated import their_side
from tests.conformance.github_gaps import ABSENT, ANYTHING, GAPS, Gap
from tests.conformance.github_requests import CHAPTERS, PlannedRequest, Side, our_side

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rehearsal.application import Application
    from tests.applications import Prepared
    from tests.rehearsal.http_client import Reply

CHOSEN = {"id", "node_id", "avatar_url", "documentation_url"}
"""Values that each server chooses: only their types are compared."""
PLAIN = (
    (r"https?://[\w.]+(:\d+)?(/api/v3)?", ""),
    (r"\b[0-9a-f]{40}\b", "<sha>"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", "<date>"),
    (r"(?<=/releases/)\d+", "<id>"),
    (r"(?<=/untagged-)\w+", "<id>"),
)


class Difference(NamedTuple):
    """A difference between the two responses to a request."""

    case: str
    where: str
    ours: object
    theirs: object

    def met_by(self, gap: Gap) -> bool:
        """Whether a gap of the table describes it."""
        matches = [wanted in (ANYTHING, found) for wanted, found in ((gap.ours, self.ours), (gap.theirs, self.theirs))]
        return fnmatchcase(self.where, gap.where) and fnmatchcase(self.case, gap.case) and all(matches)


@contextmanager
def both(application: Application) -> Iterator[tuple[Side, Side]]:
    """Both servers, with the same state."""
    with our_side(application) as (_, ours):
        received = ours.make(PlannedRequest("", path="/git/commits/{head}")).value
        commit = {name: received[name] for name in ("message", "author", "committer")}
        tag = {"tag": "annotated", "message": "A tag with a message", "tagger": received["author"]}
        with their_side(commit, tag) as theirs:
            yield ours, theirs


def plain(value: Any, side: Side) -> Any:
    """A value without what differs between servers: URLs, object names, dates, ids."""
    if isinstance(value, dict):
        return {key: type(item).__name__ if key in CHOSEN else plain(item, side) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, side) for item in value]
    if not isinstance(value, str):
        return value
    for name, sha in side.names.items():
        value = value.replace(sha, f"<{name}>")
    for name, number in side.kept.items():
        value = re.sub(rf"(?<=/releases/){number}\b", f"<{name}>", value)
    for pattern, word in PLAIN:
        value = re.sub(pattern, word, value)
    return unquote(value)


def links(reply: Reply) -> dict[str, str]:
    """The `Link` header: path and parameters of each page."""
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', reply.headers["Link"] or "")
    pages = {rel: urlsplit(url) for url, rel in found}
    return {rel: f"{page.path.removeprefix('/api/v3')} {sorted(parse_qsl(page.query))}" for rel, page in pages.items()}


def differences(ours: Any, theirs: Any, where: str = "") -> Iterator[tuple[str, object, object]]:
    """The paths at which two values differ. List items have the path of the list."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key, value in ours.items():
            yield from differences(value, theirs.get(key, ABSENT), f"{where}.{key}".lstrip("."))
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{where} length".lstrip(), len(ours), len(theirs)
            return
        for one, other in zip(ours, theirs, strict=True):
            yield from differences(one, other, where)
    elif type(ours) is not type(theirs) or ours != theirs:
        yield where, ours, theirs


def compare(case: str, planned: PlannedRequest, ours: Side, theirs: Side) -> list[Difference]:
    """Send a request to both servers, and compare the responses."""
    one, other = ours.make(planned), theirs.make(planned)
    time.sleep(theirs.pause)
    found: list[tuple[str, object, object]] = []
    if one.status != other.status:
        found.append(("HTTP status", one.status, other.status))
    if (one.status < 400) == (other.status < 400):
        found += differences(plain(one.value, ours), plain(other.value, theirs))
        found += differences({"Link": links(one)}, {"Link": links(other)}) if links(one) != links(other) else []
    return [Difference(case, *place) for place in found]


@pytest.mark.parametrize(
    ("ours", "theirs", "places"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1, "b": 2}, {"a": 1}, ["b"]),
        ({"a": {"b": "x"}}, {"a": {"b": "y"}}, ["a.b"]),
        ({"a": 1}, {"a": True}, ["a"]),
        ({"a": None}, {"a": ""}, ["a"]),
        ([{"a": 1}], [{"a": 2}], ["a"]),
        ([1, 2], [1], ["length"]),
        ({"a": []}, {"a": [1]}, ["a length"]),
    ],
)
def test_a_difference_from_emulate_is_detected(ours: object, theirs: object, places: list[str]) -> None:
    assert [where for where, _, _ in differences(ours, theirs)] == places


def test_emulate_answers_alike_except_for_the_known_gaps(tmp_path: Path, metaboost: Prepared) -> None:
    found: list[Difference] = []
    for number, (chapter, requests) in enumerate(CHAPTERS.items()):
        with both(metaboost.application.copy(tmp_path / str(number))) as (ours, theirs):
            for planned in requests:
                found += compare(f"{chapter}: {planned.name}", planned, ours, theirs)
    unknown = [difference for difference in found if not any(difference.met_by(gap) for gap in GAPS)]
    assert unknown == [], "a difference that is not in the table"
    gone = [gap for gap in GAPS if not any(difference.met_by(gap) for difference in found)]
    assert gone == [], "a row of the table that no request shows"
