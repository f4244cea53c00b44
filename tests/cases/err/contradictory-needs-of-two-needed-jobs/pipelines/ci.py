from compiler import Job, Push, Run, Workflow, github, starts_with

snapshot = Job("snapshot", timeout_minutes=5, if_=github.ref == "refs/heads/main", steps=[Run("make snapshot")])
release = Job("release", timeout_minutes=5, if_=starts_with(github.ref, "refs/tags/"), steps=[Run("make release")])
notify = Job("notify", timeout_minutes=5, needs=[snapshot, release], steps=[Run("make notify")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[snapshot, release, notify])
