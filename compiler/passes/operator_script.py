"""Resolves operator scripts: finds the template, and compares the settings with its header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.diagnostic import Finding, closest, joined, one_of, suggestion
from compiler.frontend.script import ScriptError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compiler.frontend.script import ScriptFile, Scripts
    from compiler.model.operator_script import OperatorScript

_RULE = "script-env-mismatch"


def resolve_operator_script(declared: OperatorScript, scripts: Scripts) -> tuple[ScriptFile | None, list[Finding]]:
    """The script, and findings about it and its settings."""
    try:
        script = scripts.read(declared.template)
    except ScriptError as error:
        finding = error.finding
        if finding.origin is None:
            known = scripts.names(".")
            remedy = suggestion(declared.template, known)
            finding = Finding(rule=finding.rule, message=finding.message, expected=one_of(known), remedy=remedy, origin=declared.origin)
        return None, [finding]
    return script, list(_mismatches(declared, script))


def _mismatches(declared: OperatorScript, script: ScriptFile) -> Iterator[Finding]:
    origin = declared.origin
    variables = script.required | script.optional
    missing = sorted(script.required - set(declared.settings))
    for name in declared.settings:
        if name not in variables:
            missing = [other for other in missing if other != closest(name, variables)]
            remedy = suggestion(name, variables) or f"declare it in the header of the script: `# env: {name}  what it is`"
            message = f'{script.path} has no variable "{name}"'
            yield Finding(rule=_RULE, message=message, expected=one_of(variables), remedy=remedy, origin=origin, field="settings")
    for name in missing:
        message = f'{script.path} needs the variable "{name}", and the operator script does not set it'
        yield Finding(rule=_RULE, message=message, remedy=f'add "{name}" to its `settings`', origin=origin, field="settings")
    if script.outputs:
        s = "s" * (len(script.outputs) > 1)
        names = joined([f'"{name}"' for name in sorted(script.outputs)], "and")
        message = f"{script.path} declares the output{s} {names}, but only steps have outputs"
        remedy = f"remove the line{s} from its header, and print the value{s} instead"
        yield Finding(rule="invalid-script", message=message, remedy=remedy, origin=origin)
