"""A key that belongs to another declaration leads there, not to a key with a similar name."""

from __future__ import annotations

import dataclasses

import pytest

from compiler import api
from compiler.frontend.other_declarations import _OTHERS, _PARTS, other_declaration


def keys_of(kind: str) -> set[str]:
    return {field.name for field in dataclasses.fields(getattr(api, kind))}


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, keys in _OTHERS.items() for key in keys])
def test_no_declaration_has_a_key_of_the_table(kind: str, key: str) -> None:
    assert key not in keys_of(kind)
    assert other_declaration(kind, key, keys_of)


@pytest.mark.parametrize(("kind", "part", "key"), [(kind, part, key) for kind, parts in _PARTS.items() for part, key in parts.items()])
def test_parts_are_values_of_keys(kind: str, part: str, key: str) -> None:
    assert key in keys_of(kind)
    assert hasattr(api, part)


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        ("Job", "uses", "CallJob"),
        ("Job", "matrix", "strategy=Strategy("),
        ("Job", "labels", "runs_on=RunnerGroup("),
        ("Job", "image", "container=Container("),
        ("CallJob", "runs_on", "Job("),
        ("Workflow", "steps", "the jobs"),
        ("Job", "retries", ""),
        ("Push", "steps", ""),
    ],
)
def test_key_leads_to_its_declaration(kind: str, key: str, words: str) -> None:
    found = other_declaration(kind, key, keys_of)
    assert words in found
    assert bool(words) is bool(found)
