"""Files that cannot be evaluated are reported with their place, in bounded time, and those beside them still are. Never a traceback."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from gitops import folder as bounds
from tests.gitops.trees import VERSION, differences, environment, gitops_check, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def alpha(tmp_path: Path) -> Path:
    return write(tmp_path / "alpha", environment(VERSION))


BROKEN = [
    ("an open bracket", "a: [", 1),
    ("a tab", "images:\n\t- name: x\n", 2),
    ("two values", "a: 1\nb: c: d\n", 2),
    ("an open quote", "a: 1\nb: 'c\n", 2),
    ("an unknown alias", "a: 1\nb: *nobody\n", 2),
    ("a control character", "a: \x07\n", 1),
    ("a second document", "a: 1\n---\nb: [\n", 3),
    ("another version of YAML", "%YAML 9.0\n---\na\n", 1),
    ("a template", "a: 1\n{{ if .Values.x }}\nb: 2\n", 2),
    ("too deep", "[" * 1000, 1),
    ("an inline patch", "patches:\n  - patch: |-\n      a: 1\n      b: [\n", 4),
]


@pytest.mark.parametrize(("text", "line"), [pytest.param(*row[1:], id=row[0]) for row in BROKEN])
def test_invalid_yaml_is_reported_with_its_line(alpha: Path, text: str, line: int) -> None:
    write(alpha / "more", {"kustomization.yaml": text})
    (reported,) = differences(alpha)
    place, _, rest = reported.partition(": ")
    assert place.startswith("more/kustomization.yaml:")
    assert abs(int(place.rpartition(":")[2]) - line) <= 1, "the reader may notice on the next line"
    assert rest.startswith(("not YAML: ", "nested too deeply; "))
    assert rest.count("\n") == 0


HARMLESS = [
    ("empty", ""),
    ("a directive for tags", "%TAG ! tag:x\n---\n!a b\n"),
    ("a comment", "# nothing\n"),
    ("documents of nothing", "---\n---\n"),
    ("a list", "- a\n"),
    ("a text", "text\n"),
    ("images that are not a list", "images: {names: API_RELEASE}\n"),
    ("images of texts", "images: [API_RELEASE, 3, null, [x]]\n"),
    ("resources of mappings", "resources: [{a: b}, null]\n"),
    ("generators of nothing", "configMapGenerator: [null, {literals: {a: b}, envs: [null]}]\nsecretGenerator: x\n"),
    ("an operation without a value", "patches: [{patch: '[{op: add, path: /data/x}]'}, {patch: }, 3]\n"),
    ("a tag of Python", "a: !!python/object/apply:os.system ['exit 9']\n"),
    ("a mapping in itself", "a: &a {b: *a, <<: *a}\n"),
    ("a list in itself", "resources: &a [*a]\n"),
    ("a key that is a list", "? [a, b]\n: c\n"),
    ("one anchor twice", "a: &x 1\nb: &x 2\nc: *x\n"),
    ("a long line", f"a: {'x' * 100_000}\n"),
    ("an invalid date", "a: 2026-13-45\n"),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HARMLESS])
@pytest.mark.parametrize("name", ["kustomization.yaml", pytest.param("other.yaml", marks=pytest.mark.untraced)])
def test_strange_yaml_without_a_reference_has_no_difference(alpha: Path, name: str, text: str) -> None:
    write(alpha / "more", {name: text})
    unset = [line for line in differences(alpha) if "an env file that is not in this folder" not in line]
    assert unset == []


def test_aliases_of_aliases_are_walked_once(alpha: Path) -> None:
    lines = ["a0: &a0 [API_RELEASE]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30))]
    write(alpha / "more", {"kustomization.yaml": "\n".join(lines)})
    start = time.monotonic()
    assert differences(alpha) == []
    assert time.monotonic() - start < 20


def test_a_file_that_has_nothing_to_do_with_us_may_be_anything(alpha: Path) -> None:
    write(alpha / "charts", {"deployment.yaml": "{{- if .Values.enabled }}\nkind: [\n", "crds.yaml": "x: y\n" * 100_000})
    assert differences(alpha) == []


def test_file_above_the_size_limit_is_reported(alpha: Path) -> None:
    write(alpha / "api", {"large.yaml": f"a: ghcr.io/podverse/metaboost/api\n#{'x' * bounds.MAX_YAML_LENGTH}\n"})
    with (alpha / "huge.yaml").open("wb") as stream:
        stream.truncate(bounds.MAX_FILE_BYTES + 1)
    start = time.monotonic()
    assert differences(alpha) == [
        f"api/large.yaml: more than {bounds.MAX_YAML_LENGTH} characters of YAML; expected a smaller file",
        f"huge.yaml: larger than {bounds.MAX_FILE_BYTES} bytes; expected a smaller file",
    ]
    assert time.monotonic() - start < 20


def test_folder_with_too_many_files_is_refused(alpha: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_ENTRIES", 10)
    ran = gitops_check(alpha)
    assert ran.code == 2
    assert "more than 10 files. Expected: the folder of one environment" in ran.output


def test_text_that_is_not_utf_8_is_reported(alpha: Path) -> None:
    (alpha / "api/kustomization.yml").write_bytes(b"a: b\n# \xff\n")
    (alpha / "api/bom.yaml").write_bytes(b"\xef\xbb\xbfdata: {API_RELEASE: " + VERSION.encode() + b"}\n")
    assert differences(alpha) == ["api/kustomization.yml:2: not UTF-8 text; expected UTF-8"]


def test_only_links_out_of_the_folder_are_reported(alpha: Path) -> None:
    """Inside the folder a link names what is met anyway; outside nothing is read."""
    write(alpha.parent / "elsewhere", environment("1.0.0"))
    (alpha / "again").symlink_to(alpha)
    (alpha / "api/again.yaml").symlink_to("kustomization.yaml")
    assert differences(alpha) == []
    (alpha / "outside").symlink_to("../elsewhere")
    (alpha / "loop.yaml").symlink_to("loop.yaml")
    (alpha / "nothing.yaml").symlink_to("/nowhere/at/all")
    link = "a symbolic link to a place outside the folder, or to nothing; it is not followed; expected the file itself"
    assert differences(alpha) == [f"{name}: {link}" for name in ("loop.yaml", "nothing.yaml", "outside")]


@pytest.mark.parametrize("named", ["/etc/passwd", "../../elsewhere/api/api.env", "../../..", "x" * 5000, "../link.env"])
def test_an_env_file_outside_is_not_read(alpha: Path, named: str) -> None:
    write(alpha.parent / "elsewhere", environment("1.0.0"))
    (alpha / "api/link.env").symlink_to("../../elsewhere/api/api.env")
    write(alpha / "api/more", {"kustomization.yaml": f"configMapGenerator: [{{envs: [{named}]}}]\n"})
    assert [line for line in differences(alpha) if not line.startswith("api/link.env")] == [
        "api/more/kustomization.yaml:1: an env file that is not in this folder; expected a file below the kustomization"
    ]


def test_named_pipe_is_reported_without_waiting(alpha: Path) -> None:
    os.mkfifo(alpha / "api/pipe.yaml")
    assert differences(alpha) == ["api/pipe.yaml: not a regular file; expected a file"]


def test_report_has_no_control_characters(alpha: Path) -> None:
    write(
        alpha / "a\n::error::b\x1b[31m",
        {"kustomization.yaml": 'images: [{name: ghcr.io/podverse/metaboost/api, newTag: "x\\e[0m\\n::error::y"}]\n'},
    )
    ran = gitops_check(alpha)
    lines = [line for line in ran.output.splitlines() if "error" in line]
    assert len(lines) == 1
    assert "\x1b" not in ran.output
    assert lines[0].endswith(f'found "x\\x1b[0m\\x0a::error::y", expected {VERSION}')
    assert not lines[0].startswith("::")


def test_a_long_value_is_shortened(alpha: Path) -> None:
    write(alpha / "web", {"map.yaml": f"data: {{API_RELEASE: {'9' * 5000}}}\n"})
    (line,) = differences(alpha)
    assert len(line) < 200


def test_file_and_folder_without_permission_are_reported(alpha: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated, since root can read everything."""
    opened: Any = os.open
    listed: Any = os.scandir

    def refuse_to_open(path: Any, *arguments: Any, **keywords: Any) -> object:
        if str(path).endswith("/release.yaml"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **keywords)

    def refuse_to_list(path: str) -> object:
        if str(path).endswith("/db"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "open", refuse_to_open)
    monkeypatch.setattr(os, "scandir", refuse_to_list)
    assert differences(alpha) == [
        "db: cannot be listed: Permission denied; expected a folder that this user can read",
        "management-api/release.yaml: cannot be read: Permission denied; expected a file that this user can read",
        f"MANAGEMENT_API_RELEASE: not set here, expected {VERSION} for each of management-api",
    ]
