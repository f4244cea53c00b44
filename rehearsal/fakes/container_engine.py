"""A fake container engine: runs the command directly in the mounted folder, and rejects unknown options.

As in a container, the command sees no variables of the machine, except PATH and npm's settings for a test registry.

FAKE_ENGINE_CALLS names a file for the calls, one per line. FAKE_ENGINE_DOES is a bash script to run in place of the command, and
FAKE_ENGINE_INFO the output of `info`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

WITH_VALUE = {"--platform", "--user", "--security-opt", "--volume", "--workdir", "--env"}


def main(arguments: list[str]) -> int:
    """`info`, or `run`."""
    if record := os.environ.get("FAKE_ENGINE_CALLS"):
        with Path(record).open("a", encoding="utf-8") as calls:
            calls.write(json.dumps(arguments) + "\n")
    if arguments == ["info"]:
        sys.stdout.write(os.environ.get("FAKE_ENGINE_INFO", "") + "\n")
        return int(os.environ.get("FAKE_ENGINE_IS_DOWN", "0"))
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
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
