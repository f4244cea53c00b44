"""What a real browser has of the configuration, and that the check reads a page as that browser does."""

from __future__ import annotations

import html
import json
import re
import subprocess
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.runtime_config.pair import GLOBAL, TAG, next_app, node_app, node_sidecar, running
from tests.tools import ROOT, program

if TYPE_CHECKING:
    from pathlib import Path

LIBRARIES = ROOT / "templates/programs/lib"


def page_in_browser(folder: Path, url: str) -> str:
    """The document as it is when its scripts have run."""
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        f"--user-data-dir={folder}/profile",
        "--no-proxy-server",
    ]
    command = [program("chromium"), *options, "--virtual-time-budget=10000", "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def seen(document: str) -> object:
    """What the page wrote down of the global."""
    found = re.search(r'<pre id="seen">(.*?)</pre>', document, re.DOTALL)
    assert found, document
    return json.loads(html.unescape(found[1]))


def test_a_browser_has_the_values_with_the_sidecar_there_lost_and_back(tmp_path: Path, built: Path) -> None:
    with running(tmp_path, partial(next_app, built=built), partial(node_sidecar, fault="reference")) as pair:
        documents = [page_in_browser(tmp_path, pair.app.url)]
        pair.sidecar.stop()
        documents.append(page_in_browser(tmp_path, pair.app.url))
        pair.start_sidecar()
        documents.append(page_in_browser(tmp_path, pair.app.url))
    names = ["start 0", "start 0", "start 1"]
    assert [seen(document) for document in documents] == [
        {"env": {"NEXT_PUBLIC_WEB_BRAND_NAME": TAG, "NEXT_PUBLIC_LEGAL_NAME": name}} for name in names
    ]
    assert not any("data-executed" in document for document in documents)


def test_a_browser_executes_what_is_not_escaped(tmp_path: Path) -> None:
    with running(tmp_path, partial(node_app, fault="unescaped"), partial(node_sidecar, fault="none")) as pair:
        assert 'data-executed="yes"' in page_in_browser(tmp_path, pair.app.url)
        assert pair.check(wait=1).broken == {"page-escaping"}


SET = f'window.{GLOBAL} = {{"env": {{"A": "1"}}}}'
SCRIPT = f"<script>{SET};</script>"
PAGES = {
    "plain": SCRIPT,
    "with another owner": SCRIPT.replace("window", "globalThis"),
    "without blanks": SCRIPT.replace(" ", ""),
    "upper case": SCRIPT.replace("script", "SCRIPT"),
    "an end with more": SCRIPT.replace("</script>", "</script\n\tx='>'>"),
    "a module": SCRIPT.replace("<script", "<script type=module"),
    "an old type": SCRIPT.replace("<script", "<script TYPE = ' text/JavaScript '"),
    "other attributes": SCRIPT.replace("<script", "<script data-src=x id='a>b' data-type=\"text/x\""),
    "data": SCRIPT.replace("<script", "<script type=application/json"),
    "from elsewhere": SCRIPT.replace("<script", "<script src=data:,0"),
    "for old browsers": SCRIPT.replace("<script", "<script nomodule"),
    "in a comment": f"<!-- {SCRIPT} -->",
    "behind an empty comment": f"<!-->{SCRIPT}<!-- -->",
    "behind a comment that ends oddly": f"<!-- --!>{SCRIPT}<!-- -->",
    "in an instruction": f"<?x {SCRIPT}",
    "behind a bogus end": f"</ {SCRIPT}",
    "in an attribute": f"<p title='{SCRIPT.replace('>', '> ')}'></p>",
    "in an odd attribute": f"<p a=b='{SCRIPT}'></p>",
    "behind quotes that are none": f'<p "a>b">{SCRIPT}',
    "in a title": f"<title>{SCRIPT}</title>",
    "behind a title": f"<title></titles></title>{SCRIPT}",
    "in a text field": f"<textarea>{SCRIPT}</textarea>",
    "in a style": f"<style>{SCRIPT}</style>",
    "for no scripts": f"<noscript>{SCRIPT}</noscript>",
    "in a template": f"<template>{SCRIPT}</template>",
    "behind a template": f"<template><b></template>{SCRIPT}",
    "never ended": SCRIPT.removesuffix("</script>"),
    "the last of two": SCRIPT.replace("1", "2") + SCRIPT,
    "the first of two": SCRIPT + SCRIPT.replace("1", "2"),
    "in a script": f"<script>var text = '{SCRIPT.split('</', maxsplit=1)[0]}';</script>",
    "cut by a value": f"<script>{SET.replace('1', '1</script>')};</script>",
    "with a tag in it": f"<script>{SET.replace('1', '1<b>')};</script>",
    "swallowing what follows": f"<script>{SET.replace('1', '<!--<script>')};</script><p></p>",
    "behind a script that swallows": f"<script>'<!--<script>'</script> -->{SCRIPT}</script>",
    "behind one that almost does": f"<script>'<!-- <scripts> -->'</script>{SCRIPT}",
    "a comparison": SCRIPT.replace(" = ", " == "),
    "a longer name": SCRIPT.replace(GLOBAL, GLOBAL + "2"),
    "an older one": SCRIPT.replace('"1"', '"2"'),
}


@pytest.fixture(scope="module")
def in_browser(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """For each page, what the browser has under the global's name: each is a frame of one document."""
    folder = tmp_path_factory.mktemp("frames")
    pages = json.dumps(PAGES).replace("<", "\\u003c")
    (folder / "frames.html").write_text(
        f"""<!doctype html><body><pre id="seen"></pre><script>
        const found = {{}};
        const shown = Object.entries({pages}).map(([name, page]) => new Promise((resolve) => {{
          const frame = document.createElement("iframe");
          frame.onload = () => resolve((found[name] = frame.contentWindow["{GLOBAL}"] ?? null));
          frame.srcdoc = page;
          document.body.append(frame);
        }}));
        Promise.all(shown).then(() => (document.getElementById("seen").textContent = JSON.stringify(found)));
        </script>""",
        encoding="utf-8",
    )
    values = seen(page_in_browser(folder, f"file://{folder}/frames.html"))
    assert isinstance(values, dict)
    return values


def verdict(folder: Path, page: str, config: str = '{"env": {"A": "1"}}') -> list[str]:
    """What the check has to say of a page against a configuration."""
    (folder / "page").write_text(page, encoding="utf-8")
    (folder / "config").write_text(config, encoding="utf-8")
    script = (LIBRARIES / "judge.sh").read_text(encoding="utf-8") + '\njudge page "$@"'
    command = ["bash", "-c", script, "-", GLOBAL, str(folder / "page"), str(folder / "config")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split("\n")


@pytest.mark.parametrize("name", PAGES)
def test_the_check_reads_a_page_as_a_browser_does(tmp_path: Path, in_browser: dict[str, object], name: str) -> None:
    program("node")
    has_it = in_browser[name] == {"env": {"A": "1"}}
    assert (verdict(tmp_path, PAGES[name])[0] == "same") == has_it


def test_both_have_pages_with_and_without_the_values(in_browser: dict[str, object]) -> None:
    held = [value == {"env": {"A": "1"}} for value in in_browser.values()]
    assert 10 < sum(held) < len(held) - 10


@pytest.mark.parametrize(
    "hostile", ["<script ", "<!--", '<a b="', "<a " * 3, "<title>", "</", "<script><!--<script>", "<p a=" * 2, " " * 9 + "="]
)
def test_a_page_is_read_in_a_moment_whatever_it_repeats(tmp_path: Path, hostile: str) -> None:
    program("node")
    page = hostile * (4_000_000 // len(hostile))
    assert verdict(tmp_path, page)[0] in {"absent", "unreadable"}


def test_the_name_of_a_key_stays_on_one_line(tmp_path: Path) -> None:
    program("node")
    key = "A\nescaped\n\x1b[31m\x9b31m" + "x" * 200
    said = verdict(tmp_path, SCRIPT, json.dumps({"env": {key: "1"}}))
    assert said == ["different", f"window.{GLOBAL} differs in A escaped  [31m 31m{'x' * 81}, A", "escaped", ""]
