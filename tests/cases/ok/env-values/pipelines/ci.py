from compiler import Job, Push, Run, Workflow

build = Job(
    "build",
    timeout_minutes=5,
    steps=[Run("make")],
    env={
        "TEXT": "plain text",
        "EMPTY": "",
        "YES": "yes",
        "ON": "on",
        "TILDE": "~",
        "NUMBER": "1e3",
        "OCTAL": "0o10",
        "TIME": "12:30",
        "DATE": "2026-01-01",
        "VERSION": "1.10",
        "WHOLE": 7,
        "PART": 1.5,
        "BIG": 1e21,
        "TRUE": True,
        "SPACES": " a ",
        "QUOTE": 'it\'s "so"',
        "COLON": "a: b",
        "HASH": "a #b",
        "STAR": "*a",
        "LINES": "one\ntwo\n",
        "BLANKS": "one \ntwo",
        "NO_END": "one\ntwo",
        "TAB": "a\tb",
        "BACKSLASH": "a\\b",
        "EMOJI": "🎉",
    },
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
