"""The product is stated once: one line for another image, one file for another product."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from compiler import Uses
from pipelines.main import MAIN
from pipelines.staging import STAGING
from tests.projects import REPOSITORY, Made, copy_of_definitions

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

LINES = ("publish-staging.yml", "publish-main.yml")
PAGES = ("PUBLISH.md", "PUBLISH-GITOPS-CHECKLIST.md")
LAST_IMAGE = '        "management-web-sidecar",\n'


@pytest.fixture
def copy(tmp_path: Path) -> Made:
    """This repository's definitions and scripts."""
    return copy_of_definitions(tmp_path / "a copy")


def _workflows(made: Made) -> dict[str, Any]:
    ran = made.run("generate")
    assert ran.code == 0, ran.output
    return {name: YAML(typ="safe", pure=True).load(made.read(f"generated/.github/workflows/{name}")) for name in LINES}


# What an action does unasked, and we do not want: caches, credentials that stay behind, records and tables that nobody reads.
SWITCHED_OFF = {
    "actions/checkout": {"persist-credentials": False},
    "actions/setup-node": {"package-manager-cache": False},
    "docker/setup-buildx-action": {"cache-binary": False},
    "docker/login-action": {},
    "docker/build-push-action": {"DOCKER_BUILD_RECORD_UPLOAD": False, "DOCKER_BUILD_SUMMARY": False},
}


def test_what_actions_do_unasked_is_known_and_switched_off() -> None:
    steps = [step for workflow in (STAGING, MAIN) for job in workflow.jobs for step in job.steps if isinstance(step, Uses)]
    assert {step.action for step in steps} == set(SWITCHED_OFF)
    for step in steps:
        given = {**step.with_, **step.env}
        assert given.items() >= SWITCHED_OFF[step.action].items(), step.action


def test_a_seventh_image_is_one_line(copy: Made) -> None:
    before = _workflows(copy)
    product = copy.read("pipelines/product.py")
    assert product.count(LAST_IMAGE) == 1
    copy.put("pipelines/product.py", product.replace(LAST_IMAGE, LAST_IMAGE + '        "docs",\n'))
    after = _workflows(copy)
    for name in LINES:
        assert after[name]["env"]["IMAGES"].split() == [*before[name]["env"]["IMAGES"].split(), "docs"]
    assert after[LINES[0]]["jobs"]["publish-docker"]["strategy"]["matrix"]["image"][-1] == "docs"
    assert "docker pull ghcr.io/OWNER/REPO/docs:" in copy.read("generated/docs/PUBLISH.md")
    assert "  - name: ghcr.io/OWNER/REPO/docs\n" in copy.read("generated/docs/PUBLISH-GITOPS-CHECKLIST.md")


