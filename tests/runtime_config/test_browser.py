"""The configuration that a real browser gets, compared with what the check reads from the page."""

from __future__ import annotations

import html
import json
import re
import subprocess
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest

from tests.runtime_config.forms import CLIENT, CUT, ESCAPED, FORMS, ONE, SET, UNREAD_FORMS, WRONG_FORMS, deferred
from tests.runtime_config.pair import GLOBAL, TAG, next_app, node_app, node_sidecar, running
from tests.tools import ROOT, program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.waits
LIBRARIES = ROOT / "templates/lib"


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
    """The value of the global that the page wrote into its document."""
    found = re.search(r'<pre id="seen">(.*?)</pre>', document, re.DOTALL)
    assert found, document
    return json.loads(html.unescape(found[1]))


def test_browser_has_the_values_before_during_and_after_an_outage(tmp_path: Path, built: Path) -> None:
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


def test_browser_runs_a_value_that_is_not_escaped(tmp_path: Path) -> None:
    with running(tmp_path, partial(node_app, fault="unescaped"), partial(node_sidecar, fault="none")) as pair:
        assert 'data-executed="yes"' in page_in_browser(tmp_path, pair.app.url)
        assert pair.check(wait=1).broken == {"page-escaping"}


SCRIPT = f"<script>{SET};</script>"
PAGES = {
    "plain": SCRIPT,
    "with another owner": SCRIPT.replace("window", "globalThis"),
    "without spaces": SCRIPT.replace(" ", ""),
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
    "behind quotes outside an attribute value": f'<p "a>b">{SCRIPT}',
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
    **{f"form: {name}": f"<script>{script}</script>" for name, script in FORMS.items()},
    **{f"unread: {name}": f"<script>{script}</script>" for name, script in UNREAD_FORMS.items()},
    **{f"wrong: {name}": f"<script>{script}</script>" for name, script in WRONG_FORMS.items()},
    "form: next/script": f"<script>{deferred(SET)}</script>{CLIENT}",
    "wrong: data of next/script": f"<script>{deferred(SET, type='application/json')}</script>{CLIENT}",
    "in a payload": f"<script>var f = []; f.push([1, {json.dumps(SET)}])</script>{SCRIPT}",
    "in a payload alone": f"<script>var f = []; f.push([1, {json.dumps(SET)}])</script>",
}
UNREAD = {f"unread: {name}" for name in UNREAD_FORMS}


