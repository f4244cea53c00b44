"""The text of the scripts itself: ShellCheck without exclusions, and what the libraries do with hostile text."""

from __future__ import annotations

import itertools
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.scripts.mutant import STEPS

if TYPE_CHECKING:
    from pathlib import Path

NAMES = sorted(file.stem for file in STEPS.glob("*.sh"))
LIBRARIES = sorted(str(file.relative_to(STEPS)) for file in STEPS.glob("lib/*.sh"))


def bash(script: str, *arguments: str, feed: str = "") -> str:
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", script, "-", *arguments], input=feed, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def library(*names: str) -> str:
    return "set -euo pipefail\n" + "\n".join((STEPS / "lib" / f"{name}.sh").read_text() for name in ("strict", *names))


def test_scripts_disable_no_check_and_have_no_placeholders() -> None:
    for name in [*(f"{name}.sh" for name in NAMES), *LIBRARIES]:
        text = (STEPS / name).read_text()
        for word in ("shellcheck disable", "${{", "{{", "{%", "\r", "eval "):
            assert word not in text, f"{word!r} in {name}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\r\nc\td", "a b  c d"),
        ("\x1b[31mred\x1b[0m", " [31mred [0m"),
        ("\u009b31m", " 31m"),
        ("::error::x", "> ::error::x"),
        ("  ::error::x", ">   ::error::x"),
        ("\n::error::x", ">  ::error::x"),
        ("x ##[add-mask]y", "x # #[add-mask]y"),
        ("###[x]", "## #[x]"),
        ("%s %d \\n $(id) `id` *", "%s %d \\n $(id) `id` *"),
        ("-n", "-n"),
        ("grün 100%", "grün 100%"),
        ("x" * 5000, "x" * 1000),
    ],
)
def test_clean_escapes_text_from_outside(text: str, shown: str) -> None:
    assert bash(library("annotate") + '\nclean "$1"', text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:hunter2@h.example/x", "https://***@h.example/x"),
        ("HTTPS://user:hunter2@h.example:443/x", "HTTPS://***@h.example:443/x"),
        ("git+ssh://hunter2@h.example//y@z", "git+ssh://***@h.example//***@z"),
        ("https://user%40corp:hunter2@h.example", "https://***@h.example"),
        ("//user:hunter2@h.example/", "//***@h.example/"),
        ("https%3A%2F%2Fuser%3Ahunter2%40h.example%2Fx", "https%3A%2F%2F***%40h.example%2Fx"),
        ('Get "https://h.example/x?sig=hunter2": EOF', 'Get "https://h.example/x?***": EOF'),
        ("Https://h.example/x?*=hunter2&y", "Https://h.example/x?***"),
        ("https://h.example?hunter2 https://i.example?hunter2", "https://h.example?*** https://i.example?***"),
        ("https://h.example/x#access_token=hunter2", "https://h.example/x#***"),
        ("/x?X-Amz-Signature=hunter2&y=1", "/x?X-Amz-Signature=***&y=1"),
        ("x?y=1&TOKEN=hunter2 z", "x?y=1&TOKEN=*** z"),
        ("x%3Fy%3D1%26sig%3Dhunter2", "x%3Fy%3D1%26sig%3D***"),
        ("ghcr.io/x/web@sha256:0 a%40b 100% c//d? e=f&g=h", "ghcr.io/x/web@sha256:0 a%40b 100% c//d? e=f&g=h"),
    ],
)
def test_credentials_in_urls_are_masked(text: str, shown: str) -> None:
    assert bash(library("annotate") + '\nmask "$1"; printf %s "$text"', text) == shown


def test_annotate_escapes_title_and_text() -> None:
    output = bash(library("annotate") + '\nannotate error "$1" "$2"', "a:b,c%\n::x", "100%\r\n::warning::y")
    assert output == "::error title=a%3Ab%2Cc%25 %3A%3Ax::100%25%0D%0A::warning::y\n"


