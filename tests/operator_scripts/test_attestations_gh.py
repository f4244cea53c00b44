"""Which gh verifies attestations for operator scripts, and in which environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rehearsal.http.faults import Fault
from tests.operator_scripts.published import OWNER, TOKEN
from tests.operator_scripts.repositories import FEW
from tests.operator_scripts.test_attestations import BUILT, MAIN, SIGNER, STAGED, UNKNOWN, both, digest, run_script
from tests.operator_scripts.test_preflight import PREFLIGHT, ready

if TYPE_CHECKING:
    from tests.operator_scripts.published import Published


@pytest.fixture(autouse=True)
def commit(pipeline: Published) -> str:
    return ready(pipeline)


def without_gh(pipeline: Published) -> dict[str, str]:
    """PATH without gh, also where this machine has one."""
    (pipeline.clone.bin / "gh").unlink()
    folder = pipeline.clone.root / "programs"
    folder.mkdir()
    for place in reversed(pipeline.clone.environment["PATH"].split(os.pathsep)):
        for program in Path(place).iterdir() if Path(place).is_dir() else ():
            if program.name != "gh":
                (folder / program.name).unlink(missing_ok=True)
                (folder / program.name).symlink_to(program)
    return {"PATH": str(folder)}


@pytest.mark.parametrize(
    ("name", "version", "given", "words"),
    [
        (PREFLIGHT, "", {}, "gh is not on PATH"),
        (MAIN, "", {}, "gh is not on PATH"),
        (MAIN, "2.101.9", {}, "gh is 2.101. To do: install gh 2.102 or later"),
        (PREFLIGHT, "2.101.9", {}, "gh is 2.101. To do: install gh 2.102 or later"),
        (PREFLIGHT, "1.999.0", {}, "gh is 1.999. To do: install gh"),
        (PREFLIGHT, "DEV", {}, "gh does not print its version"),
        (PREFLIGHT, "3.0.0", {"GH_TOKEN": "", "GHCR_REGISTRY_TOKEN": TOKEN}, "gh needs a token. To do: gh auth login"),
    ],
)
def test_continues_with_a_warning_when_gh_cannot_verify(  # noqa: PLR0913, PLR0917  a row, and its fixtures
    pipeline: Published, commit: str, name: str, version: str, given: dict[str, str], words: str
) -> None:
    pipeline.attested.remove(digest(pipeline))
    if version:
        pipeline.install_gh(version)
    else:
        given = without_gh(pipeline)
    if "GH_TOKEN" in given:  # the repository is public
        run = {"head_sha": commit, "event": "push", "status": "completed", "conclusion": "success", "html_url": "https://github.com/x"}
        pipeline.github.faults.add(Fault("/actions/", times=0, status=200, body=json.dumps({"workflow_runs": [run]})))
    ran = run_script(pipeline, name, **given)
    (line,) = [line for line in ran.output.splitlines() if "not verified" in line]
    assert f"the attestations of {STAGED} were not verified: " in line
    assert words in line
    assert (ran.code, BUILT in ran.output) == (0, False), ran.output


@pytest.mark.parametrize("version", ["2.102.0", "2.103.1", "3.0.0"])
def test_newer_gh_verifies(pipeline: Published, version: str) -> None:
    pipeline.attested.remove(digest(pipeline))
    pipeline.install_gh(version)
    assert run_script(pipeline, PREFLIGHT).code == 1


@both
def test_nothing_is_requested_when_the_product_has_no_attestations(pipeline: Published, name: str) -> None:
    script = pipeline.clone.folder / "scripts/publish" / name
    text = script.read_text("utf-8")
    assert text.count(f"SIGNER_WORKFLOW='{SIGNER}'") == 1
    script.write_text(text.replace(f"SIGNER_WORKFLOW='{SIGNER}'", "SIGNER_WORKFLOW=''"), "utf-8")
    pipeline.clone.git("update-index", "--assume-unchanged", f"scripts/publish/{name}")
    for image in FEW:
        pipeline.attested.remove(digest(pipeline, image))
    ran = run_script(pipeline, name)
    assert (ran.code, "verified" in ran.output, "attest" in ran.output) == (0, False, False), ran.output
    assert not [request for request in pipeline.github.log if "/attestations/" in str(request)]
    assert not (pipeline.attested.folder / "gh").exists()


AMBIENT = {
    "GH_HOST": "example.org",
    "GH_DEBUG": "api",
    "GH_REPO": "evil/evil",
    "GH_CONFIG_DIR": "/nowhere",
    "GH_FORCE_TTY": "1",
    "XDG_CONFIG_HOME": "/nowhere",
    "DEBUG": "1",
    "GITHUB_TOKEN": "ghp_another",
    "GHCR_REGISTRY_TOKEN": TOKEN,
    "AWS_SECRET_ACCESS_KEY": "aws-of-a-person",
    "NODE_OPTIONS": "",
    "npm_config_//registry.example/:_authToken": "npm-of-a-person",
}


@both
def test_gh_runs_in_an_environment_of_its_own(pipeline: Published, name: str) -> None:
    home = Path(pipeline.clone.environment["HOME"])
    (home / ".config/gh").mkdir(parents=True)
    (home / ".config/gh/config.yml").write_text("the operator's\n", "utf-8")
    ran = run_script(pipeline, name, **AMBIENT, https_proxy="http://127.0.0.1:9")
    assert ran.code == 0, ran.output
    found = pipeline.environment_of_gh()
    shell = {"PWD", "OLDPWD", "SHLVL", "_", "RECORDS"}
    machine = {"PATH", "HOME", "TMPDIR", "LC_ALL", "no_proxy", "https_proxy", "USER", "LOGNAME"}
    own = {"GH_TOKEN", "GH_HOST", "GH_CONFIG_DIR", "GH_NO_UPDATE_NOTIFIER", "GH_PROMPT_DISABLED", "GH_TELEMETRY", "NO_COLOR"}
    assert found.keys() - shell - machine == own
    assert pipeline.environment_of_gh("environment-of-version").keys() - shell <= machine
    assert (found["GH_TOKEN"], found["GH_HOST"]) == (TOKEN, "127.0.0.1")
    assert found["HOME"] == found["GH_CONFIG_DIR"] != str(home)
    assert not Path(found["HOME"]).exists(), "it is removed with everything else"


def test_case_of_the_repository_is_that_of_github(pipeline: Published) -> None:
    """The remote may have it in another case."""
    assert run_script(pipeline, PREFLIGHT, GITHUB_REPOSITORY=OWNER.lower()).code == 0
    assert (pipeline.attested.folder / "gh").read_text("utf-8").count(f" --repo {OWNER} --signer-workflow {OWNER}/") == len(FEW)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(f"/{OWNER}$", times=0, status=502), "the name of the repository: HTTP 502. To do: wait until GitHub has recovered"),
        (Fault(f"/{OWNER}$", times=0, status=200, body='{"full_name": "a/b"}'), "the name of the repository: HTTP 200. To do: find out"),
        (
            Fault(f"/{OWNER}$", times=0, status=403, body=f'{{"full_name": "{OWNER}"}}'),
            "the name of the repository: HTTP 403. To do: set GH_TOKEN",
        ),
    ],
    ids=["server", "another", "denied"],
)
def test_stops_when_github_does_not_return_its_name(pipeline: Published, fault: Fault, words: str) -> None:
    pipeline.github.faults.add(fault)
    ran = run_script(pipeline, PREFLIGHT)
    assert (ran.code, UNKNOWN in ran.output, words in ran.output) == (1, True, True), ran.output
    assert not (pipeline.attested.folder / "gh").exists()
