"""Builds a copy of the folder with kustomize, without a network, remote bases or plugins, to see what would be deployed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops.folder import Folder

_TIMEOUT = 60  # seconds for one kustomization
_SOURCE_FIELDS = ("resources", "bases", "components", "crds", "configurations", "generators", "transformers", "validators")
_NEED_A_BASE = ("patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "vars", "replicas")
"""Fields that fail to build if their target is in a base that was removed. Their text is checked in any case."""
_GENERATORS = ("configMapGenerator", "secretGenerator")
_MAX_REASON_LENGTH = 400
_MAX_OUTPUT_LENGTH = 16 * 1024 * 1024


@dataclass(frozen=True)
class Rendered:
    """The output of a build, as YAML, or why it failed."""

    text: str = ""
    failure: str = ""


def command() -> list[str] | None:
    """The build command on this machine: kustomize, or kubectl, which includes it."""
    if kustomize := shutil.which("kustomize"):
        return [kustomize, "build"]
    if kubectl := shutil.which("kubectl"):
        return [kubectl, "kustomize"]
    return None


class Copy:
    """A copy of the folder in which no kustomization refers to anything outside the folder."""

    def __init__(self, folder: Folder, kustomizations: list[str], temporary: Path) -> None:
        self.root = temporary / "copy"
        self._empty = temporary / "empty"
        self._empty.mkdir()
        self._incomplete: set[str] = set()
        self._inner: dict[str, set[str]] = {}
        for path in folder.all_files():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder.root / path, target)
        for path in kustomizations:
            self._strip(path)

    def _strip(self, path: str) -> None:
        yaml = YAML(typ="safe", pure=True)
        try:
            value = yaml.load((self.root / path).read_text("utf-8-sig"))
        except (YAMLError, OSError, ValueError, RecursionError):
            return  # reported already when the file was read
        if not isinstance(value, dict):
            return
        gone = value.pop("helmCharts", None) or value.pop("helmChartInflationGenerator", None)
        here = self._inner.setdefault(path, set())
        for key in _SOURCE_FIELDS:
            if isinstance(value.get(key), list):
                kept = [entry for entry in value[key] if self._is_here(path, entry)]
                gone = gone or len(kept) < len(value[key])
                here.update(str(entry) for entry in kept)
                value[key] = kept
        if gone:
            self._incomplete.add(path)
        with (self.root / path).open("w", encoding="utf-8") as stream:
            yaml.dump({key: content for key, content in value.items() if content != []}, stream)

    def _is_here(self, path: str, entry: Any) -> bool:
        """Whether the entry is in the copy. kustomize reads any other text as an address; an inline plugin has several lines."""
        if not isinstance(entry, str) or "\n" in entry:
            return True
        target = (self.root / path).parent / entry
        return target.exists() and target.resolve().is_relative_to(self.root.resolve())

    def remove_fields_that_need_a_base(self, path: str) -> bool:
        """Remove what can fail only because a base was removed. Returns whether there was anything to remove."""
        yaml = YAML(typ="safe", pure=True)
        changed = False
        for file in self._below(path, set()):
            value = yaml.load((self.root / file).read_text("utf-8"))
            kept = {key: content for key, content in value.items() if key not in _NEED_A_BASE}
            for key in _GENERATORS:
                if isinstance(kept.get(key), list):
                    kept[key] = [
                        generator
                        for generator in kept[key]
                        if not isinstance(generator, dict) or generator.get("behavior", "create") == "create"
                    ]
            if kept != value:
                changed = True
                with (self.root / file).open("w", encoding="utf-8") as stream:
                    yaml.dump(kept, stream)
        return changed

    def is_complete(self, path: str) -> bool:
        """Whether nothing was removed from a kustomization or from one below it."""
        return not self._below(path, set()) & self._incomplete

    def _below(self, path: str, seen: set[str]) -> set[str]:
        seen.add(path)
        for entry in self._inner.get(path, ()):
            inner = os.path.normpath(f"{os.path.dirname(path) or '.'}/{entry}")  # noqa: PTH120
            for name in [name for name in self._inner if os.path.dirname(name) == inner.removeprefix("./").removeprefix(".")]:  # noqa: PTH120
                if name not in seen:
                    self._below(name, seen)
        return seen

    def build(self, tool: list[str], path: str) -> Rendered:
        """Build a kustomization. PATH is empty, so that kustomize can start neither git nor helm."""
        environment = {"PATH": str(self._empty), "HOME": str(self._empty), "KUSTOMIZE_PLUGIN_HOME": str(self._empty)}
        environment |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
        try:
            done = subprocess.run(  # noqa: S603 - no shell
                [*tool, str((self.root / path).parent)],
                env=environment,
                cwd=self._empty,
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return Rendered(failure=f"{tool[0]} cannot be run: {type(error).__name__}")
        if done.returncode:
            reason = done.stderr.decode("utf-8", "replace").replace(f"{self.root}/", "").strip()
            return Rendered(failure=" ".join(reason.split())[:_MAX_REASON_LENGTH] or "no reason was given")
        return Rendered(text=done.stdout.decode("utf-8", "replace")[:_MAX_OUTPUT_LENGTH])


def build_all(folder: Folder, kustomizations: list[str], roots: list[str]) -> Iterator[tuple[str, Rendered]]:
    """Build each root kustomization. Yields nothing if neither kustomize nor kubectl is installed.

    A kustomization that cannot be built because a base was removed is skipped.
    """
    tool = command()
    if tool is None:
        return
    with tempfile.TemporaryDirectory(prefix="linesmith-gitops-") as temporary:
        copy = Copy(folder, kustomizations, Path(temporary))
        for path in roots:
            built = copy.build(tool, path)
            complete = copy.is_complete(path)
            if built.failure and not complete and copy.remove_fields_that_need_a_base(path):
                built = copy.build(tool, path)
            if complete or not built.failure:
                yield path, built
