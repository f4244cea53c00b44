"""Messages list and compare a bounded number of names."""

from __future__ import annotations

import pytest

from compiler.diagnostic import counted, joined, one_of, suggestion


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], ""),
        (["b"], '"b"'),
        (["b", "a"], 'one of "a", "b"'),
        ([f"n{number}" for number in range(201)], "one of 201 names"),
    ],
)
def test_names_are_listed_as_long_as_they_can_be_read(names: list[str], shown: str) -> None:
    assert one_of(names) == shown


@pytest.mark.parametrize(
    ("parts", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (list("abc"), "a, b or c"), (list("abcde"), "a, b, c or 2 more")]
)
def test_parts_of_a_sentence_are_joined_by_a_conjunction(parts: list[str], shown: str) -> None:
    assert joined(parts, "or", 3) == shown


def test_a_number_has_the_right_form_of_its_noun() -> None:
    assert [counted(number, "file") for number in range(3)] == ["0 files", "1 file", "2 files"]


def test_names_are_compared_up_to_a_number() -> None:
    names = [f"name{number}" for number in range(1000)]
    assert suggestion("nam7", names) != ""
    assert suggestion("nam7", [*names, "one-more"]) == ""
    assert suggestion("nam7", iter(names)) == suggestion("nam7", names)
