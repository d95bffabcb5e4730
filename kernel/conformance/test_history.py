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


# --- what outlives a kernel -----------------------------------------------


@pytest.fixture
def kernels(own, tmp_path, monkeypatch):
    """Starts kernels, one after the other, that share a file."""
    path = tmp_path / "below" / "history.jsonl"
    monkeypatch.setenv("STARLING_HISTORY", str(path))
    clients = []

    def make(*cells):
        manager = own()
        client = Client(manager)
        for code in cells:
            client.run(code)
        clients.append(client)
        return manager, client, lambda **q: client.reply(client.kc.history(raw=True, **q))["content"]["history"]

    make.path = path
    yield make
    for client in clients:
        client.close()


def test_earlier_kernels_are_sessions(kernels):
    for cells in (("1 + 1", "x = 'é'"), ("2 + 2",)):
        manager, _, _ = kernels(*cells)
        manager.shutdown_kernel()
    _, client, find = kernels("1 + 1")
    assert find(hist_access_type="tail", n=2, output=False) == [[2, 1, "2 + 2"], [3, 1, "1 + 1"]]
    assert find(hist_access_type="range", session=-2, start=1, stop=None, output=True) == [[1, 1, ["1 + 1", "2"]], [1, 2, ["x = 'é'", None]]]
    assert find(hist_access_type="range", session=2, start=1, stop=9, output=False) == [[2, 1, "2 + 2"]]
    assert find(hist_access_type="range", session=0, start=1, stop=None, output=False) == [[3, 1, "1 + 1"]]
    assert find(hist_access_type="search", pattern="1*", n=100, output=False) == [[1, 1, "1 + 1"], [3, 1, "1 + 1"]]
    assert find(hist_access_type="search", pattern="1*", n=100, unique=True, output=False) == [[3, 1, "1 + 1"]]


def test_kernels_at_once_have_sessions_of_their_own(kernels):
    both = [kernels("a = 1"), kernels("b = 2")]
    for manager, _, _ in both:
        manager.shutdown_kernel()
    _, _, find = kernels()
    assert sorted(entry[2] for entry in find(hist_access_type="tail", n=9, output=False)) == ["a = 1", "b = 2"]
    assert {entry[0] for entry in find(hist_access_type="tail", n=9, output=False)} == {1, 2}


def test_a_killed_kernel_leaves_what_it_ran(kernels):
    manager, client, _ = kernels("lost = 0", "1 + 1")
    while not kernels.path.exists() or "1 + 1" not in kernels.path.read_text():
        assert client.value("1") == "1"
    manager.provisioner.process.kill()
    manager.provisioner.process.wait()
    with open(kernels.path, "a") as f:
        f.write('{"session": 1, "line"')  # as a kernel that is killed while it writes
    _, _, find = kernels("3")
    assert find(hist_access_type="range", session=1, start=1, stop=3, output=True) == [[1, 1, ["lost = 0", None]], [1, 2, ["1 + 1", "2"]]]
    assert find(hist_access_type="range", session=0, start=1, stop=None, output=False) == [[2, 1, "3"]]


def test_no_cell_fails_for_want_of_a_file(own, tmp_path, monkeypatch):
    (tmp_path / "no folder").touch()
    monkeypatch.setenv("STARLING_HISTORY", str(tmp_path / "no folder" / "history.jsonl"))
    client = Client(own())
    assert client.value("6 * 7") == "42"
    reply = client.reply(client.kc.history(hist_access_type="tail", n=1, raw=True, output=False))["content"]
    assert reply["history"] == [[1, 1, "6 * 7"]]
    client.close()
