"""Tokens in text are found, placeholders are not, and no message shows one."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest

from compiler.workflow.literal_secrets import literal_secret_in
from tests.projects import TempProject

if TYPE_CHECKING:
    from pathlib import Path

CHARACTERS = string.ascii_letters + string.digits
# Put together here, so that no scanner takes this file for a leak.
TOKENS = {
    "an AWS access key": "AK" + "IA" + "QWERTYUIOPASDFGH",
    "a private key": "-----BEGIN EC PRIVATE " + "KEY-----\n" + CHARACTERS,
    "a Docker Hub token": "dckr" + "_pat_" + CHARACTERS[:27],
    "a GitHub token": "gh" + "s_" + CHARACTERS[:36],
    "a GitLab token": "gl" + "pat-" + CHARACTERS[:20],
    "an npm token": "np" + "m_" + CHARACTERS[:36],
    "a PyPI token": "py" + "pi-AgEIcHlwaS5vcmc" + CHARACTERS[:50],
    "a Slack token": "xo" + "xb-" + "1234567890-1234567890-" + CHARACTERS[:24],
}
SCRIPT = "#!/usr/bin/env bash\n# Greet.\nset -euo pipefail\n\necho '{}'\n"
CI = """\
from compiler import Job, Push, Script, Uses, Workflow

job = Job("job", timeout_minutes=5, steps=[Uses("actions/checkout"), Script("leak")])
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[job])
"""


@pytest.mark.parametrize("kind", TOKENS)
def test_token_is_found_in_text(kind: str) -> None:
    assert literal_secret_in(f"export TOKEN={TOKENS[kind]} # a comment") == (kind, 13)
    assert literal_secret_in(TOKENS[kind][: len(TOKENS[kind]) // 2]) is None


@pytest.mark.parametrize("text", ["gh" + "p_" + "x" * 36, "AK" + "IA" + "IOSFODNN7EXAMPLE", "-----BEGIN PRIVATE KEY-----", "a" * 100_000])
def test_placeholder_is_not_a_token(text: str) -> None:
    assert literal_secret_in(text) is None


def test_token_in_a_script_is_reported_without_it(tmp_path: Path) -> None:
    token = TOKENS["a GitHub token"]
    made = TempProject.of(tmp_path, {"pipelines/ci.py": CI, "templates/steps/leak.sh": SCRIPT.format(token)})
    ran = made.run("check")
    assert "pipelines/ci.py:3:70: line 5 of leak.sh contains a GitHub token [literal-secret]" in ran.output
    assert token not in ran.output


QUOTING = """\
from compiler import Job, Push, Run, Script, Uses, Workflow, secrets

TOKEN = "gh" + "p_" + {token!r}
checkout = Uses("actions/checkout", with_={{"persist-credentials": TOKEN}})
push = Run(f"git push https://robot:{{TOKEN}}@github.com/acme/app", env={{"KEY": secrets.KEY}})
READ = {{"contents": ("read", "checks out the commit")}}
job = Job("job", timeout_minutes=5, permissions=READ, steps=[checkout, push, Script("greet", env={{"NAME": "you"}})])
CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[job])
"""


def test_no_other_finding_quotes_a_token(tmp_path: Path) -> None:
    ran = TempProject.of(tmp_path, {"pipelines/ci.py": QUOTING.format(token=CHARACTERS[:36])}).run("check")
    assert {"[literal-secret]", "[wrong-action-input]", "[script-after-untrusted-code]"} <= set(ran.output.split())
    assert "https://robot:…@github.com/acme/app" in ran.output
    assert CHARACTERS[:3] not in ran.output
