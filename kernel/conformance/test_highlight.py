"""Colours of code: what Pygments, and so nbconvert, makes of the notation.

What JupyterLab shows is in test_lab.py.
"""

import nbformat
import pytest
from nbconvert import HTMLExporter
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Error, Keyword, Name, Number, Operator, String

from conftest import KERNEL
from test_notebooks import CHAPTERS, ROOT

# The notation in a cell, and cells that are not only Starlark.
NOTATION = '''\
# powers, products, slices, chains, sets, annotations
temp: "K" = 1_273.15
print(f"{temp:.3f} K, {a!r} {x=} {w:{width}.{digits}f} {{}}")
z = a @ b ** -2
z @= b; x **= 2
a[1:3, :] = a[..., None]
def f(x: "K" = 300, *args, **kw) -> "nm":
    return 0 < x <= 1 and x not in {1, 2}
load("m.star", "area", half="middle")
'''
OTHERS = ["%%go\nfunc Double(x []float64) []float64 { return append(x, x...) }\n", "oxide.grow??\n", "?f\n"]

WANT = [
    ("# powers, products, slices, chains, sets, annotations", Comment),
    ('"', String), ("1_273.15", Number), ("f", String.Affix), ("{", String.Interpol), (".3f", String), ("{{", String.Escape),
    ("@", Operator), ("*", Operator), ("=", Operator), ("<", Operator), (">", Operator),
    ("None", Keyword), ("def", Keyword), ("return", Keyword), ("not", Operator.Word), ("in", Operator.Word), ("temp", Name),
]


@pytest.fixture
def language(client):
    return client.reply(client.kc.kernel_info())["content"]["language_info"]


@pytest.mark.parametrize("cell", [NOTATION, *OTHERS], ids=["notation", "magic", "help", "help before"])
def test_pygments_knows_it(language, cell):
    tokens = list(get_lexer_by_name(language["pygments_lexer"]).get_tokens(cell))
    assert "".join(text for _, text in tokens) == cell
    assert not [text for kind, text in tokens if kind is Error]


def test_pygments_tells_it_apart(language):
    tokens = [(text, kind) for kind, text in get_lexer_by_name(language["pygments_lexer"]).get_tokens(NOTATION)]
    for text, kind in WANT:
        assert any(t == text and k in kind for t, k in tokens), f"{text} is no {kind}"


def test_nbconvert_shows_it(language):
    nb = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": KERNEL, "display_name": "Starling", "language": "starling"}, "language_info": language},
        cells=[nbformat.v4.new_code_cell(cell) for cell in [NOTATION, *OTHERS]],
    )
    page, _ = HTMLExporter().from_notebook_node(nb)
    assert '<span class="err">' not in page
    for piece in ['<span class="o">@</span>', '<span class="o">**</span>', '<span class="mf">1_273.15</span>',
                  '<span class="si">{</span><span class="n">temp</span><span class="si">:</span>', '<span class="o">%%</span><span class="k">go</span>']:
        assert piece in page, piece


@pytest.mark.parametrize("chapter", CHAPTERS, ids=str)
def test_a_chapter_has_colours(language, chapter):
    """It names the lexer, or nbconvert shows it plain."""
    nb = nbformat.read(ROOT / chapter, as_version=4)
    assert nb.metadata.language_info.pygments_lexer == language["pygments_lexer"]
    for cell in nb.cells:
        if cell.cell_type == "code":
            tokens = get_lexer_by_name(language["pygments_lexer"]).get_tokens(cell.source)
            assert not [text for kind, text in tokens if kind is Error], cell.source