@pytest.fixture(scope="module")
def in_browser(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """For each page, the value that the browser has under the global's name. Each page is a frame of one document."""
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


@cache
def readers() -> str:
    """The part of the check that reads pages, as a program for Node."""
    libraries = "".join((LIBRARIES / f"{name}.sh").read_text(encoding="utf-8") for name in ("read-html", "read-script", "inspect"))
    command = ["bash", "-c", libraries + "html_reader && script_reader && page_reader"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def verdicts(pages: list[str], env: Mapping[str, str] = ONE) -> list[tuple[str, ...]]:
    """The result of the check for each page: the state, what was found, and the form of the values. One process of Node reads all pages."""
    given = json.dumps([GLOBAL, pages, env])
    ask = f"const [name, pages, env_] = {given}; console.log(JSON.stringify(pages.map((html) => page(name, html, env_))));"
    command = [program("node"), "--no-warnings", "--experimental-vm-modules", "-"]
    done = subprocess.run(command, input=readers() + ask, capture_output=True, text=True, timeout=120, check=True)
    return [tuple(found) for found in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[str, ...]]:
    """The result of the check for each page."""
    return dict(zip(PAGES, verdicts(list(PAGES.values())), strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_check_parses_a_page_as_a_browser_does(in_browser: dict[str, object], read: dict[str, tuple[str, ...]], name: str) -> None:
    has_it = in_browser[name] == {"env": ONE}
    assert (read[name][0] == "same") == (has_it and name not in UNREAD), read[name]
    assert (read[name][0] == "unreadable") == (name in UNREAD), read[name]


def test_pages_with_and_without_values_are_compared(in_browser: dict[str, object]) -> None:
    held = [value == {"env": ONE} for value in in_browser.values()]
    assert 10 < sum(held) < len(held) - 10


def verdict_by_form(forms: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The result of the check for a page with one script, by the form of the script."""
    return dict(zip(forms, verdicts([f"<script>{script}</script>" for script in forms.values()], {"A": TAG}), strict=True))


def test_escaped_values_pass() -> None:
    """They pass in any form, however the < is written."""
    assert verdict_by_form(ESCAPED) == dict.fromkeys(ESCAPED, ("same", "", "escaped"))


def test_value_that_ends_its_script_is_reported() -> None:
    found = f"the script that sets window.{GLOBAL} is cut off at a value of the configuration whose < is not escaped"
    assert verdict_by_form(CUT) == dict.fromkeys(CUT, ("cut", found, "cut"))


@pytest.mark.parametrize(
    ("script", "state", "found"),
    [
        ('window.NAME = JSON.parse(\'{"env": {"A": "a"b"}}\')', "different", "the code that sets it throws an exception"),
        ('window.NAME = {"env": {"A": "1"}} syntax', "invalid", "it does not compile"),
        ('const NAME = {"env": {"A": "1"}}', "absent", "a const is not a property of window"),
        ('\'use strict\'; NAME = {"env": {"A": "1"}}', "absent", "strict code cannot set a variable that nobody declared"),
        ('window.NAME = {"env": {"A": "1"}}.env', "unreadable", "continues in a form that is not supported"),
        ("window.NAME = configuration()", "unreadable", "configuration is not a constant of that script"),
        ("if (true) { window.NAME = {} }", "unreadable", "not set by a statement of its own"),
        ("window.NAME = {};" * 101, "unreadable", "more than 100 times"),
    ],
)
def test_reason_is_reported_when_a_script_yields_nothing(script: str, state: str, found: str) -> None:
    output = verdicts([f"<script>{script.replace('NAME', GLOBAL)}</script>"])[0]
    assert output[0] == state
    assert found in output[1]


def test_value_with_a_tag_is_reported_when_nothing_was_cut() -> None:
    assert verdicts([f"<script>{SET.replace('1', 'a <b> c')}</script>"], {"A": "a <b> c"}) == [("same", "", "raw")]
    further = f"<script>{SET.replace('1', chr(92) + 'u003cb>')}; if (1 <b) {{}} // <b></script>"
    assert verdicts([further], {"A": "<b>"}) == [("same", "", "escaped")]


def test_scripts_of_a_page_are_not_run(tmp_path: Path) -> None:
    """Neither by what the scripts do, nor by what their values would do when they are read."""
    mark = tmp_path / "ran"
    act = f"require('fs').writeFileSync({json.dumps(str(mark))}, '')"
    escape = f"process.mainModule.{act}; (0, eval)({json.dumps(act)})"
    values = [f"{{env: {{A: ({act}, '1')}}}}", f"JSON.parse({act})", f"`${{{act}}}`", f"{{get env() {{ {act} }}}}"]
    scripts = [f"{escape}; window.{GLOBAL} = {value}" for value in values]
    pages = [f"<script>{script}</script><script type=module>{script}</script>" for script in scripts]
    assert {found[0] for found in verdicts(pages)} == {"unreadable"}
    assert not mark.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        f"window.{GLOBAL} = ",
        f"<script>{SET}</script>",
        f"<script>window.{GLOBAL} = " + "[" * 100_000,
        f"<script>window.{GLOBAL} = " + "/*" * 100,
        f'<script>window.{GLOBAL} = "' + "\\u003c" * 100_000,
        "(self.__next_s=self.__next_s||[]).push(",
        f"<script>{GLOBAL} " + " " * 100_000,
        "<script ",
        "<!--",
        '<a b="',
        "<a " * 3,
        "<title>",
        "</",
        "<script><!--<script>",
        "<p a=" * 2,
        " " * 9 + "=",
    ],
)
def test_page_is_parsed_in_linear_time(hostile: str) -> None:
    page = hostile * (4_000_000 // len(hostile))
    assert verdicts([page])[0][0] in {"absent", "unreadable", "invalid"}


def test_key_names_stay_on_one_line() -> None:
    key = "A\nescaped\n\x1b[31m\x9b31m" + "x" * 200
    output = verdicts([SCRIPT], {key: "1"})[0]
    assert output == ("different", f"window.{GLOBAL} differs in A escaped  [31m 31m{'x' * 81}, A", "untagged")
