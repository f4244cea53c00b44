from compiler import ImageVersion, Job, Project, ProjectCard, ProjectColumn, Run, Workflow

check = Job("check", timeout_minutes=5, steps=[Run("make check")])

CI = Workflow(
    file="ci.yml",
    name="CI",
    on=[
        ImageVersion(types=["ready"], names=["build-*"], versions=["1.*"]),
        Project(types=["created"]),
        ProjectCard(types=["moved"]),
        ProjectColumn(types=["deleted"]),
    ],
    jobs=[check],
)
