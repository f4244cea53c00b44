from compiler import IssueComment, Job, Run, Workflow, github

body = Run('echo "body=$BODY" >> "$GITHUB_OUTPUT"', id="body", env={"BODY": github.event["comment"]["body"]})
answer = Job("answer", timeout_minutes=5, permissions={}, steps=[body, Run('./answer "$BODY"', env={"BODY": body.outputs.body})])

CI = Workflow(file="ci.yml", name="CI", on=[IssueComment()], jobs=[answer])
