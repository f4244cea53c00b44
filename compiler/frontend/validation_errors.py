"""Turns pydantic's validation errors into findings: one for each mistake, in the terms of the definition."""

from __future__ import annotations

import dataclasses
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from compiler import api
from compiler.diagnostic import Finding, Origin, closest, joined, quoted, suggestion
from compiler.frontend.other_declarations import other_declaration

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_PAIR = 'a pair: "read" or "write", and why, as in ("read", "checks out the commit")'
_MANY_LEVELS = 50
_NOUNS = {
    "string_type": "text",
    "string_too_short": "non-empty text",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a dictionary",
    "mapping_type": "a dictionary",
    "sequence_type": "a list",
    "sequence_str": "a list",
    "tuple_type": _PAIR,
    "missing": _PAIR,
    "too_long": _PAIR,
    "too_short": "a non-empty list",
}
_MEMBERS = {
    "string_type": "str",
    "bool_type": "bool",
    "int_type": "int",
    "float_type": "float",
    "is_instance_of": "is-instance[{class}]",
}
"""What pydantic adds to the path of a value that does not match this member of a union."""
_INSTANCES = {
    "AnyJob": "a Job",
    "AnyStep": "Script(…), Run(…), Uses(…) or another step",
    "Input": "StringInput(…) or another input",
    "LocalAction": "an Action",
    "Operand": "an expression",
    "Trigger": "Push(…), PullRequest(…) or another trigger",
}
_UNION = re.compile(r"(dict|function-plain|is-instance|json-or-python|list|literal|tuple)\[|constrained-\w+\Z")
"""What pydantic calls a member of a union that is a container, in the path of a value inside it."""
_OBJECT = r"<(?:\w+\.)*(\w+) object at 0x[0-9a-f]+>"
"""How Python shows an object, with an address that differs in each run."""
_SECRET = frozenset({"password"})
"""Keys whose value is not shown."""
_LAST = ("comment", "ignore")
"""Keys that a message lists last."""
_PATTERNS = {
    "^[A-Za-z_][A-Za-z0-9_-]*$": "letters, digits, - and _, not beginning with a digit or -",
    "^(_|[A-Za-z][A-Za-z0-9_-]{0,98}|_[A-Za-z0-9-][A-Za-z0-9_-]{0,97})$": (
        "at most 99 letters, digits, - and _; begins with a letter or _, but not with __"
    ),
    r"\{0\}": 'CustomShell("… {0}")',
    "^[A-Za-z_][A-Za-z0-9_]*$": "letters, digits and _, not beginning with a digit",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$": "a file name that ends in .yml or .yaml, without a folder",
    r"^\.?[A-Za-z0-9_-][A-Za-z0-9._-]*(/\.?[A-Za-z0-9_-][A-Za-z0-9._-]*)*$": "a path below the root of the repository, without ..",
    "^[A-Za-z0-9][A-Za-z0-9._-]*$": "a file name, without a folder",
    "^[A-Z_][A-Z0-9_]*$": "upper-case letters, digits and _, not beginning with a digit",
    r"^(\.|[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*)$": "a folder of this repository, such as generated, or . for the repository itself",
}


def explain(error: ValidationError, origin: Origin) -> list[Finding]:
    """One finding for each mistake in a declaration.

    A required key that is only misspelt is not also reported as missing. If a key belongs to another declaration, no key is reported
    as missing.
    """
    kind = error.title
    details = error.errors(include_url=False)
    parameters = _parameters(kind)
    unknown = [str(detail["loc"][0]) for detail in details if detail["type"] == "unexpected_keyword_argument"]
    missing = [str(detail["loc"][0]) for detail in details if _is_missing(detail)]
    findings = []
    for name in unknown:
        elsewhere = other_declaration(kind, name, _parameters)
        hint = elsewhere or suggestion(name, parameters)
        missing = [] if elsewhere else [key for key in missing if key != closest(name, parameters)]
        findings.append(
            Finding(
                rule="unknown-key",
                message=f'{kind} has no key "{name}"',
                expected=f"one of {quoted(parameters)}",
                remedy=hint,
                origin=origin,
                field=name,
            )
        )
    findings += [Finding(rule="missing-key", message=f'{kind} has no "{key}"', remedy=f"add `{key}=…`", origin=origin) for key in missing]
    for detail in details:
        if not detail["loc"]:  # raised by the declaration itself, when it compares its values
            findings.append(Finding(rule="wrong-value", message=f"{kind}: {detail['ctx']['error']}", origin=origin))
    rest = [detail for detail in details if detail["loc"] and detail["type"] != "unexpected_keyword_argument" and not _is_missing(detail)]
    return findings + [_wrong_value(kind, group, parameters, origin) for group in _by_mistake(rest)]


