"""The product is declared once: one line for another image, one file for another product."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from compiler import Uses
from pipelines.main import MAIN
from pipelines.staging import STAGING
from pipelines.tools import GH
from tests.projects import REPOSITORY, TempProject, copy_of_definitions

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

pytestmark = pytest.mark.untraced

LINES = ("publish-staging.yml", "publish-main.yml")
PAGES = ("PUBLISH.md", "PUBLISH-GITOPS-CHECKLIST.md")
LAST_IMAGE = '        "management-web-sidecar",\n'


@pytest.fixture
def copy(tmp_path: Path) -> TempProject:
    """This repository's definitions and scripts."""
    return copy_of_definitions(tmp_path / "a copy")


def _workflows(made: TempProject) -> dict[str, Any]:
    ran = made.run("generate")
    assert ran.code == 0, ran.output
    return {name: YAML(typ="safe", pure=True).load(made.read(f"generated/.github/workflows/{name}")) for name in LINES}


# Defaults of actions that are switched off: caches, persisted credentials, records and summaries that nobody reads.
SWITCHED_OFF = {
    "actions/checkout": {"persist-credentials": False},
    "actions/setup-node": {"package-manager-cache": False},
    "docker/setup-buildx-action": {"cache-binary": False},
    "docker/login-action": {},
    "actions/attest": {},
    "docker/build-push-action": {"DOCKER_BUILD_RECORD_UPLOAD": False, "DOCKER_BUILD_SUMMARY": False},
}


def test_unwanted_defaults_of_actions_are_switched_off() -> None:
    steps = [step for workflow in (STAGING, MAIN) for job in workflow.jobs for step in job.running_steps if isinstance(step, Uses)]
    assert {step.target for step in steps} == set(SWITCHED_OFF)
    for step in steps:
        given = {**step.with_, **step.env}
        assert given.items() >= SWITCHED_OFF[step.target].items(), step.action


