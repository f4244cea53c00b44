from compiler import Cancel, Job, Push, Run, Wait, WaitAll, Workflow

server = Run("npm start", name="Start the server", background=True)
database = Run("make database", id="database", background=True)

test = Job(
    "test",
    timeout_minutes=5,
    steps=[
        Run("npm start", id="server", background=True),
        database,
        Wait([database], name="Wait for the database"),
        Run("npm test"),
        WaitAll(continue_on_error=True),
    ],
)
serve = Run("npm run serve", id="serve", background=True)
watch = Run("npm run watch", id="watch", background=True)
two = Job("two", timeout_minutes=5, steps=[serve, watch, Run("npm test"), Cancel(serve, name="Stop the server"), Wait([watch])])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[test, two])
