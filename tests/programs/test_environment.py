"""What a person has configured changes neither what a program says nor what it pushes, and no tool fails in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.programs.repositories import INTERRUPT, TERMINATE
from tests.tools import program

if TYPE_CHECKING:
    from tests.programs.published import Published
    from tests.programs.repositories import Clone

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
    """A person's configuration and environment, in which a hook of each kind that should not run says so in a file."""
    hooks = clone.root / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "post-checkout", "post-merge", "fsmonitor"):
        (hooks / name).write_text(f"#!/bin/sh\necho {name} >>'{clone.root}/ran'\nexit 1\n", "utf-8")
        (hooks / name).chmod(0o755)
    (hooks / "excludes").write_text("CHANGELOGS\n", "utf-8")
    clone.put("../hostile", CONFIGURATION.format(hooks=hooks))
    return {**EXPORTED, "GIT_CONFIG_GLOBAL": str(clone.root / "hostile")}


def ready(line: Published) -> str:
    """Develop is ahead of main and staged; a tag that only this clone has must stay here."""
    line.clone.commit()
    commit = line.push("develop", "staging")
    line.stage("1.2.3-staging.0", commit)
    line.ran(commit)
    line.clone.git("tag", "--annotate", "--message", "private", "9.9.9-private", commit)
    return commit


RUNS = {BUMP: (["patch", "--push"], "develop"), STAGING: ([], "staging"), MAIN: ([], "main")}


@pytest.mark.parametrize("name", RUNS)
def test_nothing_that_a_person_has_configured_changes_what_it_says_or_pushes(line: Published, name: str) -> None:
    clone = line.clone
    commit = ready(line)
    if name == BUMP:
        clone.engine()
        clone.program("npm", NPM.format(npm=program("npm")))
    if name == STAGING:
        clone.commit()
        commit = line.push("develop")
    arguments, branch = RUNS[name]
    before = clone.git("for-each-ref", "--format=%(refname)", folder=clone.bare).splitlines()
    wanted = line.run(name, *arguments, "--dry-run")
    assert wanted.code == 0, wanted.said
    environment = hostile(clone)
    assert line.run(name, *arguments, "--dry-run", **environment) == wanted
    ran = line.run(name, *arguments, "--yes", **environment)
    assert ran.code == 0, ran.said
    assert clone.git("for-each-ref", "--format=%(refname)", folder=clone.bare).splitlines() == before, "no tag, and no other branch"
    assert line.head(branch) == (clone.git("rev-parse", "HEAD") if name == BUMP else commit)
    assert not (clone.root / "ran").exists(), (clone.root / "ran").read_text("utf-8")


# A commit has its hooks; they are the repository's judgment of it.
NPM = """#!/bin/sh
if [ "$1" = audit ]; then echo '{{"auditReportVersion":2,"vulnerabilities":{{}}}}'; else exec "{npm}" "$@"; fi
"""


def test_preflight_says_the_same_in_every_environment(line: Published) -> None:
    ready(line)
    wanted = line.run(PREFLIGHT)
    assert wanted.code == 0, wanted.said
    assert line.run(PREFLIGHT, **hostile(line.clone)) == wanted


@pytest.mark.parametrize("name", RUNS)
def test_a_remote_that_is_pushed_to_elsewhere_is_refused_before_anything(line: Published, name: str) -> None:
    ready(line)
    line.clone.git("remote", "set-url", "--push", "origin", "https://me:secret@example.org/me/fork.git")
    before = line.clone.state()
    ran = line.run(name, *RUNS[name][0], "--yes")
    assert (ran.code, "and pushed to https://example.org/me/fork.git. To do: git remote set-url --push origin " in ran.said) == (1, True), (
        ran.said
    )
    assert line.clone.state() == before


SSH = """#!/bin/sh
echo "Warning: Permanently added 'example.org' (ED25519) to the list of known hosts." >&2
for last; do :; done
exec sh -c "$last"
"""


