from compiler import Job, Push, Repository, Script, Uses, Workflow

build = Job("build", timeout_minutes=5, steps=[Uses("actions/checkout"), Script("greet", env={"NAME": "you"})])

CI = Workflow(file="ci.yml", name="CI", on=[Push()], jobs=[build])
APPLICATION = Repository(folders=["docs/notes"], replaces=["docs", "docs/notes/old.md"])
