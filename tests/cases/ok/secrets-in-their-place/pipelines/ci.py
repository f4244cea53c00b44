from compiler import Job, Push, Run, Uses, Workflow, secrets

TOKEN = {"TOKEN": secrets.TOKEN}
fetch = Uses("actions/checkout", with_={"fetch-depth": "0", "persist-credentials": "FALSE"})
build = Job(
    "build",
    timeout_minutes=5,
    env=TOKEN,
    steps=[
        fetch,
        Run('printf %s "$TOKEN" | docker login -u robot --password-stdin registry.example.com'),
        Run('gh auth login --with-token <<<"$TOKEN"'),
        Run('NODE_AUTH_TOKEN="$TOKEN" npm publish'),
        Run('test -n "$TOKEN" || exit 1'),
        Run("ssh host 'echo $TOKEN'"),
        Run('case "$TOKEN" in x) ;; esac'),
        Run('for text in "$TOKEN" x; do printf %s "$text"; done'),
        Run('make "${TOKEN:+--auth}" ${TOKEN+--more}'),
        Run('if [[ -n $A && $A == "$TOKEN" ]]; then make; fi'),
        Run("make # uses $TOKEN"),
        Run('make && echo "::add-mask::$TOKEN"'),
        Run("make publish", env={"EXAMPLE": "AKIAIOSFODNN7EXAMPLE", "PLACEHOLDER": "ghp_" + "x" * 36}),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
