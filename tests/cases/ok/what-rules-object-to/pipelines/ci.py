from compiler import Job, Push, Run, Workflow, github

build = Job(
    "build",
    timeout_minutes=None,
    permissions="read-all",
    steps=[Run("make one\nmake two"), Run("echo " + github.sha)],
    ignore={
        "missing-timeout": "six hours are what it takes",
        "excessive-permissions": "it reads everything",
        "missing-shell": "the default is good enough here",
        "multiline-command": "two short commands",
        "raw-expression": "a commit is no injection",
    },
)
other = Job("other", permissions=None, timeout_minutes=5, steps=[Run("make", shell="sh")])

CI = Workflow(
    file="ci.yml",
    name=None,
    on=[Push()],
    permissions=None,
    defaults=None,
    jobs=[build, other],
    ignore={"missing-name": "GitHub shows the file", "excessive-permissions": "the settings of the repository are right"},
)
