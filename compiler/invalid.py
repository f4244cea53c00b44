"""A declaration that pydantic refused, told in the words of the one who wrote it: one finding for one mistake."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from compiler import vocabulary
from compiler.diagnostic import Finding, Origin, quoted, suggestion

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_NOUNS = {
    "string_type": "text",
    "bool_type": "True or False",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a dictionary",
    "mapping_type": "a dictionary",
    "sequence_type": "a list",
    "sequence_str": "a list",
    "tuple_type": "a pair",
    "none_required": "None",
}
_PATTERNS = {
    "^[A-Za-z_][A-Za-z0-9_-]*$": "letters, digits, - and _, not beginning with a digit or -",
    "^[A-Za-z_][A-Za-z0-9_]*$": "letters, digits and _, not beginning with a digit",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$": "a file name without folder that ends with .yml",
}


def explain(error: ValidationError, origin: Origin) -> list[Finding]:
    """One finding for each mistake in one declaration. Keys come first: a misspelt key is not also a missing one."""
    kind = error.title
    details = error.errors(include_url=False)
    parameters = _parameters(kind)
    unknown = [str(detail["loc"][0]) for detail in details if detail["type"] == "unexpected_keyword_argument"]
    missing = [str(detail["loc"][0]) for detail in details if detail["type"] == "missing"]
    findings = []
    for name in unknown:
        hint = suggestion(name, parameters)
        missing = [key for key in missing if f'"{key}"' not in hint]
        findings.append(Finding("unknown-key", f'{kind} has no key "{name}"', f"one of {quoted(parameters)}", hint, origin, name))
    findings += [Finding("missing-key", f'{kind} has no "{key}"', remedy=f"add `{key}=…`", origin=origin) for key in missing]
    rest = [detail for detail in details if detail["type"] not in {"unexpected_keyword_argument", "missing"}]
    return findings + [_wrong_value(kind, group, parameters, origin) for group in _by_mistake(rest)]


def _parameters(kind: str) -> list[str]:
    """The keys of a declaration, in the order in which a call without keywords gives them."""
    declared = getattr(vocabulary, kind, None)
    fields = dataclasses.fields(declared) if declared is not None else ()
    return [field.name for field in sorted(fields, key=lambda field: field.kw_only is True)]


def _by_mistake(details: list[ErrorDetails]) -> list[list[ErrorDetails]]:
    """Pydantic reports one error for each member of a union; together they are one mistake."""
    groups: dict[tuple[Any, ...], list[ErrorDetails]] = {}
    for detail in details:
        groups.setdefault((detail["loc"][:-1], id(detail["input"])), []).append(detail)
    return list(groups.values())


def _wrong_value(kind: str, group: list[ErrorDetails], parameters: list[str], origin: Origin) -> Finding:
    first = group[0]
    path = first["loc"] if len(group) == 1 else first["loc"][:-1]
    name = parameters[path[0]] if isinstance(path[0], int) and path[0] < len(parameters) else str(path[0])
    inner = "".join(f"[{part!r}]" for part in path[1:] if isinstance(part, int) or _is_key(part))
    expected = " or ".join(dict.fromkeys(_expectation(detail) for detail in group))
    hint = suggestion(first["input"], re.findall(r"'([^']+)'", expected)) if isinstance(first["input"], str) else ""
    return Finding("wrong-value", f"{kind}: {name}{inner} is {_shown(first['input'])}", expected, hint, origin, name)


def _is_key(part: object) -> bool:
    """Whether an element of a location is a key of the user's, not pydantic's name for a member of a union."""
    return isinstance(part, str) and part != "[key]" and not part.startswith(("is-instance", "json-or-python", "function-"))


def _expectation(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "is_instance_of":
            return "an expression" if context["class"] == "Operand" else f"a {context['class']}"
        case "dataclass_exact_type" | "dataclass_type":
            return f"{context['class_name']}(…)"
        case "literal_error":
            return str(context["expected"])
        case "string_pattern_mismatch":
            return _PATTERNS.get(str(context["pattern"]), str(context["pattern"]))
        case "unexpected_positional_argument":
            return "a keyword in front of it"
        case kind:
            return _NOUNS.get(kind, detail["msg"][0].lower() + detail["msg"][1:])


def _shown(value: object) -> str:
    if isinstance(value, str | int | float | list | dict | tuple | None):
        text = repr(value)
        return text if len(text) <= 80 else f"{text[:77]}…"  # noqa: PLR2004 - about a line
    return f"a {type(value).__name__}"
