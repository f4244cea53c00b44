"""The contract of the two generated files: names, order, permissions, concurrency groups, pins, and nothing specific to the machine."""

from __future__ import annotations

import platform
import re
import socket
import time
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from compiler.compile import compile_project
from compiler.frontend.script import Scripts
from compiler.project import Project
from pipelines.product import PRODUCT
from tests.conformance.files import CHECK, FILES, MADE, MAIN, STAGING, load
from tests.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAGING_JOBS = ["validate", "reserve-version", "publish-docker", "verify-published-tags", "github-prerelease", "workflow-summary"]
MAIN_JOBS = ["promote", "create-release", "workflow-summary"]
PERMISSIONS = {
    "validate": {"contents": "read"},
    "reserve-version": {"contents": "write", "packages": "read"},
    "publish-docker": {"contents": "read", "packages": "write", "id-token": "write", "attestations": "write"},
    "verify-published-tags": {"contents": "read", "packages": "write", "attestations": "read"},
    "github-prerelease": {"contents": "write"},
    "workflow-summary": {"contents": "read", "packages": "read"},
    "promote": {"contents": "read", "packages": "write", "attestations": "read"},
    "create-release": {"contents": "write"},
    "check-release-pipelines": {"contents": "read"},
    "test": {"contents": "read"},
    "check": {"contents": "read"},
}
NEEDS = {
    "reserve-version": {"validate"},
    "publish-docker": {"reserve-version"},
    "verify-published-tags": {"reserve-version", "publish-docker"},
    "github-prerelease": {"reserve-version", "verify-published-tags"},
    "create-release": {"promote"},
}
IMAGES = ["api", "management-api", "web", "web-sidecar", "management-web", "management-web-sidecar"]


def _jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in FILES:
        yield from load(path)["jobs"].items()


def _steps() -> Iterator[dict[str, Any]]:
    for _, job in _jobs():
        yield from job["steps"]


@pytest.mark.parametrize(
    ("path", "name", "jobs"), [(STAGING, "Publish (staging)", STAGING_JOBS), (MAIN, "Publish (main)", MAIN_JOBS)], ids=["staging", "main"]
)
def test_jobs_have_the_expected_names_order_and_needs(path: Path, name: str, jobs: list[str]) -> None:
    workflow = load(path)
    assert workflow["name"] == name
    assert list(workflow["jobs"]) == jobs
    assert [job["name"] for job in workflow["jobs"].values()] == jobs
    for job_id in jobs[:-1]:
        assert set(workflow["jobs"][job_id].get("needs", [])) == NEEDS.get(job_id, set())


def test_triggers_are_the_expected_ones() -> None:
    staging, main = load(STAGING)["on"], load(MAIN)["on"]
    assert staging["push"] == {"branches": ["staging"]}
    assert staging["workflow_dispatch"]["inputs"]["version_override"] == {
        "description": "Reserve exactly this version, X.Y.Z-staging.N, instead of the next free one.",
        "required": False,
        "type": "string",
    }
    assert main == {"push": {"branches": ["main"]}, "workflow_dispatch": None}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_job_has_its_permissions_and_a_timeout(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert workflow["defaults"] == {"run": {"shell": "bash"}}
    for job_id, job in workflow["jobs"].items():
        assert job["permissions"] == PERMISSIONS[job_id]
        assert job["runs-on"] == "ubuntu-24.04"
        assert 1 <= job["timeout-minutes"] <= 360


def test_pipelines_publish_the_same_images() -> None:
    assert load(STAGING)["env"]["IMAGES"].split() == load(MAIN)["env"]["IMAGES"].split() == IMAGES
    assert load(STAGING)["jobs"]["publish-docker"]["strategy"] == {"fail-fast": False, "matrix": {"image": IMAGES}}


def test_concurrency_groups_are_the_expected_ones() -> None:
    queue = {"cancel-in-progress": False, "queue": "max"}
    staging, main = load(STAGING), load(MAIN)
    build, verify = staging["jobs"]["publish-docker"]["concurrency"], staging["jobs"]["verify-published-tags"]["concurrency"]
    assert build == {"group": "publish-${{ needs.reserve-version.outputs.version }}-${{ matrix.image }}", **queue}
    assert verify == {"group": "publish-staging-floating", **queue}
    assert "concurrency" not in staging
    assert main["concurrency"] == {"group": "publish-main", **queue}
    assert [job_id for job_id, job in _jobs() if "concurrency" in job] == ["publish-docker", "verify-published-tags"]


def test_a_summary_comes_after_what_it_tells_of_whenever_there_is_something_to_say() -> None:
    staging, main = (load(path)["jobs"]["workflow-summary"] for path in (STAGING, MAIN))
    assert staging["if"] == "${{ !cancelled() && needs.reserve-version.outputs.version != '' }}"
    assert main["if"] == "${{ !cancelled() && needs.promote.outputs.base != '' }}"
    assert {"reserve-version", "publish-docker", "verify-published-tags"} <= set(staging["needs"])
    assert "promote" in main["needs"]


def test_pins_are_full_commits_with_their_version() -> None:
    pins = tomllib.loads((ROOT / "pipelines/pins.toml").read_text(encoding="utf-8"))["actions"]
    lines = [line for path in FILES for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"\s*(- )?uses:", line)]
    assert len(lines) >= 10
    for line in lines:
        found = re.search(r"uses: ([\w.-]+/[\w.-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$", line)
        assert found, line
        assert (found[2], found[3]) == (pins[found[1]]["commit"], pins[found[1]]["version"])


