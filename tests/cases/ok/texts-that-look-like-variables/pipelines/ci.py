from compiler import Job, Push, Run, Workflow

ENV = {
    "HOST": "github.com",
    "PRICE": "$5",
    "PATTERN": "^docs/.*$",
    "OWN": "$HOMEPAGE/docs",
    "WORDS": "github.sha is the commit, and $HOME the home",
    "LATER": "cp -r $HOME/.cache .",
    "FOR_MAKE": "${HOME}/out",
    "FORMAT": "{{ .Tag }}",
    "PAGE": "secrets.html",
}
build = Job("build", timeout_minutes=5, env=ENV, steps=[Run("make")])
expanded = Job("expanded", timeout_minutes=5, env={"OUT": "$HOME/out"}, steps=[Run('make OUT="$(echo "$OUT" | envsubst)"')])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build, expanded])
