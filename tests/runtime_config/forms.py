"""Scripts that give a page its configuration: in forms that are read, in others, and in those that give it nothing."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

from tests.runtime_config.pair import GLOBAL, TAG

ONE = {"A": "1"}
VALUE = json.dumps({"env": ONE})
SET = f"window.{GLOBAL} = {VALUE}"


def deferred(children: str, **more: str) -> str:
    """The statement that next/script writes for a script with `beforeInteractive`."""
    return f"(self.__next_s=self.__next_s||[]).push([0,{json.dumps({'children': children, **more})}])"


# What the client of Next.js does with these.
CLIENT = """<script>for (const [source, { children, ...attributes }] of self.__next_s) {
  const script = Object.assign(document.createElement("script"), attributes);
  script.textContent = children;
  document.head.append(script);
}</script>"""
FORMS = {
    "in brackets": f'window["{GLOBAL}"]={VALUE}',
    "in brackets and single quotes": f"globalThis[ '{GLOBAL}' ] = {VALUE};",
    "self": f"self.{GLOBAL} = {VALUE}",
    "var": f"var {GLOBAL} = {VALUE};",
    "bare": f"{GLOBAL} = {VALUE}",
    "strict": f'"use strict"; {SET};',
    "comments": f"/* {SET[:20]} = 1 */ {SET} // {SET[:20]} = 2",
    "further statements": f"let a = 1\n{SET}\nconsole.log(window.{GLOBAL}.env, a < 2 && a > 0)",
    "behind a call": f"console.log(1)\n{SET}\n;[1].map(String)",
    "behind a condition": f"if (!window) {{ {GLOBAL} = 1 }}\n{SET}",
    "JSON.parse": f"window.{GLOBAL} = JSON.parse({json.dumps(VALUE)})",
    "JSON.parse of single quotes": f"window.{GLOBAL} = JSON.parse('{VALUE}');",
    "Object.freeze": f"window.{GLOBAL} = Object.freeze({VALUE})",
    "both": f"window.{GLOBAL} = Object . freeze( JSON.parse({json.dumps(VALUE)}) );",
    "or": f"window.{GLOBAL} = window.{GLOBAL} || {VALUE}",
    "nullish": f'window.{GLOBAL} = globalThis["{GLOBAL}"] ?? {VALUE}',
    "or of a variable": f"var {GLOBAL} = {GLOBAL} || {VALUE};",
    "assigned where it is missing": f"window.{GLOBAL} ||= {VALUE}",
    "assigned where it is there": f"{SET}; window.{GLOBAL} ??= 2",
    "a literal": f"window.{GLOBAL} = {{ env: {{ 'A': '1', }}, }}",
    "a template": f"window.{GLOBAL} = {{ env: {{ A: `1` }} }}",
    "escapes": f"window.{GLOBAL} = {{ 'e\\x6ev': {{ [`A`]: '\\u{{31}}' + '' }} }}",
    "a constant": f"const config = {VALUE};\nwindow.{GLOBAL} = config;",
    "shorthand": f"const env = {json.dumps(ONE)}; window.{GLOBAL} = {{ env }};",
    "by parts": f"window.{GLOBAL} = window.{GLOBAL} || {{}}; window.{GLOBAL}.env = {json.dumps(ONE)};",
    "twice": f"window.{GLOBAL} = {{}}\n{SET}",
    "a chain": f"self.{GLOBAL} = window.{GLOBAL} = {VALUE}",
    "atob": f"window.{GLOBAL} = JSON.parse(atob('{base64.b64encode(VALUE.encode()).decode()}'))",
    "decoded": f"window.{GLOBAL} = JSON.parse(decodeURIComponent('{quote(VALUE)}'))",
    "a function": f"(function () {{ {SET}; }})();",
    "a function that sets the bare name": f"(function () {{ {GLOBAL} = {VALUE} }})()",
    "an arrow": f"(() => {{ {SET} }})()",
    "a bang": f"!function(){{{SET}}}()",
    "for old browsers": f"<!--\n{SET}\n//-->",
}
UNREAD_FORMS = {
    "a block": f"{{ {SET} }}",
    "a condition": f"if (true) {SET}",
    "a condition on its line": f"if (true)\n{SET}",
    "an attempt": f"try {{ {SET} }} catch {{}}",
    "a definition": f'Object.defineProperty(window, "{GLOBAL}", {{ value: {VALUE} }})',
    "a call": f"window.{GLOBAL} = (function () {{ return {VALUE} }})()",
    "another owner": f"(function (owner) {{ owner.{GLOBAL} = {VALUE} }})(window)",
    "a changed constant": f"let config = {{}}; config = {VALUE}; window.{GLOBAL} = config",
    "an operator on the next line": f"{SET}\n|| 2 && 3",
    "a member on the next line": f"window.{GLOBAL} = {{ x: {VALUE} }}\n.x",
}
WRONG_FORMS = {
    "let": f"let {GLOBAL} = {VALUE}",
    "const": f"const {GLOBAL} = {VALUE}",
    "a local variable": f"(function () {{ var {GLOBAL} = {VALUE} }})()",
    "strict and bare": f'"use strict"; {GLOBAL} = {VALUE}',
    "a comment": f"// {SET}",
    "a long comment": f"/* {SET} */",
    "a text": f"var text = '{SET}'",
    "a template": f"var text = `{SET}`",
    "an expression": f"var pattern = /{SET[:24]} = {{}}/",
    "no JSON": f"window.{GLOBAL} = JSON.parse('{VALUE.replace('1', 'a' + chr(34) + 'b')}')",
    "no JavaScript": f"{SET} and more",
    "there before": f"window.{GLOBAL} = {{}}; window.{GLOBAL} = window.{GLOBAL} || {VALUE}",
    "overwritten": f"{SET}; window.{GLOBAL} = {{}}",
    "its prototype": f"window.{GLOBAL} = {{ env: {{ __proto__: 'x', A: '2' }} }}",
}
HIDDEN = json.dumps({"env": {"A": TAG}}).replace("<", chr(92) + "u003c")
OPEN = json.dumps({"env": {"A": TAG}})
ESCAPED = {
    "JSON": f"window.{GLOBAL} = {HIDDEN}",
    "JSON.parse": f"window.{GLOBAL} = JSON.parse({json.dumps(HIDDEN)})",
    "JSON.parse, escaped outside": f"window.{GLOBAL} = JSON.parse({json.dumps(OPEN)})".replace("<", chr(92) + "x3c"),
    "frozen": f"window.{GLOBAL} = Object.freeze({HIDDEN});",
    "bytes": f"window.{GLOBAL} = {HIDDEN}".replace("u003c", "x3c"),
    "upper case": f"window.{GLOBAL} = {HIDDEN}".replace("u003c", "u003C"),
    "code points": f"window.{GLOBAL} = {HIDDEN}".replace("u003c", "u{3c}"),
    "octal": f"window.{GLOBAL} = {HIDDEN}".replace("u003c", "74"),
    "single quotes": f"window['{GLOBAL}'] = {HIDDEN.replace(chr(39), chr(92) + chr(39)).replace(chr(34), chr(39))}",
    "next/script": deferred(f"globalThis.{GLOBAL} = {HIDDEN}"),
    "next/script, escaped by it": deferred(f"globalThis.{GLOBAL} = {OPEN}").replace("<", chr(92) + "u003c"),
}
CUT = {
    "JSON": f"window.{GLOBAL} = {OPEN}",
    "JSON.parse": f"window.{GLOBAL} = JSON.parse({json.dumps(OPEN)})",
    "frozen": f"window.{GLOBAL} = Object.freeze({OPEN});",
    "a variable": f"var {GLOBAL} = {GLOBAL} || {OPEN}",
    "in brackets": f'window["{GLOBAL}"] = {OPEN}',
    "next/script": deferred(f"globalThis.{GLOBAL} = {OPEN}"),
}
