"""In what order do messages come, and whose are they?"""

import pytest

from conftest import TIMEOUT, Client, ask, kinds, only, text

REQUESTS = {
    "kernel_info_request": {},
    "execute_request": {"code": "print(1)\n2"},
    "complete_request": {"code": "sor", "cursor_pos": 3},
    "inspect_request": {"code": "len", "cursor_pos": 3},
    "is_complete_request": {"code": "1"},
    "history_request": {"hist_access_type": "tail", "n": 1},
    "comm_info_request": {},
    "interrupt_request": {},
}


def states(messages):
    return [m["content"]["execution_state"] for m in messages if m["msg_type"] == "status"]


# --- one request ----------------------------------------------------------


@pytest.mark.parametrize("msg_type", REQUESTS)
def test_busy_then_output_then_the_reply_then_idle(client, msg_type):
    msg_id = client.send("shell", msg_type, REQUESTS[msg_type])
    reply = client.reply(msg_id)
    out = client.outputs(msg_id)
    assert reply["msg_type"] == msg_type.replace("request", "reply") and reply["content"]["status"] in ("ok", "complete")
    assert states(out) == ["busy", "idle"] and kinds(out)[0] == kinds(out)[-1] == "status"
    # The two channels are told apart by the dates of their messages.
    dates = [m["header"]["date"] for m in [*out[:-1], reply, out[-1]]]
    assert dates == sorted(dates)


@pytest.mark.parametrize("msg_type", [t for t in REQUESTS if t in ("kernel_info_request", "interrupt_request")])
def test_control_requests_are_busy_and_idle_too(client, msg_type):
    msg_id = client.send("control", msg_type, {})
    assert client.reply(msg_id, "control")["content"]["status"] == "ok"
    assert states(client.outputs(msg_id)) == ["busy", "idle"]


def test_a_reply_carries_the_whole_header_of_its_request(client):
    session = client.kc.session
    msg = session.msg("execute_request", {"code": "print(1)"})
    msg["header"]["of_a_later_protocol"] = {"α": [1, None]}
    client.kc.shell_channel.send(msg)
    reply = client.reply(msg["header"]["msg_id"])
    for got in [reply, *client.outputs(msg["header"]["msg_id"])]:
        parent = got["parent_header"]
        assert parent["of_a_later_protocol"] == {"α": [1, None]}
        assert {k: parent[k] for k in ("msg_id", "session", "username", "msg_type")} == {
            k: msg["header"][k] for k in ("msg_id", "session", "username", "msg_type")
        }


def test_message_ids_are_unique_and_of_one_session(client):
    heads = []
    for _ in range(3):
        msg_id = client.kc.execute("print(1)\n2")
        heads += [m["header"] for m in [client.reply(msg_id), *client.outputs(msg_id)]]
    assert len({h["msg_id"] for h in heads}) == len(heads)
    assert {h["session"] for h in heads} != {client.kc.session.session}
    assert len({h["session"] for h in heads}) == 1


# --- many requests --------------------------------------------------------


def test_queued_cells_run_one_after_the_other(client):
    n = 100
    ids = [client.kc.execute(f"print({i})\n{i}") for i in range(n)]
    assert [client.kc.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] for _ in ids] == ids
    for i, msg_id in enumerate(ids):
        out = []
        while "idle" not in states(out):  # not one message of another cell in between
            msg = client.kc.get_iopub_msg(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") in ids:
                assert msg["parent_header"]["msg_id"] == msg_id
                out.append(msg)
        assert kinds(out) == ["status", "execute_input", "stream", "execute_result", "status"]
        assert text(out, "stdout") == f"{i}\n"


def test_output_of_both_streams_keeps_its_order(own):
    client = Client(own())  # no other cell has used up the burst
    _, out = client.run("for i in range(15):\n    print(i, end=' ')\n    warn(str(i))\n")
    assert "".join(m["content"]["text"] for m in out[1:]) == "".join(f"{i} {i}\n" for i in range(15))
    client.close()


def test_an_error_aborts_what_its_sender_queued_and_nobody_elses(client, manager):
    other = Client(manager)
    try:
        failing, _ = ask(client, "input('who? ')\n1 // 0")  # fails once the others are queued
        count = client.kc.execute("1")
        theirs = other.kc.execute("print('theirs')\n7")
        client.kc.input("")
        failed = client.reply(failing)["content"]
        aborted = client.reply(count)["content"]
        assert (failed["status"], aborted["status"]) == ("error", "aborted")
        assert states(client.outputs(failing)) == states(out := client.outputs(count)) == ["busy", "idle"]
        assert kinds(out) == ["status", "status"]
        assert other.reply(theirs)["content"]["status"] == "ok"
        assert text(other.outputs(theirs), "stdout") == "theirs\n"
    finally:
        other.close()


def test_aborted_cells_take_no_number(client):
    failing, _ = ask(client, "input('who? ')\n1 // 0")
    behind = [client.kc.execute("1") for _ in range(3)]
    client.kc.input("")
    number = client.reply(failing)["content"]["execution_count"]
    assert [client.reply(i)["content"]["status"] for i in behind] == ["aborted"] * 3
    assert client.run("1")[0]["execution_count"] == number + 1


# --- displays -------------------------------------------------------------


def test_a_display_is_updated_from_a_later_cell(client):
    def show(code):
        _, out = client.run(code)
        return [(m["msg_type"], m["content"]["data"]["text/plain"], m["content"]["transient"]) for m in out[1:]]

    mine = {"display_id": "across"}
    assert show("display('a', id='across')") == [("display_data", "'a'", mine)]
    assert show("display('b', id='across', update=True)") == [("update_display_data", "'b'", mine)]
    assert show("def f():\n    display('c', id='across', update=True)") == []
    assert show("f(); f()") == [("update_display_data", "'c'", mine)] * 2
    assert show("display('d', id='across')\ndisplay('e', id='across')") == [
        ("display_data", "'d'", mine),
        ("update_display_data", "'e'", mine),
    ]


def test_an_update_needs_an_id(client):
    reply, out = client.run("display(1, update=True)")
    assert reply["status"] == "error" and "id" in reply["evalue"]
    assert "id" in only(out, "error")["evalue"]
