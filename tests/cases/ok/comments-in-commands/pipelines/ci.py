from compiler import Job, PullRequestTarget, Run, Workflow, github, secrets

TITLE = {"TITLE": github.event["pull_request"]["title"]}
TOKEN = {"TOKEN": secrets.TOKEN}
GH = {"GH_TOKEN": github.token}

quiet = Job("quiet", timeout_minutes=5, steps=[Run("make # then gh release create v1")])
write = Run('make # echo "key=$TOKEN" >>"$GITHUB_OUTPUT"', id="write", env=TOKEN)
build = Job(
    "build",
    timeout_minutes=5,
    permissions={"contents": ("write", "pushes")},
    steps=[
        Run("make # gh pr checkout 1"),
        Run('make # needs "$TOKEN"', env=TOKEN),
        Run('make # see above; cat "notes/$TITLE"', env=TITLE),
        Run('make # echo "$TITLE" >>"$GITHUB_ENV"', env=TITLE),
        Run('make # bash -c "$TITLE"', env=TITLE),
        Run("make # see above; gh issue create", env=GH),
        write,
    ],
    outputs={"key": write.outputs.key},
)
use = Job("use", timeout_minutes=5, steps=[Run("make", env={"KEY": build.outputs.key})])

CI = Workflow(file="ci.yml", name="CI", on=[PullRequestTarget()], jobs=[quiet, build, use])
