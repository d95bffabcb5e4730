"""Can a cell be interrupted, and can it ask the user?"""

import time

import pytest

from conftest import ENDLESS, TIMEOUT, ask, begin, only, text


# --- interrupt and control ------------------------------------------------


def test_control_answers_while_a_cell_runs(client):
    cell = begin(client, "kept = 41\n" + ENDLESS)
    assert client.control("kernel_info_request")["status"] == "ok"
    assert client.control("interrupt_request") == {"status": "ok"}
    reply = client.reply(cell)["content"]
    assert reply["status"] == "error" and reply["ename"] == "KeyboardInterrupt"
    assert client.value("kept + 1") == "42"


def test_interrupt_by_signal(client, manager):
    cell = begin(client, ENDLESS)
    manager.interrupt_kernel()
    assert client.reply(cell)["content"]["status"] == "error"
    for _ in range(3):
        manager.interrupt_kernel()  # while idle
    assert client.control("interrupt_request") == {"status": "ok"}
    assert client.value("1 + 1") == "2"


@pytest.mark.parametrize("cell", ["print('on')\nsleep(1000)", "print('on')\nmax(range(3000000000))"])
def test_interrupt_of_what_waits_or_works(client, manager, cell):
    cell = begin(client, cell)
    manager.interrupt_kernel()
    assert client.reply(cell)["content"]["ename"] == "KeyboardInterrupt"


def test_interrupt_of_a_user_expression(client):
    cell = client.kc.execute("print('on')", user_expressions={"endless": "max(range(1000000000000))", "x": "1 + 1"})
    client.outputs(cell, until="stream")
    while client.control("interrupt_request") and not client.kc.shell_channel.msg_ready():
        time.sleep(0.05)
    reply = client.reply(cell)["content"]
    assert reply["status"] == "ok" and reply["user_expressions"]["endless"]["ename"] == "KeyboardInterrupt"
    assert client.value("1 + 1") == "2"


def test_interrupt_aborts_the_queue(client):
    cell, behind = begin(client, ENDLESS), client.kc.execute("print('no')")
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["status"] == "error"
    assert client.reply(behind)["content"]["status"] == "aborted"


# --- input ----------------------------------------------------------------


def test_input(client):
    cell, _ = ask(client)
    client.kc.input("Ada")
    assert client.reply(cell)["content"]["status"] == "ok"
    assert text(client.outputs(cell), "stdout") == "hi Ada\n"


def test_a_cell_asks_twice_and_hides_what_is_typed(client):
    cell, _ = ask(client, "a = input('who? ')\nprint('so far', a)\nb = input('key? ', password=True)\na + b")
    client.kc.input("Ada")
    question = client.kc.get_stdin_msg(timeout=TIMEOUT)
    assert question["parent_header"]["msg_id"] == cell
    assert question["content"] == {"prompt": "key? ", "password": True}
    assert text(client.outputs(cell, until="stream"), "stdout") == "so far Ada\n"  # before it is asked
    client.kc.input("\U0001f426\n")
    assert client.reply(cell)["content"]["status"] == "ok"
    assert only(client.outputs(cell), "execute_result")["data"]["text/plain"] == "'Ada\U0001f426\\n'"


def test_input_where_the_front_end_cannot_ask(client):
    reply, _ = client.run("input('who? ')", allow_stdin=False)
    assert reply["status"] == "error" and "allow_stdin" in reply["evalue"]


def test_interrupt_ends_input(client, manager):
    cell, question = ask(client)
    manager.interrupt_kernel()
    reply = client.reply(cell)["content"]
    assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt")
    cell, _ = ask(client)
    session = client.kc.session
    client.kc.stdin_channel.send(session.msg("input_reply", {"value": "too late"}, parent=question))
    client.kc.input("in time")
    client.reply(cell)
    assert text(client.outputs(cell), "stdout") == "hi in time\n"
