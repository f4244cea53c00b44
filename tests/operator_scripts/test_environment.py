"""The operator's configuration changes neither the output nor the pushes of a script, and no tool fails silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operator_scripts.published import Published
    from tests.operator_scripts.repositories import Clone

BUMP, STAGING, MAIN, PREFLIGHT = "bump-version.sh", "sync-develop-to-staging.sh", "sync-staging-to-main.sh", "preflight.sh"
CONFIGURATION = """
[user]
name = Mona Lisa
email = mona@example.org
[push]
followTags = true
default = matching
gpgSign = true
recurseSubmodules = only
pushOption = skip-the-checks
[remote "origin"]
mirror = true
tagOpt = --tags
prune = true
pruneTags = true
push = refs/*:refs/*
[fetch]
prune = true
pruneTags = true
recurseSubmodules = true
[color]
ui = always
status = always
[log]
showSignature = true
decorate = full
follow = true
[format]
pretty = fuller
[status]
short = false
branch = true
showStash = true
showUntrackedFiles = no
relativePaths = true
submoduleSummary = true
[core]
hooksPath = {hooks}
fsmonitor = "'{hooks}/fsmonitor'"
autocrlf = input
safecrlf = true
quotePath = false
pager = false
editor = false
commentChar = c
excludesFile = {hooks}/excludes
[commit]
cleanup = strip
verbose = true
template = {hooks}/excludes
[alias]
push = !false
ls-remote = !false
[diff]
external = false
ignoreSubmodules = all
[submodule]
recurse = true
[merge]
ff = no
[tag]
gpgSign = true
[protocol]
version = 0
"""
EXPORTED = {
    "GIT_DIR": "/nowhere",
    "GIT_WORK_TREE": "/nowhere",
    "GIT_INDEX_FILE": "/nowhere/index",
    "GIT_PREFIX": "apps/",
    "GIT_NAMESPACE": "theirs",
    "GIT_PAGER": "false",
    "GIT_EDITOR": "false",
    "GIT_EXTERNAL_DIFF": "false",
    "GIT_LITERAL_PATHSPECS": "1",
    "CDPATH": "/usr",
    "GREP_OPTIONS": "--color=always",
    "POSIXLY_CORRECT": "1",
    "SHELLOPTS": "noclobber:noglob",
    "NODE_OPTIONS": "--require /nowhere.js",
    "NODE_PATH": "/nowhere",
    "FORCE_COLOR": "1",
    "LANG": "de_DE.UTF-8",
    "LANGUAGE": "de",
}


def hostile(clone: Clone) -> dict[str, str]:
    """An operator's configuration and environment, in which a hook of each kind that should not run says so in a file.

    From now on node is started, because only then do its variables have an effect.
    """
    (clone.bin / "node").unlink(missing_ok=True)
    hooks = clone.root / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "post-checkout", "post-merge", "fsmonitor"):
        (hooks / name).write_text(f"#!/bin/sh\necho {name} >>'{clone.root}/ran'\nexit 1\n", "utf-8")
        (hooks / name).chmod(0o755)
    (hooks / "excludes").write_text("CHANGELOGS\n", "utf-8")
    clone.put("../hostile", CONFIGURATION.format(hooks=hooks))
    return {**EXPORTED, "GIT_CONFIG_GLOBAL": str(clone.root / "hostile")}


def ready(pipeline: Published) -> str:
    """Develop is ahead of main and staged; a tag that only this clone has must stay here."""
    pipeline.clone.commit()
    commit = pipeline.push("develop", "staging")
    pipeline.stage("1.2.3-staging.0", commit)
    pipeline.ran(commit)
    pipeline.clone.git("tag", "--annotate", "--message", "private", "9.9.9-private", commit)
    return commit


RUNS = {BUMP: (["patch", "--push"], "develop"), STAGING: ([], "staging"), MAIN: ([], "main")}


@pytest.mark.parametrize("name", RUNS)
def test_output_and_pushes_do_not_depend_on_the_operators_configuration(pipeline: Published, npm: Path, name: str) -> None:
    clone = pipeline.clone
    commit = ready(pipeline)
    if name == BUMP:
        clone.engine()
        clone.shim("npm", NPM.format(npm=npm))
    if name == STAGING:
        clone.commit()
        commit = pipeline.push("develop")
    arguments, branch = RUNS[name]
    before = clone.git("for-each-ref", "--format=%(refname)", folder=clone.bare).splitlines()
    wanted = pipeline.run(name, *arguments, "--dry-run")
    assert wanted.code == 0, wanted.output
    environment = hostile(clone)
    assert pipeline.run(name, *arguments, "--dry-run", **environment) == wanted
    ran = pipeline.run(name, *arguments, "--yes", **environment)
    assert ran.code == 0, ran.output
    assert clone.git("for-each-ref", "--format=%(refname)", folder=clone.bare).splitlines() == before, "no tag, and no other branch"
    assert pipeline.head(branch) == (clone.git("rev-parse", "HEAD") if name == BUMP else commit)
    assert not (clone.root / "ran").exists(), (clone.root / "ran").read_text("utf-8")


# A commit has its hooks: they decide whether the repository accepts it.
NPM = """#!/bin/sh
if [ "$1" = audit ]; then echo '{{"auditReportVersion":2,"vulnerabilities":{{}}}}'; else exec "{npm}" "$@"; fi
"""


def test_preflight_output_is_the_same_in_every_environment(pipeline: Published) -> None:
    ready(pipeline)
    wanted = pipeline.run(PREFLIGHT)
    assert wanted.code == 0, wanted.output
    assert pipeline.run(PREFLIGHT, **hostile(pipeline.clone)) == wanted


@pytest.mark.parametrize("name", RUNS)
def test_stops_when_the_remote_pushes_to_another_repository(pipeline: Published, name: str) -> None:
    ready(pipeline)
    pipeline.clone.git("remote", "set-url", "--push", "origin", "https://me:secret@example.org/me/fork.git")
    before = pipeline.clone.state()
    ran = pipeline.run(name, *RUNS[name][0], "--yes")
    assert (ran.code, "and pushed to https://example.org/me/fork.git. To do: git remote set-url --push origin " in ran.output) == (
        1,
        True,
    ), ran.output
    assert pipeline.clone.state() == before


SSH = """#!/bin/sh
echo "Warning: Permanently added 'example.org' (ED25519) to the list of known hosts." >&2
for last; do :; done
exec sh -c "$last"
"""


def over_ssh(pipeline: Published) -> dict[str, str]:
    ssh = pipeline.clone.shim("a-shell", SSH)
    pipeline.clone.git("remote", "set-url", "origin", f"ssh://example.org{pipeline.clone.bare}")
    return {"GIT_SSH_COMMAND": f"'{ssh}'"}


def test_warning_of_ssh_is_not_taken_for_an_answer(pipeline: Published) -> None:
    environment = over_ssh(pipeline)
    pipeline.clone.git("update-ref", "-d", "refs/heads/staging", folder=pipeline.clone.bare)
    ran = pipeline.run(STAGING, "--yes", **environment)
    assert (ran.code, "origin has no branch staging. To do: git push --no-verify origin " in ran.output) == (1, True), ran.output


RULESET = """echo 'error: GH013: Repository rule violations found for refs/heads/staging.' >&2
echo >&2
echo '- Changes must be made through a pull request.' >&2
exit 1"""


def test_error_has_the_message_of_the_server_when_it_rejects_a_push(pipeline: Published) -> None:
    pipeline.clone.commit()
    pipeline.push("develop")
    environment = over_ssh(pipeline)
    pipeline.clone.hook("pre-receive", RULESET)
    ran = pipeline.run(STAGING, "--yes", **environment)
    words = "origin rejected the push to staging: error: GH013: "
    words += "Repository rule violations found for refs/heads/staging. - Changes must be made"
    assert (ran.code, words in ran.output) == (1, True), ran.output


@pytest.mark.parametrize("name", [STAGING, MAIN, PREFLIGHT])
def test_error_has_a_remedy_when_node_dies(pipeline: Published, name: str) -> None:
    ready(pipeline)
    if name == STAGING:
        pipeline.clone.commit()
        pipeline.push("develop")
    pipeline.clone.shim("node", "#!/bin/sh\nkill -ABRT $$\n")
    ran = pipeline.run(name, *["--yes"] * (name != PREFLIGHT))
    assert (ran.code, "node ended with exit code 134 (SIGABRT" in ran.output, ran.output.count("To do: ")) == (1, True, 1), ran.output


def test_error_has_a_remedy_when_git_dies(pipeline: Published) -> None:
    ready(pipeline)
    real = program("git")
    pipeline.clone.shim("git", f'#!/bin/sh\ncase "$*" in *status*) kill -SEGV $$ ;; esac\nexec "{real}" "$@"\n')
    ran = pipeline.run(STAGING, "--yes")
    assert (ran.code, "ended with exit code 139" in ran.output, ran.output.count("To do: ")) == (1, True, 1), ran.output
