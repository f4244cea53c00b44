"""A reference is right if it names the version, or if kustomize would replace its tag. Everything else is reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from gitops import render
from gitops.folder import Folder
from tests.gitops.trees import VERSION, differences, environment, gitops_check, write
from tests.tools import program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACKAGES = "ghcr.io/podverse/metaboost"
OLD = f"{PACKAGES}/api:1.3.0"
API = "api/kustomization.yaml"


@pytest.fixture
def alpha(tmp_path: Path) -> Path:
    """An environment that is right."""
    return write(tmp_path / "alpha", environment(VERSION))


@pytest.fixture
def kustomize() -> None:
    """Let the test build kustomizations; it is skipped on a machine without kustomize."""
    if render.command() is None:
        program("kustomize")


def add(folder: Path, text: str, file: str = API) -> None:
    """More of a kustomization; a list that is there gets the elements."""
    path = folder / file
    source = path.read_text("utf-8")
    key, _, rest = text.partition(":\n")
    path.write_text(source.replace(f"{key}:\n", f"{key}:\n{rest}") if f"\n{key}:\n" in source else source + text, "utf-8")


def workload(spec: str, kind: str = "Deployment", api: str = "apps/v1") -> str:
    return f"apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: more\nspec:\n{spec}"


CONTAINERS = f"  template:\n    spec:\n      containers:\n        - name: api\n          image: {OLD}\n"
REWRITTEN = {
    "containers": workload(CONTAINERS),
    "initContainers": workload(CONTAINERS.replace("containers", "initContainers")),
    "a cron job": workload(
        f"  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers: [{{name: a, image: '{OLD}'}}]\n", "CronJob"
    ),
    "a pod": workload(f"  containers: [{{name: a, image: '{OLD}'}}]\n", "Pod", "v1"),
    "a digest": workload(CONTAINERS.replace(":1.3.0", "")),
    "a list": f"apiVersion: v1\nkind: List\nitems:\n  - kind: Pod\n    apiVersion: v1\n    metadata: {{name: p}}\n    spec:\n      containers: [{{name: a, image: '{OLD}'}}]\n",
    "containers of a custom resource": workload(f"  deep: [{{containers: [{{image: '{OLD}'}}]}}]\n", "Foo", "example.org/v1"),
    "a second document": workload("  replicas: 1\n").replace("more", "first") + "---\n" + workload(CONTAINERS),
}
NOT_REWRITTEN = {
    "the value of a variable": workload(
        CONTAINERS.replace(":1.3.0", f":{VERSION}") + f"          env: [{{name: RUNNER, value: '{OLD}'}}]\n"
    ),
    "an argument": workload(CONTAINERS.replace(":1.3.0", f":{VERSION}") + f"          args: ['--image={OLD}', x]\n"),
    "ephemeralContainers": workload(CONTAINERS.replace("containers", "ephemeralContainers")),
    "a volume": workload(f"  template:\n    spec:\n      volumes: [{{name: v, image: {{reference: '{OLD}'}}}}]\n"),
    "a template of a custom resource": workload(f"  templates: [{{container: {{image: '{OLD}'}}}}]\n", "Workflow", "argoproj.io/v1alpha1"),
    "a mapping of containers": workload(f"  containers: {{api: {{image: '{OLD}'}}}}\n", "Foo", "example.org/v1"),
    "an annotation": workload(CONTAINERS.replace(":1.3.0", f":{VERSION}")).replace(
        "name: more", f"name: more\n  annotations: {{i: '{OLD}'}}"
    ),
    "data of a ConfigMap": f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  job.yaml: |\n    spec:\n      image: {OLD}\n",
    "a mirror": workload(CONTAINERS.replace(OLD, f"mirror.example/{OLD}")),
    "a port": workload(CONTAINERS.replace("ghcr.io/", "ghcr.io:443/")),
    "another registry": workload(CONTAINERS.replace("ghcr.io/", "quay.io/")),
    "another case": workload(CONTAINERS.replace("ghcr.io/podverse", "ghcr.io/Podverse").replace(":1.3.0", f":{VERSION}")),
    "containers of a definition of resources": workload(
        f"  containers: [{{image: '{OLD}'}}]\n", "CustomResourceDefinition", "apiextensions.k8s.io/v1"
    ),
    "an anchor used in both": workload(
        CONTAINERS.replace(f"image: {OLD}", f"image: &i {OLD}\n          env: [{{name: RUNNER, value: *i}}]")
    ),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_what_kustomize_rewrites_is_right(name: str, alpha: Path) -> None:
    write(alpha / "api", {"more.yaml": REWRITTEN[name]})
    assert len(differences(alpha)) == 1, "nothing takes the file"
    add(alpha, "resources:\n  - more.yaml\n")
    assert differences(alpha) == []


@pytest.mark.parametrize("name", NOT_REWRITTEN)
def test_what_kustomize_does_not_rewrite_is_a_difference(name: str, alpha: Path) -> None:
    write(alpha / "api", {"more.yaml": NOT_REWRITTEN[name]})
    add(alpha, "resources:\n  - more.yaml\n")
    (reported,) = differences(alpha)
    assert re.match(rf"api/more\.yaml:\d+: (tag|name) of {PACKAGES}/api: found ", reported)


@pytest.mark.parametrize("name", [*REWRITTEN, *NOT_REWRITTEN])
def test_kustomize_agrees(name: str, tmp_path: Path, kustomize: None) -> None:
    """The table above against the program itself: what it calls rewritten comes out with the new tag, and nothing else does."""
    del kustomize
    folder = write(tmp_path / "one", {"more.yaml": {**REWRITTEN, **NOT_REWRITTEN}[name]})
    images = f"images:\n  - name: {PACKAGES}/api\n    newTag: {VERSION}\n"
    write(folder, {"kustomization.yaml": f"resources:\n  - more.yaml\n{images}"})
    ((_, built),) = render.build_all(Folder(folder), ["kustomization.yaml"], ["kustomization.yaml"])
    assert built.failure == ""
    assert (":1.3.0" in built.text or "Podverse" in built.text) is (name in NOT_REWRITTEN)


def other_child(folder: Path) -> None:
    """A kustomization that no other lists."""
    write(folder / "job", {"kustomization.yaml": "resources:\n  - job.yaml\n", "job.yaml": workload(CONTAINERS, "Job", "batch/v1")})


def second_parent(folder: Path) -> None:
    """The same files through another kustomization, which rewrites nothing."""
    write(folder / "api", {"more.yaml": workload(CONTAINERS)})
    add(folder, "resources:\n  - more.yaml\n")
    write(folder / "job", {"kustomization.yaml": "resources:\n  - ../api/more.yaml\n"})


def transformer(folder: Path) -> None:
    text = f"apiVersion: builtin\nkind: ImageTagTransformer\nmetadata:\n  name: x\nimageTag:\n  name: {PACKAGES}/api\n  newTag: 1.3.0\n"
    write(folder / "api", {"tags.yaml": text})
    add(folder, "transformers:\n  - tags.yaml\n")


def inline_transformer(folder: Path) -> None:
    add(
        folder,
        "transformers:\n  - |-\n    apiVersion: builtin\n    kind: PatchTransformer\n    metadata: {name: x}\n"
        f"    patch: '[{{op: replace, path: /spec/x, value: \"{OLD}\"}}]'\n",
    )


def plugin(folder: Path) -> None:
    write(folder / "api", {"plugin.yaml": "apiVersion: example.org/v1\nkind: Images\nmetadata:\n  name: x\n"})
    add(folder, "transformers:\n  - plugin.yaml\n")


def function(folder: Path) -> None:
    text = (
        f"apiVersion: v1\nkind: F\nmetadata:\n  name: x\n  annotations:\n    config.kubernetes.io/function: x\ndata: see {PACKAGES}/api\n"
    )
    write(folder / "api", {"plugin.yaml": text})


def argo_overrides(folder: Path) -> None:
    write(folder / "api", {".argocd-source-api.yaml": f"kustomize:\n  images:\n    - {OLD}\n"})


def argo_renames(folder: Path) -> None:
    write(folder / "api", {".argocd-source.yaml": f"kustomize:\n  images:\n    - api={OLD}\n"})


def argo_helm(folder: Path) -> None:
    write(folder / "api", {".argocd-source.yaml": "helm:\n  parameters: [{name: tag, value: 1.4.0-staging.1}]\n"})


def argo_application(folder: Path) -> None:
    source = f"repoURL: https://github.com/podverse/metaboost\n    targetRevision: {VERSION}\n    kustomize:\n      images: ['{OLD}']\n"
    write(folder, {"app.yaml": f"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    {source}"})


def argo_application_of_a_chart(folder: Path) -> None:
    source = f"repoURL: https://github.com/podverse/metaboost\n    targetRevision: {VERSION}\n    helm: {{parameters: [{{name: t, value: x}}]}}\n"
    write(folder, {"app.yaml": f"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    {source}"})


def flux(folder: Path) -> None:
    text = f"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images:\n    - name: {PACKAGES}/api\n      newTag: 1.3.0\n"
    write(folder, {"flux.yaml": text})


def flux_substitutes(folder: Path) -> None:
    text = f"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images:\n    - name: {PACKAGES}/api\n      newTag: ${{TAG}}\n"
    write(folder, {"flux.yaml": text})


def chart(folder: Path) -> None:
    add(folder, "helmCharts:\n  - name: api\n    repo: oci://ghcr.io/podverse/metaboost\n    version: 1.0.0\n")


def chart_values(folder: Path) -> None:
    write(folder / "api", {"values.txt": f"image: {OLD}\n"})
    add(folder, "helmCharts:\n  - name: redis\n    repo: https://example.org\n    valuesFile: values.txt\n")


def replacement(folder: Path) -> None:
    target = "{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.0.image']}"
    add(folder, f"replacements:\n  - source: {{kind: ConfigMap, name: m, fieldPath: data.x}}\n    targets: [{target}]\n")


def literal(folder: Path) -> None:
    add(folder, f"configMapGenerator:\n  - name: more\n    literals: [RUNNER={OLD}]\n")


def generated_file(folder: Path) -> None:
    write(folder / "api", {"app.conf": f"x = 1\nrunner = {OLD}\n"})
    add(folder, "configMapGenerator:\n  - name: more\n    files: [conf=app.conf]\n")


def env_file(folder: Path) -> None:
    write(folder / "api", {"more.env": f"RUNNER={OLD}\n"})
    add(folder, "configMapGenerator:\n  - name: more\n    envs: [more.env]\n")


def patch_of_a_value(folder: Path) -> None:
    add(folder, f"patches:\n  - target: {{kind: Deployment}}\n    patch: '[{{op: replace, path: /spec/runner, value: \"{OLD}\"}}]'\n")


def patch_behind_a_component(folder: Path) -> None:
    """The `images` of a component come before the patches of what takes it."""
    text = f"apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n  - name: {PACKAGES}/web\n    newTag: {VERSION}\n"
    write(folder / "tags", {"kustomization.yaml": text})
    write(folder / "job", {"kustomization.yaml": "components: [../tags]\npatches: [{path: patch.yaml}]\n"})
    write(folder / "job", {"patch.yaml": workload(CONTAINERS.replace("/api:", "/web:"))})


def another_name_for_it(folder: Path) -> None:
    """An entry that gives another image our name does not look for ours."""
    images = f"images:\n  - name: placeholder\n    newName: {PACKAGES}/web\n    newTag: {VERSION}\n"
    write(
        folder / "job",
        {"kustomization.yaml": f"resources: [job.yaml]\n{images}", "job.yaml": workload(CONTAINERS.replace("/api:", "/web:"))},
    )


UNLIKE = [
    another_name_for_it,
    other_child,
    second_parent,
    transformer,
    inline_transformer,
    plugin,
    function,
    argo_overrides,
    argo_renames,
    argo_helm,
    argo_application,
    argo_application_of_a_chart,
    flux,
    flux_substitutes,
    chart,
    chart_values,
    replacement,
    literal,
    generated_file,
    env_file,
    patch_of_a_value,
    patch_behind_a_component,
]


@pytest.mark.parametrize("make", UNLIKE)
def test_whatever_else_can_deploy_another_version_is_reported(make: Callable[[Path], None], alpha: Path) -> None:
    make(alpha)
    assert len(differences(alpha)) == 1, gitops_check(alpha).output


def json_patch(folder: Path) -> None:
    path = "/spec/template/spec/containers/0/image"
    add(folder, f"patches:\n  - target: {{kind: Deployment}}\n    patch: '[{{op: replace, path: {path}, value: \"{OLD}\"}}]'\n")


def strategic_patch(folder: Path) -> None:
    write(folder / "api", {"more.yaml": workload(CONTAINERS)})
    add(folder, "patchesStrategicMerge:\n  - more.yaml\n")


def component(folder: Path) -> None:
    text = f"apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n  - name: {PACKAGES}/api\n    newTag: {VERSION}\n"
    write(folder / "tags", {"kustomization.yaml": text})
    write(folder / "job", {"kustomization.yaml": "components: [../tags]\nresources: [job.yaml]\n", "job.yaml": workload(CONTAINERS)})


def chart_of_others(folder: Path) -> None:
    add(folder, "helmCharts:\n  - name: redis\n    repo: https://example.org\n    version: 1.0.0\n")


def flux_at_the_version(folder: Path) -> None:
    text = f"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images:\n    - name: {PACKAGES}/api\n      newTag: {VERSION}\n"
    write(folder, {"flux.yaml": text})


def flux_repository(folder: Path) -> None:
    text = f"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nspec:\n  image: {PACKAGES}/api\n"
    write(folder, {"flux.yaml": text})


def prose(folder: Path) -> None:
    write(
        folder / "api",
        {"more.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  about: see {PACKAGES}/api for more\n"},
    )


@pytest.mark.parametrize("make", [json_patch, strategic_patch, component, chart_of_others, flux_at_the_version, flux_repository, prose])
def test_correct_configuration_has_no_difference(make: Callable[[Path], None], alpha: Path) -> None:
    make(alpha)
    assert differences(alpha) == []


def test_what_is_built_is_compared(tmp_path: Path, kustomize: None) -> None:
    """A label that a patch changes, a name that differs by a letter: what the text does not show shows in what is built."""
    del kustomize
    files = environment(VERSION)
    files["job/kustomization.yaml"] = (
        "resources:\n  - job.yaml\nimages:\n  - name: PLACEHOLDER\n    newName: ghcr.io/podverse/metaboost/api\n    newTag: {}\n"
    )
    files["job/job.yaml"] = workload(CONTAINERS.replace(OLD, "PLACEHOLDER"), "Job", "batch/v1")
    right = {**files, "job/kustomization.yaml": files["job/kustomization.yaml"].format(VERSION)}
    assert differences(write(tmp_path / "right", right)) == []
    more = "patches:\n  - patch: |-\n      apiVersion: batch/v1\n      kind: Job\n      metadata: {name: more}\n      spec: {image: 'ghcr.io/podverse/metaboost/api:1.3.0'}\n"
    assert len(differences(write(tmp_path / "wrong", {**right, "job/kustomization.yaml": right["job/kustomization.yaml"] + more}))) == 1


def test_what_does_not_build_is_reported(alpha: Path, kustomize: None) -> None:
    del kustomize
    write(alpha / "job", {"kustomization.yaml": "resources:\n  - job.yaml\npatches:\n  - target: {kind: X}\n    path: absent.yaml\n"})
    write(alpha / "job", {"job.yaml": workload("  replicas: 1\n")})
    (reported,) = differences(alpha)
    assert reported.startswith("job/kustomization.yaml: kustomize cannot build this: ")
    assert "absent.yaml" in reported
    assert str(alpha) not in reported


def test_nothing_is_fetched_run_or_left_behind(alpha: Path, tmp_path: Path, kustomize: None, monkeypatch: pytest.MonkeyPatch) -> None:
    del kustomize
    trap = tmp_path / "bin"
    for name in ("git", "helm", "ssh", "curl"):
        write(trap, {name: f"#!/bin/sh\ntouch {tmp_path}/ran\n"})
        (trap / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(trap), prepend=":")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    write(alpha / "job", {"kustomization.yaml": "resources:\n  - git@example.org:x/y\n  - https://example.org/x.yaml\n  - example.org/x\n"})
    add(alpha, "helmCharts:\n  - name: redis\n    repo: https://example.org\n")
    assert all(" is outside this folder, and is not checked; " in line for line in differences(alpha))
    assert not (tmp_path / "ran").exists()
    assert list((tmp_path / "tmp").iterdir()) == []
