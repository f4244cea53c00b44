from compiler import Job, PullRequest, Run, Uses, Workflow, github, to_json

TITLE = {"TITLE": github.event["pull_request"]["title"]}
in_commands = Job(
    "in-commands",
    timeout_minutes=5,
    permissions={},
    steps=[
        Run("bash -c 'echo \"$TITLE\"'", env=TITLE),
        Run('bash -c \'echo "$1"\' -- "$TITLE"', env=TITLE),
        Run('[[ "$BRANCH" =~ ^[a-z]+$ ]] && eval "make $BRANCH"', env={"BRANCH": github.head_ref}),
        Run('eval "$(ssh-agent -s)"', env=TITLE),
        Run('printf "%q" "$TITLE"', env=TITLE),
    ],
)
title = Run('echo "title=$TITLE" >>"$GITHUB_OUTPUT"', id="title", env=TITLE)
branch = Run(
    'case "$BRANCH" in *[!a-z]*) exit 1 ;; esac; echo "branch=$BRANCH" >>"$GITHUB_OUTPUT"', id="branch", env={"BRANCH": github.head_ref}
)
size = Run('echo "size=${#BODY}" >>"$GITHUB_OUTPUT"', id="size", env={"BODY": github.event["pull_request"]["body"]})
first = Run('echo "first=$(head -n 1 <<<"$BODY")" >>"$GITHUB_OUTPUT"', id="first", env={"BODY": github.event["pull_request"]["body"]})
json = Run('echo "json=$BODY" >>"$GITHUB_OUTPUT"', id="json", env={"BODY": to_json(github.event["pull_request"]["body"])})
in_outputs = Job(
    "in-outputs",
    timeout_minutes=5,
    permissions={},
    steps=[
        title,
        branch,
        size,
        first,
        json,
        Run(
            'echo "$TITLE" "$FIRST" "$JSON"',
            env={"TITLE": title.outputs.title, "FIRST": first.outputs.first, "JSON": json.outputs.json},
        ),
        Uses("actions/github-script", with_={"script": "core.notice('" + branch.outputs.branch + "')"}),
        Uses("actions/github-script", with_={"script": "core.notice('" + size.outputs.size + "')"}),
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[PullRequest()], jobs=[in_commands, in_outputs])