def test_refuse_prints_found_expected_and_remedy() -> None:
    done = subprocess.run(["bash", "-c", library("annotate") + '\nrefuse T F "E\n::x" R'], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "T\nFound:    F\nExpected: E ::x\nTo do:    R\n::error title=T::Found:    F%0AExpected: E ::x%0ATo do:    R\n"


# https://semver.org/spec/v2.0.0.html#spec-item-11, and numbers beyond 64 bits
ORDER = [
    "0.9.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.2.0-0",
    "1.2.0-staging.9",
    "1.2.0-staging.10",
    "1.2.0-staging.18446744073709551616",
    "1.2.0-staging.18446744073709551617",
    "1.2.0-staging.x",
    "1.2.0",
    "1.10.0-staging.0",
    "2.0.0-A",
    "2.0.0-a",
    "2.0.0-a-b",
    "2.0.0",
    "2.0.18446744073709551616",
]


def test_versions_sort_by_precedence() -> None:
    shuffled = ORDER[::3] + ORDER[1::3] + ORDER[2::3]
    output = bash(
        library("version") + "\nhighest 100",
        feed="\n".join([*shuffled, "v1.0.0", "1.0", "01.0.0", "1.0.0-01", "1.0.0-", "", "9.9.9 ", "::x"]),
    )
    assert output.splitlines() == ORDER[::-1]
    assert bash(library("version") + "\nhighest 2", feed="1.0.0\n3.0.0\n2.0.0\n").split() == ["3.0.0", "2.0.0"]


@pytest.mark.parametrize(("low", "high"), list(itertools.pairwise(ORDER)))
def test_precedence_is_strict(low: str, high: str) -> None:
    assert bash(library("version") + "\nhighest 1", feed=f"{high}\n{low}\n").strip() == high


def test_staged_numbers_are_extracted_from_tags() -> None:
    lines = "p.9\np.10\np.010\np.\np.1x\nxp.3\np.10\nq.4\np.18446744073709551616\n"
    assert bash(library("version") + "\nstaged_numbers p.", feed=lines).split() == ["9", "10", "18446744073709551616"]


@pytest.mark.parametrize(
    ("status", "headers", "body", "seconds"),
    [
        (429, "Retry-After: 7", "", "7"),
        (429, "retry-after:  08  \r", "", "8"),
        (429, "", "", "60"),
        (429, "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT", "", "60"),
        (429, "Retry-After: -5", "", "60"),
        (429, "Retry-After: 0", "", "1"),
        (429, "Retry-After: 99999999999999999999", "", "60"),
        (403, "Retry-After: 3", "", "3"),
        (403, "X-RateLimit-Remaining: 0\nX-RateLimit-Reset: 1000012", "", "12"),
        (403, "X-RateLimit-Remaining: 0\nX-RateLimit-Reset: 5", "", "1"),
        (403, "X-RateLimit-Remaining: 0", "", "60"),
        (403, "X-RateLimit-Remaining: 10", '{"message":"You have exceeded a secondary rate limit."}', "60"),
        (403, "X-RateLimit-Remaining: 10", '{"message":"Resource not accessible by integration"}', ""),
        (422, "Retry-After: 7", "", ""),
        (503, "Retry-After: 7", "", ""),
    ],
)
def test_rate_limit_seconds_reads_the_headers_of_a_rate_limit(tmp_path: Path, status: int, headers: str, body: str, seconds: str) -> None:
    (tmp_path / "x.headers").write_text(f"HTTP/2 {status}\n{headers}\n\n")
    (tmp_path / "x.body").write_text(body)
    script = library("http") + '\ndate() { echo 1000000; }\nrate_limit_seconds "$1" "$2" || true'
    assert bash(script, str(tmp_path / "x"), str(status)).strip() == seconds


@pytest.mark.parametrize(
    ("link", "following"),
    [
        ("", ""),
        ('</v2/a/tags/list?last=b>; rel="next"', "https://r.example/v2/a/tags/list?last=b"),
        ('<https://elsewhere.example/v2/x?y>; rel="next"', "https://r.example/v2/x?y"),
        ('<?last=b>; rel="next"', "https://r.example/v2/a/tags/list?last=b"),
        ("<list?last=b>; rel=next", "https://r.example/v2/a/tags/list?last=b"),
        ('</p>; rel="prev", </n>; rel="next"', "https://r.example/n"),
        ('</p>; rel="prev"', ""),
        ("</p>", ""),
    ],
)
def test_next_page_stays_on_the_registry_host(link: str, following: str) -> None:
    script = library("list-tags") + '\nurl="$1"\nnext_page "$2"\nprintf "%s" "$url"'
    assert bash(script, "https://r.example/v2/a/tags/list?n=1000", link) == following


@pytest.mark.parametrize(
    ("response", "token"),
    [
        ('{"token":"abc.DEF-1_~+/=="}', "abc.DEF-1_~+/=="),
        ('{\n  "expires_in" : 300,\n  "token" : "abc"\n}', "abc"),
        ('{"access_token":"one","token":"two"}', "two"),
        ('{"access_token":"one","token":null}', "one"),
        ('{"refresh_token":"one"}', ""),
        ('{"token":"a\\/b"}', "a/b"),
        ('{"token":"a\\u0062"}', ""),
        ('{"token":"a b"}', ""),
        ('{"token":"a\\r\\nX-Evil: 1"}', ""),
        ('{"token":""}', ""),
        ('{"token":7}', ""),
        ('["token"]', ""),
        ("", ""),
        ('{"token":"\0"}', ""),
    ],
)
def test_token_is_read_from_the_response_of_the_endpoint(tmp_path: Path, response: str, token: str) -> None:
    (tmp_path / "body").write_text(response, encoding="utf-8")
    library = (STEPS / "lib/registry.sh").read_text("utf-8")
    function = library[library.index("find_token() {") : library.index("# mint_token OUT")]
    assert bash(f'set -euo pipefail\n{function}\ntoken=""; find_token "$1"; printf %s "$token"', str(tmp_path / "body")) == token


@pytest.mark.parametrize(
    ("changelog", "closing"),
    [
        ("```\ncode", "```"),
        ("~~~~ js\ncode\n~~~\n```", "~~~~"),
        ("`````\n```\n", "`````"),
        ("- item\n  ```sh\n  code", "  ```"),
        ("<!-- a note", "-->"),
        ("text\n<PRE class=x>\ncode", "</pre>"),
        ("<script>\n```\n</SCRIPT> x", ""),
        ("<style>", "</style>"),
        ("<textarea>\n\n", "</textarea>"),
        ("<?php", "?>"),
        ("<![CDATA[ x", "]]>"),
        ("<!DOCTYPE x", ">"),
        ("<prefix>\n<details>", ""),
        ("```\ncode\n```", ""),
        ("``` a`b", ""),
        ("a ``` b\n    ```", ""),
        ("<!-- a --> <!-- b -->", ""),
        ("<!-- a\nb --> c", ""),
        ("```\n<!--\n```", ""),
        ("~~~\n```\n~~~ \r", ""),
        ('$(id) `id` "\\n" ${{ x }} %0A', ""),
    ],
)
def test_release_body_closes_open_blocks_of_the_changelog(tmp_path: Path, changelog: str, closing: str) -> None:
    (tmp_path / "changelog").write_text(changelog)
    (tmp_path / "images").write_text("an image\n")
    output = bash(library("release-body") + '\nrelease_body "$1" "$2"', str(tmp_path / "changelog"), str(tmp_path / "images"))
    assert output == changelog.rstrip() + (f"\n{closing}" if closing else "") + "\n\n```text\nan image\n```\n"


WORDLESS = [
    *"\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u180e\u2003\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u206f\u2800",
    *"\u3000\u3164\ufe0f\uffa0\U000e0041\U000e0100",
    "- \ufeff\u00a0\n",
    "<!-- a -->\n",
    "<!-- a\n\nb --> <!-- c",
    "<!--><!--->",
    "# \n\n---\n* * *\n",
    "<br/>\n<p> </p>",
    "&nbsp;&#160;&#xA0;",
    "[//]: # (a comment)\r\n",
]
WORDS = [
    *"\u00a1\u2026\u2713\u0915",
    "\U0001f389\ufe0f",
    "<!-- a --> b",
    "<!-- a\n-->b",
    "<!-->b",
    "<https://example.org/>",
    "- [ ] a\u00a0b",
]
CHANGELOG_FAULTS = [
    (b"# 1.2.3\n\n- text\r\n\ttab \xc3\xa9 \xf0\x9f\x8e\x89 \xe2\x80\x8f\xd7\x90\n", ""),
    (b"no line end", ""),
    (b"\xef\xbb\xbf- text\n", ""),
    (b"\xef\xbb\xbf \r\n\t", "is empty: it has no visible text"),
    (b"", "is empty: it has no visible text"),
    (b"- a\n- b\0c\n", "is not UTF-8 text: it contains a NUL byte"),
    ("- a\n".encode("utf-16"), "is not UTF-8 text: it contains a NUL byte"),
    (b"- a\n\xff\n", "is not UTF-8 text: see line 2"),
    (b"\xc0\xaf", "is not UTF-8 text: see line 1"),
    (b"\xe0\x80\xaf", "is not UTF-8 text: see line 1"),
    (b"\xed\xa0\x80", "is not UTF-8 text: see line 1"),
    (b"\xf4\x90\x80\x80", "is not UTF-8 text: see line 1"),
    (b"\xe2\x82", "is not UTF-8 text: see line 1"),
    (b"- a\x01\n", "has a control character in line 1"),
    (b"- a\n- \x1b[31m\n", "has a control character in line 2"),
    (b"- a\x7f", "has a control character in line 1"),
    (b"- a\x0b", "has a control character in line 1"),
    (b"- a\x0c", "has a control character in line 1"),
    (b"- a\rb\n", "has a control character in line 1"),
    (b"- a\r\r\n", "has a control character in line 1"),
    (b"- \xc2\x9b31m\n", "has a control character in line 1"),
    ("- a\n\n- \u202eb\n".encode(), "has a character in line 3 that changes the direction of text"),
    ("- \u2066b\n".encode(), "has a character in line 1 that changes the direction of text"),
    (b"# 1.2.3\n\n- Notes go here.\n", 'has no release notes yet: line 3 is still "- Notes go here."'),
    *((text.encode(), "is empty: it has no visible text") for text in WORDLESS),
    *((text.encode(), "") for text in WORDS),
]


def test_changelog_fault_names_invalid_content(tmp_path: Path) -> None:
    """In any locale."""
    for number, (text, _) in enumerate(CHANGELOG_FAULTS):
        (tmp_path / f"{number:03}").write_bytes(text)
    check = '\nCHANGELOG_PLACEHOLDER="- Notes go here."\nfor file in "$1"/*; do changelog_fault "$file"; echo; done'
    for locale in ("C", "C.UTF-8"):
        output = bash(f"export LC_ALL={locale}\n" + library("changelog") + check, str(tmp_path))
        assert output.split("\n")[:-1] == [fault for _, fault in CHANGELOG_FAULTS]


def test_changelog_length_counts_characters(tmp_path: Path) -> None:
    (tmp_path / "changelog").write_text("é🎉\n")
    assert bash(library("changelog") + '\nchangelog_length "$1"', str(tmp_path / "changelog")) == "3\n"


def test_batch_reads_only_numbers_from_the_output_of_curl() -> None:
    """Text from a server must not become an array index, which bash evaluates."""
    text = (STEPS / "lib/batch.sh").read_text()
    formats = re.findall(r'--write-out "([^"]*)"', text)
    assert formats == [r"${#batch_outs[@]} %{http_code} %{exitcode}\n"]