def test_checkouts_are_shallow_and_leave_no_credentials() -> None:
    checkouts = [step for step in _steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) >= 6
    for step in checkouts:
        assert step["with"].get("fetch-depth", 1) == 1  # which is the action's default
        assert step["with"]["persist-credentials"] is False


def test_the_check_compiles_the_commit_that_the_application_names() -> None:
    steps = load(CHECK)["jobs"]["check-release-pipelines"]["steps"]
    own, read, definitions = steps[:3]
    given = "${{ secrets.LINESMITH_TOKEN || secrets.GITHUB_TOKEN }}"
    assert own["with"] == {"persist-credentials": False}
    assert read["env"] == {
        "DEFINITIONS": "${{ github.repository_owner }}/linesmith",
        "TOKEN": given,
        "TOKEN_SOURCE": "the secret LINESMITH_TOKEN",
    }
    assert definitions["with"] == {
        "repository": "${{ steps.read-definitions-commit.outputs.repository }}",
        "ref": "${{ steps.read-definitions-commit.outputs.commit }}",
        "token": given,
        "path": ".linesmith",
        "persist-credentials": False,
    }
    assert "secrets." not in str(steps[3:])
    assert steps[-1]["run"] == 'make -C .linesmith check FORMAT=github REPO="$GITHUB_WORKSPACE"'
    assert load(CHECK)["on"] == {"push": {"branches": ["staging", "main"]}, "pull_request": {}}
    assert len(CHECK.read_text(encoding="utf-8").splitlines()) < 70


def test_nothing_is_restored_from_a_cache() -> None:
    for step in _steps():
        given = step.get("with", {})
        assert not {"cache", "cache-from", "cache-to"} & set(given)
        if "setup-node" in step.get("uses", ""):
            assert given["package-manager-cache"] is False
        if "setup-qemu" in step.get("uses", ""):
            assert given["cache-image"] is False
        if "setup-buildx" in step.get("uses", ""):
            assert given["cache-binary"] is False
        assert "actions/cache" not in step.get("uses", "")


def test_a_build_is_pushed_by_digest_with_its_provenance() -> None:
    build = next(step for step in _steps() if "build-push-action" in step.get("uses", ""))
    given = build["with"]
    assert given["outputs"] == "type=image,name=${{ steps.find-image.outputs.name }},push-by-digest=true,name-canonical=true,push=true"
    assert not {"tags", "push"} & set(given)
    assert (given["provenance"], given["platforms"], given["context"]) == ("mode=max", "linux/amd64", ".")
    assert given["file"] == "infra/docker/local/${{ matrix.image }}/Dockerfile"
    labels = given["labels"].splitlines()
    named = f"index:vnd.linesmith.images={' '.join(sorted(PRODUCT.images))}"
    assert [*(f"index:{label}" for label in labels), named] == given["annotations"].splitlines()
    assert [label.partition("=")[0].rpartition(".")[2] for label in labels] == ["revision", "version", "source"]
    assert "build-args" not in given


def test_a_tag_comes_after_the_attestation_of_the_digest_that_the_build_reported() -> None:
    steps = load(STAGING)["jobs"]["publish-docker"]["steps"]
    names = [step["name"] for step in steps]
    assert names[-3:] == ["Build and push", "Attest the build", "Tag the image"]
    digest = "${{ steps.build.outputs.digest }}"
    attest, tag = steps[-2:]
    assert attest["with"] == {"subject-name": "${{ steps.find-image.outputs.name }}", "subject-digest": digest}
    assert tag["env"]["DIGEST"] == digest
    assert {step["if"] for step in steps[-3:]} == {"${{ steps.find-image.outputs.exists == 'false' }}"}


def test_what_else_runs_in_the_build_job_is_pinned_by_digest() -> None:
    image = re.compile(r"(?:image|generator)=docker\.io/[a-z-]+/[a-z-]+:[\w.-]+@sha256:[0-9a-f]{64}")
    given = {name: value for step in load(STAGING)["jobs"]["publish-docker"]["steps"] for name, value in step.get("with", {}).items()}
    assert image.fullmatch(given["driver-opts"])
    assert image.fullmatch(given["sbom"])


