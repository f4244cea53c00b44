from compiler import (
    Job,
    Run,
    Workflow,
    WorkflowCall,
    always,
    cancelled,
    case,
    contains,
    ends_with,
    failure,
    format,
    from_json,
    github,
    hash_files,
    join,
    starts_with,
    success,
    to_json,
)

ref, labels = github.ref, github.event["labels"]
step = Run(
    "make",
    if_=always() & ~cancelled() | success() | failure(),
    env={
        "A": contains(labels, "bug"),
        "B": starts_with(ref, "refs/tags/"),
        "C": ends_with(ref, "main"),
        "D": format("{0} and {{{1}}}", ref, 3),
        "E": join(labels),
        "F": join(labels, ", "),
        "G": to_json(github.event),
        "H": from_json('{"a": [1]}')["a"][0],
        "I": hash_files("*.lock", "src/**"),
        "J": case(ref == "refs/heads/a", 1, ref == "refs/heads/b", 2, 3),
    },
)
build = Job("build", timeout_minutes=5, steps=[step])

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall()], jobs=[build])
