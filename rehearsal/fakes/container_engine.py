"""A fake container engine: runs the command directly in the mounted folder, and rejects unknown options.

As in a container, the command sees no variables of the machine, except PATH and npm's settings for a test registry.

FAKE_ENGINE_CALLS names a file for the calls, each a line with a Python list. FAKE_ENGINE_DOES is a bash script to run in place of the
command, and FAKE_ENGINE_INFO the output of `info`.

Scripts ask for `info` and for a run, so it should start fast: it needs no `site` (`python -I -S`), and imports only `os` and `sys`.
"""

from __future__ import annotations

import os
import sys

WITH_VALUE = {"--platform", "--user", "--security-opt", "--volume", "--workdir", "--env"}


def main(arguments: list[str]) -> None:
    """`info`, or `run`, which becomes the command."""
    if record := os.environ.get("FAKE_ENGINE_CALLS"):
        with open(record, "a", encoding="utf-8") as calls:  # noqa: PTH123  pathlib takes longer than the rest
            calls.write(f"{arguments}\n")
    if arguments == ["info"]:
        sys.stdout.write(os.environ.get("FAKE_ENGINE_INFO", "") + "\n")
        sys.exit(int(os.environ.get("FAKE_ENGINE_IS_DOWN", "0")))
    if arguments[:2] != ["run", "--rm"]:
        sys.exit(f"engine: {arguments} is not supported")
    options: dict[str, list[str]] = {}
    rest = arguments[2:]
    while rest and rest[0].startswith("--"):
        if rest[0] not in WITH_VALUE:
            sys.exit(f"engine: the option {rest[0]} is not supported")
        options.setdefault(rest[0], []).append(rest[1])
        rest = rest[2:]
    folder, _, inside = options["--volume"][0].rpartition(":")
    if options["--workdir"] != [inside]:
        sys.exit("engine: the working directory is not the mounted folder")
    mine = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith(("FAKE_ENGINE_", "npm_config_"))}
    environment = {**mine, **dict(pair.split("=", 1) for pair in options.get("--env", ())), "HOME": folder + "/../home"}
    environment["npm_config_cache"] = folder + "/../cache"
    command = ["bash", "-ec", os.environ["FAKE_ENGINE_DOES"]] if os.environ.get("FAKE_ENGINE_DOES") else rest[1:]
    os.chdir(folder)
    os.execvpe(command[0], command, environment)  # noqa: S606  there is no shell to start it


if __name__ == "__main__":
    main(sys.argv[1:])
