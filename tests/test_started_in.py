"""`linesmith -C FOLDER`: every relative path of a command line is one in that folder, as with `git -C`."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

import rehearsal.command
from compiler.cli import main
from tests.gitops.trees import OTHER_BASE, VERSION, environment, write

if TYPE_CHECKING:
    from tests.projects import TempProject

# A command with a relative path in it, and what it says when it has found what lies there.
COMMANDS = {
    "check --repo": (["check", "--repo", "there"], "up to date"),
    "diff --repo": (["diff", "--repo", "there"], ""),
    "install PATH": (["install", "--dry-run", "there"], "there is nothing to do"),
    "gitops check --gitops": (["gitops", "check", "--gitops", "there", "--allow-base", OTHER_BASE, VERSION], f"all {VERSION}"),
    "plan --payload": (["plan", "hello", "--payload", "there/payload.json"], "hello runs"),
    "show FILE": (["show", "there/hello.yml"], "Hello"),
    "rehearse --workflows": (["rehearse", "promote", "--workflows", "there"], "there"),
    "rehearse --report": (["rehearse", "promote", "--report", "there/report.html"], "there/report.html"),
}


def _said(folder: Path, *arguments: str) -> str:
    result = CliRunner(catch_exceptions=False).invoke(main, ["-C", str(folder), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The caller's folder, in which everything that a command may name is something else."""
    (tmp_path / "caller/there").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "caller")
    return tmp_path / "caller"


def test_every_option_with_a_path_has_a_test() -> None:
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    commands |= {
        f"{name} {inner}": found
        for name, group in commands.items()
        if isinstance(group, click.Group)
        for inner, found in group.commands.items()
    }
    taken = {
        f"{name} {parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name}"
        for name, command in commands.items()
        if command is not None
        for parameter in command.params
        if isinstance(parameter.type, click.Path)
    }
    assert taken == set(COMMANDS)


@pytest.mark.parametrize("name", ["check --repo", "diff --repo", "install PATH"])
def test_path_of_an_application_is_relative_to_the_callers_folder(name: str, hello: TempProject, elsewhere: Path) -> None:
    there = hello.root / "there"
    subprocess.run(["git", "init", "--quiet", str(there)], check=True)
    _said(hello.root, "install", "--yes", str(there))
    arguments, output = COMMANDS[name]
    assert output in _said(hello.root, *arguments)
    assert list(elsewhere.rglob("*")) == [elsewhere / "there"]


def test_path_of_a_workflow_file_is_relative_to_the_callers_folder(hello: TempProject, elsewhere: Path) -> None:
    hello.put("there/hello.yml", "name: Hello\non: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n")
    arguments, output = COMMANDS["show FILE"]
    assert output in _said(hello.root, *arguments)
    assert list(elsewhere.rglob("*")) == [elsewhere / "there"]


def test_path_of_a_payload_is_relative_to_the_callers_folder(hello: TempProject, elsewhere: Path) -> None:
    hello.put("there/payload.json", "{}")
    arguments, output = COMMANDS["plan --payload"]
    assert output in _said(hello.root, *arguments)
    assert list(elsewhere.rglob("*")) == [elsewhere / "there"]


def test_path_of_a_gitops_folder_is_relative_to_the_callers_folder(tmp_path: Path, elsewhere: Path) -> None:
    arguments, output = COMMANDS["gitops check --gitops"]
    write(tmp_path / "there", environment(VERSION))
    assert output in _said(tmp_path, *arguments)
    assert elsewhere.is_dir()


@pytest.mark.parametrize("name", ["rehearse --workflows", "rehearse --report"])
def test_paths_of_a_rehearsal_are_relative_to_the_callers_folder(
    name: str, hello: TempProject, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def report(_results: object, texts: dict[str, str], place: Path) -> None:
        click.echo(f"{texts['in']} {place.resolve()}")

    hello.put("pipelines/product.py", "")
    monkeypatch.setattr(rehearsal.command, "_select_runnable", list)
    monkeypatch.setattr(rehearsal.command, "_read_tree", lambda folder, _remedy: {"in": str(folder.resolve())})
    monkeypatch.setattr(rehearsal.command, "_run", lambda *_given, **_options: [])
    monkeypatch.setattr(rehearsal.command, "_report", report)
    arguments, output = COMMANDS[name]
    assert str(hello.root / output) in _said(hello.root, *arguments)
    assert list(elsewhere.rglob("*")) == [elsewhere / "there"]


def test_printed_paths_are_relative_to_the_callers_folder(hello: TempProject, elsewhere: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(hello.root / "there")], check=True)
    assert f"review with `git -C {hello.root / 'there'} status`" in _said(hello.root, "install", "--yes", "there")
    assert Path.cwd() == elsewhere


def test_exit_code_is_2_when_the_folder_does_not_exist() -> None:
    result = CliRunner(catch_exceptions=False).invoke(main, ["-C", "nowhere", "check"])
    assert (result.exit_code, "nowhere" in result.output, "does not exist" in result.output) == (2, True, True)
