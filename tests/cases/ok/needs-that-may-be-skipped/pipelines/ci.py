from compiler import Job, PullRequest, Push, Run, Workflow, always, cancelled, github, starts_with

main = github.ref == "refs/heads/main"
build = Job("build", timeout_minutes=5, if_=main, steps=[Run("make")])
fast = Job("fast", timeout_minutes=5, if_=github.ref != "refs/heads/main", steps=[Run("make fast")])
either = Job("either", timeout_minutes=5, needs=[build, fast], if_=~cancelled(), steps=[Run("make test")])
after = Job("after", timeout_minutes=5, needs=[either], if_=main, steps=[Run("make after")])
in_time = Job("in-time", timeout_minutes=5, needs=[build], if_=always() & (github.ref != "refs/heads/main"), steps=[Run("make")])
same = Job("same", timeout_minutes=5, needs=[build], if_=main & (github.event_name == "push"), steps=[Run("make")])
prefix = Job("prefix", timeout_minutes=5, needs=[build], if_=starts_with(github.ref, "refs/heads/"), steps=[Run("make")])
one_of_two = Job(
    "one-of-two",
    timeout_minutes=5,
    needs=[build],
    if_=(github.ref == "refs/heads/next") | (github.event_name == "push"),
    steps=[Run("make")],
)

CI = Workflow(file="ci.yml", name="CI", on=[Push(), PullRequest()], jobs=[build, fast, either, after, in_time, same, prefix, one_of_two])
