from compiler import (
    ChoiceInput, Concurrency, IssueComment, Job, PullRequest, PullRequestTarget, Run, StringInput, Uses, Workflow, WorkflowDispatch, contains,
    github, secrets,
)  # fmt: skip

TITLE = {"TITLE": github.event["pull_request"]["title"]}
READ = {"contents": ("read", "checks out the commit")}
note = StringInput("note")
folder = ChoiceInput("folder", options=["site", "shop"])
head = Uses("actions/checkout", with_={"ref": github.event["pull_request"]["head"]["sha"]})
script = Uses("actions/github-script", env=TITLE, with_={"script": "core.info(process.env.TITLE)"})
chosen = Uses("actions/github-script", with_={"script": "core.info('" + (contains(github.head_ref, "x") & "yes" | "no") + "')"})
written = Run('echo "NOTE=$NOTE" >>"$GITHUB_OUTPUT"', id="write", env={"NOTE": note})

show = Job(
    "show",
    timeout_minutes=5,
    env=TITLE,
    steps=[
        Run('echo "$TITLE"'),
        Run('echo "TITLE=$TITLE" >>"$GITHUB_ENV"'),
        written,
        Run('[[ "$NOTE" =~ ^[a-z]+$ ]] && cat "notes/$NOTE.md"', env={"NOTE": note}),
        Run('git push origin "HEAD:refs/heads/$BRANCH"', env={"BRANCH": github.head_ref}),
        Run("make", working_directory="apps/" + folder, env={"WRITTEN": written.outputs.NOTE}),
        script,
        chosen,
    ],
)
read = Job("read", timeout_minutes=5, permissions=READ, steps=[head, Run("make")])
write = Job(
    "write",
    timeout_minutes=5,
    if_=github.event_name == "pull_request",
    permissions={"contents": ("write", "pushes corrections")},
    steps=[head, Run("make")],
)
base = Job("base", timeout_minutes=5, permissions=READ, steps=[Uses("actions/checkout"), Run("make", env={"KEY": secrets.KEY})])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[PullRequest(), PullRequestTarget(), IssueComment(), WorkflowDispatch([note, folder])],
    concurrency=Concurrency(group="ci-" + github.head_ref),
    jobs=[show, read, write, base],
)
