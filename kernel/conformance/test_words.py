"""Does the kernel know the words at the cursor, and when a cell is complete?"""

import pytest


def complete(client, code, cursor=None):
    got = client.reply(client.kc.complete(code, cursor_pos=cursor))["content"]
    assert got["status"] == "ok"
    return got


def inspect(client, code, cursor=None, detail=0):
    return client.reply(client.kc.inspect(code, cursor_pos=cursor, detail_level=detail))["content"]


# --- completion -----------------------------------------------------------


@pytest.mark.parametrize("before", ["", "αβ = '𝛼𝛽\U0001f426'; "])
def test_the_cursor_counts_code_points(client, before):
    code = before + "sort"
    for tail in ("", " + len(𝛼)"):
        got = complete(client, code + tail, len(code))
        assert "sorted" in got["matches"]
        assert (got["cursor_start"], got["cursor_end"]) == (len(before), len(code))
    got = inspect(client, before + "sorted(", len(before) + 3)
    assert got["found"] and "sorted" in got["data"]["text/plain"]


def test_names_may_be_astral(client):
    client.run("𝛼𝛽 = 5\n𝛼𝛾 = 6")
    code = "x = '\U0001f426' + 𝛼"
    got = complete(client, code)
    assert set(got["matches"]) == {"𝛼𝛽", "𝛼𝛾"}
    assert (got["cursor_start"], got["cursor_end"]) == (len(code) - 1, len(code))


def test_a_cursor_beyond_the_code_is_at_its_end(client):
    for cursor in (-5, 10**9):
        got = complete(client, "sort", cursor)
        assert 0 <= got["cursor_end"] <= 4


def test_the_cursor_is_the_end_where_none_is_given(client):
    msg_id = client.send("shell", "complete_request", {"code": "sort"})
    assert "sorted" in client.reply(msg_id)["content"]["matches"]


@pytest.mark.parametrize("code", ["", "s", "physics.oxide.", "np.", "d.", "f(", "np.sin(", "no_such.", "1."])
def test_every_match_has_its_entry_in_order(client, code):
    client.run("d = {}\ndef f(x, y=1): pass")
    got = complete(client, code)
    entries = got["metadata"]["_jupyter_types_experimental"]
    assert [e["text"] for e in entries] == got["matches"]
    assert len(set(got["matches"])) == len(got["matches"])
    for e in entries:
        assert (e["start"], e["end"]) == (got["cursor_start"], got["cursor_end"])
        assert isinstance(e["type"], str) and isinstance(e["signature"], str)


def test_matches_know_their_type_and_signature(client):
    client.run("bird_f = lambda x, y=2: x\nbird_n = 1")
    got = complete(client, "bird_")
    entries = {e["text"]: e for e in got["metadata"]["_jupyter_types_experimental"]}
    assert entries["bird_f"]["type"] == "function" and entries["bird_f"]["signature"] == "(x, y=2)"
    assert entries["bird_n"]["type"] == "instance" and entries["bird_n"]["signature"] == ""


def test_what_is_replaced_is_the_word_before_the_cursor(client):
    client.run("bird_one = 1")
    got = complete(client, "print(bird_one)", len("print(bird"))
    assert "bird_one" in got["matches"] and got["cursor_start"] == len("print(")


def test_completion_has_no_effects(client):
    count = client.run("touched = [0]")[0]["execution_count"]
    complete(client, "touched.append(1).")
    inspect(client, "touched.append(1)")
    assert client.value("touched") == "[0]"
    assert client.run("1")[0]["execution_count"] == count + 2


# --- inspection -----------------------------------------------------------


def test_detail_adds_the_source(client):
    client.run("def add(x, y=1):\n    '''Adds.'''\n    return x + y")
    brief, full = (inspect(client, "add(1)", 2, detail) for detail in (0, 1))
    assert brief["found"] and full["found"]
    for mime in ("text/plain", "text/html", "text/markdown"):
        assert "Adds." in brief["data"][mime] and "return x + y" not in brief["data"][mime]
        assert "Adds." in full["data"][mime] and "return x + y" in full["data"][mime]


def test_the_function_around_the_cursor_is_explained(client):
    code = "round(1.25, "
    assert "round" in inspect(client, code)["data"]["text/plain"]


def test_there_is_nothing_to_inspect(client):
    for code in ("nothing_of_that_name", "", "   ", "1 + "):
        got = inspect(client, code)
        assert got == {"status": "ok", "found": False, "data": {}, "metadata": {}}


# --- is it complete? ------------------------------------------------------


@pytest.mark.parametrize(
    "code, indent",
    [
        ("def f():", "    "),
        ("def f():\n    if x:", " " * 8),
        ("for i in x:\n    print(i)", "    "),
        ("if x:\n    y = 1\nelse:", "    "),
        ("if 1:\n\tpass", "\t"),
        ("x = [\n  1,", "  "),
        ("x = (1,", ""),
        ("'''a", ""),
    ],
)
def test_an_incomplete_cell_says_how_it_goes_on(client, code, indent):
    got = client.reply(client.kc.is_complete(code))["content"]
    assert got == {"status": "incomplete", "indent": indent}


@pytest.mark.parametrize("code", ["", "1", "def f():\n    return 1\n", "x = '''a\nb'''", "a = '\U0001f426'"])
def test_a_complete_cell(client, code):
    assert client.reply(client.kc.is_complete(code))["content"] == {"status": "complete"}


@pytest.mark.parametrize("code", ["x = = 2", "return )", "x = 08"])
def test_an_invalid_cell(client, code):
    assert client.reply(client.kc.is_complete(code))["content"] == {"status": "invalid"}
