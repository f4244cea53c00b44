from compiler import (
    BranchProtectionRule, Create, Delete, Fork, Gollum, Job, Label, Milestone, PageBuild, Public, Release, Run, Status, Watch, Workflow,
)  # fmt: skip

notify = Job("notify", timeout_minutes=5, steps=[Run("echo something happened")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        BranchProtectionRule(types=["created", "deleted"]),
        Create(),
        Delete(),
        Fork(),
        Gollum(),
        Label(types=["edited"]),
        Milestone(types=["closed"], comment="A release is due."),
        PageBuild(),
        Public(),
        Release(types=["published", "prereleased"]),
        Status(),
        Watch(types=["started"]),
    ],
    jobs=[notify],
)
