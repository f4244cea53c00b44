from compiler import (
    Discussion, DiscussionComment, IssueComment, Issues, Job, PullRequestReview, PullRequestReviewComment, PullRequestTarget, Run, Workflow,
)  # fmt: skip

answer = Job("answer", timeout_minutes=5, steps=[Run("echo thanks")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        Discussion(types=["created", "answered"]),
        DiscussionComment(),
        IssueComment(types=["created"]),
        Issues(types=["opened", "typed"]),
        PullRequestReview(types=["submitted"]),
        PullRequestReviewComment(types=["created"]),
        PullRequestTarget(types=["opened"], branches=["main"], paths_ignore=["docs/**"]),
    ],
    jobs=[answer],
)
