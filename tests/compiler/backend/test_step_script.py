"""Libraries of scripts: one is generated only if a script that sources it has the variable for which it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.projects import TempProject

LIBRARY = "scripts/publish/steps/lib/sign.sh"
OF_LIBRARY = "scripts/publish/steps/lib/key.sh"
HEAD = '#!/usr/bin/env bash\n# Sign.\n#\n# env: KEY?  the key\n\nlib="$(dirname "${BASH_SOURCE[0]}")/lib"\n'
CONDITIONAL = '[[ -z "${KEY:-}" ]] || source "$lib/sign.sh"\n'
DEFINITION = """\
from compiler import Job, OperatorScript, Push, Script, Uses, Workflow, variables

sign = Script("sign"{step})
hello = Job("hello", timeout_minutes=5, steps=[Uses("actions/checkout"), sign]{job})

HELLO = Workflow(file="hello.yml", name="Hello", on=[Push()], jobs=[hello]{workflow})
"""


def libraries(made: TempProject, script: str = CONDITIONAL, more: str = "", **env: str) -> set[str]:
    """The libraries that are generated for a step with these variables in its own `env`, its job's and its workflow's."""
    given = {place: f", env={{'KEY': {env[place]}}}" if place in env else "" for place in ("step", "job", "workflow")}
    made.put("pipelines/hello.py", DEFINITION.format(**given) + more)
    made.put("templates/steps/sign.sh", HEAD + script)
    made.put("templates/steps/lib/sign.sh", 'source "$lib/key.sh"\n')
    made.put("templates/steps/lib/key.sh", "true\n")
    ran = made.run("generate")
    assert ran.code == 0, ran.output
    root = made.root / "generated"
    return {path.relative_to(root).as_posix() for path in root.rglob("lib/*.sh")}


@pytest.mark.parametrize(
    ("env", "generated"),
    [
        ({}, False),
        ({"step": "''"}, False),
        ({"step": "'a'"}, True),
        ({"job": "'a'"}, True),
        ({"workflow": "'a'"}, True),
        ({"workflow": "'a'", "step": "''"}, False),
        ({"workflow": "'a'", "job": "''"}, False),
        ({"job": "''", "step": "'a'"}, True),
        ({"step": "variables.KEY"}, True),
        ({"step": "False"}, True),
    ],
)
def test_library_is_generated_only_if_a_step_has_the_variable(hello: TempProject, env: dict[str, str], generated: bool) -> None:
    """A value that only a run knows may be set, and False is the text "false"."""
    assert libraries(hello, **env) == ({LIBRARY, OF_LIBRARY} if generated else set())


def test_library_is_generated_when_another_step_has_the_variable(hello: TempProject) -> None:
    more = 'other = Job("other", timeout_minutes=5, steps=[Uses("actions/checkout"), Script("sign", env={"KEY": "a"})])\n'
    more += 'OTHER = Workflow(file="other.yml", name="Other", on=[Push()], jobs=[other])\n'
    assert libraries(hello, more=more) == {LIBRARY, OF_LIBRARY}


def test_library_is_generated_when_it_is_also_sourced_without_a_condition(hello: TempProject) -> None:
    assert libraries(hello, f'{CONDITIONAL}source "$lib/key.sh"\n') == {OF_LIBRARY}
    assert libraries(hello, f'{CONDITIONAL}source "$lib/sign.sh"\n') == {LIBRARY, OF_LIBRARY}


@pytest.mark.parametrize(
    ("settings", "generated"),
    [("", True), (', settings={"KEY": ""}', False), (', settings={"KEY": "a"}', True)],
    ids=["set by the operator", "empty", "set"],
)
def test_library_of_an_operator_script_is_not_generated_when_its_setting_is_empty(
    hello: TempProject, settings: str, generated: bool
) -> None:
    hello.put("templates/sign.sh", HEAD + CONDITIONAL)
    hello.put("templates/lib/sign.sh", "true\n")
    found = libraries(hello, more=f'SIGN = OperatorScript("sign", path="scripts/publish/sign.sh"{settings})\n')
    assert found == ({"scripts/publish/lib/sign.sh"} if generated else set())
