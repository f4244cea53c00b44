"""Finds where GitHub's syntax has a key that a mapping does not allow: a message with that place helps more than a similar name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compiler.workflow.syntax import Syntax

_JOBS = {"job-factory": "a job with `steps`", "workflow-job": "a job that calls a workflow"}
_STEPS = {
    "run-step": "a step with `run`",
    "regular-step": "a step with `uses`",
    "uses-step": "a step with `uses`",
    "wait-step": "a step with `wait`",
    "wait-all-step": "a step with `wait-all`",
    "cancel-step": "a step with `cancel`",
    "parallel-step": "a step with `parallel`",
}
_INPUTS = {"workflow-dispatch-input": "an input of `workflow_dispatch`", "workflow-call-input-definition": "an input of `workflow_call`"}
_TRIGGERS = {"workflow-dispatch-mapping": "`on.workflow_dispatch`", "workflow-call-mapping": "`on.workflow_call`"}
_RUNS = {
    "node-runs": "`runs` of a JavaScript action",
    "container-runs": "`runs` of a Docker action",
    "composite-runs": "`runs` of a composite action",
}
_OTHERS = {
    "workflow-root-strict": "a workflow",
    "on-mapping-strict": "`on`",
    "permissions-mapping": "`permissions`",
    "strategy": "`strategy`",
    "matrix": "`strategy.matrix`",
    "concurrency-mapping": "`concurrency`",
    "runs-on-mapping": "`runs-on`",
    "job-environment-mapping": "`environment`",
    "workflow-defaults": "`defaults`",
    "workflow-defaults-run": "`defaults.run`",
    "container-mapping": "`container`",
    "service-container-mapping": "a service",
    "container-registry-credentials": "`credentials`",
    "workflow-call-secret-mapping-definition": "a secret of `workflow_call`",
    "workflow-call-output-definition": "an output of `workflow_call`",
    "cron-mapping": "an element of `on.schedule`",
    "action-root": "an `action.yml`",
    "branding": "`branding`",
}
_ALIKE = (_JOBS, _STEPS, _INPUTS, _TRIGGERS, _RUNS)
"""Groups of mappings that can be in each other's place."""
_WORDS = {name: words for group in (*_ALIKE, _OTHERS) for name, words in group.items()}
_KNOWN_EVENTS = ("push", "pull_request", "workflow_run")
"""The events that a message names as an example, if one of them has the key."""
_MAX_PLACES = 3


def where_it_belongs(key: str, rule: str, syntax: Syntax) -> str:
    """`belongs to …, not to …`; empty if the syntax has the key nowhere.

    Args:
        key: the key.
        rule: the definition of the mapping that does not have it.
        syntax: the syntax of the file.
    """
    events = _events(syntax)
    alike = next((group for group in _ALIKE if rule in group), {})
    places = [_without_key(words, key) for words in _places(key, alike, syntax)]
    if not places or rule in events:
        example = _example(key, events, syntax)
        places += [f"events such as `{example}`"] if example else []
    places = places or list(_places(key, _WORDS, syntax))
    if not places:
        return ""
    here = f"the event `{events[rule]}`" if rule in events else _WORDS.get(rule, "")
    *first, last = dict.fromkeys(places[:_MAX_PLACES])
    return f"belongs to {', '.join(first)}{' or ' if first else ''}{last}{f', not to {here}' if here else ''}"


def _without_key(words: str, key: str) -> str:
    """These words, unless they say no more than that the place has the key."""
    kind, _, named = words.partition(" with ")
    return f"{kind} of its own" if named == f"`{key}`" else words


def _places(key: str, names: dict[str, str], syntax: Syntax) -> Iterable[str]:
    return (words for name, words in names.items() if _has(name, key, syntax))


def _has(name: str, key: str, syntax: Syntax) -> bool:
    return name in syntax.definitions and any(key in rule.properties for rule in syntax[name].mappings)


def _events(syntax: Syntax) -> dict[str, str]:
    """The event of each definition of a mapping of filters."""
    if "on-mapping-strict" not in syntax.definitions:
        return {}
    (rule,) = syntax["on-mapping-strict"].mappings
    pairs = [(each.name, event) for event, value in rule.properties.items() for each in syntax[value.type].mappings]
    return {name: event for name, event in pairs if name not in _TRIGGERS}


def _example(key: str, events: dict[str, str], syntax: Syntax) -> str:
    """An event that has the key."""
    found = [event for name, event in events.items() if _has(name, key, syntax)]
    return next((event for event in _KNOWN_EVENTS if event in found), found[0] if found else "")
