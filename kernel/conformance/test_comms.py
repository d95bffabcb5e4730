"""Do comms open, speak and close?"""

from conftest import ENDLESS, TIMEOUT, begin, kinds, only


def test_a_comm_to_an_unknown_target_is_closed(client):
    msg_id = client.send("shell", "comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
    assert only(client.outputs(msg_id), "comm_close") == {"comm_id": "c1", "data": {}}
    assert client.reply(client.kc.comm_info())["content"] == {"status": "ok", "comms": {}}


def test_words_to_a_comm_that_is_not_open_are_ignored(client):
    for msg_type in ("comm_msg", "comm_close"):
        msg_id = client.send("shell", msg_type, {"comm_id": "gone", "data": {"a": 1}})
        assert kinds(client.outputs(msg_id)) == ["status", "status"]
    assert client.value("1 + 1") == "2"


def test_info_is_for_one_target_where_one_is_named(client):
    assert client.reply(client.kc.comm_info("jupyter.widget"))["content"] == {"status": "ok", "comms": {}}


ECHO = """
def opened(c, data):
    print("opened", data["n"])
    c.on_msg(lambda data: c.send({"twice": data["n"] + data["n"]}))
    c.on_close(lambda data: print("closed", data))
comm.register_target("echo", opened)
"""


def until(client, parent, msg_type):
    """The next message of a type that belongs to a cell."""
    while True:
        msg = client.kc.get_iopub_msg(timeout=TIMEOUT)
        if msg["msg_type"] == msg_type and msg["parent_header"].get("msg_id") == parent:
            return msg["content"]


def test_a_cell_takes_part_in_a_comm_and_what_its_functions_print_lands_in_it(client):
    cell = client.kc.execute(ECHO)
    client.outputs(cell)
    client.send("shell", "comm_open", {"comm_id": "e1", "target_name": "echo", "data": {"n": 3}})
    assert until(client, cell, "stream") == {"name": "stdout", "text": "opened 3\n"}
    assert client.reply(client.kc.comm_info("echo"))["content"]["comms"] == {"e1": {"target_name": "echo"}}
    client.send("shell", "comm_msg", {"comm_id": "e1", "data": {"n": 21}})
    assert until(client, cell, "comm_msg") == {"comm_id": "e1", "data": {"twice": 42}}
    client.send("shell", "comm_close", {"comm_id": "e1", "data": "bye"})
    assert until(client, cell, "stream")["text"] == "closed bye\n"
    assert client.reply(client.kc.comm_info())["content"]["comms"] == {}


def test_an_error_in_a_function_of_a_comm_shows_in_its_cell_and_harms_nobody(client):
    cell = client.kc.execute("comm.register_target('bad', lambda c, data: data.nothing)")
    client.outputs(cell)
    client.send("shell", "comm_open", {"comm_id": "b1", "target_name": "bad", "data": {}})
    shown = until(client, cell, "stream")
    assert shown["name"] == "stderr" and "dict has no nothing" in shown["text"]
    assert client.value("1 + 1") == "2"


def test_a_cell_opens_a_comm(client):
    cell = client.kc.execute("c = comm.open('chart', {'x': 1}, on_msg=print)")
    out = client.outputs(cell)
    opened = only(out, "comm_open")
    assert opened["target_name"] == "chart" and opened["data"] == {"x": 1}
    client.send("shell", "comm_msg", {"comm_id": opened["comm_id"], "data": [1, 2.5]})
    assert until(client, cell, "stream")["text"] == "[1, 2.5]\n"
    _, out = client.run("c.close()")
    assert only(out, "comm_close")["comm_id"] == opened["comm_id"]


def test_a_comm_on_a_subshell_is_answered_while_a_cell_runs(client):
    maker = client.kc.execute(ECHO)
    client.outputs(maker)
    subshell = client.control("create_subshell_request")["subshell_id"]
    busy = begin(client, ENDLESS)
    for msg_type, content in [
        ("comm_open", {"comm_id": "s1", "target_name": "echo", "data": {"n": 1}}),
        ("comm_msg", {"comm_id": "s1", "data": {"n": 4}}),
    ]:
        msg = client.kc.session.msg(msg_type, content)
        msg["header"]["subshell_id"] = subshell
        client.kc.shell_channel.send(msg)
    assert until(client, maker, "stream")["text"] == "opened 1\n"
    assert until(client, maker, "comm_msg")["data"] == {"twice": 8}
    client.control("interrupt_request")
    assert client.reply(busy)["content"]["status"] == "error"
    client.control("delete_subshell_request", {"subshell_id": subshell})
