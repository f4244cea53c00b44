from compiler import BooleanInput, ChoiceInput, Job, Run, Strategy, Workflow, WorkflowDispatch, failure, github, matrix, starts_with

t = BooleanInput("t")
choice = ChoiceInput("choice", options=["a", "b"])
is_main = github.ref_name == "main"
build = Job(
    "build",
    timeout_minutes=5,
    strategy=Strategy(matrix={"x": [1, 2]}),
    env={
        "A": (github.head_ref | github.ref_name) == "main",
        "B": (is_main & "x" | "y") == "x",
        "C": (is_main | t) == True,
        "D": (is_main & t) == ((github.actor == "octocat") | t),
        "E": (t & github.ref_name) == "main",
        "F": (t | github.ref_name) == "",
        "G": (github.event["inputs"]["t"] | False) == "true",
        "H": "a-" + (github.head_ref | github.ref),
        "I": is_main & "text" | "other",
        "J": is_main & ("text-" + github.sha) | ("other-" + github.sha),
        "K": github.head_ref | ("x-" + github.sha),
        "L": (github.sha + github.ref) | "x",
        "M": (t | matrix.x) == 1,
        "N": (t & choice | "x") == "a",
        "O": (t & github.run_number) > 5,
        "P": ~t == "",
        "Q": starts_with(github.ref, "refs/tags/") == False,
        "R": (t | github.event["inputs"]["t"]) == github.ref_protected,
    },
    steps=[Run("make"), Run("./report", if_=failure() & (github.ref == "refs/heads/main"))],
)

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowDispatch([t, choice])], jobs=[build])