def test_a_seventh_image_is_one_line(copy: TempProject) -> None:
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
def test_another_product_is_another_product_file(copy: TempProject, images: list[str]) -> None:
    copy.put(
        "pipelines/product.py",
        f"""from pipelines.model import GitOps, Npm, Product

PRODUCT = Product(
    images={tuple(images)!r},
    dockerfiles="docker",
    changelogs="notes",
    changelog_placeholder="- What is new.",
    registry="registry.example.com",
    development_branch="trunk",
    staging_branch="next",
    release_branch="stable",
    prerelease="rc",
    staging_tag="edge",
    release_tag="current",
    definitions="lines",
    npm=Npm(audit_allow_list="allowed.txt"),
    gitops=GitOps(repository="owner/name", bases="manifests", overlay_example="manifests/example"),
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
        "REGISTRY_USER": "${{ github.actor }}",
        "SIGNER_WORKFLOW": ".github/workflows/publish-staging.yml",
        "GH_URL": GH.url,
        "GH_SHA256": GH.sha256,
    }
    assert staging["jobs"]["publish-docker"]["strategy"]["matrix"]["image"] == images
    build = next(step for step in staging["jobs"]["publish-docker"]["steps"] if step["name"] == "Build and push")
    assert build["with"]["file"] == "docker/${{ matrix.image }}/Dockerfile"
    assert staging["jobs"]["verify-published-tags"]["concurrency"]["group"] == "publish-edge-floating"
    floating = [step["env"]["FLOATING_TAG"] for step in main["jobs"]["promote"]["steps"] if "FLOATING_TAG" in step.get("env", {})]
    assert floating == ["current"]
    output = "\n".join(line for name in LINES for line in copy.read(f"generated/.github/workflows/{name}").splitlines() if "#" not in line)
    for word in ("management-web", "apps/web", "infra/docker", "development/CHANGELOGS", "ghcr.io", ":latest", "metaboost"):
        assert word not in output
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
    assert copy.run("gitops", "checklist", "2.0.0-rc.1").output.startswith("# Deploy 2.0.0-rc.1 with GitOps\n")


def test_a_product_without_attestations_only_tags_last(copy: TempProject) -> None:
    product = copy.read("pipelines/product.py")
    copy.put("pipelines/product.py", product.replace('    registry="ghcr.io",\n', '    registry="ghcr.io",\n    attestations=False,\n'))
    workflows = _workflows(copy)
    steps = workflows[LINES[0]]["jobs"]["publish-docker"]["steps"]
    assert [step["name"] for step in steps[-2:]] == ["Build and push", "Tag the image"]
    assert steps[-2]["with"]["outputs"].endswith(",push-by-digest=true,name-canonical=true,push=true")
    text = "".join(copy.read(f"generated/.github/workflows/{name}") for name in LINES)
    assert re.findall(r"attest|id-token|SIGNER|GH_\w+", text) == []
    guide = copy.read("generated/docs/PUBLISH.md")
    assert "The images of this product are not attested" in guide
    assert "gh attestation verify" not in guide
    without_loss = re.sub(
        r"^## Attestations\n.*?^## ", "", guide.replace("- [Attestations](#attestations)\n", ""), flags=re.MULTILINE | re.DOTALL
    )
    assert re.findall(r".*attest.*", without_loss + copy.read("generated/docs/PUBLISH-GITOPS-CHECKLIST.md"), re.IGNORECASE) == []
    libraries = {path.name for path in (copy.root / "generated/scripts").rglob("lib/*.sh")}
    assert {"install.sh", "github-api.sh"} <= libraries, "promote-images needs them too"
    assert not {"attestations.sh", "verify-command.sh"} & libraries
    assert "/attestations/" not in copy.read("generated/scripts/publish/lib/github.sh")


NOTHING = """from pipelines.model import GitOps, Npm, Product, SidecarPair

PRODUCT = Product(
    images=("app", "sidecar"),
    dockerfiles="docker",
    changelogs="notes",
    development_branch="dev",
    staging_branch="dev",
    release_branch="main",
    version_file="VERSION",
)
"""
GROUPS = {
    "npm": (
        ('version_file="VERSION"', 'npm=Npm(audit_allow_list="allowed.txt")'),
        {"scripts/publish/audit-dependencies.sh", "scripts/publish/lib/audit-files.sh", "scripts/development/update-lockfile-linux.sh"},
        ("npm ci", "## Lockfile", "audit-dependencies.sh"),
    ),
    "sidecars": (
        (
            'version_file="VERSION"',
            'version_file="VERSION", sidecars=(SidecarPair(app="app", sidecar="sidecar", global_name="G", port_variable="P"),)',
        ),
        {"scripts/publish/check-runtime-config.sh", "scripts/publish/lib/inspect.sh"},
        ("## Runtime configuration", "check-runtime-config.sh"),
    ),
    "gitops": (
        ('version_file="VERSION"', 'version_file="VERSION", gitops=GitOps(repository="o/n", bases="base", overlay_example="example")'),
        {"docs/PUBLISH-GITOPS-CHECKLIST.md"},
        ("## Deployment", "checklist"),
    ),
    "staging branch": (
        ('development_branch="dev"', 'development_branch="work"'),
        {"scripts/publish/sync-work-to-dev.sh"},
        ("sync-work-to-dev.sh", "nothing is published"),
    ),
}
"""Optional parts: how one is declared, files that it adds, and texts of the workflows and the guide that only it adds."""


@pytest.mark.parametrize(("declared", "files", "texts"), GROUPS.values(), ids=GROUPS)
def test_an_optional_part_is_generated_only_where_it_is_declared(
    copy: TempProject, declared: tuple[str, str], files: set[str], texts: tuple[str, ...]
) -> None:
    def generated(product: str) -> tuple[set[str], str]:
        copy.put("pipelines/product.py", product)
        ran = copy.run("generate")
        assert ran.code == 0, ran.output
        root = copy.root / "generated"
        found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
        return found, "".join(copy.read(f"generated/{name}") for name in sorted(found) if name.endswith((".yml", "PUBLISH.md")))

    assert NOTHING.count(declared[0]) == 1
    with_it, said_with = generated(NOTHING.replace(*declared))
    shutil.rmtree(copy.root / "generated")
    without, said_without = generated(NOTHING)
    assert files <= with_it
    assert not files & without
    assert [text for text in texts if text not in said_with] == []
    assert [text for text in texts if text in said_without] == []


@pytest.mark.parametrize(("attests", "signer"), [(True, ".github/workflows/publish-staging.yml"), (False, "")])
def test_operator_scripts_verify_attestations_only_where_images_are_attested(copy: TempProject, attests: bool, signer: str) -> None:
    gitops = 'gitops=GitOps(repository="o/n", bases="base", overlay_example="example")'
    copy.put("pipelines/product.py", NOTHING.replace('version_file="VERSION"', f'version_file="VERSION", attestations={attests}, {gitops}'))
    ran = copy.run("generate")
    assert ran.code == 0, ran.output
    for name in ("preflight", "sync-dev-to-main"):
        assert copy.read(f"generated/scripts/publish/{name}.sh").count(f"SIGNER_WORKFLOW='{signer}'\n") == 1
    assert ("With `--verify`" in copy.read("generated/docs/PUBLISH-GITOPS-CHECKLIST.md")) == attests


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('version_file="VERSION"', 'version_file="package.json"', "another file at the root of the repository without it"),
        ('version_file="VERSION"', 'version_file="version/../VERSION"', "the version file is version/../VERSION"),
        ('version_file="VERSION"', 'version_file="VERSION", npm=Npm(audit_allow_list="a")', "expected: package.json with npm=Npm(…)"),
        ('    version_file="VERSION",\n', "", "another file at the root of the repository without it"),
        ('version_file="VERSION"', 'version_file="pyproject.toml"', "a format with more than a version"),
        ('release_branch="main"', 'release_branch="dev"', "expected: a branch of its own"),
        ('version_file="VERSION"', 'version_file="VERSION", descriptions={"no": "x"}', "expected: names of images"),
    ],
)
def test_an_impossible_product_is_refused(copy: TempProject, old: str, new: str, found: str) -> None:
    assert NOTHING.count(old) == 1
    copy.put("pipelines/product.py", NOTHING.replace(old, new))
    ran = copy.run("check")
    assert (ran.code, ran.output.count("[broken-definition]")) == (1, 1), ran.output
    assert found in ran.output


@pytest.mark.parametrize(
    ("images", "found"),
    [
        ((), "at least one"),
        (("Api",), "in lower case"),
        (("-api",), "in lower case"),
        (("a/b",), "in lower case"),
        (("a" * 101,), "with at most 100 characters"),
        (("api", "api"), "expected: each name once"),
    ],
)
def test_an_impossible_list_of_images_is_refused(copy: TempProject, images: tuple[str, ...], found: str) -> None:
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
        ('sidecar="web-sidecar"', 'sidecar="sidecar"', "expected: images of the product"),
        ('sidecar="web-sidecar"', 'sidecar="management-web-sidecar"', "expected: each image in at most one pair"),
        ('global_name="__METABOOST_RUNTIME_CONFIG__"', 'global_name="x; y"', "names x; y and WEB_SIDECAR_PORT"),
        ('port_variable="WEB_SIDECAR_PORT"', 'port_variable="A B"', "and A B; expected: a JavaScript property and an environment variable"),
    ],
)
def test_an_impossible_pair_is_refused(copy: TempProject, old: str, new: str, found: str) -> None:
    source = copy.read("pipelines/product.py")
    assert source.count(old) == 1
    copy.put("pipelines/product.py", source.replace(old, new))
    ran = copy.run("check")
    assert ran.code == 1
    assert found in ran.output
    assert "Traceback" not in ran.output


def test_only_one_file_has_the_names_of_the_product() -> None:
    names = ["management-api", "web-sidecar", "infra/docker", "docs/development", "ghcr.io"]
    for path in (REPOSITORY / "pipelines").glob("*.py"):
        code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if '"""' not in line and "#" not in line)
        found = [name for name in names if f'"{name}' in code or f"/{name}" in code]
        defaults = ["ghcr.io"] if path.name == "model.py" else []
        assert found == defaults or path.name == "product.py", path
