"""Do subshells work beside one another? (JEP 91; the cases are modelled on ipykernel's own.)"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import ENDLESS, TIMEOUT, Client, begin, kinds, only, text

BOTH = [(False, True), (True, False), (True, True)]  # which of two is a subshell


class Shells(Client):
    """A front end that uses subshells."""

    def create(self):
        reply = self.control("create_subshell_request")
        assert reply["status"] == "ok"
        return reply["subshell_id"]

    def delete(self, subshell):
        return self.control("delete_subshell_request", {"subshell_id": subshell})

    def list(self):
        return self.control("list_subshell_request")["subshell_id"]

    def start(self, subshell, msg_type="execute_request", **content):
        """Sends a request to a subshell; its id."""
        msg = self.kc.session.msg(msg_type, content)
        msg["header"]["subshell_id"] = subshell
        self.kc.shell_channel.send(msg)
        return msg["header"]["msg_id"]

    def replies(self, ids):
        """The replies to requests, in the order of the requests."""
        got = {}
        while not got.keys() >= set(ids):
            msg = self.kc.get_shell_msg(timeout=TIMEOUT)
            got[msg["parent_header"]["msg_id"]] = msg
        return [got[i] for i in ids]

    def until_idle(self, ids):
        """What requests publish, by id, up to the idle of the last."""
        got = {i: [] for i in ids}
        left = set(ids)
        while left:
            msg = self.kc.get_iopub_msg(timeout=TIMEOUT)
            msg_id = msg["parent_header"].get("msg_id")
            if msg_id in got:
                got[msg_id].append(msg)
                if msg["content"].get("execution_state") == "idle":
                    left.remove(msg_id)
        return got


@pytest.fixture
def client(manager):
    c = Shells(manager)
    yield c
    for subshell in c.list():
        c.delete(subshell)
    c.close()


def pair(client, which):
    return [client.create() if sub else None for sub in which]


def test_they_are_announced(client):
    info = client.reply(client.kc.kernel_info())["content"]
    assert "kernel subshells" in info["supported_features"]


def test_without_any_all_is_as_ever(client):
    client.run("a = 2 * 3")
    assert client.value("a") == "6"
    msg_id = client.start(None, code="print(a)")
    assert text(client.outputs(msg_id), "stdout") == "6\n"


def test_they_are_made_listed_and_deleted(client):
    assert client.list() == []
    one = client.create()
    two = client.create()
    assert client.list() == [one, two] and one != two
    assert client.delete(one) == {"status": "ok"}
    assert client.list() == [two]
    assert client.delete(one)["status"] == "error"
    assert client.list() == [two]


def test_they_share_the_session(client):
    one, two = client.create(), client.create()
    client.replies([client.start(one, code="shared = 20")])
    client.replies([client.start(two, code="shared += 1")])
    assert client.value("shared") == "21"


def test_they_share_the_numbers_of_cells(client):
    """As in ipykernel: Out[3] is one thing."""
    ids = [client.start(s, code="1") for s in (None, client.create(), client.create()) for _ in range(5)]
    counts = [m["content"]["execution_count"] for m in client.replies(ids)]
    assert sorted(counts) == list(range(min(counts), min(counts) + len(ids)))
    for i in range(0, len(ids), 5):
        assert counts[i : i + 5] == sorted(counts[i : i + 5])


@pytest.mark.parametrize("which", BOTH)
def test_within_one_order_is_kept(client, which):
    shells = pair(client, which)
    client.run("said = {'0': [], '1': []}")
    ids = [client.start(s, code=f"said['{i}'].append({n})") for n in range(20) for i, s in enumerate(shells)]
    assert all(m["content"]["status"] == "ok" for m in client.replies(ids))
    assert client.value("said['0'] == said['1'] and said['0'] == list(range(20))") == "True"


@pytest.mark.parametrize("which", BOTH)
def test_they_run_side_by_side(client, which):
    """Each waits for what the other does."""
    shells = pair(client, which)
    client.run("there = {'a': False, 'b': False}")
    wait = "there['{}'] = True\nwhile not there['{}']:\n    sleep(0.001)\n"
    ids = [client.start(s, code=wait.format(*names)) for s, names in zip(shells, ("ab", "ba"))]
    assert [m["content"]["status"] for m in client.replies(ids)] == ["ok", "ok"]


def test_one_answers_while_the_main_shell_loops(client):
    subshell = client.create()
    cell = begin(client, ENDLESS)
    msg_id = client.start(subshell, code="print('meanwhile')\n6 * 7")
    out = client.outputs(msg_id)
    assert text(out, "stdout") == "meanwhile\n"
    assert only(out, "execute_result")["data"]["text/plain"] == "42"
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["status"] == "error"


def test_one_answers_while_the_main_shell_sleeps(client):
    subshell = client.create()
    cell = begin(client, "print('on')\nsleep(1000)")
    msg_id = client.start(subshell, code="'awake'")
    assert only(client.outputs(msg_id), "execute_result")["data"]["text/plain"] == "'awake'"
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["status"] == "error"


def test_the_main_shell_answers_while_one_loops(client):
    cell = client.start(client.create(), code=ENDLESS)
    client.outputs(cell, until="stream")
    assert client.value("6 * 7") == "42"
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["ename"] == "KeyboardInterrupt"


def test_one_is_made_and_deleted_while_a_cell_runs(client):
    cell = begin(client, ENDLESS)
    subshell = client.create()
    assert client.list() == [subshell]
    assert client.delete(subshell) == {"status": "ok"}
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["status"] == "error"


@pytest.mark.parametrize("by_signal", [False, True])
def test_an_interrupt_ends_all_that_runs(client, manager, by_signal):
    shells = [None, client.create(), client.create()]
    ids = []
    for s in shells:
        ids.append(client.start(s, code=ENDLESS))
        client.outputs(ids[-1], until="stream")
    if by_signal:
        manager.interrupt_kernel()
    else:
        client.control("interrupt_request")
    for reply in client.replies(ids):
        assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert client.value("1 + 1") == "2"


@pytest.mark.parametrize("which", BOTH)
def test_an_error_aborts_its_own_queue_only(client, which):
    fails, other = pair(client, which)
    first = client.start(fails, code="input('go? ')\n1 // 0", allow_stdin=True)  # until all are queued
    client.kc.get_stdin_msg(timeout=TIMEOUT)
    ids = [first]
    ids += [client.start(fails, code="print('no')") for _ in range(2)]
    ids += [client.start(other, code="print('yes')") for _ in range(2)]
    assert client.replies(ids[3:])[0]["content"]["status"] == "ok"
    client.kc.input("")
    replies = client.replies(ids[:3])
    assert [m["content"]["status"] for m in replies] == ["error", "aborted", "aborted"]
    assert [m["parent_header"].get("subshell_id") for m in replies] == [fails] * 3
    for s in (fails, other):
        assert client.replies([client.start(s, code="'check'")])[0]["content"]["status"] == "ok"


@pytest.mark.parametrize("which", BOTH)
def test_outputs_have_their_own_parents(client, which):
    shells = pair(client, which)
    code = "def {0}(n):\n    for i in range(n):\n        print('{0}', i)\n        warn('{0}')\n        display('{0}')\n"
    code += "{0}(20)\n'{0}'"
    ids = [client.start(s, code=code.format(name)) for s, name in zip(shells, "ab")]
    got = client.until_idle(ids)
    for msg_id, shell, name in zip(ids, shells, "ab"):
        out = got[msg_id]
        assert text(out, "stdout") == "".join(f"{name} {i}\n" for i in range(20))
        assert text(out, "stderr") == f"{name}\n" * 20
        shown = [m["content"]["data"]["text/plain"] for m in out if m["msg_type"] == "display_data"]
        assert shown == [f"'{name}'"] * 20
        assert only(out, "execute_result")["data"]["text/plain"] == f"'{name}'"
        assert {m["parent_header"].get("subshell_id") for m in out} == {shell}
        states = [m["content"]["execution_state"] for m in out if m["msg_type"] == "status"]
        # That a cell still runs is said again when another has ended.
        assert states[0] == "busy" and states[-1] == "idle" and states.count("idle") == 1


@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("busy", [False, True])
def test_a_request_to_none_is_an_error(client, deleted, busy):
    subshell = "nobody"
    if deleted:
        subshell = client.create()
        client.delete(subshell)
    cell = begin(client, ENDLESS) if busy else None
    for msg_type, content in (
        ("execute_request", {"code": "print('no')"}),
        ("complete_request", {"code": "pri", "cursor_pos": 3}),
        ("kernel_info_request", {}),
    ):
        msg_id = client.start(subshell, msg_type, **content)
        reply = client.reply(msg_id)
        assert reply["msg_type"] == msg_type.replace("request", "reply")
        assert reply["content"]["status"] == "error" and subshell in reply["content"]["evalue"]
        assert kinds(client.outputs(msg_id)) == ["status", "status"]
    msg_id = client.start(subshell, "comm_msg", comm_id="c", data={})
    assert kinds(client.outputs(msg_id)) == ["status", "status"]
    if busy:
        client.control("interrupt_request")
        client.reply(cell)


def test_a_deleted_one_finishes_its_cell_and_refuses_the_rest(client):
    subshell = client.create()
    cell = client.start(subshell, code="input('go? ')\n'done'", allow_stdin=True)
    client.kc.get_stdin_msg(timeout=TIMEOUT)
    behind = client.start(subshell, code="print('no')")
    assert client.delete(subshell) == {"status": "ok"}
    assert client.reply(behind)["content"]["status"] == "error"
    client.kc.input("")
    assert client.reply(cell)["content"]["status"] == "ok"


def test_a_comm_that_nobody_wants_is_closed_on_one(client):
    subshell = client.create()
    cell = begin(client, ENDLESS)
    opened = client.start(subshell, "comm_open", comm_id="c1", target_name="nobody", data={})
    out = client.outputs(opened)
    assert only(out, "comm_close") == {"comm_id": "c1", "data": {}}
    assert {m["parent_header"]["subshell_id"] for m in out} == {subshell}
    client.control("interrupt_request")
    client.reply(cell)


@pytest.mark.parametrize("busy", ["while True:\n    pass", "sleep(1000)"])
def test_a_comm_is_answered_on_one_while_a_cell_runs(client, busy):
    """That is what keeps a slider alive."""
    client.run(
        "heard = []\n"
        "def opened(c, data):\n"
        "    def answer(data):\n"
        "        heard.append(data['n'])\n"
        "        c.send({'twice': 2 * data['n']})\n"
        "    c.on_msg(answer)\n"
        "comm.register_target('twice', opened)"
    )
    subshell = client.create()
    cell = begin(client, "print('on')\n" + busy)
    client.outputs(client.start(subshell, "comm_open", comm_id="c2", target_name="twice", data={}))
    assert client.reply(client.kc.comm_info())["content"]["comms"] == {"c2": {"target_name": "twice"}}
    for n in range(20):
        client.start(subshell, "comm_msg", comm_id="c2", data={"n": n})
        while True:
            msg = client.kc.get_iopub_msg(timeout=TIMEOUT)
            if msg["msg_type"] == "comm_msg":
                assert msg["content"] == {"comm_id": "c2", "data": {"twice": 2 * n}}
                break
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["ename"] == "KeyboardInterrupt"
    assert client.value("heard == list(range(20))") == "True"
    client.outputs(client.start(subshell, "comm_close", comm_id="c2", data={}))
    assert client.reply(client.kc.comm_info())["content"]["comms"] == {}


def test_each_asks_for_itself(client):
    """Two questions are open at once; answers find theirs in any order."""
    shells = [None, client.create()]
    ids, questions = [], []
    for name, s in zip("ab", shells):
        ids.append(client.start(s, code=f"x = input('{name}? ')\nprint('{name}', x)", allow_stdin=True))
        questions.append(client.kc.get_stdin_msg(timeout=TIMEOUT))
        assert questions[-1]["parent_header"].get("subshell_id") == s
    for name, question in reversed(list(zip("ab", questions))):
        session = client.kc.session
        client.kc.stdin_channel.send(session.msg("input_reply", {"value": name * 2}, parent=question))
    client.replies(ids)
    got = client.until_idle(ids)
    assert [text(got[i], "stdout") for i in ids] == ["a aa\n", "b bb\n"]


def test_several_clients_use_them(manager, client):
    others = [Shells(manager) for _ in range(3)]
    try:

        def work(c):
            subshell = c.create()
            ids = [c.start(subshell, code=f"{n}") for n in range(30)]
            got = c.until_idle(ids)
            return [only(got[i], "execute_result")["data"]["text/plain"] for i in ids]

        with ThreadPoolExecutor() as pool:
            for result in pool.map(work, others):
                assert result == [str(n) for n in range(30)]
    finally:
        for c in others:
            c.close()


@pytest.mark.parametrize("busy", [False, True])
def test_shutdown(own, busy):
    manager = own()
    client = Shells(manager)
    subshell = client.create()
    if busy:
        client.outputs(client.start(subshell, code=ENDLESS), until="stream")
    assert client.control("shutdown_request", {"restart": False})["status"] == "ok"
    assert manager.provisioner.process.wait(timeout=TIMEOUT) == 0
    client.close()
