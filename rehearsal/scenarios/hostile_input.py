"""Hostile input: names, versions, changelogs and messages that try to be executed."""

from __future__ import annotations

from rehearsal.application import CHANGELOGS, IMAGES, Link
from rehearsal.definitions import PRODUCT
from rehearsal.engine.scenario import Bump, Commit, Dispatch, Expect, Push, Scenario, Start

PWNED = "PWNED"
"""Appears in a tag, a release or a command only where text was executed as code."""
_BRANCH = f"x;echo${{IFS}}{PWNED}>$HOME/{PWNED};`id`&|'\"$(id)"
_MESSAGE = f"::error::{PWNED}\n::set-output name=version::9.9.9\n##[error]{PWNED}\n$(id) `id` ${{{{ github.token }}}}"
_DOCKERFILE = f"{PRODUCT.dockerfiles}/{IMAGES[0]}/Dockerfile"
_NOTES = f"{CHANGELOGS}/1.2.3.md"
_CHANGELOG = f"""# 1.2.3

</details><script>alert("{PWNED}")</script> <!-- never closed
```
::error::{PWNED}
sha256:{"0" * 64} ${{{{ secrets.GITHUB_TOKEN }}}} $(id) `id` \\
"quotes" 'quotes' \u200f right to left \ufeff
"""

SCENARIOS = (
    Scenario(
        name="hostile-branch",
        description="A pipeline is dispatched on a branch whose name is shell code.",
        events=(Dispatch("staging", branch=_BRANCH),),
        expect=Expect(runs=("success",), staging="1.2.3-staging.0"),
        targets=("I10",),
    ),
    Scenario(
        name="hostile-overrides",
        description="version_override is anything but a version of this base.",
        events=tuple(
            Dispatch("staging", override=override)
            for override in (
                f"1.2.3-staging.1; echo {PWNED}",
                f"$(echo {PWNED})",
                f"1.2.3-staging.0\n::set-output name=version::{PWNED}",
                "1.2.3-staging.01",
                "1.2.4-staging.0",
                "1.2.3",
                "../../etc/passwd",
            )
        ),
        expect=Expect(runs=("failure",) * 7, versions=(), staging="", messages=("Invalid version_override",)),
        targets=("I8", "I10"),
    ),
    Scenario(
        name="hostile-version",
        description="The version in package.json is shell code.",
        events=(
            Bump(f"1.2.3$(echo {PWNED})"),
            Push("staging"),
            Bump("1.2.3\n::error::x"),
            Push("staging"),
            Bump("v1.2.3"),
            Push("staging"),
        ),
        expect=Expect(runs=("failure",) * 3, versions=(), messages=("version is not SemVer" if PRODUCT.npm else "Invalid version file",)),
        targets=("I8", "I10"),
    ),
    Scenario(
        name="hostile-changelog",
        description="The changelog contains markup, workflow commands and expressions.",
        start=Start(changelog=_CHANGELOG),
        events=(Push("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.0", releases=("1.2.3",)),
        targets=("I2", "I10"),
    ),
    Scenario(
        name="linked-changelog",
        description="The changelog, then a Dockerfile, links to the job's environment. Neither is read, and nothing is published.",
        events=(
            Commit(files={_NOTES: Link("/proc/self/environ")}),
            Push("staging"),
            Push("main"),
            Commit(files={_NOTES: "# 1.2.3\n\n- What is new\n", _DOCKERFILE: Link("/proc/self/environ")}),
            Push("staging"),
        ),
        expect=Expect(runs=("failure",) * 3, versions=(), releases=(), messages=("Symbolic link in the path",)),
        targets=("I8", "I10"),
    ),
    Scenario(
        name="hostile-commit-message",
        description="The commit message contains workflow commands and expressions.",
        events=(Commit(message=_MESSAGE), Push("staging"), Push("main")),
        expect=Expect(runs=("success", "success"), latest="1.2.3-staging.0", versions=("1.2.3-staging.0",)),
        targets=("I10",),
    ),
)
