from compiler import Defaults, Job, Push, Run, Workflow

windows = Job(
    "windows",
    timeout_minutes=5,
    runs_on="windows-2025",
    defaults=Defaults(shell="pwsh", working_directory="src"),
    steps=[Run("dotnet build"), Run("dir", shell="cmd", working_directory="."), Run("print(1)", shell="python")],
)
perl = Job("perl", timeout_minutes=5, steps=[Run("print 1", shell="perl {0}")])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], defaults=Defaults(shell="bash", working_directory="app"), jobs=[windows, perl])
