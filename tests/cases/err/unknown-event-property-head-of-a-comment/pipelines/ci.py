from compiler import IssueComment, Job, Run, Uses, Workflow, github

test = Job("test", timeout_minutes=5, steps=[Uses("actions/checkout", with_={"ref": github.head_ref}), Run("make")])

TEST = Workflow(file="test.yml", name="Test", on=[IssueComment(types=["created"])], jobs=[test])
