"""Releases without faults: from the first build of a version to its release, and on to the next version."""

from __future__ import annotations

from rehearsal.application import CHANGELOGS, IMAGES
from rehearsal.definitions import BRANCH_OF
from rehearsal.engine.scenario import Bump, Commit, CreateTag, DeleteTag, Dispatch, Expect, Push, Rerun, Scenario, Start
from rehearsal.runner.path_shims import Crash

SCENARIOS = (
    Scenario(
        name="first-publish",
        description="The very first build. No package and no tag exists.",
        events=(Push("staging"),),
        expect=Expect(
            runs=("success",), staging="1.2.3-staging.0", latest="", versions=("1.2.3-staging.0",), releases=(), github_latest=""
        ),
        targets=("I3", "I4", "I6", "I9", "I10", "I11"),
    ),
    Scenario(
        name="first-publish-denied",
        description="The very first build, where absent packages are denied. A dispatch with version_override starts the numbering.",
        start=Start(absent="denied"),
        events=(Push("staging"), Dispatch("staging", override="1.2.3-staging.0"), Commit(), Push("staging")),
        recover=False,
        expect=Expect(runs=("failure", "success", "success"), staging="1.2.3-staging.1", messages=("version_override",)),
        targets=("I8",),
    ),
    Scenario(
        name="new-image",
        description="An image is added to published ones. A package that is denied while its siblings can be listed does not exist yet.",
        start=Start(builds=1, missing_images=(IMAGES[-1],), absent="denied"),
        events=(Commit(), Push("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.1", latest="1.2.3-staging.1", releases=("1.2.3",)),
        min_images=2,
        targets=("I4", "I6"),
    ),
    Scenario(
        name="promote",
        description="A staged build is promoted.",
        start=Start(builds=1),
        events=(Push("main"),),
        expect=Expect(runs=("success",), staging="1.2.3-staging.0", latest="1.2.3-staging.0", releases=("1.2.3",), github_latest="1.2.3"),
        targets=("I4", "I6", "I7", "I9", "I10", "I11"),
    ),
    Scenario(
        name="promote-with-a-reader",
        description="A staged build is promoted, with the secret GHCR_REGISTRY_TOKEN.",
        start=Start(builds=1, reader_token=True),
        events=(Push("main"),),
        expect=Expect(runs=("success",), latest="1.2.3-staging.0", releases=("1.2.3",)),
        targets=("I10",),
    ),
    Scenario(
        name="train",
        description="Bump, publish to staging, promote; and the same for the next version.",
        events=(Bump("1.3.0"), Push("staging"), Push("main"), Bump("1.3.1"), Commit(), Push("staging"), Push("main")),
        expect=Expect(
            runs=("success",) * 4,
            staging="1.3.1-staging.0",
            latest="1.3.1-staging.0",
            versions=("1.3.0-staging.0", "1.3.1-staging.0"),
            releases=("1.3.0", "1.3.1"),
        ),
        targets=("I1", "I3", "I4", "I5", "I6", "I7"),
    ),
    Scenario(
        name="twelve-builds",
        description="The twelfth build of one base version is promoted: 11 is more than 9.",
        start=Start(builds=11, released=("1.2.2",)),
        events=(Dispatch("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.11", latest="1.2.3-staging.11", releases=("1.2.2", "1.2.3")),
        targets=("I1", "I5", "I7"),
    ),
    Scenario(
        name="two-hundred-builds",
        description="A base version has more builds than one page of tags.",
        start=Start(builds=200),
        events=(Commit(), Push("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), staging="1.2.3-staging.200", latest="1.2.3-staging.200"),
        targets=("I1", "I5", "I7"),
    ),
    Scenario(
        name="merged",
        description="A merged pull request brings the staged content to the release branch in a new commit.",
        start=Start(builds=2),
        events=(Push("main", merged=True),),
        expect=Expect(runs=("success",), latest="1.2.3-staging.1", releases=("1.2.3",)),
        targets=("I7",),
    ),
    Scenario(
        name="unstaged-content",
        description="A commit whose builds crashed is pushed to the release branch. The existing build has other content.",
        start=Start(builds=1),
        events=(Commit(), Push("staging", crashes=(Crash("publish-docker", "Build and push", "before"),)), Push("main")),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.1", releases=("1.2.3",)),
        targets=("I7", "I8"),
    ),
    Scenario(
        name="changelog-is-empty",
        description="A commit with an empty changelog reaches the release branch. Neither pipeline publishes anything, and both report it.",
        start=Start(builds=1),
        events=(Commit(files={f"{CHANGELOGS}/1.2.3.md": ""}), Push("staging"), Push("main")),
        expect=Expect(runs=("failure", "failure"), latest="", releases=()),
        targets=("I7", "I8"),
    ),
    Scenario(
        name="old-release",
        description="A fix of an older version is released after a higher one. :latest and GitHub's latest release stay.",
        start=Start(version="1.2.4", released=("1.2.3", "1.3.0"), builds=1),
        events=(Push("main"),),
        expect=Expect(runs=("success",), latest="1.3.0-staging.0", releases=("1.2.3", "1.2.4", "1.3.0"), github_latest="1.3.0"),
        targets=("I5", "I7"),
    ),
    Scenario(
        name="tags-in-the-way",
        description="Git tags exist below a staged version and a release. The number is skipped; the release needs a manual action.",
        events=(
            CreateTag("1.2.3-staging.0/x"),
            Push("staging"),
            CreateTag("1.2.3/hotfix"),
            Push("main"),
            DeleteTag("1.2.3/hotfix"),
            Rerun(),
        ),
        expect=Expect(
            runs=("success", "success"),
            latest="1.2.3-staging.1",
            versions=("1.2.3-staging.0/x", "1.2.3-staging.1"),
            releases=("1.2.3",),
            messages=("A Git tag blocks 1.2.3",),
        ),
        targets=("I4", "I8"),
    ),
    Scenario(
        name="tag-of-no-release",
        description="A Git tag looks like a higher release but belongs to none. GitHub's latest release is the one that :latest names.",
        start=Start(builds=1),
        events=(CreateTag("2024.1.1"), Push("main")),
        expect=Expect(
            runs=("success",), latest="1.2.3-staging.0", releases=("1.2.3",), unrelated_tags=("2024.1.1",), github_latest="1.2.3"
        ),
        targets=("I5",),
    ),
    Scenario(
        name="all-jobs-again",
        description="All jobs of a staging run are re-run, which takes the next number, and all of a promotion, which changes nothing.",
        events=(Push("staging"), Rerun(jobs="all"), Push("main"), Rerun(jobs="all")),
        expect=Expect(
            runs=("success", "success"),
            staging="1.2.3-staging.1",
            latest="1.2.3-staging.1",
            versions=("1.2.3-staging.0", "1.2.3-staging.1"),
        ),
        targets=("I1", "I2", "I5", "I8"),
    ),
    Scenario(
        name="deleted-tag",
        description="The Git tag of the highest number was deleted. The registry still has the number, so it is not reused.",
        start=Start(builds=3),
        events=(DeleteTag("1.2.3-staging.2"), Commit(), Push("staging")),
        expect=Expect(runs=("success",), staging="1.2.3-staging.3", versions=("1.2.3-staging.0", "1.2.3-staging.1", "1.2.3-staging.3")),
        targets=("I1", "I2"),
    ),
    Scenario(
        name="forgotten-bump",
        description="A push to the staging branch after the release, without a new version.",
        start=Start(builds=1),
        events=(Push("main"), Commit(), Push("staging")),
        expect=Expect(runs=("success", "failure"), staging="1.2.3-staging.0", messages=("1.2.3 is already released",)),
        targets=("I5", "I8"),
    ),
    Scenario(
        name="released-twice",
        description="After the release, without a new version, another commit is pushed to the staging branch and to the release branch.",
        start=Start(builds=1),
        events=(Push("main"), Commit(), Push("staging"), Push("main")),
        expect=Expect(runs=("success", "failure", "failure"), latest="1.2.3-staging.0", releases=("1.2.3",)),
        targets=("I1", "I5", "I7"),
    ),
    Scenario(
        name="wrong-branch",
        description="The release pipeline is dispatched on the staging branch.",
        start=Start(builds=1),
        events=(Dispatch("main", branch=BRANCH_OF["staging"]),),
        expect=Expect(
            runs=("failure",), latest="", releases=(), messages=(f"This workflow publishes only from the branch {BRANCH_OF['main']}",)
        ),
        targets=("I7", "I8"),
    ),
)