def test_only_the_build_job_can_sign() -> None:
    assert [job_id for job_id, job in _jobs() if "id-token" in job["permissions"]] == ["publish-docker"]
    assert [job_id for job_id, job in _jobs() if job["permissions"].get("attestations") == "write"] == ["publish-docker"]


def test_main_builds_nothing() -> None:
    builds = re.compile(r"docker/|actions/setup-node|^ *(?:run: )?npm ", re.MULTILINE)
    assert builds.findall(MAIN.read_text(encoding="utf-8")) == []
    assert len(builds.findall(STAGING.read_text(encoding="utf-8"))) > 5


def test_no_command_has_an_expression() -> None:
    commands = [step["run"] for step in _steps() if "run" in step]
    assert len(commands) > 20
    assert [command for command in commands if "${{" in command] == []


def test_a_workflow_names_its_scripts_and_holds_none() -> None:
    commands = [step["run"] for step in _steps() if "run" in step]
    assert [command for command in commands if "\n" in command] == []
    named = {match[1] for command in commands if (match := re.fullmatch(r"scripts/publish/steps/([\w-]+)\.sh", command))}
    assert named == set(Scripts(ROOT / "templates").names("steps"))


def test_what_is_published_is_the_script_to_the_byte_below_its_mark() -> None:
    published = {path: text for path, text in MADE.items() if path.is_relative_to(ROOT / "generated/scripts/publish/steps")}
    assert len(published) > 40
    for path, text in published.items():
        source = (ROOT / "templates" / path.relative_to(ROOT / "generated/scripts/publish")).read_text(encoding="utf-8")
        shebang = "#!/usr/bin/env bash\n" if source.startswith("#!") else ""
        head, _, rest = text.removeprefix(shebang).partition("\n#\n")
        assert (text.startswith(shebang), len(head.splitlines()), rest) == (True, 2, source.removeprefix(shebang))


def test_generated_files_do_not_exceed_their_numbers_of_lines() -> None:
    lines = {path.name: len(MADE[path].splitlines()) for path in (STAGING, MAIN)}
    assert lines["publish-staging.yml"] <= 304
    assert lines["publish-main.yml"] <= 164
    attested = 565  # lines that attestations add, with the end of programs that hold a token
    assert sum(len(text.splitlines()) for path, text in MADE.items() if (ROOT / "generated") in path.parents) <= 17_717 // 2 + attested


def test_the_page_says_how_large_an_installation_is() -> None:
    page = (ROOT / "docs/application-repositories.md").read_text(encoding="utf-8")
    found = re.search(r"adds about ([\d,]+) lines: (\d+) in the two workflows, (\d+) in the guide and the\s+checklist", page)
    assert found
    lines = {path: len(text.splitlines()) for path, text in MADE.items() if (ROOT / "generated") in path.parents}
    pages = sum(count for path, count in lines.items() if path.suffix == ".md")
    stated = [int(number.replace(",", "")) for number in found.groups()]
    assert stated == pytest.approx([sum(lines.values()), lines[STAGING] + lines[MAIN], pages], rel=0.05)


def test_a_job_with_rights_or_secrets_runs_nothing_of_others_before_a_script() -> None:
    for path in (STAGING, MAIN):
        for job in load(path)["jobs"].values():
            commands = [step["run"] for step in job["steps"] if "run" in step]
            if "write" in job["permissions"].values() or "GHCR_REGISTRY_TOKEN" in str(job):
                assert all(command.startswith("scripts/publish/steps/") for command in commands)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_have_a_header_and_unix_line_endings(path: Path) -> None:
    data = path.read_bytes()
    text = data.decode("utf-8")
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\n")
    assert not data.endswith(b"\n\n")
    assert len(data) < 500_000
    first, second = text.splitlines()[:2]
    made_from = re.fullmatch(r"# Generated by Linesmith from (pipelines/\w+\.py)\. Do not edit this file:", first)
    assert made_from
    assert (ROOT / made_from[1]).is_file()
    assert second == "# change the definition, then run `make generate`."


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_path_of_the_machine_is_in_a_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert re.findall(r"(?<![\w$}./:-])/(?:home|root|Users|tmp|opt|srv|mnt|private)/", text) == []


def test_another_user_on_another_machine_makes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "HOME", "HOSTNAME", "LANG", "TZ", "TMPDIR"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setattr(socket, "gethostname", lambda: "elsewhere")
    monkeypatch.setattr(platform, "node", lambda: "elsewhere")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    again = compile_project(Project.containing(ROOT)).files
    assert {ROOT / output.location: output.text for output in again} == MADE
