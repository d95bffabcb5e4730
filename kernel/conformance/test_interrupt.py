"""Does every interrupt end the cell that runs, and nothing else?

There are a thousand in all, or as many as INTERRUPTS says.
"""

import os
import random
import time

import pytest

from conftest import TIMEOUT, Client, text

INTERRUPTS = int(os.environ.get("INTERRUPTS", "1000"))

# What a cell may be in, and how the test knows that it is there.
PLACES = {
    "a loop": "while True: pass",
    "a loop in a function": "def f():\n    n = 0\n    while True:\n        n += 1\nf()",
    "a comprehension": "[0 for i in range(1 << 40) if False]",
    "recursion": "def f(n): return f(n - 1) if n else 0\nwhile True: f(500)",
    "a callback": "def f(x):\n    while True: pass\nsorted([1, 2], key=f)",
    "a callback that is called often": "sorted(range(1 << 22), key=lambda x: -x)",
    "sorted": "big = [i * 7919 % 1000003 for i in range(100000)]\nwhile True: sorted(big)",
    "sum": "sum(range(1 << 40))",
    "set": "while True: set(range(1 << 20))",
    "join": "words = ['word'] * 100000\nwhile True: ','.join(words)",
    "a product": "while True: [0] * (1 << 22)",
    "str": "big = list(range(100000))\nwhile True: str(big)",
    "sleep": "sleep(1000)",
    "many sleeps": "while True: sleep(0.0005)",
    "a sleep in a callback": "sorted([1], key=lambda x: sleep(1000))",
    "a flood": "while True: print('line after line after line')",
    "a flood of displays": "while True: display(html('<b>x</b>'))",
    "a formula": "while True: physics.oxide.grow(temp=1273.15, time=1.0)",
}
FLOODS = [place for place in PLACES if "flood" in place]  # they are sent at a pace, which takes time
TIMES = -(-INTERRUPTS // (len(PLACES) - len(FLOODS) + 5))


def begin(client, code):
    """Runs a cell, until it is at the code. It does not print: streams are sent at a pace."""
    cell = client.kc.execute("clear_output()\n" + code)
    client.outputs(cell, until="clear_output")
    return cell


def interrupts(manager, client):
    """How to interrupt: by turns a signal and a message."""
    while True:
        yield manager.interrupt_kernel
        yield lambda: client.control("interrupt_request")


def interrupted(reply):
    assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt"), reply
    return True


@pytest.mark.parametrize("place", PLACES)
def test_interrupt(client, manager, place):
    ways = interrupts(manager, client)
    assert client.run("kept = 41")[0]["status"] == "ok"
    for _ in range(min(TIMES, 5) if place in FLOODS else TIMES):
        cell = begin(client, PLACES[place])
        time.sleep(random.expovariate(1000))
        next(ways)()
        assert interrupted(client.reply(cell)["content"])
        client.outputs(cell)  # a flood leaves much to read
    assert client.value("kept + 1") == "42"


def test_interrupt_of_input(client, manager):
    ways = interrupts(manager, client)
    for _ in range(TIMES):
        cell = client.kc.execute("input('who? ')", allow_stdin=True)
        client.kc.get_stdin_msg(timeout=TIMEOUT)
        next(ways)()
        assert interrupted(client.reply(cell)["content"])


def test_an_interrupt_when_a_cell_is_just_beginning(client, manager):
    """Busy is the first that a front end hears of a cell: from then on its button works."""
    ways = interrupts(manager, client)
    for _ in range(TIMES):
        cell = client.kc.execute("while True: pass")
        client.outputs(cell, until="busy")
        next(ways)()
        assert interrupted(client.reply(cell)["content"])


def test_an_interrupt_when_a_cell_is_just_ending(client):
    """It ends that cell or none, not the next one."""
    ended = 0
    for i in range(2 * TIMES):
        cell = client.kc.execute(f"for i in range({i * 100 % 20000}): pass\n'whole'")
        time.sleep(random.uniform(0, 0.003))
        client.control("interrupt_request")
        reply = client.reply(cell)["content"]
        ended += reply["status"] == "error" and interrupted(reply)
        assert client.value(f"{i} + 1") == str(i + 1)
    assert ended < 2 * TIMES  # some came too late, or nothing was tested


def test_an_interrupt_between_two_cells(client, manager):
    """It ends the one or the other, whichever it meets."""
    ways = interrupts(manager, client)
    got = {}

    def status(msg_id):
        while msg_id not in got:
            msg = client.kc.get_shell_msg(timeout=TIMEOUT)
            got[msg["parent_header"]["msg_id"]] = msg["content"]["status"]
        return got[msg_id]

    for _ in range(TIMES):
        cells = [client.kc.execute(code) for code in ("sleep(0.005)", "while True: pass")]
        assert status(client.kc.kernel_info()) == "ok"  # sent behind them, so they have come too
        time.sleep(random.uniform(0, 0.01))
        next(ways)()
        assert [status(cell) for cell in cells] in (["ok", "error"], ["error", "aborted"])


def test_what_was_printed_before_an_interrupt_is_shown(client):
    cell = client.kc.execute("for i in range(1000):\n    print(i)\nall_printed = True\nsleep(1000)")
    while "all_printed" not in client.reply(client.kc.complete("all_p"))["content"]["matches"]:
        time.sleep(0.01)
    client.control("interrupt_request")
    assert interrupted(client.reply(cell)["content"])
    assert text(client.outputs(cell), "stdout") == "".join(f"{i}\n" for i in range(1000))


def test_an_interrupt_ends_the_cells_of_all_clients(client, manager):
    """Who presses the button wants quiet, whoever began what runs."""
    other = Client(manager)
    try:
        reply = client.control("create_subshell_request")
        msg = other.kc.session.msg("execute_request", {"code": "print('on')\nwhile True: pass"})
        msg["header"]["subshell_id"] = reply["subshell_id"]
        cell = begin(client, "while True: pass")
        other.kc.shell_channel.send(msg)
        other.outputs(msg["header"]["msg_id"], until="stream")
        manager.interrupt_kernel()
        assert interrupted(client.reply(cell)["content"])
        assert interrupted(other.reply(msg["header"]["msg_id"])["content"])
        assert client.control("delete_subshell_request", {"subshell_id": reply["subshell_id"]})["status"] == "ok"
    finally:
        other.close()


def test_threads_do_not_grow(own):
    """Each goroutine that an interrupt leaves behind would hold memory, and some a thread."""
    manager = own()
    client = Client(manager)
    pid = manager.provisioner.pid

    def threads():
        return int(next(l for l in open(f"/proc/{pid}/status") if l.startswith("Threads:")).split()[1])

    before = None
    for i in range(100):
        cell = begin(client, "sleep(1000)" if i % 2 else "while True: pass")
        client.control("interrupt_request")
        client.reply(cell)
        if i == 20:
            before = threads()
    assert threads() <= before + 4
    client.close()
