"""Patterns in CODEOWNERS as GitHub and gitignore document them; both of our readers are tested with them.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax
"""

from __future__ import annotations

CASES = [
    ("*", "a/b/c.js", True),
    ("*.js", "a/b.js", True),
    ("*.js", "a/b.jsx", False),
    ("*.js", "lib.js/deep/x", True),
    ("/build/logs/", "build/logs/a/b", True),
    ("/build/logs/", "x/build/logs/a", False),
    ("/build/logs/", "build/logs", False),
    ("docs/*", "docs/getting-started.md", True),
    ("docs/*", "docs/build-app/troubleshooting.md", False),
    ("docs/*", "x/docs/a", False),
    ("/*", "README.md", True),
    ("/*", "docs/README.md", False),
    ("apps/", "x/apps/y/z", True),
    ("apps/", "apps", False),
    ("/docs/", "docs/a/b", True),
    ("/scripts", "scripts/a/b.sh", True),
    ("/scripts", "scripts2/a", False),
    ("scripts/publish", "scripts/publish/lib/a.sh", True),
    ("scripts/publish", "x/scripts/publish/a.sh", False),
    ("**/logs", "build/logs/x", True),
    ("**/logs", "logs", True),
    ("/a/**/z.sh", "a/z.sh", True),
    ("/a/**/z.sh", "a/b/c/z.sh", True),
    ("/a/**", "a/b/c", True),
    ("/a/**", "b/a/c", False),
    ("/.github/workflows/*.yml", ".github/workflows/a.yml", True),
    ("/.github/workflows/*.yml", ".github/workflows/x/a.yml", False),
    ("/a?c", "abc", True),
    ("/a?c", "a/c", False),
    ("/Scripts/", "scripts/a", False),
    ("/with\\ blank/", "with blank/a", True),
    ("!*", "a", False),
    ("/[a-z]*", "a", False),
    ("\\#a", "#a", False),
    ("/", "a", False),
    ("/*/publish/", "scripts/publish/a", True),
    ("/a*b*c/", "axxbxxc/y", True),
    ("/a*b*c/", "axxbxx/y", False),
    ("a\x1c@x", "a", False),
    ("a\x85@x", "a", False),
    ("a\ufeff@x", "a", False),
]
"""A pattern, a path, and whether it matches."""
