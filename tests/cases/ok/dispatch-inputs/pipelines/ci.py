from compiler import BooleanInput, ChoiceInput, WorkflowDispatch, Job, Run, StringInput, Workflow

tag = StringInput("tag", description="What to build.", required=True)
note = StringInput("note", description="Why: a word or two.", default="")
dry = BooleanInput("dry-run", description="Only say what would happen.", default=True)
where = ChoiceInput("where", description="Where to.", options=["staging", "production", "no"], default="staging")
build = Job("build", timeout_minutes=5, if_=~dry, steps=[Run("make", env={"TAG": tag, "NOTE": note, "WHERE": where})])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([tag, note, dry, where])], jobs=[build])
