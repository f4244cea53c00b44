"""A value is read by its meaning, however it is written."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.gitops.test_covered import OLD, PACKAGES, add, alpha
from tests.gitops.trees import VERSION, differences, write

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["alpha"]


def in_base64(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def secret(field: str, kind: str = "Secret") -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: more}}\n{field}\n"


LONG = in_base64(f"# {'x' * 60}\nimage: {OLD}\n")
OTHERWISE = {
    "a secret": secret(f"data:\n  IMAGE: {in_base64(OLD)}"),
    "a secret of many lines": secret("data:\n  job.yaml: |\n" + "".join(f"    {LONG[at : at + 76]}\n" for at in range(0, len(LONG), 76))),
    "a secret in a list": f"apiVersion: v1\nkind: List\nitems:\n"
    f"  - {{apiVersion: v1, kind: Secret, metadata: {{name: more}}, data: {{I: {in_base64(OLD)}}}}}\n",
    "binary data": secret(f"binaryData:\n  IMAGE: {in_base64(OLD)}", "ConfigMap"),
    "a binary scalar": secret(f"data:\n  IMAGE: !!binary {in_base64(OLD)}", "ConfigMap"),
    "hexadecimal": secret('data:\n  IMAGE: "' + OLD.replace("g", "\\x67").replace("m", "\\x6D") + '"', "ConfigMap"),
    "Unicode": secret('data:\n  IMAGE: "' + OLD.replace("p", "\\u0070").replace("m", "\\U0000006d") + '"', "ConfigMap"),
    "a slash": secret('data:\n  IMAGE: "' + OLD.replace("/", "\\/") + '"', "ConfigMap"),
    "two lines": secret('data:\n  IMAGE: "' + OLD.replace("metaboost", "meta\\\n    boost") + '"', "ConfigMap"),
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_reference_counts_however_it_is_written(name: str, alpha: Path) -> None:
    write(alpha / "api", {"more.yaml": OTHERWISE[name]})
    add(alpha, "resources:\n  - more.yaml\n")
    (reported,) = differences(alpha)
    assert reported.startswith("api/more.yaml:")
    assert f': tag of {PACKAGES}/api: found "1.3.0", expected {VERSION}' in reported


@pytest.mark.parametrize(("value", "right"), [(VERSION, True), ("1.3.0", False)])
def test_a_variable_in_a_secret_is_read(alpha: Path, value: str, right: bool) -> None:
    write(alpha / "api", {"more.yaml": secret(f"data:\n  API_RELEASE: {in_base64(value)}")})
    add(alpha, "resources:\n  - more.yaml\n")
    assert differences(alpha) == ([] if right else [f'api/more.yaml:5: API_RELEASE: found "1.3.0", expected {VERSION}'])


@pytest.mark.parametrize(
    "text",
    [
        secret("data: {a: '%%%', b: /w==, c: " + in_base64("nothing") + ", d: " + in_base64("\x00" * 90) + "}"),
        secret("data: {a: {b: c}, d: [x], e: null}"),
        secret("data: [x]"),
        secret("data: &d\n  a: *d"),
        'a: !!binary "%%"\nb: "\\x00\\UFFFFFFFF"\n',
        "# \\x\\u12 \\\n{{ template }}\nkind: Secret\n",
    ],
)
def test_values_that_name_nothing_of_ours_are_ignored(text: str, alpha: Path) -> None:
    write(alpha / "api", {"more.yaml": text})
    assert differences(alpha) == []
