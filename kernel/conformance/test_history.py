"""Does the kernel remember what was run?"""

import pytest

from conftest import Client

CELLS = ("1 + 1", "print(2)", "1 + 1", "x = '*'", "def f():\n    return '1'\n", "f()")


@pytest.fixture(scope="module")
def history(manager):
    """Asks for entries of what this file has run: the lines and what is at each."""
    client = Client(manager)
    for code in CELLS:
        client.run(code)
    client.run("hidden = 1", store_history=False)
    client.run("hidden = 1", silent=True)

    def find(kind, output=False, **q):
        reply = client.reply(client.kc.history(raw=True, output=output, hist_access_type=kind, **q))["content"]
        assert reply["status"] == "ok"
        return [entry[1:] for entry in reply["history"]]

    yield find
    client.close()


def test_tail_gives_the_latest(history):
    assert history("tail", n=2) == [[5, CELLS[4]], [6, "f()"]]
    assert history("tail", n=len(CELLS))[0] == [1, "1 + 1"]
    assert history("tail", n=0) == []


def test_range_gives_lines(history):
    assert history("range", session=0, start=2, stop=4) == [[2, "print(2)"], [3, "1 + 1"]]
    assert history("range", session=0, start=5, stop=None) == [[5, CELLS[4]], [6, "f()"]]
    assert history("range", session=0, start=7, stop=9) == []


def test_outputs_come_where_asked_for(history):
    assert history("range", output=True, session=0, start=1, stop=3) == [[1, ["1 + 1", "2"]], [2, ["print(2)", None]]]
    assert history("tail", output=True, n=1) == [[6, ["f()", "'1'"]]]


def test_search_matches_whole_cells_by_a_glob(history):
    assert history("search", n=100, pattern="1*") == [[1, "1 + 1"], [3, "1 + 1"]]
    assert history("search", n=100, pattern="*[*]*") == [[4, "x = '*'"]]
    assert history("search", n=100, pattern="?()") == [[6, "f()"]]
    assert history("search", n=100, pattern="def*'1'*") == [[5, CELLS[4]]]
    assert history("search", n=100, pattern="rint") == []


def test_search_gives_the_latest(history):
    assert history("search", pattern="*1*", n=2) == [[3, "1 + 1"], [5, CELLS[4]]]


def test_search_may_give_equal_cells_once(history):
    assert history("search", n=100, pattern="1*", unique=True) == [[3, "1 + 1"]]
    assert history("search", output=True, n=100, pattern="1*", unique=True) == [[3, ["1 + 1", "2"]]]


def test_what_is_not_stored_is_not_found(history):
    assert history("search", n=100, pattern="*hidden*") == []


def test_a_kind_that_does_not_exist_is_an_error(client):
    reply = client.reply(client.kc.history(hist_access_type="guess"))["content"]
    assert reply["status"] == "error" and "guess" in reply["evalue"]
