"""`linesmith gitops check` on a whole GitOps repository: each wrong reference is one line with its place, and nothing else is reported."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.gitops.trees import PROD, VERSION, differences, environment, gitops_check, write

PACKAGES = "ghcr.io/podverse/metaboost"
API = f"newTag of {PACKAGES}/api: found"


@pytest.fixture
def alpha(tmp_path: Path) -> Path:
    """The folder of an environment that is right, beside another environment at another version."""
    write(tmp_path / "apps/metaboost-prod", environment(PROD))
    return write(tmp_path / "apps/metaboost-alpha", environment(VERSION))


def _change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has {text.count(old)} places to change"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_correct_folder_has_no_differences(alpha: Path) -> None:
    ran = gitops_check(alpha)
    assert (ran.code, ran.output) == (0, f"15 version references of podverse/metaboost, all {VERSION}\n")


def test_each_environment_has_its_version(alpha: Path) -> None:
    assert gitops_check(alpha.with_name("metaboost-prod"), PROD).code == 0
    assert len(differences(alpha, PROD)) == 15
    assert len(differences(alpha.parent)) == 15, "the folder above holds both"


def test_check_changes_no_file(alpha: Path) -> None:
    before = {path: path.read_bytes() for path in alpha.rglob("*") if path.is_file()}
    gitops_check(alpha, PROD)
    assert {path: path.read_bytes() for path in alpha.rglob("*") if path.is_file()} == before


DATA = tomllib.loads((Path(__file__).with_name("changes.toml")).read_text(encoding="utf-8"))


def _filled(text: str, value: str = VERSION) -> str:
    return text.replace("{version}", VERSION).replace("{packages}", PACKAGES).replace("{value}", value)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in DATA["change"]])
def test_one_change_is_reported_in_one_line(alpha: Path, row: dict[str, Any]) -> None:
    _change(alpha, row["file"], _filled(row["old"]), _filled(row["new"]))
    reported = [_filled(line) for line in row["reported"]]
    assert differences(alpha) == [f"{row['file']}{line}" if line.startswith(":") else line for line in reported]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in DATA["set"]])
def test_a_variable_that_a_kustomization_sets(alpha: Path, row: dict[str, Any]) -> None:
    write(alpha / "db/more", {"kustomization.yml": _filled(row["text"])})
    assert differences(alpha) == []
    write(alpha / "db/more", {"kustomization.yml": _filled(row["text"], "1.4.0-staging.9")})
    assert differences(alpha) == [f'db/more/kustomization.yml:{row["line"]}: API_RELEASE: found "1.4.0-staging.9", expected {VERSION}']


def test_an_entry_that_takes_its_tag_from_an_anchor(alpha: Path) -> None:
    text = "x-tag: &tag {newTag: %s}\nimages:\n  - name: ghcr.io/podverse/metaboost/api\n    <<: *tag\n"
    write(alpha / "db/more", {"kustomization.yaml": text % VERSION})
    assert differences(alpha) == []
    write(alpha / "db/more", {"kustomization.yaml": text % "old"})
    assert differences(alpha) == [f'db/more/kustomization.yaml:1: {API} "old", expected {VERSION}']


@pytest.mark.parametrize("field", ["resources: [%s]", "patches: [{path: %s}]", "patchesStrategicMerge: ['%s']", "generators: [%s]"])
def test_a_file_that_is_taken_may_have_any_name(alpha: Path, field: str) -> None:
    write(alpha / "more", {"patch.txt": "{kind: PatchTransformer, data: {API_RELEASE: old}}\n", "other.txt": "data: {API_RELEASE: old}\n"})
    assert differences(alpha) == []
    write(alpha / "more", {"kustomization.yaml": field % "../more/patch.txt" + "\n"})
    assert differences(alpha) == [f'more/patch.txt:1: API_RELEASE: found "old", expected {VERSION}']


def test_what_git_keeps_is_not_looked_at(alpha: Path) -> None:
    write(alpha / ".git", {"kustomization.yaml": "images: [{name: ghcr.io/podverse/metaboost/api, newTag: old}]\n"})
    assert differences(alpha) == []


def test_an_operation_that_removes_a_variable(alpha: Path) -> None:
    write(alpha / "api", {"remove.json": '[{"op": "remove", "path": "/data/API_RELEASE"}]'})
    assert differences(alpha) == [f"api/remove.json:1: API_RELEASE: found nothing, expected {VERSION}"]


def test_an_operation_by_number_tells_no_name_but_its_value_is_a_version_of_ours(alpha: Path) -> None:
    operations = [
        {"op": "replace", "path": f"/spec/env/{number}/value", "value": value}
        for number, value in enumerate((VERSION, "1.4.0-staging.1", "2.0.0"))
    ]
    write(alpha / "api", {"patch.json": json.dumps(operations, indent=1)})
    assert differences(alpha) == [f'api/patch.json:10: value of /spec/env/1/value: found "1.4.0-staging.1", expected {VERSION}']


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_every_name_of_a_kustomization(alpha: Path, name: str) -> None:
    (alpha / "api/kustomization.yaml").rename(alpha / "api" / name)
    assert differences(alpha) == []
    _change(alpha, f"api/{name}", f"newTag: {VERSION}", "newTag: x")
    assert differences(alpha) == [f'api/{name}:12: {API} "x", expected {VERSION}']


def test_several_documents_in_one_file(alpha: Path) -> None:
    text = f"kind: ConfigMap\ndata: {{API_RELEASE: {VERSION}}}\n---\n---\nkind: ConfigMap\ndata:\n  API_RELEASE: old\n"
    write(alpha / "api", {"maps.yaml": text})
    assert differences(alpha) == [f'api/maps.yaml:7: API_RELEASE: found "old", expected {VERSION}']


def test_a_kustomization_above_replaces_the_tags_below(alpha: Path) -> None:
    write(alpha / "api/more", {"deployment.yaml": f"spec: {{containers: [{{image: '{PACKAGES}/api:latest'}}]}}\n"})
    write(alpha / "api/more", {"kustomization.yaml": "resources: [deployment.yaml]\n"})
    reported = f'api/more/deployment.yaml:1: tag of {PACKAGES}/api: found "latest" (a floating tag), expected {VERSION}'
    assert differences(alpha) == [reported], "nothing takes it, so it is deployed by itself"
    _change(alpha, "api/kustomization.yaml", "resources:\n", "resources:\n  - more\n")
    assert differences(alpha) == []
    write(alpha / "web", {"deployment.yaml": f"spec: {{containers: [{{image: '{PACKAGES}/api'}}]}}\n"})
    assert differences(alpha) == [f"web/deployment.yaml:1: tag of {PACKAGES}/api: found nothing, expected {VERSION}"]


def test_an_image_in_full_with_a_digest(alpha: Path) -> None:
    write(alpha / "web", {"job.yaml": f"image: {PACKAGES}/api:{VERSION}@sha256:12\n"})
    assert differences(alpha) == [
        f'web/job.yaml:1: image {PACKAGES}/api: found "{VERSION}@sha256:12" (a digest takes precedence over the tag), expected {VERSION}'
    ]


def test_an_image_that_is_only_referenced_in_full_counts(alpha: Path) -> None:
    _change(alpha, "api/kustomization.yaml", f"  - name: {PACKAGES}/api\n    newTag: {VERSION}\n", "")
    write(alpha / "api", {"deployment.yaml": f"image: {PACKAGES}/api:{VERSION}\n"})
    assert differences(alpha) == []


def test_an_application_of_argo(alpha: Path) -> None:
    source = "repoURL: https://github.com/podverse/metaboost.git\n    path: infra\n    targetRevision: {}\n"
    text = f"kind: Application\nspec:\n  source:\n    {source}"
    write(alpha, {"application.yaml": text.format(VERSION), "other.yaml": text.format("HEAD").replace("podverse", "someone")})
    assert differences(alpha) == []
    write(alpha, {"application.yaml": text.format("HEAD")})
    assert differences(alpha) == [f'application.yaml:6: targetRevision of podverse/metaboost: found "HEAD", expected {VERSION}']


FIELDS = ["resources", *(pytest.param(name, marks=pytest.mark.untraced) for name in ("components", "bases"))]
REFS = [
    (f"https://github.com/podverse/metaboost//a?ref={VERSION}", ""),
    (f"https://github.com/podverse/metaboost//a?ref=refs/tags/{VERSION}", ""),
    (f"https://github.com/Podverse/Metaboost.git//a?timeout=90s&ref={VERSION}&submodules=false", ""),
    (f"https://github.com/podverse/metaboost?ref={VERSION}", ""),
    (f"https://github.com/podverse/metaboost//a?version={VERSION}", ""),
    (f"https://github.com/podverse/metaboost//a?version=old&ref={VERSION}", ""),
    (f"https://github.com/podverse/metaboost//a?version={VERSION}&ref=old", '"old"'),
    (f"https://github.com/podverse/metaboost//a?ref=old&ref={VERSION}", '"old"'),
    ("https://github.com/podverse/metaboost//a?ref=", "nothing (the default branch)"),
    ("https://github.com/podverse/metaboost//a?ref=refs/heads/x", '"refs/heads/x" (a branch)'),
    (f"https://github.com/podverse/metaboost//a?ref={VERSION}%20", f'"{VERSION} "'),
    ("github.com/podverse/metaboost//a?ref=old", '"old"'),
    ("git::https://github.com/podverse/metaboost//a?ref=old", '"old"'),
    ("git@github.com:podverse/metaboost//a?ref=old", '"old"'),
    ("git@github.com:podverse/metaboost.git//a?ref=old", '"old"'),
    ("ssh://git@github.com/podverse/metaboost//a?ref=old", '"old"'),
    ("ssh://git@github.com:22/podverse/metaboost//a?ref=old", '"old"'),
    ("gh:podverse/metaboost//a?ref=old", '"old"'),
    ("https://www.github.com/podverse/metaboost//a?ref=old", '"old"'),
    ("https://github.com/podverse/metaboost/a?ref=old", '"old"'),
    ("https://raw.githubusercontent.com/podverse/metaboost/develop/a", '"develop" (a branch)'),
    (f"https://raw.githubusercontent.com/podverse/metaboost/refs/tags/{VERSION}/a", ""),
    ("https://github.com/podverse/metaboost/raw/main/a", '"main" (a branch)'),
    ("../podverse/metaboost", ""),
]
OTHER_BASES = [
    "https://github.com/podverse/metaboost-signing//a?ref=old",
    "https://github.com/other/metaboost//a?ref=old",
    "https://gitlab.com/podverse/metaboost//a?ref=old",
    "https://example.com/?to=github.com/podverse/metaboost//a?ref=old",
    "git@example.org:other/base",
    "git::https://example.org/base",
    "gh:other/base?ref=1.2.3",
    "example.org/other/base",
    "https://example.org/more.yaml",
    "../../base",
    "/srv/base",
]


@pytest.mark.parametrize(("address", "found"), REFS)
@pytest.mark.parametrize("field", FIELDS)
def test_every_form_of_a_remote_base(alpha: Path, field: str, address: str, found: str) -> None:
    write(alpha / "more", {"kustomization.yaml": f"{field}:\n  - '{address}'\n"})
    place = "more/kustomization.yaml:2: ref of podverse/metaboost"
    reported = [line.replace("//a:", ":") for line in differences(alpha)]
    assert reported == ([f"{place}: found {found}, expected {VERSION}"] if found else [])


@pytest.mark.parametrize("address", OTHER_BASES)
@pytest.mark.parametrize("field", FIELDS)
def test_a_base_of_another_repository_is_not_checked(alpha: Path, field: str, address: str) -> None:
    """It may deploy our images in any version."""
    (alpha.parent / "base").mkdir()
    write(alpha / "more", {"kustomization.yaml": f"{field}:\n  - '{address}'\n"})
    expected = "expected a base of podverse/metaboost, or --allow-base with its address"
    assert differences(alpha) == [f'more/kustomization.yaml:2: "{address}" is outside this folder, and is not checked; {expected}']
    allowed = gitops_check(alpha, VERSION, "--allow-base", address.partition("?")[0])
    assert allowed.code == 0, allowed.output


@pytest.mark.parametrize(
    "text", ["patches: [{path: 'URL'}]\n", "crds: ['URL']\n", "openapi: {path: 'URL'}\n", "replacements: [{path: 'URL'}]\n"]
)
def test_other_files_of_another_repository_are_not_checked(alpha: Path, text: str) -> None:
    write(alpha / "more", {"kustomization.yaml": text.replace("URL", "https://example.org/more.yaml")})
    assert '"https://example.org/more.yaml" is outside this folder, and is not checked' in differences(alpha)[0]


def test_a_patch_that_selects_by_a_name_like_an_address_takes_nothing_from_there(alpha: Path) -> None:
    patch = (
        "patches:\n  - target: {annotationSelector: 'example.org/name=x'}\n    patch: '[{op: add, path: /a, value: https://example.org}]'\n"
    )
    write(alpha / "more", {"kustomization.yaml": patch})
    assert differences(alpha) == []


def test_an_address_of_ours_that_nothing_is_taken_from(alpha: Path) -> None:
    text = "commonAnnotations:\n  source: https://github.com/podverse/metaboost\n"
    write(alpha / "more", {"kustomization.yaml": text})
    assert differences(alpha) == []


def test_a_password_in_an_address_is_not_shown(alpha: Path) -> None:
    other = "'https://me:ghp_s3cret@example.org/a?ref=x'"
    write(alpha / "more", {"kustomization.yaml": f"resources: ['https://me:ghp_s3cret@github.com/podverse/metaboost//a?ref=x', {other}]\n"})
    output = gitops_check(alpha).output
    assert "ref of podverse/metaboost//a" in output
    assert '"https://example.org/a?ref=x" is outside this folder' in output
    assert "s3cret" not in output


def test_another_repository_is_another_product(alpha: Path) -> None:
    ran = gitops_check(alpha, VERSION, "--repository", "Acme/Shop")
    assert ran.code == 1
    assert f"newTag of ghcr.io/acme/shop/api: no kustomization here sets it, expected {VERSION}" in ran.output
    assert gitops_check(alpha, VERSION, "--repository", "PODVERSE/Metaboost").code == 0


MISUSE = [
    (["1.4"], 'not a version: "1.4". Expected: X.Y.Z or X.Y.Z-staging.N'),
    (["1.4.0-staging.02"], "not a version"),
    (["1.4.0-staging.2\n"], 'not a version: "1.4.0-staging.2\\x0a"'),
    ([f"1.4.0-staging.{'9' * 200}"], "not a version"),
    (["1.4.1٣"], "not a version"),
    ([f"1.4.{'9' * 200}"], "not a version"),
    ([VERSION, "--repository", "podverse"], 'not a repository: "podverse". Expected: OWNER/NAME'),
    ([VERSION, "--repository", "a/b/c"], "not a repository"),
    ([VERSION, "--repository", "a/.."], "not a repository"),
]


@pytest.mark.parametrize(("arguments", "reported"), MISUSE)
def test_a_usage_error(alpha: Path, arguments: list[str], reported: str) -> None:
    ran = gitops_check(alpha, *arguments)
    assert ran.code == 2
    assert reported in ran.output


def test_a_folder_that_is_no_environment(tmp_path: Path) -> None:
    assert "no such folder" in gitops_check(tmp_path / "nowhere").output
    assert gitops_check(tmp_path / "nowhere").code == 2
    ran = gitops_check(write(tmp_path, {"deployment.yaml": "kind: Deployment\n"}))
    assert ran.code == 2
    assert "no kustomization here. Expected: a folder with one of kustomization.yaml" in ran.output
