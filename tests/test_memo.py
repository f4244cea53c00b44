"""The caching program prints what the program itself would print."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.memo import PERL, remembering

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """#!/bin/sh
echo run >>"$RUNS"
if [ "$1" = fails ]; then echo "in $2" >&2; exit "$3"; fi
if [ "$1" = ends ]; then exit "$3"; fi
for word; do
  if [ -f "$word" ]; then cat -- "$word"; else printf '%s.' "$word"; fi
done
case "$1" in -n) ;; *) cat ;; esac
"""


class Remembering:
    """The program, and how often it was started."""

    def __init__(self, folder: Path, *, of_input: bool) -> None:
        self.folder, self.runs = folder, folder / "runs"
        own, self.program = folder / "own/said", folder / "said"
        own.parent.mkdir()
        own.write_text(PROGRAM, "utf-8")
        own.chmod(0o755)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", str(own.parent), prepend=os.pathsep)
            self.program.write_text(remembering("said", folder / "memo", of_input=of_input), "utf-8")
        self.program.chmod(0o755)

    def __call__(self, *words: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
        environment = {**os.environ, "RUNS": str(self.runs)}
        done = subprocess.run([self.program, *words], input=given, capture_output=True, env=environment, check=False)
        return done.returncode, done.stdout, done.stderr

    @property
    def started(self) -> int:
        return len(self.runs.read_text("utf-8").splitlines())


@pytest.fixture
def said(tmp_path: Path) -> Remembering:
    if not PERL.exists():
        pytest.skip(f"{PERL} is missing, so nothing is cached")
    return Remembering(tmp_path, of_input=False)


def test_same_words_and_bytes_are_answered_once(said: Remembering) -> None:
    for _ in range(2):
        assert said("a", "b\n", given=b"x\0y\xff") == (0, b"a.b\n.x\0y\xff", b"")
    assert said.started == 1


def test_other_bytes_are_another_question(said: Remembering) -> None:
    answers = [said(*words, given=given)[1] for words, given in ((("a",), b""), (("a",), b"b"), (("ab",), b""), (("a", ""), b""))]
    assert answers == [b"a.", b"a.b", b"ab.", b"a.."]
    assert said.started == 4


def test_words_with_the_same_sums_are_told_apart(said: Remembering) -> None:
    words = ("---AAAABBBB", "---BBBBAAAA", "---AAAABBBB", "---BBBBAAAA")
    assert [said(word)[1] for word in words] == [f"{word}.".encode() for word in words]
    assert (said.started, len(list((said.folder / "memo").iterdir()))) == (2, 2)


def test_bytes_of_a_file_stand_for_its_absolute_path(said: Remembering) -> None:
    places = [said.folder / name for name in ("one", "two", "three")]
    for place, text in zip(places, ("same", "same", "other"), strict=True):
        place.write_text(text, "utf-8")
    assert [said(str(place))[1] for place in places] == [b"same", b"same", b"other"]
    assert said.started == 2


@pytest.mark.parametrize(("words", "times"), [(("ends", "", "1"), 1), (("ends", "", "2"), 2), (("fails", "here", "0"), 2)])
def test_only_an_answer_without_an_error_is_remembered(said: Remembering, words: tuple[str, str, str], times: int) -> None:
    error = b"in here\n" if words[0] == "fails" else b""
    assert {said(*words), said(*words)} == {(int(words[2]), b"", error)}
    assert said.started == times
    assert len(list((said.folder / "memo").iterdir())) == (times == 1)


def test_input_of_the_caller_is_left_where_it_is_elsewhere(said: Remembering) -> None:
    script = f'"{said.program}" -n; cat'
    done = subprocess.run(["sh", "-c", script], input=b"rest", capture_output=True, env={**os.environ, "RUNS": str(said.runs)}, check=True)
    assert done.stdout == b"-n.rest"


def test_only_a_call_with_a_dash_is_cached_when_set_so(tmp_path: Path) -> None:
    said = Remembering(tmp_path, of_input=True)
    for words, started in ((("a",), 1), (("a",), 2), (("-", "a"), 3), (("-", "a"), 3 if PERL.exists() else 4)):
        assert said(*words, given=b"text") == (0, b"".join(word.encode() + b"." for word in words) + b"text", b"")
        assert said.started == started
