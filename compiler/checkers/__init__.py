"""Runs actionlint, ShellCheck and zizmor on the generated files, and reports their findings at the lines of the definitions."""
