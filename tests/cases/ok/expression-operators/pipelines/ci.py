from compiler import Job, Run, Workflow, WorkflowCall, env, github, secrets, variables

a, b, c = github.event["a"], github.event["b"], github.event["c-d"]
build = Job(
    "build",
    timeout_minutes=5,
    if_=(a | b) & ~c,
    env={"LEVEL": "low"},
    steps=[
        Run(
            "make",
            if_=~(a == "x"),
            env={
                "A": a & b | c,
                "B": a & (b | c),
                "C": (a == b) & (a != "it's"),
                "D": a < 3,
                "E": a <= 1.5,
                "F": a > -1,
                "G": a >= c,
                "H": ~~a,
                "I": (a == b) == c,
                "J": a == (b == c),
                "K": variables.LEVEL | "low",
                "L": True & a,
                "M": None | a,
                "N": a[0]["x"]["y z"],
                "O": (a | b)["name"],
                "P": "x-" + a + "-y",
                "Q": ("x-" + a) == "x-{y}",
                "R": a == None,
                "S": secrets["A-B"],
                "T": env.LEVEL,
            },
            ignore={"reserved-name": "how a hyphen is printed is the case, not the name"},
        )
    ],
)

CI = Workflow(file="ci.yml", name="CI", on=[WorkflowCall()], jobs=[build])
