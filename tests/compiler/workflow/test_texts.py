"""Each text of a tree comes with what its expressions may use."""

from __future__ import annotations

from compiler.workflow.reader import read_action, read_workflow
from compiler.workflow.texts import texts
from tests.bench import reading

FILE = """\
on:
  push:
    branches: [main]
  create:
run-name: by ${{ github.actor }}
jobs:
  a:
    if: github.ref == 'x'
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [x]
        include:
          - os: y
            deep: {list: [z]}
    container:
      image: i
      credentials:
        password: ${{ secrets.P }}
    steps:
      - run: make
        env:
          A: ${{ hashFiles('x') }}
      - uses: a/b@c
        with: {d: e}
  b:
    uses: ./called.yml
    secrets:
      s: ${{ secrets.S }}
"""


def test_every_text_has_its_contexts_and_its_place() -> None:
    document = read_workflow(FILE, "ci.yml").document
    assert document is not None
    found = {text.text: text for text in texts(document)}
    assert set(found) == {
        "main", "by ${{ github.actor }}", "github.ref == 'x'", "${{ matrix.os }}", "x", "y", "z", "i", "${{ secrets.P }}", "make",
        "${{ hashFiles('x') }}", "a/b@c", "e", "./called.yml", "${{ secrets.S }}",
    }  # fmt: skip
    assert found["main"].contexts == found["./called.yml"].contexts == found["a/b@c"].contexts == ()
    assert found["by ${{ github.actor }}"].contexts == ("github", "inputs", "vars")
    assert found["github.ref == 'x'"].contexts[:4] == ("github", "inputs", "vars", "needs")
    assert "always(0,0)" in found["github.ref == 'x'"].contexts
    assert found["x"].contexts == found["z"].contexts == ("github", "inputs", "vars", "needs")
    assert found["i"].contexts == ("github", "inputs", "vars", "needs", "strategy", "matrix")
    assert found["${{ secrets.P }}"].contexts == ("github", "inputs", "vars", "needs", "strategy", "matrix", "secrets", "env")
    assert "hashFiles(1,255)" in found["${{ hashFiles('x') }}"].contexts
    assert "secrets" in found["${{ secrets.S }}"].contexts
    assert str(found["make"].place) == "ci.yml:21:14"
    assert str(found["z"].place) == "ci.yml:15:27"


def test_texts_of_an_action_have_their_contexts() -> None:
    source = "inputs:\n  a: {default: x}\nruns: {using: composite, steps: [{run: make, shell: bash, if: always()}]}\n"
    document = read_action(source, "action.yml").document
    assert document is not None
    found = {text.text: text.contexts for text in texts(document)}
    assert "hashFiles(1,255)" in found["x"]
    assert "inputs" in found["make"]
    assert "always(0,0)" in found["always()"]
    assert found["composite"] == ()


def test_expressions_of_generated_files_are_where_github_allows_them() -> None:
    for source in reading.generated():
        document = read_workflow(source, "ci.yml").document
        assert document is not None
        with_expressions = [text for text in texts(document) if "${{" in text.text]
        assert with_expressions
        assert all(text.contexts for text in with_expressions)
