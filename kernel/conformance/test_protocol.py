"""Does the kernel speak the protocol where Jupyter's own tests do not look?

Output, execution, several clients and what must not stop the kernel: each over
the wire, by the client that Jupyter itself uses.
"""

import queue

import pytest

from conftest import TIMEOUT, Client, ask, kinds, only, text


# --- output ---------------------------------------------------------------


def test_output_keeps_its_order(client):
    reply, out = client.run("print('a')\nwarn('b')\nprint('c')\ndisplay(html('d'))\nprint('e')\n7")
    assert kinds(out) == ["execute_input", "stream", "stream", "stream", "display_data", "stream", "execute_result"]
    assert [m["content"].get("text") for m in out[1:4]] == ["a\n", "b\n", "c\n"]
    assert only(out, "execute_result")["execution_count"] == reply["execution_count"]


def test_a_flood_is_joined_and_all_of_it_comes_before_idle(client):
    _, out = client.run("for i in range(100000):\n    print(i)\n")
    assert text(out, "stdout") == "".join(f"{i}\n" for i in range(100000))
    assert len(out) < 2000


def test_display_is_updated_by_its_id(client):
    _, out = client.run("display('a', id='x')\ndisplay('b', id='x')\nclear_output(wait=True)")
    assert kinds(out) == ["execute_input", "display_data", "update_display_data", "clear_output"]
    assert [m["content"]["transient"] for m in out[1:3]] == [{"display_id": "x"}] * 2
    assert "b" in out[2]["content"]["data"]["text/plain"]
    assert out[3]["content"] == {"wait": True}


def test_text_is_unicode(client):
    _, out = client.run("print('αβ 𝛼 \\U0001F426 <&>')")
    assert text(out, "stdout") == "αβ 𝛼 \U0001f426 <&>\n"


def test_every_subscription_is_welcomed(manager):
    client = manager.client()
    for topic in (b"", b"stream"):
        socket = client.connect_iopub()
        try:
            socket.unsubscribe(b"")
            socket.subscribe(topic)
            while True:
                assert socket.poll(TIMEOUT * 1000)
                _, frames = client.session.feed_identities(socket.recv_multipart())
                msg = client.session.deserialize(frames)
                if msg["msg_type"] == "iopub_welcome" and msg["content"] == {"subscription": topic.decode()}:
                    break
        finally:
            socket.close()


# --- execute --------------------------------------------------------------


def test_silent_cells_leave_no_trace(client):
    count = client.run("1")[0]["execution_count"]
    reply, out = client.run("seen = 5\nprint(1)\ndisplay(2)\n3", silent=True)
    assert (reply["status"], out) == ("ok", [])
    reply, out = client.run("1 // 0", silent=True)
    assert (reply["status"], out) == ("error", [])
    reply, out = client.run("seen", store_history=False)
    assert only(out, "execute_result")["data"]["text/plain"] == "5"
    assert client.run("1")[0]["execution_count"] == count + 1


def test_user_expressions(client):
    reply, out = client.run("u = 20", user_expressions={"sum": "u + 1", "bad": "nowhere", "said": "print(u)"})
    assert kinds(out) == ["execute_input"]
    answers = reply["user_expressions"]
    assert answers["sum"]["data"]["text/plain"] == "21"
    assert answers["sum"]["status"] == answers["said"]["status"] == "ok"
    assert answers["bad"]["status"] == "error" and "nowhere" in answers["bad"]["evalue"]


def test_an_error_stops_what_is_queued_behind_it(client):
    first, _ = ask(client, "input('who? ')\n1 // 0")  # fails once the others are on their way
    ids = [first, client.kc.execute("print('no')"), client.kc.execute("print('no')")]
    info = client.kc.kernel_info()
    client.kc.input("")
    messages = [client.kc.get_shell_msg(timeout=TIMEOUT) for _ in range(4)]
    replies = {m["parent_header"]["msg_id"]: m["content"] for m in messages}
    assert [replies[i]["status"] for i in ids] == ["error", "aborted", "aborted"]
    assert replies[info]["status"] == "ok"
    for i in ids[1:]:
        assert kinds(client.outputs(i)) == ["status", "status"]
    assert client.run("print('yes')")[0]["status"] == "ok"  # sent after the error was known


