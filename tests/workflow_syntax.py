"""Derives the compiler's table of GitHub's workflow syntax from GitHub's own schema.

`python -m tests.workflow_syntax` writes it. Descriptions are left out; `additions.json` is what GitHub has in addition, with sources.
"""

from __future__ import annotations

import json
from typing import Any

from tests.projects import REPOSITORY

SCHEMA = REPOSITORY / "tests/conformance/schema"
SYNTAX = REPOSITORY / "compiler/workflow/workflow_syntax.json"
SOURCE = "actions/languageservices, workflow-parser/src/workflow-v1.0.json at 4043eda158e16579cc5fb1b0b07a4bce2a76f0b5, and additions"


def schema() -> dict[str, Any]:
    """The definitions of GitHub's schema."""
    definitions: dict[str, Any] = json.loads((SCHEMA / "workflow-v1.0.json").read_text("utf-8"))["definitions"]
    return definitions


def _without_descriptions(definition: dict[str, Any]) -> dict[str, Any]:
    short = {key: value for key, value in definition.items() if key != "description"}
    if "properties" in short.get("mapping", {}):
        properties = short["mapping"]["properties"].items()
        short["mapping"] = short["mapping"] | {"properties": {key: _type(value) for key, value in properties}}
    return short


def _type(value: str | dict[str, Any]) -> str | dict[str, Any]:
    if isinstance(value, str):
        return value
    return {"type": value["type"], "required": True} if value.get("required") else str(value["type"])


def derived() -> str:
    """The text of the table."""
    definitions = {name: _without_descriptions(definition) for name, definition in schema().items()}
    for addition in json.loads((SCHEMA / "additions.json").read_text("utf-8")):
        for name, definition in addition.get("definitions", {}).items():
            context = {"context": definitions[name]["context"]} if "context" in definitions.get(name, {}) else {}
            definitions[name] = context | definition
        for name, properties in addition.get("properties", {}).items():
            definitions[name]["mapping"]["properties"] |= properties
        for name, context in addition.get("contexts", {}).items():
            definitions[name]["context"] = context
        for name in addition.get("ignored", []):
            definitions[name]["unknown-keys"] = "ignored"
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(definition)}" for name, definition in definitions.items())
    return f'{{"source": {json.dumps(SOURCE)}, "licence": "MIT License, Copyright GitHub", "definitions": {{\n{lines}\n}}}}\n'


if __name__ == "__main__":
    SYNTAX.write_text(derived(), encoding="utf-8")
