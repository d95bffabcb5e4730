"""What does the kernel answer while a cell runs, and what does a callback see of it?"""

import pytest

from conftest import TIMEOUT, begin, only, text
from test_subshells import Shells

BUSY = {
    "a loop": "while True: pass",
    "a callback of a builtin": "def f(x):\n    while True: pass\nsorted([1], key=f)",
    "a builtin": "sum(range(1 << 40))",
    "a sleep": "sleep(1000)",
    "a sleep in a callback": "sorted([1], key=lambda x: sleep(1000))",
}


@pytest.fixture
def client(manager):
    c = Shells(manager)
    yield c
    for subshell in c.list():
        c.delete(subshell)
    c.close()


# --- questions ------------------------------------------------------------


@pytest.mark.parametrize("busy", BUSY)
def test_questions_are_answered_while_a_cell_runs(client, busy):
    """None of these cells ends by itself, so an answer came while it ran."""
    client.run("def early(x):\n    'What it does.'\n    return x\ndata = [1, 2, 3]")
    cell = begin(client, "late = {'a': 1}\nprint('on')\n" + BUSY[busy])

    def ask(msg_type, **content):
        return client.reply(client.send("shell", msg_type, content))["content"]

    def complete(code):
        return ask("complete_request", code=code, cursor_pos=len(code))["matches"]

    def inspect(code):
        return ask("inspect_request", code=code, cursor_pos=len(code), detail_level=0)["data"]["text/plain"]

    assert (complete("earl"), complete("lat"), complete("late.ite")) == (["early"], ["late"], ["items"])
    assert "What it does." in inspect("early") and "[1, 2, 3]" in inspect("data") and "{'a': 1}" in inspect("late")
    assert ask("is_complete_request", code="1")["status"] == "complete"
    assert ask("kernel_info_request")["status"] == "ok"
    assert ask("comm_info_request")["status"] == "ok"
    assert client.control("kernel_info_request")["status"] == "ok"
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["status"] == "error"


def test_the_heart_beats_while_a_cell_runs(client, manager):
    cell = begin(client, "print('on')\nsum(range(1 << 40))")
    other = manager.client()  # its sockets live as long as it does
    socket = other.connect_hb()
    try:
        for _ in range(10):
            socket.send(b"beat")
            assert socket.poll(TIMEOUT * 1000) and socket.recv() == b"beat"
    finally:
        socket.close()
        client.control("interrupt_request")
        client.reply(cell)


# --- callbacks ------------------------------------------------------------


def test_a_callback_runs_between_two_instructions(client):
    """The cell ends because of what the callback did meanwhile."""
    sub = client.create()
    main = begin(client, "stop, n = False, 0\nprint('on')\nwhile not stop:\n    n += 1\nn")
    seen = client.start(sub, code="n")
    stop = client.start(sub, code="stop = True\nprint('stopped')")
    replies = client.replies([seen, stop, main])
    assert [r["content"]["status"] for r in replies] == ["ok"] * 3
    out = client.until_idle([main])
    assert int(only(out[main], "execute_result")["data"]["text/plain"]) > 0


def test_a_callback_runs_while_a_cell_waits(client):
    sub = client.create()
    for code in ("sleep(1000)", "def f():\n    sleep(1000)\nf()"):
        main = begin(client, "print('on')\n" + code)
        assert client.replies([client.start(sub, code="seen = 1")])[0]["content"]["status"] == "ok"
        client.control("interrupt_request")
        assert client.reply(main)["content"]["status"] == "error"
    main = client.kc.execute("input('who? ') + name", allow_stdin=True)
    client.kc.get_stdin_msg(timeout=TIMEOUT)
    assert client.replies([client.start(sub, code="name = 'Ada'")])[0]["content"]["status"] == "ok"
    client.kc.input("I am ")
    assert client.reply(main)["content"]["status"] == "ok"
    assert only(client.outputs(main), "execute_result")["data"]["text/plain"] == "'I am Ada'"


def test_a_builtin_does_not_see_the_world_change(client):
    """Not even where it calls back: the callback waits until it has returned."""
    sub = client.create()
    code = """
world, seen = 'old', []
def key(x):
    if not seen: print('on')
    for i in range(100000): pass
    seen.append(world)
    return x
out = sorted([3, 1, 2], key=key)
while world == 'old': pass
seen
"""
    main = begin(client, code)
    change = client.start(sub, code="world = 'new'")
    assert [r["content"]["status"] for r in client.replies([change, main])] == ["ok", "ok"]
    assert only(client.outputs(main), "execute_result")["data"]["text/plain"] == "['old', 'old', 'old']"


def test_what_a_loop_runs_over_refuses_a_change(client):
    sub = client.create()
    main = begin(client, "xs, go = [1], []\nfor x in xs:\n    print('on')\n    while not go: pass\nxs.append(2)\nxs")
    refused = client.replies([client.start(sub, code="xs.append(0)")])[0]["content"]
    assert refused["status"] == "error" and refused["evalue"] == "append: cannot append to list during iteration"
    assert "a loop runs over it" in "\n".join(refused["traceback"])
    client.start(sub, code="go.append(1)")
    assert only(client.outputs(main), "execute_result")["data"]["text/plain"] == "[1, 2]"


def test_an_update_on_both_sides_may_be_lost(client):
    """As between two threads of Python: reading and writing a name are two things."""
    sub = client.create()
    client.run("n = 0\ndef slowly(x):\n    sleep(0.1)\n    return x + 1")
    one, other = client.kc.execute("n = slowly(n)"), client.start(sub, code="n = slowly(n)")
    client.replies([one, other])
    assert client.value("n") == "1"


def test_a_flood_of_callbacks_leaves_the_cell_its_turns(client):
    sub = client.create()
    main = begin(client, "ticks, left = 0, 200\nprint('on')\nwhile left > 0: ticks += 1\nticks > 0")
    ids = [client.start(sub, code="left -= 1") for _ in range(200)]
    assert {r["content"]["status"] for r in client.replies(ids)} == {"ok"}
    assert only(client.outputs(main), "execute_result")["data"]["text/plain"] == "True"


def test_what_a_callback_prints_is_its_own(client):
    sub = client.create()
    main = begin(client, "go = []\nprint('on')\nwhile not go: pass\nprint('main')")
    callback = client.start(sub, code="print('callback')\ngo.append(1)")
    out = client.until_idle([main, callback])
    assert (text(out[main], "stdout"), text(out[callback], "stdout")) == ("main\n", "callback\n")
