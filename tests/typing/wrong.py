"""Definitions that a type checker must refuse. Each line that ends with `# wrong` is an error, and no other."""

from compiler import Concurrency, Dispatch, Job, Permissions, Push, Run, Strategy, StringInput, Uses, Workflow, github, matrix

given = StringInput("given")  # wrong
misspelt = StringInput("given", descripton="x")  # wrong
job = Job("a", steps=[Run("true")])  # wrong
late = Job("a", steps=[Run("true")], timeout_minuts=5)  # wrong
text = Job("a", steps=[Run("true")], timeout_minutes="5")  # wrong
bare = Job("a", steps=["true"], timeout_minutes=5)  # wrong
uses = Uses("actions/checkout", {"ref": "main"})  # wrong
queue = Concurrency(group="g", queue="some")  # wrong
name = Concurrency(group=3)  # wrong
rights: Permissions = {"content": ("read", "why")}  # wrong
reason: Permissions = {"contents": "read"}  # wrong
context = github.reff  # wrong
legs = Strategy(matrix={"image": [None]})  # wrong
condition = Run("true", if_=True)  # wrong
joined = "a" + matrix.image + 3  # wrong
triggers = Workflow(file="a.yml", name="A", on=["push"], jobs=[])  # wrong
inputs = Dispatch(["given"])  # wrong
branches = Push(branches="main")  # wrong
Run("true").command = "false"  # wrong
