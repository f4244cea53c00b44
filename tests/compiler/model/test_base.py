"""What a declaration costs: pydantic builds one schema for each class of which an object is made, and none for those inside it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from pydantic import TypeAdapter

from compiler import Run, api
from compiler.model.base import Declaration

DECLARATIONS = [
    getattr(api, name) for name in api.__all__ if isinstance(getattr(api, name), type) and issubclass(getattr(api, name), Declaration)
]


def _schemas(schema: Any) -> int:
    """How many schemas of dataclasses a schema holds, itself included."""
    inside = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list | tuple) else ()
    return sum(map(_schemas, inside)) + (isinstance(schema, dict) and schema.get("type") == "dataclass")


@pytest.mark.parametrize("kind", DECLARATIONS)
def test_declaration_has_one_schema_when_others_are_inside_it(kind: type[Declaration]) -> None:
    assert _schemas(TypeAdapter(kind).core_schema) == 1


@pytest.mark.parametrize("kind", DECLARATIONS)
def test_declaration_has_no_factory_whose_signature_must_be_parsed(kind: type[Declaration]) -> None:
    assert list not in {field.default_factory for field in dataclasses.fields(kind)}  # type: ignore[arg-type]


def test_a_declaration_cannot_be_changed() -> None:
    run = Run("make", name="Build")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        run.name = "Test"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
        del run.name
    assert run.name == "Build"