@pytest.mark.parametrize("images", [["server"], [f"part-{number}" for number in range(30)]], ids=["one", "thirty"])
def test_another_product_is_another_product_file(copy: Made, images: list[str]) -> None:
    source = copy.read("pipelines/product.py")
    head = source[: source.index("METABOOST = Product(")]
    copy.put(
        "pipelines/product.py",
        head
        + f"""METABOOST = Product(
    images={tuple(images)!r},
    dockerfiles="docker",
    changelogs="notes",
    changelog_placeholder="- What is new.",
    registry="registry.example.com",
    env_files={{}},
    development_branch="trunk",
    staging_branch="next",
    release_branch="stable",
    prerelease="rc",
    staging_tag="edge",
    release_tag="current",
    sidecars=(),
    own_version_lines=(),
    audit_allow_list="allowed.txt",
    definitions="lines",
    repository="owner/name",
    bases="manifests",
    overlay_example="manifests/example",
    release_variables={{}},
    descriptions={{}},
)
""",
    )
    staging, main = _workflows(copy).values()
    assert staging["on"]["push"]["branches"] == ["next"]
    assert main["on"]["push"]["branches"] == ["stable"]
    assert staging["env"] == {
        "REGISTRY": "${{ vars.REGISTRY || 'registry.example.com' }}",
        "IMAGES": "".join(f"{image}\n" for image in images),
        "PRERELEASE": "rc",
        "CHANGELOGS": "notes",
        "CHANGELOG_PLACEHOLDER": "- What is new.",
    }
    assert staging["jobs"]["publish-docker"]["strategy"]["matrix"]["image"] == images
    build = next(step for step in staging["jobs"]["publish-docker"]["steps"] if step["name"] == "Build and push")
    assert build["with"]["file"] == "docker/${{ matrix.image }}/Dockerfile"
    assert staging["jobs"]["verify-published-tags"]["concurrency"]["group"] == "publish-edge-floating"
    floating = [step["env"]["FLOATING_TAG"] for step in main["jobs"]["promote"]["steps"] if "FLOATING_TAG" in step.get("env", {})]
    assert floating == ["current"]
    said = "\n".join(line for name in LINES for line in copy.read(f"generated/.github/workflows/{name}").splitlines() if "#" not in line)
    for word in ("management-web", "apps/web", "infra/docker", "development/CHANGELOGS", "ghcr.io", ":latest", "metaboost"):
        assert word not in said
    pages = "".join(copy.read(f"generated/docs/{name}").partition("-->")[2] for name in PAGES)
    assert f"registry.example.com/OWNER/REPO/{images[-1]}" in pages
    for word in (
        "management-web",
        "infra/docker",
        "infra/k8s",
        "CHANGELOGS",
        "ghcr.io",
        ":latest",
        "metaboost",
        "`develop`",
        "`main`",
        "Z-staging",
        "0-staging",
    ):
        assert word not in pages
    assert "Runtime configuration" not in pages, "without sidecars there is no such contract"
    assert copy.run("checklist", "2.0.0-rc.1").output.startswith("# Pin 2.0.0-rc.1 in GitOps\n")


@pytest.mark.parametrize(
    ("images", "found"), [((), "at least one"), (("Api",), "in lower case"), (("api", "api"), "each name is expected once")]
)
def test_an_impossible_list_of_images_is_refused(copy: Made, images: tuple[str, ...], found: str) -> None:
    source = copy.read("pipelines/product.py")
    copy.put("pipelines/product.py", re.sub(r"images=\(\n.*?\n    \)", f"images={images!r}", source, flags=re.DOTALL))
    ran = copy.run("check")
    assert ran.code == 1
    assert found in ran.output
    assert "Traceback" not in ran.output
    assert ran.output.count("[broken-definition]") == 1


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('image="web-sidecar"', 'image="sidecar"', "both sides of a pair are expected among the images"),
        ('image="web-sidecar"', 'image="management-web-sidecar"', "each image is expected in one pair"),
        ('global_name="__METABOOST_RUNTIME_CONFIG__"', 'global_name="x; y"', "names x; y and WEB_SIDECAR_PORT"),
        ('port_variable="WEB_SIDECAR_PORT"', 'port_variable="A B"', "and A B: one of JavaScript and one of an environment"),
    ],
)
def test_an_impossible_pair_is_refused(copy: Made, old: str, new: str, found: str) -> None:
    source = copy.read("pipelines/product.py")
    assert source.count(old) == 1
    copy.put("pipelines/product.py", source.replace(old, new))
    ran = copy.run("check")
    assert ran.code == 1
    assert found in ran.output
    assert "Traceback" not in ran.output


def test_names_of_the_product_stand_in_one_file() -> None:
    names = ["management-api", "web-sidecar", "infra/docker", "docs/development", "ghcr.io"]
    for path in (REPOSITORY / "pipelines").glob("*.py"):
        code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if '"""' not in line and "#" not in line)
        found = [name for name in names if f'"{name}' in code or f"/{name}" in code]
        assert found == [] or path.name == "product.py", path
