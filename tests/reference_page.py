"""docs/reference.md: every name that a definition may import, with its signature, fields and documentation from the source."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType

from compiler import api
from compiler.model import base, container, operator_script, permissions
from compiler.model.base import Declaration
from compiler.workflow import contexts, expression, functions
from pipelines import model as product

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from dataclasses import Field
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PATH = ROOT / "docs/reference.md"
CHECKS = ROOT / "docs/checks.md"
GROUPS = {
    "Workflows": ("Workflow", "Defaults", "Push", "PullRequest", "Schedule", "WorkflowDispatch"),
    "Inputs": ("StringInput", "BooleanInput", "ChoiceInput", "NumberInput", "EnvironmentInput"),
    "Jobs": ("Job", "Strategy", "Concurrency", "Environment", "RunnerGroup", "Container", "Service", "Credentials", "Snapshot"),
    "Steps": ("Script", "Run", "Uses", "Parallel", "Wait", "WaitAll", "Cancel"),
    "Reusable workflows": ("WorkflowCall", "CallSecret", "CallOutput", "CallJob"),
    "Actions": ("Action", "ActionInput", "ActionOutput", "Composite", "Node", "Docker", "Branding"),
    "Other events": api.EVENTS,
    "Raw data": ("Raw",),
    "Other files": ("OperatorScript", "Document", "Repository"),
    "Expressions": ("Expression", "Commented"),
    "Contexts": ("github", "runner", "job", "strategy", "env", "matrix", "secrets", "variables", "needs", "steps", "inputs"),
    "Functions": (
        *("contains", "starts_with", "ends_with", "format", "join", "to_json", "from_json", "hash_files", "case"),
        *("success", "failure", "cancelled", "always"),
    ),
    "Types": ("CustomShell", "Env", "Permissions"),
}
"""Every name of `compiler.api.__all__`, once."""
_TYPES = (
    ("Operand", expression),
    ("WholeContext", contexts),
    ("Scalar", expression),
    ("Value", base),
    ("Json", base),
    ("Text", container),
    ("Ignored", base),
    ("Name", base),
    ("Id", base),
    ("Minutes", base),
    ("NonEmptyText", base),
    ("OneOrMore", base),
    ("Shell", base),
    ("Scope", permissions),
)
_TYPES_OF_FILES = (("Path", operator_script), ("Settings", operator_script))
_WIDTH = 110
_INNER = frozenset({"as_job", "as_step", "as_trigger", "event", "reference", "running_steps", "target", "trigger"})
"""Properties that the compiler uses, and definitions do not."""
_PRODUCT = (product.Product, product.Npm, product.SidecarPair, product.GitOps)
_HEAD = """\
# Reference

