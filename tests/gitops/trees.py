"""One environment of a GitOps repository: a folder for each component, with a remote base, generators, patches and an env file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from compiler.cli import main
from tests.projects import REPOSITORY, CommandResult

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "1.4.0-staging.2"
PROD = "1.3.0"
OTHER_BASE = "https://github.com/argoproj/argo-cd//manifests/crds"
_PAIR = ("management-web", "management-web-sidecar")
_WEB_PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  template:
    spec:
      initContainers:
        - name: wait-for-api
          image: docker.io/curlimages/curl:8.10.1
          env:
            - name: API_RELEASE_URL
              value: http://{api}/v1/meta
      containers:
        - name: {name}
          env:
            - name: RUNTIME_CONFIG_URL
              value: http://127.0.0.1:4001
"""


def _overlay(version: str, folder: str, base: str, *images: str, more: str = "") -> dict[str, str]:
    entries = "".join(f"  - name: ghcr.io/podverse/metaboost/{image}\n    newTag: {version}\n" for image in images)
    text = f"""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: metaboost
resources:
  - https://github.com/podverse/metaboost//infra/k8s/base/{base}?ref={version}
{more}images:
{entries}  - name: nginx
    newTag: 1.27.2
"""
    return {f"{folder}/kustomization.yaml": text}


def _generator(name: str, literal: str) -> str:
    return f"configMapGenerator:\n  - name: {name}\n    literals:\n      - LOG_LEVEL=info\n      - {literal}\n"


def _sidecar(app: str, version: str) -> str:
    generator = _generator(f"{app}-sidecar-config", f"READINESS_API_EXPECTED_RELEASE={version}")
    return f"{generator}patches:\n  - path: patch.yaml\n"


def environment(version: str) -> dict[str, str]:
    """The files of one environment, all of them right."""
    return {
        "kustomization.yaml": "resources:\n  - common\n  - db\n  - api\n  - management-api\n  - web\n  - management-web\n",
        "common/kustomization.yaml": f"resources:\n  - namespace.yaml\n  - {OTHER_BASE}?ref=v2.13.0\n",
        "common/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: metaboost\n",
        **_overlay(version, "db", "db"),
        **_overlay(version, "api", "api", "api", more="configMapGenerator:\n  - name: api-config\n    envs:\n      - api.env\n"),
        "api/api.env": f"# what the API says of itself\nLOG_LEVEL=info\nAPI_RELEASE={version}\n",
        **_overlay(version, "management-api", "management-api", "management-api", more="patches:\n  - path: release.yaml\n"),
        "management-api/release.yaml": f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: management-api-config
data:
  MANAGEMENT_API_RELEASE: {version}
""",
        **_overlay(version, "web", "web", "web", "web-sidecar", more=_sidecar("web", version)),
        "web/patch.yaml": _WEB_PATCH.format(name="web", api="api:4000"),
        **_overlay(
            version,
            "management-web",
            "management-web",
            "management-web",
            "management-web-sidecar",
            more=_sidecar("management-web", version),
        ),
        "management-web/patch.yaml": _WEB_PATCH.format(name="management-web", api="management-api:4100"),
        "README.md": "# metaboost\n\nghcr.io/podverse/metaboost/api:latest is never pinned.\n",
    }


def write(root: Path, files: dict[str, str]) -> Path:
    """Write the files, byte for byte."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return root


def gitops_check(folder: Path, version: str = VERSION, *options: str) -> CommandResult:
    """`linesmith gitops check` with the definitions of this repository; both outputs, in their order."""
    command = ["-C", str(REPOSITORY), "gitops", "check", "--gitops", str(folder), "--allow-base", OTHER_BASE, version, *options]
    result = CliRunner(catch_exceptions=False).invoke(main, command)
    return CommandResult(result.exit_code, result.output)


def differences(folder: Path, version: str = VERSION) -> list[str]:
    """The lines that it prints about differences, with paths relative to the folder."""
    ran = gitops_check(folder, version)
    lines = ran.output.splitlines()
    assert ran.code == (1 if len(lines) > 1 or lines[0].startswith(str(folder)) else 0), ran.output
    return [line.removeprefix(f"{folder}/").removeprefix(f"{folder}: ") for line in lines if line.startswith(str(folder))]
