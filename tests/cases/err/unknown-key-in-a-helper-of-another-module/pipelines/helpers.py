from compiler import Run


def named(name):
    return inner(name)


def inner(name):
    return Run(f"make {name}", nmae=name)
