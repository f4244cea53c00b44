"""The reference app, built once for all workers, with its faults beside it as routes of the same build."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.memo import remembering
from tests.runtime_config.pair import OF_CHECK
from tests.runtime_config.servers import ENVIRONMENT, HOST
from tests.tools import RUNTIME_CONFIG, find, node_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FAULTS = ("memoised", "static")
# Nothing is built a second time here, and caching for that takes a quarter of the time of a build. So does tracing the files of packages,
# which a deployment would copy. Nobody downloads the result, so it is not minified.
CONFIG = """\
module.exports = {
  experimental: { webpackBuildWorker: false },
  outputFileTracingExcludes: { "*": ["node_modules"] },
  webpack: (config) => ({ ...config, cache: false, optimization: { ...config.optimization, minimize: false } }),
};
"""


@pytest.fixture(scope="session", autouse=True)
def _remembering_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The check starts a node for each response that it reads, and most responses of these pairs are the same."""
    with pytest.MonkeyPatch.context() as patch:
        if find("node"):
            folder = tmp_path_factory.mktemp("node")
            program = folder / "node"
            program.write_text(remembering("node", folder / "memo", of_input=True), "utf-8")
            program.chmod(0o755)
            patch.setitem(OF_CHECK, "PATH", f"{folder}:{OF_CHECK['PATH']}")
        yield


@pytest.fixture(scope="session", autouse=True)
def _host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    HOST.folder = tmp_path_factory.mktemp("host")
    yield
    HOST.end()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built app: the reference at /, each fault at its name."""
    node, command = node_package("node_modules/next/dist/bin/next", RUNTIME_CONFIG)
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    app = shared / "runtime-config-app"
    with (shared / "runtime-config-app.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (app / "built").exists():
            shutil.rmtree(app, ignore_errors=True)
            _copy(app)
            # webpack: the other bundler accepts no packages from outside the folder that is built.
            done = subprocess.run(
                [node, command, "build", "--webpack", str(app)], env=ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
            (app / "built").touch()
    return app


def _copy(app: Path) -> None:
    """Copy the reference app. It moves to a route group of its own, so that another route can have another root layout."""
    shutil.copytree(RUNTIME_CONFIG / "app", app)
    (app / "node_modules").symlink_to(RUNTIME_CONFIG / "node_modules")
    (app / "next.config.js").write_text(CONFIG, "utf-8")
    routes = app / "src/app"
    page = routes / "page.js"
    for fault in FAULTS:
        route = routes / f"({fault})" / fault
        shutil.copytree(RUNTIME_CONFIG / "broken/next" / fault, route)
        shutil.copy(page, route)
    (routes / "(reference)").mkdir()
    for name in ("layout.js", "page.js"):
        (routes / name).rename(routes / "(reference)" / name)