Every name that a definition may import from `compiler`, and the classes of a product. [Types](#types) also describes argument types that
cannot be imported. [Examples](examples.md) shows them in use. `make snapshots` generates this page from the docstrings in the source.

A definition is a module in `pipelines/`. The compiler reads the workflows, actions, operator scripts, documents and repositories that are
at its top level, and in lists and tuples there.

All declarations have these in common:

- An unknown, missing or wrong argument is a finding: [unknown-key](checks.md#unknown-key), [missing-key](checks.md#missing-key),
  [wrong-value](checks.md#wrong-value). Types are strict: `"5"` is not a number.
- A trailing `_` avoids a clash with Python's keywords: `if_` is GitHub's `if`, `with_` is `with`.
- An optional argument that is left out does not appear in the file if its default is `None` or empty. Exceptions are `permissions: {}` and
  what the compiler adds: the name of a job, its `needs`, the ID of a `Script`, and the `shell` in a composite action.
- Two equal declarations are two objects: `needs`, outputs and inputs refer to the object itself.
"""
_CONTEXTS = {
    "env": "Environment variables that the workflow, the job or the step declares: `env.NAME`.",
    "inputs": "All inputs of the run: `to_json(inputs)`. For a single input, use the input itself, such as a `StringInput`.",
    "matrix": "Values of the matrix in this matrix job: `matrix.key`.",
    "needs": 'All needed jobs: `contains(needs[:]["result"], "failure")`. For a single job, use the job itself: `job.result`.',
    "secrets": "Secrets of the repository, the organization or the environment, and `secrets.GITHUB_TOKEN`.",
    "steps": "The previous steps of the job that have an ID: `to_json(steps)`. For a single step, use the step: `step.outputs.name`.",
    "variables": (
        "GitHub's `vars`: variables of the repository, the organization or the environment. Called `variables` here, because `vars` is a "
        "built-in function of Python."
    ),
}
_BASES = {
    "AnyJob": "A `Job`, `CallJob` or `Raw`.",
    "AnyStep": "A `Script`, `Run`, `Uses`, `Parallel`, `Wait`, `WaitAll`, `Cancel` or `Raw`.",
    "Step": "A `Script`, `Run`, `Uses` or `Raw`.",
    "Trigger": "An event of this page, or a `Raw`.",
    "Input": "A `StringInput`, `BooleanInput`, `ChoiceInput`, `NumberInput` or `EnvironmentInput`.",
}
"""Base classes, which definitions do not import: the page lists what may be in their place."""
_SHOWN_AS = {"LocalAction": "Action", "RawJson": "Json"}
"""Types that only the compiler distinguishes from the one that the page describes."""


def page() -> str:
    """The whole document."""
    parts = [_HEAD]
    for group, names in GROUPS.items():
        parts.append(f"## {group}\n")
        if group == "Contexts":
            parts.append(
                'A property is an expression: `github.sha`, `secrets.TOKEN`, `matrix["os-name"]`, `matrix[github.event_name]`. A whole '
                "context can be passed to `to_json`, and `[:]` is GitHub's object filter. Where each context is available: "
                "[unavailable-context](checks.md#unavailable-context).\n\n"
                "Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts>\n"
            )
        if group == "Functions":
            parts.append(
                "GitHub's functions. Arguments are strings, numbers, True, False, None or expressions.\n\n"
                "Raises `TypeError` for any other type of argument.\n\n"
                "Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#functions>\n"
            )
        parts += [_entry(name) for name in names]
    parts += [f"### {name}\n\n{about}\n" for name, about in _BASES.items()]
    parts += [_alias(name, module) for name, module in (*_TYPES, *_TYPES_OF_FILES)]
    parts.append("## Products\n")
    parts.append(
        "`pipelines/product.py` declares the product with these classes of `pipelines/model.py`. They are not part of the compiler.\n"
    )
    parts += [_declaration(cls.__name__, cls, properties=False) for cls in _PRODUCT]
    return "\n".join(parts)


def _entry(name: str) -> str:
    value = getattr(api, name)
    if inspect.isfunction(value):
        return f"### {name}\n\n```text\n{_call(name, _function_arguments(value))} -> Expression\n```\n\n{_prose(value.__doc__)}\n"
    if inspect.isclass(value) and issubclass(value, Declaration):
        return _declaration(name, value)
    if inspect.isclass(value) and value is not permissions.Permissions:
        return _class(name, value)
    if name in _CONTEXTS:
        return f"### {name}\n\n{_CONTEXTS[name]}\n"
    if type(value).__module__ == contexts.__name__:
        properties = ", ".join(f"`{key}`" for key in type(value).__annotations__)
        return f"### {name}\n\n{_prose(type(value).__doc__)}\n\nProperties: {properties}\n"
    return _alias(name, permissions if name == "Permissions" else base)


def _declaration(name: str, cls: type, *, properties: bool = True) -> str:
    known = documented(cls)
    rows = []
    arguments = []
    for field in sorted(fields(cls), key=_place):
        annotation, about = known[field.name]
        optional = field.default is not MISSING or field.default_factory is not MISSING
        default = _default(field.default if field.default_factory is MISSING else field.default_factory()) if optional else ""
        if field.kw_only and "*" not in arguments:
            arguments.append("*")
        arguments.append(f"{field.name}={default}" if optional else field.name)
        rows.append((f"`{field.name}`", f"`{annotation}`", f"`{default}`" if optional else "required", about))
    derived = [(f"`.{key}`", f"`{annotation}`", about) for key, annotation, about in _properties(cls)]
    parts = [f"### {name}\n", f"```text\n{_call(name, arguments)}\n```\n", f"{_prose(cls.__doc__)}\n"]
    parts.append(_table(("argument", "type", "default", "meaning"), rows))
    if properties and derived:
        parts.append(_table(("property", "type", "meaning"), derived))
    return "\n".join(parts)


def _place(field: Field[Any]) -> tuple[bool, bool, bool]:
    """Required arguments come first, and `comment` and `ignore` last."""
    optional = field.default is not MISSING or field.default_factory is not MISSING
    return field.kw_only is True, optional, field.name in {"comment", "ignore"}


def _class(name: str, cls: type) -> str:
    calls = "" if cls is expression.Expression else f"```text\n{_call(name, _function_arguments(cls))}\n```\n\n"
    return f"### {name}\n\n{calls}{_prose(cls.__doc__)}\n"


def _alias(name: str, module: ModuleType) -> str:
    value = getattr(module, name)
    if inspect.isclass(value) or isinstance(value, NewType):
        return f"### {name}\n\n{_prose(value.__doc__)}\n"
    for node, about in _with_text(_tree(module.__name__).body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name and node.value:
            assert about, name
            parameter = "[E]" if "[E]" in ast.unparse(node.value) else ""
            shape = f"{name}{parameter} = {_shape(node.value)}"
            shape = textwrap.fill(shape, _WIDTH, subsequent_indent="    ", break_on_hyphens=False)
            return f"### {name}\n\n```text\n{shape}\n```\n\n{_prose(about)}\n"
    raise LookupError(name)


def documented(cls: type) -> dict[str, tuple[str, str]]:
    """The type and the documentation of each field, from the source of the class and of its bases."""
    found: dict[str, tuple[str, str]] = {}
    for owner in reversed(cls.__mro__):
        if owner.__module__.startswith(("compiler.model", "pipelines.model")):
            tree = next(node for node in _tree(owner.__module__).body if isinstance(node, ast.ClassDef) and node.name == owner.__name__)
            for node, about in _with_text(list(_statements(tree.body))):
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    found[node.target.id] = _shape(node.annotation), " ".join(about.split())
    return found


def _shape(annotation: ast.expr) -> str:
    """A type without the patterns, bounds and functions that pydantic reads; its documentation has them."""
    called = r"(?:Field|PlainValidator)\((?:[^()]|\([^()]*\)|'[^']*')*\)"
    text = re.sub(rf"Annotated\[([\w\[\]]+), {called}\]", r"\1", ast.unparse(annotation))
    text = re.sub(r"InstanceOf\['?(\w+)'?\]", r"\1", text)
    text = re.sub(r"\b\w+\b", lambda word: _SHOWN_AS.get(word[0], word[0]), text)
    return re.sub(r"Annotated\[([\w |]+), (?:RAW_\w+|BY_SCOPE)\]", r"\1", text).strip("'\"").replace("'", '"')


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a class; of `if TYPE_CHECKING`, those of the side that runs."""
    for node in body:
        if isinstance(node, ast.If):
            yield from node.orelse
        else:
            yield node


def _with_text(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement, and the text below it."""
    for node, after in zip(body, [*body[1:], None], strict=True):
        value = after.value if isinstance(after, ast.Expr) else None
        yield node, inspect.cleandoc(str(value.value)) if isinstance(value, ast.Constant) else ""


def _properties(cls: type) -> Iterator[tuple[str, str, str]]:
    for name, value in inspect.getmembers(cls, lambda member: isinstance(member, property)):
        if not name.startswith("_") and name not in _INNER:
            yield name, "Expression" if name != "outputs" else "Expression by name", " ".join((value.__doc__ or "").split())


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))


def _default(value: Any) -> str:
    if isinstance(value, Declaration):
        known = [field.name for field in fields(type(value))]  # type: ignore[arg-type]  # every declaration is a dataclass
        given = {name: getattr(value, name) for name in known if getattr(value, name) is not None}
        return f"{type(value).__name__}({', '.join(f'{name}={_default(each)}' for name, each in given.items())})"
    return repr(value).replace("'", '"')


def _function_arguments(function: Any) -> list[str]:
    arguments = []
    for parameter in inspect.signature(function).parameters.values():
        default = "" if parameter.default is parameter.empty else f" = {_default(parameter.default)}"
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        arguments.append(f"{star}{parameter.name}: {parameter.annotation}{default}")
    return arguments


def _call(name: str, arguments: list[str]) -> str:
    """A call, broken between arguments."""
    if not arguments:
        return f"{name}()"
    lines = [f"{name}("]
    for number, argument in enumerate(arguments, 1):
        text = argument + (")" if number == len(arguments) else ", ")
        if len(lines[-1] + text) > _WIDTH:
            lines.append(" " * (len(name) + 1))
        lines[-1] += text
    return "\n".join(line.rstrip() for line in lines)


def _prose(text: str | None) -> str:
    """A docstring in Markdown: its sections as lines, names of findings as links, addresses as links."""
    known = set(re.findall(r"^## (.+)$", CHECKS.read_text(encoding="utf-8"), re.MULTILINE))
    parts = []
    for part in re.split(r"\n\s*\n", inspect.cleandoc(text or "")):
        line = " ".join(part.split())
        line = re.sub(r"^Raises: (\w+): ", r"Raises `\1` ", line)
        line = re.sub(r"(?<![<(])(https://\S+[\w/#])", r"<\1>", line)
        if line.startswith("Findings: "):
            named = re.findall(r"`([a-z-]+)`", line)
            assert set(named) <= known, set(named) - known
            line = "Findings: " + ", ".join(f"[{name}](checks.md#{name})" for name in named)
        parts.append(line)
    return "\n\n".join(parts)


def _table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [headers, ("---",) * len(headers), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def undocumented() -> list[str]:
    """Names and fields without documentation, and types of fields that are not on the page."""
    missing = [name for name in functions.__dict__ if name in api.__all__ and not getattr(functions, name).__doc__]
    classes = [value for name in api.__all__ if inspect.isclass(value := getattr(api, name))]
    missing += [cls.__name__ for cls in classes if not cls.__doc__]
    headings = {*re.findall(r"^### (\w+)$", page(), re.MULTILINE), "Any", "Literal", "Mapping", "None", "Sequence", "True", "False"}
    for cls in (*(cls for cls in classes if issubclass(cls, Declaration)), *_PRODUCT):
        known = documented(cls)
        missing += [f"{cls.__name__}.{field.name}" for field in fields(cls) if not known[field.name][1]]
        missing += [f"{cls.__name__}.{field.name}: {each}" for field in fields(cls) for each in _types(known[field.name][0]) - headings]
    return missing


def _types(shape: str) -> set[str]:
    """The names in a type, but not those in the strings of a `Literal`."""
    return set(re.findall(r"\b_?[A-Z]\w*", re.sub(r'"[^"]*"', "", shape)))