def over_ssh(line: Published) -> dict[str, str]:
    ssh = line.clone.program("a-shell", SSH)
    line.clone.git("remote", "set-url", "origin", f"ssh://example.org{line.clone.bare}")
    return {"GIT_SSH_COMMAND": f"'{ssh}'"}


def test_a_warning_of_ssh_is_no_answer_of_the_remote(line: Published) -> None:
    environment = over_ssh(line)
    line.clone.git("update-ref", "-d", "refs/heads/staging", folder=line.clone.bare)
    ran = line.run(STAGING, "--yes", **environment)
    assert (ran.code, "origin has no branch staging. To do: git push origin " in ran.said) == (1, True), ran.said


RULESET = """echo 'error: GH013: Repository rule violations found for refs/heads/staging.' >&2
echo >&2
echo '- Changes must be made through a pull request.' >&2
exit 1"""


def test_a_refusal_of_the_server_is_told_in_its_own_words(line: Published) -> None:
    line.clone.commit()
    line.push("develop")
    environment = over_ssh(line)
    line.clone.hook("pre-receive", RULESET)
    ran = line.run(STAGING, "--yes", **environment)
    words = "origin did not take staging: error: GH013: Repository rule violations found for refs/heads/staging. - Changes must be made"
    assert (ran.code, words in ran.said) == (1, True), ran.said


@pytest.mark.parametrize("name", [STAGING, MAIN, PREFLIGHT])
def test_node_that_dies_is_told_with_what_to_do(line: Published, name: str) -> None:
    ready(line)
    if name == STAGING:
        line.clone.commit()
        line.push("develop")
    line.clone.program("node", "#!/bin/sh\nkill -ABRT $$\n")
    ran = line.run(name, *["--yes"] * (name != PREFLIGHT))
    assert (ran.code, "node ended with exit code 134 (SIGABRT" in ran.said, ran.said.count("To do: ")) == (1, True, 1), ran.said


def test_git_that_dies_is_told_too(line: Published) -> None:
    ready(line)
    real = program("git")
    line.clone.program("git", f'#!/bin/sh\ncase "$*" in *status*) kill -SEGV $$ ;; esac\nexec "{real}" "$@"\n')
    ran = line.run(STAGING, "--yes")
    assert (ran.code, "ended with exit code 139" in ran.said, ran.said.count("To do: ")) == (1, True, 1), ran.said


@pytest.mark.parametrize("signal", [INTERRUPT, TERMINATE])
@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "post-commit"])
def test_interrupted_in_a_hook_it_says_what_is_true(line: Published, hook: str, signal: int) -> None:
    clone = line.clone
    clone.engine()
    clone.program("npm", NPM.format(npm=program("npm")))
    clone.hook(hook, "echo in the hook >&2; sleep 30")
    before = clone.state()
    ran = clone.run_on_a_terminal(f"publish/{BUMP}", "patch", "--yes", kill=signal, at="in the hook")
    assert ran.code in {128 + signal, -signal}, ran.said
    if hook == "post-commit":
        assert clone.git("log", "-1", "--format=%s") == "chore: bump version to 1.2.4"
        assert f"the commit is made, {clone.git('rev-parse', 'HEAD')}" in ran.said
        assert clone.git("status", "--porcelain") == ""
        assert clone.read("docs/development/CHANGELOGS/1.2.4.md")
    else:
        assert "everything is as it was" in ran.said
        assert clone.state() == before


def test_what_a_hook_leaves_is_not_called_as_it_was(line: Published) -> None:
    clone: Clone = line.clone
    clone.engine()
    clone.program("npm", NPM.format(npm=program("npm")))
    clone.hook("pre-commit", "echo x >left; exit 1")
    ran = clone.run(f"publish/{BUMP}", "patch", "--yes")
    assert (ran.code, "not everything is as it was: ?? left" in ran.said) == (1, True), ran.said
