from compiler import DiscussionComment, Job, MergeGroup, PullRequestComment, PullRequestTarget, Run, Workflow, WorkflowRun

check = Job("check", timeout_minutes=5, steps=[Run("make check")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        DiscussionComment(types=["created"]),
        MergeGroup(branches_ignore=["release/**"]),
        PullRequestComment(types=["deleted"]),
        PullRequestTarget(branches_ignore=["wip/**"], paths=["src/**"]),
        WorkflowRun(workflows=["Build"], branches=["main"]),
    ],
    jobs=[check],
)
