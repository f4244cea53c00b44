"""What is known of actions beyond their `action.yml`: which values their inputs take, and which runtimes are deprecated.

The tables are edited by hand and loaded on first use.

`action_inputs.json` has the source of each entry. A value is `"boolean"`, a list of texts, `min` and `max` of a whole number, a `pattern`
with what it means, `without`: characters that it must not have, or `numbers`: versions that YAML and Python shorten, such as 3.10 to 3.1,
with what was probably meant. `only-with` has inputs that have no effect without another one.
`secret_inputs.json` has inputs that take nothing but a secret.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.diagnostic import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compiler.workflow.node import Scalar


def action_name(uses: str) -> str:
    """`owner/name` or `owner/name/path` of `uses`, in lower case as GitHub compares it; empty for an action of another kind."""
    name = uses.partition("@")[0].lower()
    return "" if name.startswith((".", "$", "docker:")) else name


@cache
def table(name: str) -> dict[str, Any]:
    """A table of this folder."""
    return json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def deprecation(runtime: str) -> str:
    """Where GitHub says that it replaces a value of `runs.using` by a newer one; empty if it does not."""
    entry = table("deprecated_runtimes.json").get(runtime)
    return entry["source"] if entry else ""


def action_inputs(uses: str) -> Mapping[str, Any]:
    """What the inputs of an action take, for those that are in the table."""
    entry = table("action_inputs.json").get(action_name(uses))
    return entry["inputs"] if entry else {}


def only_with(uses: str) -> Mapping[str, str]:
    """The inputs of an action that have no effect without another one, which is the value."""
    entry = table("action_inputs.json").get(action_name(uses), {})
    return entry.get("only-with", {})  # type: ignore[no-any-return]


def expected_value(rule: Any, value: Scalar) -> str:
    """What the input takes, if the value is something else; empty if the value is right."""
    text = str(value).lower() if isinstance(value, bool) else str(value).strip()
    if not text:  # the action takes its default
        return ""
    if rule == "boolean":
        return "" if text.lower() in {"true", "false"} else "true or false"
    if isinstance(rule, list):
        return "" if text in rule else one_of(rule)
    if "pattern" in rule:
        return "" if re.fullmatch(rule["pattern"], text) else rule["expected"]
    if "without" in rule:
        found = next((character for character in rule["without"] if character in text), "")
        return f"a string without {found!r}" if found else ""
    return _expected_number(rule, value, text)


def _expected_number(rule: Mapping[str, Any], value: Scalar, text: str) -> str:
    if "numbers" in rule:
        meant = rule["numbers"].get(text) if isinstance(value, float) else None
        return f'a string in quotes, such as "{meant}"' if meant else ""
    return "" if _in_range(text, rule) else _range(rule)


def _in_range(text: str, rule: Mapping[str, int]) -> bool:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return False
    return rule["min"] <= int(text) <= rule.get("max", int(text))


def _range(rule: Mapping[str, int]) -> str:
    limit = f"from {rule['min']} to {rule['max']}" if "max" in rule else f"of at least {rule['min']}"
    return f"a whole number {limit}"