def test_an_error_need_not_stop_the_queue(client):
    ids = [client.kc.execute(code, stop_on_error=False) for code in ("1 // 0", "print('yes')")]
    assert [client.reply(i)["content"]["status"] for i in ids] == ["error", "ok"]


def test_an_error_says_where(client):
    reply, out = client.run("def f():\n    return [1][3]\nf()")
    assert {k: reply[k] for k in ("ename", "evalue", "traceback")} == only(out, "error")
    assert "[1][3]" in "\n".join(reply["traceback"])


# --- several clients ------------------------------------------------------


def test_clients_share_the_state_and_see_each_other(client, manager):
    other = Client(manager)
    try:
        mine, theirs = client.kc.execute("a = 1\nprint(a)"), other.kc.execute("b = 2")
        assert client.reply(mine)["parent_header"]["session"] == client.kc.session.session
        assert other.reply(theirs)["parent_header"]["session"] == other.kc.session.session
        assert text(other.outputs(mine), "stdout") == "1\n"
        assert other.value("a + b") == "3"
    finally:
        other.close()


def test_the_client_that_runs_the_cell_is_asked(client, manager):
    other = Client(manager)
    try:
        cell, _ = ask(other)
        with pytest.raises(queue.Empty):
            client.kc.get_stdin_msg(timeout=0.2)
        client.kc.input("not me")
        other.kc.input("me")
        other.reply(cell)
        assert text(other.outputs(cell), "stdout") == "hi me\n"
    finally:
        other.close()


# --- what must not stop the kernel ----------------------------------------


def test_wrong_messages_are_dropped(client):
    session, socket = client.kc.session, client.kc.shell_channel.socket
    good = session.serialize(session.msg("kernel_info_request", {}))
    bad = good[:1] + [b"0" * 64] + good[2:]
    for frames in (
        bad,
        good[:1] + [b""] + good[2:],
        good[:1] + [b"not hex"] + good[2:],
        good[:4],
        [b"hello"],
        [b""],
        [b"<IDS|MSG>"] * 9,
        [session.sign([b"[]"] * 4).join([b""]), *[b"[]"] * 4],
        [b"<IDS|MSG>", session.sign([b"{", b"{}", b"{}", b"{}"]), b"{", b"{}", b"{}", b"{}"],
        [b"<IDS|MSG>", session.sign([b"{}"] * 4), *[b"{}"] * 4],
    ):
        for channel in (socket, client.kc.control_channel.socket, client.kc.stdin_channel.socket):
            channel.send_multipart(frames)
    replayed = session.serialize(session.msg("execute_request", {"code": "times = times + 1", "silent": True}))
    client.run("times = 0")
    for _ in range(3):
        socket.send_multipart(replayed)
    for msg_type in ("no_such_request", "execute_reply", ""):
        client.send("shell", msg_type, {})
    for content in ({}, {"code": 7}, {"code": "1", "user_expressions": "x"}):
        client.send("shell", "execute_request", content)
    assert client.value("times") == "1"
    assert client.control("kernel_info_request")["status"] == "ok"


def test_an_unknown_type_still_gets_its_idle(client):
    for channel in ("shell", "control"):
        msg_id = client.send(channel, "dance_request", {})
        assert kinds(client.outputs(msg_id)) == ["status", "status"]


def test_heartbeat(manager):
    client = manager.client()
    socket = client.connect_hb()
    try:
        for beat in (b"ping", b"", b"x" * 100000):
            socket.send(beat)
            assert socket.poll(TIMEOUT * 1000) and socket.recv() == beat
    finally:
        socket.close()
