from compiler import IssueComment, Job, Uses, Workflow, env, github

comment = Uses("actions/github-script", with_={"script": "core.notice(`" + env.BODY + "`)"})
job = Job("job", timeout_minutes=5, env={"BODY": github.event["comment"]["body"]}, steps=[comment])

CI = Workflow(file="ci.yml", name="CI", on=[IssueComment()], jobs=[job])
