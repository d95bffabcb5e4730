"""Does the kernel speak the protocol where Jupyter's own tests do not look?

Input, interrupts, aborted cells, several clients, history, comms, signatures,
shutdown: each over the wire, by the client that Jupyter itself uses.
"""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import zmq
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from conftest import BINARY, TIMEOUT, Client, kinds, only, text

ENDLESS = "print('on')\nwhile True:\n    pass\n"


def begin(client, code, **options):
    """Sends a cell that prints, and waits until it runs."""
    msg_id = client.kc.execute(code, **options)
    client.outputs(msg_id, until="stream")
    return msg_id


def gone(process_id):
    """Whether a process ends, watched for as long as a guard allows."""
    for _ in range(TIMEOUT * 20):
        try:
            os.kill(process_id, 0)
            with open(f"/proc/{process_id}/stat") as f:
                if f.read().rpartition(")")[2].split()[0] == "Z":
                    return True  # dead; nobody has buried it
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


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
    ids = [client.kc.execute(code) for code in ("1 // 0", "print('no')", "print('no')")]
    info = client.kc.kernel_info()
    replies = {m["parent_header"]["msg_id"]: m["content"] for m in (client.kc.get_shell_msg(timeout=TIMEOUT) for _ in range(4))}
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


# --- words at the cursor --------------------------------------------------


@pytest.mark.parametrize("before", ["", "αβ = '𝛼𝛽\U0001f426'; "])
def test_the_cursor_counts_code_points(client, before):
    code = before + "sort"
    for tail in ("", " + len(𝛼)"):
        msg_id = client.kc.complete(code + tail, cursor_pos=len(code))
        got = client.reply(msg_id)["content"]
        assert "sorted" in got["matches"]
        assert (got["cursor_start"], got["cursor_end"]) == (len(before), len(code))
        assert [t["text"] for t in got["metadata"]["_jupyter_types_experimental"]] == got["matches"]
        assert all("type" in t and "signature" in t for t in got["metadata"]["_jupyter_types_experimental"])
    msg_id = client.kc.inspect(before + "sorted(", cursor_pos=len(before) + 3)
    got = client.reply(msg_id)["content"]
    assert got["found"] and "sorted" in got["data"]["text/plain"]


def test_a_cursor_beyond_the_code_is_at_its_end(client):
    for cursor in (-5, 10**9):
        got = client.reply(client.kc.complete("sort", cursor_pos=cursor))["content"]
        assert got["status"] == "ok" and 0 <= got["cursor_end"] <= 4


def test_there_is_nothing_to_inspect(client):
    got = client.reply(client.kc.inspect("nothing_of_that_name"))["content"]
    assert got == {"status": "ok", "found": False, "data": {}, "metadata": {}}


# --- interrupt and control ------------------------------------------------


def test_control_answers_while_a_cell_runs(client):
    cell = begin(client, "kept = 41\n" + ENDLESS)
    assert client.control("kernel_info_request")["status"] == "ok"
    assert client.control("interrupt_request") == {"status": "ok"}
    reply = client.reply(cell)["content"]
    assert reply["status"] == "error" and reply["ename"] == "interrupt"
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
    assert client.reply(cell)["content"]["ename"] == "interrupt"


def test_interrupt_aborts_the_queue(client):
    cell, behind = begin(client, ENDLESS), client.kc.execute("print('no')")
    client.control("interrupt_request")
    assert client.reply(cell)["content"]["status"] == "error"
    assert client.reply(behind)["content"]["status"] == "aborted"


# --- input ----------------------------------------------------------------


def ask(client, code="name = input('who? ')\nprint('hi', name)"):
    cell = client.kc.execute(code, allow_stdin=True)
    question = client.kc.get_stdin_msg(timeout=TIMEOUT)
    assert question["parent_header"]["msg_id"] == cell
    assert question["content"] == {"prompt": "who? ", "password": False}
    return cell, question


def test_input(client):
    cell, _ = ask(client)
    client.kc.input("Ada")
    assert client.reply(cell)["content"]["status"] == "ok"
    assert text(client.outputs(cell), "stdout") == "hi Ada\n"


def test_input_where_the_front_end_cannot_ask(client):
    reply, _ = client.run("input('who? ')", allow_stdin=False)
    assert reply["status"] == "error" and "allow_stdin" in reply["evalue"]


def test_interrupt_ends_input(client, manager):
    cell, question = ask(client)
    manager.interrupt_kernel()
    reply = client.reply(cell)["content"]
    assert (reply["status"], reply["ename"]) == ("error", "interrupt")
    cell, _ = ask(client)
    session = client.kc.session
    client.kc.stdin_channel.send(session.msg("input_reply", {"value": "too late"}, parent=question))
    client.kc.input("in time")
    client.reply(cell)
    assert text(client.outputs(cell), "stdout") == "hi in time\n"


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
        with pytest.raises(Exception):
            client.kc.get_stdin_msg(timeout=0.2)
        client.kc.input("not me")
        other.kc.input("me")
        other.reply(cell)
        assert text(other.outputs(cell), "stdout") == "hi me\n"
    finally:
        other.close()


# --- history and comms ----------------------------------------------------


