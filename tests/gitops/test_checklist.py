"""`linesmith gitops checklist`: the committed page filled in, for one version of one repository; and what it does where it cannot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from compiler.cli import main
from tests.documents import blocks
from tests.gitops.trees import VERSION, differences, write
from tests.projects import HELLO, REPOSITORY, CommandResult, TempProject

if TYPE_CHECKING:
    from pathlib import Path

PAGE = REPOSITORY / "generated/docs/PUBLISH-GITOPS-CHECKLIST.md"
IMAGES = ["api", "management-api", "web", "web-sidecar", "management-web", "management-web-sidecar"]


def checklist(*arguments: str) -> CommandResult:
    result = CliRunner(catch_exceptions=False).invoke(main, ["-C", str(REPOSITORY), "gitops", "checklist", *arguments])
    return CommandResult(result.exit_code, result.output)


def test_one_template_serves_the_page_and_the_command() -> None:
    """The mark, and the first place of each value, are all that differs."""
    committed = PAGE.read_text(encoding="utf-8").partition("-->\n\n")[2]
    filled = checklist("--repository", "OWNER/REPO", VERSION).output
    back = filled.replace(VERSION, "X.Y.Z-staging.N").replace("ghcr.io/owner/repo", "ghcr.io/OWNER/REPO")
    # The columns of the table are as wide as the version.
    assert re.sub(r"[ -]{2,}", " ", back) == re.sub(r"[ -]{2,}", " ", committed)


@pytest.mark.parametrize(
    ("version", "workflow"), [(VERSION, "Publish (staging)"), ("1.4.0", "Publish (main)"), ("0.0.0", "Publish (main)")]
)
def test_it_contains_every_version_reference(version: str, workflow: str) -> None:
    ran = checklist(version)
    assert ran.code == 0
    assert ran.output.startswith(f"# Deploy {version} with GitOps\n")
    assert f"after **{workflow}** has succeeded" in ran.output
    (text,) = (block.body for block in blocks(ran.output) if block.kind == "yaml")
    expected = [{"name": f"ghcr.io/podverse/metaboost/{image}", "newTag": version} for image in IMAGES]
    assert YAML(typ="safe", pure=True).load(text) == {"images": expected}
    assert f"https://github.com/podverse/metaboost//infra/k8s/base/…?ref={version}" in ran.output
    rows = re.findall(r"^\| `([\w-]+)` +\| `(\w+)` +\| `([\w.-]+)` +\|$", ran.output, re.MULTILINE)
    assert rows == [
        ("api", "API_RELEASE", version),
        ("management-api", "MANAGEMENT_API_RELEASE", version),
        ("web-sidecar", "READINESS_API_EXPECTED_RELEASE", version),
        ("management-web-sidecar", "READINESS_API_EXPECTED_RELEASE", version),
    ]
    shell = "".join(block.body for block in blocks(ran.output) if block.kind == "sh")
    assert f"'refs/tags/{version}'" in shell
    assert shell.count(f":{version} ") == len(IMAGES), "each image is looked at"
    assert "X.Y.Z" not in ran.output.replace("`X.Y.Z-staging.N`", "")


def test_check_finds_no_difference_when_the_checklist_was_followed(tmp_path: Path) -> None:
    output = checklist(VERSION).output
    (images,) = (block.body for block in blocks(output) if block.kind == "yaml")
    base = re.findall(r"^https://github.com/\S+//infra\S+$", output, re.MULTILINE)[0].replace("…", "api")
    variables = re.findall(r"^\| `([\w-]+)` +\| `(\w+)` +\| `([\w.-]+)`", output, re.MULTILINE)
    generators = "".join(f"  - name: {name}\n    literals: [{variable}={value}]\n" for name, variable, value in variables)
    write(tmp_path, {"kustomization.yaml": f"resources: ['{base}']\nconfigMapGenerator:\n{generators}{images}"})
    assert differences(tmp_path) == []
    assert len(differences(tmp_path, "1.4.0")) == len(IMAGES) + len(variables) + 1


def test_a_registry_has_names_in_lower_case() -> None:
    output = checklist("--repository", "Acme/Shop", VERSION).output
    assert f"name: ghcr.io/acme/shop/api\n    newTag: {VERSION}\n" in output
    assert "https://github.com/Acme/Shop//infra" in output
    assert "ghcr.io/Acme" not in output


@pytest.mark.parametrize("version", ["", "1.4", "v1.4.0", "1.4.0-staging", "1.4.0-staging.01", "1.4.0-rc.1", "1.4.0+x", "$(id)", "1.4.0\n"])
def test_no_version_is_refused(version: str) -> None:
    ran = checklist("--", version)
    assert ran.code == 2
    assert "Expected: X.Y.Z or X.Y.Z-staging.N, as in 1.4.0-staging.2" in ran.output
    assert ran.output.count("\n") == 1


def test_a_missing_version_is_a_usage_error() -> None:
    assert checklist().code == 2


PIPELINES = """
from compiler import Document
CHECKLIST = Document("gitops-checklist.md", path="docs/a.md", values={values})
"""
VALUES = {
    "own_repository": "a/b",
    "registry": "r.example",
    "images": ("api",),
    "prerelease": "rc",
    "bases": "k8s",
    "release_variables": {},
    "floating_tags": (),
    "branches": (),
}
SECOND = PIPELINES.replace("CHECKLIST =", "OTHER =").replace("a.md", "b.md")
FAULTS = [
    ("no checklist", "", "the definitions have 0 documents from gitops-checklist.md [no-checklist]"),
    ("two", PIPELINES + SECOND, "the definitions have 2 documents"),
    ("two, with what to do", PIPELINES + SECOND, "to do: remove all but one of them in pipelines/"),
    ("values are missing", PIPELINES.replace("{values}", "{{}}"), ' and "release_variables" of the checklist are missing or have'),
    ("values are missing, with what to do", PIPELINES.replace("{values}", "{{}}"), "to do: correct the `values` of the document"),
    (
        "a value is another",
        PIPELINES.replace("{values}", "{{**{values}, 'images': 'api'}}"),
        'the value "images" of the checklist is missing or has the',
    ),
    ("the page wants more", PIPELINES, "'nothing' is undefined [invalid-document]"),
    ("a definition is broken", "1 / 0", "ZeroDivisionError"),
]


@pytest.mark.parametrize(("definition", "reported"), [pytest.param(*row[1:], id=row[0]) for row in FAULTS])
def test_definitions_that_cannot_be_used(tmp_path: Path, definition: str, reported: str) -> None:
    made = TempProject.of(tmp_path, {"pipelines/hello.py": HELLO, "templates/documents/gitops-checklist.md": "{{ nothing.here }}"})
    made.put("pipelines/page.py", definition.format(values=VALUES))
    ran = made.run("gitops", "checklist", "1.0.0")
    assert ran.code == 1
    assert reported in ran.output
    assert "the definitions cannot be used" in ran.output


def test_another_product_is_another_checklist(tmp_path: Path) -> None:
    made = TempProject.of(
        tmp_path, {"pipelines/hello.py": HELLO, "templates/documents/gitops-checklist.md": "{{ packages }}:{{ version }}"}
    )
    made.put("pipelines/page.py", PIPELINES.format(values=VALUES))
    assert made.run("gitops", "checklist", "1.0.0-rc.3").output == "r.example/a/b:1.0.0-rc.3\n"
    assert made.run("gitops", "checklist", "1.0.0-staging.3").code == 2


def test_outside_of_a_project_the_definitions_are_those_of_the_command(tmp_path: Path) -> None:
    assert TempProject(tmp_path).run("gitops", "checklist", "1.0.0") == TempProject(REPOSITORY).run("gitops", "checklist", "1.0.0")


def test_no_definitions_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compiler.project.__file__", str(tmp_path / "site-packages/compiler/project.py"))
    ran = TempProject(tmp_path).run("gitops", "checklist", "1.0.0")
    assert ran.code == 2
    assert "no definitions here" in ran.output
