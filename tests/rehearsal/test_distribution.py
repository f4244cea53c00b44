"""The process of the real registry: start, isolation of stores, and cleanup."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from rehearsal.registry import Registry
from rehearsal.registry.distribution import Distribution
from rehearsal.tokens import Tokens
from tests.tools import program

if TYPE_CHECKING:
    from pathlib import Path

NAME = "podverse/metaboost/api"


def test_no_process_or_file_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_HTTP_ADDR", "nowhere")
    distribution = Distribution(program("docker-registry"))
    with distribution:
        folder, pid = distribution.folder, distribution.pid
        with Registry(Tokens(), store=distribution.store()) as registry:
            registry.seed(NAME, "1")
        assert any(folder.rglob("link"))
        assert (folder / "config.yml").is_file()
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RuntimeError, match="not running"):
        distribution.request("GET", "")


def test_two_stores_of_one_process_do_not_see_each_other() -> None:
    with Distribution(program("docker-registry")) as distribution:
        one, two = (Registry(Tokens(), store=distribution.store()) for _ in range(2))
        digest = one.seed(NAME, "1")
        assert (one.tags(NAME), two.tags(NAME)) == ({"1": digest}, {})
        assert two.manifest(NAME, digest) is None
        assert (len(one.store.moves), two.store.moves) == (1, [])
        assert two.seed(NAME, "1") == digest


def test_the_output_of_a_registry_that_fails_to_start_is_shown(tmp_path: Path) -> None:
    script = tmp_path / "docker-registry"
    script.write_text("#!/bin/sh\necho it cannot be >&2\nexit 1\n", encoding="utf-8")
    script.chmod(0o755)
    with pytest.raises(RuntimeError, match="it cannot be"), Distribution(script):
        pass
