"""The chapter on the language: its cells that are tagged python give the same
in CPython, which is the one that runs this."""

import ast
import contextlib
import io
from types import SimpleNamespace

import nbformat
import pytest

from test_notebooks import ROOT

CELLS = [c for c in nbformat.read(ROOT / "language.ipynb", as_version=4).cells if c.cell_type == "code"]
TWINS = [c for c in CELLS if "python" in c.metadata.get("tags", [])]


def shown(cell):
    """What the committed cell shows as text."""
    texts = [out.text if out.output_type == "stream" else out.data["text/plain"] for out in cell.outputs]
    return "".join(texts).rstrip("\n")


def in_python(source, names):
    """What a cell shows in CPython: what it prints, and the value of its last expression."""
    *body, last = ast.parse(source).body
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if value is not None:
                print(repr(value))
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)
    return out.getvalue().rstrip("\n")


def test_there_are_twins():
    assert len(TWINS) >= 5


@pytest.mark.parametrize("cell", TWINS, ids=lambda c: c.id)
def test_twin(cell):
    assert in_python(cell.source, {}) == shown(cell)


def test_what_differs_is_seen():
    """The chapter says that a nan is another in Python."""
    [cell] = [c for c in CELLS if "sorted([nan" in c.source]
    assert in_python(cell.source, {}) != shown(cell)


def test_shown():
    out = SimpleNamespace(output_type="stream", text="1\n")
    assert shown(SimpleNamespace(outputs=[out])) == in_python("x = 1\nx", {}) == in_python("print(1)", {})
