"""Images for two platforms need one changed line of the product, and both pipelines publish them."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.projects import TempProject, copy_of_definitions
from tests.rehearsal.few_images import few
from tests.rehearsal.requirements import namespaces
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = '    platforms=("linux/amd64",),\n', '    platforms=("linux/amd64", "linux/arm64"),\n'
pytestmark = pytest.mark.waits
STAGING = "generated/.github/workflows/publish-staging.yml"


def built_for(root: Path, platforms: str, more: str = "") -> TempProject:
    """A copy of the definitions with this change to the product and these appended lines, generated."""
    made = copy_of_definitions(root)
    product = made.read("pipelines/product.py")
    assert product.count(ONE) == 1
    made.put("pipelines/product.py", product.replace(ONE, platforms) + more)
    for command in ("generate", "check"):
        ran = made.run(command)
        assert ran.code == 0, ran.output
    return made


def build_steps(made: TempProject) -> dict[str, Any]:
    tree = YAML(typ="safe", pure=True).load(made.read(STAGING))
    return {step["name"]: step for step in tree["jobs"]["publish-docker"]["steps"]}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> TempProject:
    return built_for(tmp_path_factory.mktemp("two") / "copy", TWO, few())


def test_another_platform_is_emulated(two: TempProject) -> None:
    steps = build_steps(two)
    names = list(steps)
    assert names.index("Set up QEMU") < names.index("Set up Buildx") < names.index("Build and push")
    emulation = steps["Set up QEMU"]
    assert emulation["uses"].startswith("docker/setup-qemu-action@96fe6ef7f33517b61c61be40b68a1882f3264fb8")
    assert emulation["if"] == steps["Set up Buildx"]["if"]
    assert emulation["with"]["platforms"] == "arm64"
    assert emulation["with"]["cache-image"] is False
    assert "@sha256:" in emulation["with"]["image"]
    assert steps["Build and push"]["with"]["platforms"] == "linux/amd64,linux/arm64"


@pytest.mark.parametrize(
    ("platforms", "emulated", "lockfile"),
    [
        (("linux/amd64",), None, "linux/amd64"),
        (("linux/arm64", "linux/amd64"), "arm64", "linux/amd64"),
        (("linux/arm64",), "arm64", "linux/arm64"),
        (("linux/amd64", "linux/arm/v6", "linux/arm/v7"), "arm", "linux/amd64"),
    ],
)
def test_a_lockfile_is_made_on_one_platform(tmp_path: Path, platforms: tuple[str, ...], emulated: str | None, lockfile: str) -> None:
    made = built_for(tmp_path / "copy", f"    platforms={platforms!r},\n")
    assert f"PLATFORM='{lockfile}'\n" in made.read("generated/scripts/development/update-lockfile-linux.sh")
    assert build_steps(made).get("Set up QEMU", {}).get("with", {}).get("platforms") == emulated


@pytest.mark.parametrize(
    ("platforms", "found"),
    [
        ("()", "expected: at least one, each once"),
        ('("linux/amd64,linux/arm64",)', "expected: at least one, each once, such as linux/amd64"),
        ('("linux/arm64", "linux/arm64")', "each once"),
        ('tuple(f"linux/a{number}" for number in range(17))', "expected: at most 16"),
    ],
)
def test_platforms_that_cannot_be_built_are_rejected(tmp_path: Path, platforms: str, found: str) -> None:
    made = copy_of_definitions(tmp_path / "copy")
    made.put("pipelines/product.py", made.read("pipelines/product.py").replace(ONE, f"    platforms={platforms},\n"))
    ran = made.run("check")
    assert (ran.code, ran.output.count("[broken-definition]")) == (1, 1)
    assert found in ran.output


def test_actionlint_finds_nothing(two: TempProject) -> None:
    done = subprocess.run([program("actionlint"), two.root / STAGING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_zizmor_finds_nothing(two: TempProject) -> None:
    command = (program("zizmor"), "--offline", "--persona", "auditor", "--no-progress", two.root / STAGING)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_both_platforms_are_staged_and_promoted_and_the_state_is_kept(two: TempProject) -> None:
    """This is one test, since two tests in different processes would each have to run the pipelines."""
    namespaces()
    ran = two.run_apart("rehearse", "first-publish", "promote", "--keep", timeout=300)
    assert ran.code == 0, ran.output
    assert re.search(r"^promote +passed +\d+ +\d+ +3 jobs, [\d.]+ s +all hold +[\d.]+ s$", ran.output, re.MULTILINE)
    assert "CRANE_SHA256 set to" in ran.output
    kept = two.root / ".rehearsal"
    for scenario in ("first-publish", "promote"):
        indexes = kept_indexes(kept / scenario / "registry")
        assert len(indexes) == 2, scenario
        for index in indexes:
            architectures = [entry["platform"]["architecture"] for entry in index["manifests"]]
            assert architectures == ["amd64", "arm64", "unknown", "unknown"], scenario
    command = ["git", "-C", str(kept / "promote/application.git"), "tag"]
    tags = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert tags == ["1.2.3", "1.2.3-staging.0"]
    assert list((kept / "promote/registry").rglob("*1.2.3*"))
    assert json.loads((kept / "promote/result.json").read_text("utf-8"))["status"] == "passed"


def kept_indexes(registry: Path) -> list[dict[str, Any]]:
    """The indexes among the blobs of a registry's folder."""
    texts = [path.read_bytes() for path in registry.rglob("data") if path.is_file()]
    return [value for text in texts if text.startswith(b"{") and "manifests" in (value := json.loads(text))]