def _is_missing(detail: ErrorDetails) -> bool:
    return detail["type"] == "missing" and len(detail["loc"]) == 1


def _parameters(kind: str) -> list[str]:
    """The keys of a declaration: positional arguments in their order, then the other required ones, then the optional ones."""
    declared = getattr(api, kind, None)
    fields = dataclasses.fields(declared) if declared is not None else ()
    return [field.name for field in sorted(fields, key=_place)]


def _place(field: dataclasses.Field[Any]) -> tuple[bool, bool, bool]:
    optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    return field.kw_only is True, optional, field.name in _LAST


def _path(detail: ErrorDetails) -> tuple[Any, ...]:
    """The keys and indexes that lead to the value, without pydantic's names for the members of a union."""
    context, path = detail.get("ctx", {}), detail["loc"]
    member = _MEMBERS.get(detail["type"], "").format(**context)
    if len(path) > 1 and (path[-1] == member or detail["type"] == "missing"):
        path = path[:-1]
    return tuple(part for part in path if not _UNION.match(str(part)))


def _by_mistake(details: list[ErrorDetails]) -> list[list[ErrorDetails]]:
    """Group errors by mistake. Pydantic reports one for each member of a union, even if another member matched up to an element."""
    groups: dict[tuple[Any, ...], list[ErrorDetails]] = {}
    for detail in details:
        groups.setdefault(_path(detail), []).append(detail)
    return [group for path, group in groups.items() if not any(path == other[: len(path)] for other in groups if len(other) > len(path))]


def _wrong_value(kind: str, group: list[ErrorDetails], parameters: list[str], origin: Origin) -> Finding:
    value, path = group[0]["input"], _path(group[0])
    name = parameters[path[0]] if isinstance(path[0], int) and path[0] < len(parameters) else str(path[0])
    is_key = path[-1] == "[key]"
    inner = "".join(f"[{part!r}]" for part in (path[1:-2] if is_key else path[1:]))
    expected = _either(list(dict.fromkeys(chain.from_iterable(map(_alternatives, group)))))
    hint = suggestion(value, re.findall(r"'([^']+)'", expected)) if isinstance(value, str) else ""
    shown = "text" if name in _SECRET else _shown(value)
    if group[0]["type"] == "unexpected_positional_argument":
        expected, verb = f"a keyword argument, as in `{name}=…`", "is passed as a positional argument:"
    else:
        verb = "has the key" if is_key else "is"
    message = f"{kind}: {name}{inner} {verb} {shown}"
    return Finding(rule="wrong-value", message=message, expected=expected, remedy=hint, origin=origin, field=name)


def _either(kinds: list[str]) -> str:
    """What is accepted. A number with a limit is last, because what follows it would seem to be another limit."""
    if "a number" in kinds:
        kinds = [kind for kind in kinds if kind != "a whole number"]
    return joined(sorted(kinds, key=lambda kind: kind.startswith("a whole number of ")), "or")


def _alternatives(detail: ErrorDetails) -> list[str]:
    """What one member of a union accepts."""
    match detail["type"]:
        case "bool_type":
            return ["True", "False"]
        case "literal_error":
            return re.split(", | or ", str(detail["ctx"]["expected"]))
        case _:
            return [_expectation(detail)]


def _expectation(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "is_instance_of":
            return _INSTANCES.get(context["class"].removesuffix("(…)"), str(context["class"]))
        case "greater_than_equal":
            return f"a whole number of at least {context['ge']}"
        case "less_than_equal":
            return f"a whole number of at most {context['le']}"
        case "string_pattern_mismatch":
            return _PATTERNS.get(str(context["pattern"]), str(context["pattern"]))
        case "value_error":
            return str(context["error"])
        case kind:
            return _NOUNS.get(kind, detail["msg"][0].lower() + detail["msg"][1:])


def _shown(value: object) -> str:
    if isinstance(value, str | int | float | list | dict | tuple | None):
        try:
            text = "" if _is_deep(value) else re.sub(_OBJECT, r"\1(…)", repr(value))
        except RecursionError:
            text = ""
        if not text:
            return f"a {type(value).__name__} of many levels"
        return text if len(text) <= 80 else f"{text[:77]}…"  # noqa: PLR2004 - about a line
    name = type(value).__name__
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def _is_deep(value: object) -> bool:
    """Whether the first values have too many levels to show. How many `repr` can show depends on the version of Python."""
    for _ in range(_MANY_LEVELS):
        if isinstance(value, list | tuple | dict) and value:
            value = next(iter(value.values() if isinstance(value, dict) else value))
        else:
            return False
    return True