def test_history(own):
    client = Client(own())
    for code in ("1 + 1", "print(2)", "1 + 1", "x = '*'"):
        client.run(code)

    def history(**q):
        return client.reply(client.kc.history(raw=True, **q))["content"]["history"]

    assert history(hist_access_type="tail", n=2, output=False) == [[1, 3, "1 + 1"], [1, 4, "x = '*'"]]
    assert history(hist_access_type="range", session=0, start=1, stop=3, output=True) == [
        [1, 1, ["1 + 1", "2"]],
        [1, 2, ["print(2)", None]],
    ]
    assert history(hist_access_type="search", pattern="1*", output=False) == [[1, 1, "1 + 1"], [1, 3, "1 + 1"]]
    assert history(hist_access_type="search", pattern="1*", unique=True, output=False) == [[1, 3, "1 + 1"]]
    assert history(hist_access_type="search", pattern="*[*]*", output=False) == [[1, 4, "x = '*'"]]
    client.close()


def test_a_comm_to_an_unknown_target_is_closed(client):
    msg_id = client.send("shell", "comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
    assert only(client.outputs(msg_id), "comm_close") == {"comm_id": "c1", "data": {}}
    msg_id = client.send("shell", "comm_msg", {"comm_id": "c1", "data": {}})
    assert kinds(client.outputs(msg_id)) == ["status", "status"]
    assert client.reply(client.kc.comm_info())["content"] == {"status": "ok", "comms": {}}


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


# --- start and end --------------------------------------------------------


def test_kernel_info(client):
    info = client.reply(client.kc.kernel_info())["content"]
    assert info["protocol_version"] == "5.5" and info["supported_features"] == []
    language = info["language_info"]
    assert (language["name"], language["file_extension"], language["mimetype"]) == ("starling", ".star", "text/x-starlark")
    assert language["codemirror_mode"]["name"] == language["pygments_lexer"] == "python"


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("busy", [False, True])
def test_shutdown(own, restart, busy):
    manager = own()
    client = Client(manager)
    if busy:
        begin(client, ENDLESS)
    msg_id = client.send("control", "shutdown_request", {"restart": restart})
    want = {"status": "ok", "restart": restart}
    assert client.reply(msg_id, "control")["content"] == want
    assert only(client.outputs(msg_id), "shutdown_reply") == want
    assert manager.provisioner.process.wait(timeout=TIMEOUT) == 0
    client.close()


def test_restart_forgets(own):
    manager = own()
    client = Client(manager)
    client.run("x = 1")
    manager.restart_kernel()
    client.kc.wait_for_ready(timeout=TIMEOUT)
    reply, _ = client.run("x")
    assert reply["status"] == "error" and reply["execution_count"] == 1
    client.close()


def test_terminate(own):
    manager = own()
    client = Client(manager)
    begin(client, ENDLESS)
    manager.provisioner.process.send_signal(signal.SIGTERM)
    assert manager.provisioner.process.wait(timeout=TIMEOUT) == 0
    client.close()


def test_sockets_of_the_file_system(own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # such paths must be short
    client = Client(own(transport="ipc", ip="k"))
    assert client.value("6 * 7") == "42"
    client.close()


def test_messages_without_a_key_are_not_signed(tmp_path):
    path, _ = write_connection_file(str(tmp_path / "c.json"), key=b"")
    process = subprocess.Popen([BINARY, "kernel", "-f", path])
    kc = BlockingKernelClient(connection_file=path)
    try:
        kc.load_connection_file()
        kc.session.key = b""
        kc.start_channels()
        kc.wait_for_ready(timeout=TIMEOUT)
        assert kc.execute_interactive("1", timeout=TIMEOUT, store_history=False)["content"]["status"] == "ok"
    finally:
        kc.stop_channels()
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    "change, want",
    [
        ({"hb_port": 0}, "hb_port"),
        ({"transport": "pigeon"}, "transport"),
        ({"signature_scheme": "hmac-none"}, "signature_scheme"),
    ],
)
def test_a_wrong_connection_file_is_explained(tmp_path, change, want):
    path, info = write_connection_file(str(tmp_path / "c.json"))
    with open(path, "w") as f:
        json.dump({k: v.decode() if isinstance(v, bytes) else v for k, v in {**info, **change}.items()}, f)
    done = subprocess.run([BINARY, "kernel", "-f", path], capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode != 0 and want in done.stderr and path in done.stderr


def test_a_taken_port_is_explained(tmp_path):
    path, info = write_connection_file(str(tmp_path / "c.json"))
    with zmq.Context() as context, context.socket(zmq.ROUTER) as taker:
        taker.bind(f"tcp://127.0.0.1:{info['shell_port']}")
        done = subprocess.run([BINARY, "kernel", "-f", path], capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode != 0 and "shell channel" in done.stderr


@pytest.mark.skipif(not os.path.exists("/proc"), reason="looks at the process in /proc")
def test_no_orphan_stays(tmp_path):
    path, _ = write_connection_file(str(tmp_path / "c.json"))
    # A server that starts a kernel and is then killed.
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, subprocess, sys, time\n"
            "env = dict(os.environ, JPY_PARENT_PID=str(os.getpid()))\n"
            "print(subprocess.Popen(sys.argv[1:], env=env).pid, flush=True)\n"
            "time.sleep(1000)",
            BINARY,
            "kernel",
            "-f",
            path,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    kernel = int(server.stdout.readline())
    kc = BlockingKernelClient(connection_file=path)
    kc.load_connection_file()
    kc.start_channels()
    kc.wait_for_ready(timeout=TIMEOUT)
    kc.stop_channels()
    server.kill()
    server.wait()
    assert gone(kernel)
