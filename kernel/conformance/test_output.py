"""Does a flood of output reach the user without drowning anybody?

By default a kernel sends output at a pace that Jupyter's server carries, shows
of a flood head and tail, and keeps the whole for replay().
"""

import datetime
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import zmq
from jupyter_client.manager import KernelManager

from conftest import KERNEL, TIMEOUT, Client, begin, kinds, only, text

LINES = 350_000
FLOOD = f"print(''.join(['line %d\\n' % i for i in range({LINES})]), end='')\n"  # all of it in no time
WHOLE = "".join(f"line {i}\n" for i in range(LINES))


def left_out(shown, number):
    """The head, the note and the tail of a flood."""
    found = re.search(f"^(\x1b\\[0m)?… (.* left out; replay\\({number}\\) shows all) …\n", shown, re.MULTILINE)
    assert found, shown[-200:]
    return shown[: found.start()], found[2], shown[found.end() :]


def paced(messages):
    """Holds streams to what any 3 s may have, by the kernel's clock."""
    sent = [(m["header"]["date"], len(json.dumps(m["content"], ensure_ascii=False).encode())) for m in messages if m["msg_type"] == "stream"]
    for i, (first, _) in enumerate(sent):
        window = [size for at, size in sent[i:] if at - first <= datetime.timedelta(seconds=3)]
        assert len(window) <= 60 and sum(window) <= 2_400_000


@pytest.fixture
def alone(own):
    """A client of a kernel whose pace nobody else has used up."""
    c = Client(own())
    yield c
    c.close()


@pytest.fixture
def uncapped():
    manager = KernelManager(kernel_name=KERNEL)
    manager.start_kernel(extra_arguments=["--output=all"])
    c = Client(manager)
    yield c
    c.close()
    manager.shutdown_kernel(now=True)


def test_a_burst_is_shown_whole(alone):
    reply, out = alone.run("for i in range(100000):\n    print(i)\nprint('\\u00e9' * 500000)")
    assert reply["status"] == "ok"
    assert text(out, "stdout") == "".join(f"{i}\n" for i in range(100000)) + "é" * 500000 + "\n"
    paced(out)


def test_a_flood_shows_head_and_tail_and_replay_the_whole(alone):
    reply, out = alone.run(FLOOD)
    assert reply["status"] == "ok"
    paced(out)
    head, said, tail = left_out(text(out, "stdout"), 1)
    assert WHOLE.startswith(head) and WHOLE.endswith(tail)
    assert len(head) > 1_000_000 and len(tail) > 50_000
    lines = LINES - (head + tail).count("\n")
    assert said.startswith(f"{lines:,} lines ("), said

    reply, out = alone.run("replay()")
    assert reply["status"] == "ok"
    assert text(out, "stdout") == WHOLE
    paced(out)
    assert kinds(out)[-1] != "stream" or "left out" not in out[-1]["content"]["text"]


def test_output_is_kept_for_a_browser_that_comes_back(own):
    manager = own()
    first = Client(manager)
    cell = begin(first, "print('on')\nx = input('go? ')\n" + FLOOD + "warn('end')\n", allow_stdin=True)
    first.kc.get_stdin_msg(timeout=TIMEOUT)
    first.kc.input("")
    first.outputs(cell, until="stream")
    first.close()  # while the cell runs

    second = Client(manager)
    reply, out = second.run("replay()")
    assert reply["status"] == "ok", reply
    assert text(out, "stdout") == "on\n" + WHOLE and text(out, "stderr") == "end\n"
    second.run("print('short')")
    second.close()

    third = Client(manager)
    assert text(third.run("replay()")[1], "stdout") == "short\n"  # the latest that this one has not seen
    assert text(third.run("replay(2)")[1], "stdout") == ""  # a replay is not kept once more
    third.close()


def test_replay_shows_displays_as_they_became(alone):
    alone.run("print('a')\ndisplay(html('<b>0</b>'), id='d')\nfor i in range(1000):\n    display(html('<b>%d</b>' % i), id='d')\nprint('b')\n7")
    _, out = alone.run("replay()")
    assert kinds(out) == ["execute_input", "stream", "display_data", "stream", "display_data"]
    assert out[2]["content"]["data"]["text/html"] == "<b>999</b>"
    assert out[4]["content"]["data"]["text/plain"] == "7"
    assert all(m["content"]["transient"] == {} for m in out if m["msg_type"] == "display_data")


def test_replay_of_what_is_not_there(alone):
    reply, _ = alone.run("replay()")
    assert reply["status"] == "error" and "nothing to replay" in reply["evalue"]
    reply, _ = alone.run("replay(99)")
    assert reply["status"] == "error" and "cell 99 is not kept" in reply["evalue"]


def test_replay_is_interrupted(alone):
    alone.run(FLOOD)
    cell = alone.kc.execute("replay()")
    alone.outputs(cell, until="stream")
    alone.control("interrupt_request")
    assert alone.reply(cell)["content"]["ename"] == "KeyboardInterrupt"
    assert alone.value("1 + 1") == "2"


def test_colours_end_where_text_is_left_out(alone):
    _, out = alone.run("print(''.join(['\\x1b[31mred \\x1b[1mand bold %d\\n' % i for i in range(200000)]), end='')\n")
    head, _, tail = left_out(text(out, "stdout"), 1)
    assert head.endswith("\n") and "\x1b[0m… " in text(out, "stdout")
    assert tail.startswith("\x1b[1;31m\x1b[31mred")
    for m in out:
        if m["msg_type"] == "stream":
            assert not m["content"]["text"].endswith(("\x1b", "\x1b[", "\x1b[3", "\x1b[1", "\x1b[31"))


def test_progress_is_never_capped(alone):
    code = "for i in range(300000):\n    print('\\r%3d%% %s' % (i // 3000, '#' * (i // 6000)), end='')\nprint()\nprint('done')"
    _, out = alone.run(code)
    shown = text(out, "stdout")
    assert "left out" not in shown and len(shown) < 100_000
    assert shown.endswith("\r 99% " + "#" * 49 + "\ndone\n")
    paced(out)


def test_a_progress_bar_reaches_its_end(alone):
    _, out = alone.run("for i in range(5000):\n    display(html('<progress value=%d>' % i), id='bar')\n    print('step', i)\n")
    updates = [m["content"]["data"]["text/html"] for m in out if m["msg_type"] in ("display_data", "update_display_data")]
    assert updates[0] == "<progress value=0>" and updates[-1] == "<progress value=4999>"
    assert len(updates) < 1000
    assert text(out, "stdout") == "".join(f"step {i}\n" for i in range(5000))


def test_labels_stay_with_what_they_label(alone):
    _, out = alone.run("for i in range(70):\n    print(i)\n    display(html('<b>%d</b>' % i))\n")
    assert [m["content"].get("text", "").strip() or m["content"]["data"]["text/html"] for m in out[1:]] == [
        s for i in range(70) for s in (str(i), f"<b>{i}</b>")
    ]
    paced(out)


def test_an_animation_is_not_slowed_down(alone):
    _, out = alone.run("for i in range(20000):\n    clear_output(wait=True)\n    print('frame', i)\n")
    assert text(out, "stdout").endswith("frame 19999\n") and "left out" not in text(out, "stdout")
    paced(out)


def test_small_cells_one_after_the_other(alone):
    ids = [alone.kc.execute(f"print({i})") for i in range(100)]
    out = []
    for i, msg_id in enumerate(ids):
        got = alone.outputs(msg_id)
        assert text(got, "stdout") == f"{i}\n"
        out += got
    paced(out)


def test_all_is_sent_where_that_is_asked_for(uncapped):
    _, out = uncapped.run(FLOOD + "for i in range(100):\n    print(i)\n    warn(i)\n")
    assert text(out, "stdout") == WHOLE + "".join(f"{i}\n" for i in range(100))
    assert text(out, "stderr") == "".join(f"{i}\n" for i in range(100))
    assert len(out) > 200
    reply, _ = uncapped.run("replay()")
    assert reply["status"] == "error" and "--output=all" in reply["evalue"]


def test_a_spool_goes_with_its_kernel(own, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    manager = own()
    client = Client(manager)
    client.run("print('short')")
    assert not (tmp_path / "starling" / "output").exists()
    client.run(FLOOD)
    assert [p for p in (tmp_path / "starling" / "output").glob("*/0*")]
    client.close()
    manager.shutdown_kernel()
    assert not [*(tmp_path / "starling" / "output").iterdir()]


def test_a_flood_without_a_disk(own, tmp_path, monkeypatch):
    (tmp_path / "no folder").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "no folder"))
    manager = own()
    client = Client(manager)
    reply, out = client.run(FLOOD)
    assert reply["status"] == "ok"
    head, _, tail = left_out(text(out, "stdout"), 1)
    assert WHOLE.startswith(head) and WHOLE.endswith(tail)
    _, out = client.run("replay()")
    assert "could not be kept" in text(out, "stderr")
    client.close()


@pytest.fixture
def server(tmp_path):
    """Jupyter's server with the limits that it has by itself."""
    log = open(tmp_path / "log", "w")
    with zmq.Context() as context, context.socket(zmq.REP) as probe:
        port = probe.bind_to_random_port("tcp://127.0.0.1")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root",
         "--IdentityProvider.token=", "--ServerApp.port_retries=0", "--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={tmp_path}"],
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config")}, stdout=log, stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.time() + 2 * TIMEOUT
        while True:
            try:
                urllib.request.urlopen(url + "/api")
                break
            except OSError:
                assert time.time() < deadline and process.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.1)
        yield url, Path(tmp_path / "log")
    finally:
        process.terminate()
        process.wait()


def test_the_server_drops_nothing(server):
    websocket = pytest.importorskip("websocket")  # websocket-client, of which Jupyter's server makes use
    url, log = server
    request = urllib.request.Request(url + "/api/kernels", json.dumps({"name": KERNEL}).encode(), method="POST")
    kernel = json.load(urllib.request.urlopen(request, timeout=TIMEOUT))["id"]
    ws = websocket.create_connection(f"ws{url[4:]}/api/kernels/{kernel}/channels?session_id=me", timeout=TIMEOUT)

    def run(code, msg_id):
        header = {"msg_id": msg_id, "msg_type": "execute_request", "session": "me", "username": "", "version": "5.4", "date": "2025-01-01T00:00:00Z"}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        ws.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": [], "channel": "shell"}))
        out, idle, replied = [], False, False
        while not (idle and replied):
            msg = json.loads(ws.recv())
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            out.append(msg)
            replied = replied or msg["msg_type"] == "execute_reply"
            idle = idle or msg["content"].get("execution_state") == "idle"
        return out

    shown = text(run(FLOOD, "one"), "stdout")
    head, _, tail = left_out(shown, 1)
    assert WHOLE.startswith(head) and WHOLE.endswith(tail)
    out = run("for i in range(20):\n    print('x' * 100000)\n    warn('y')\n    sleep(0.05)\n", "two")
    assert text(out, "stdout") == ("x" * 100000 + "\n") * 20
    out = run("replay(1)", "three")
    assert text(out, "stdout") == WHOLE
    assert only(out, "execute_reply")["status"] == "ok"
    ws.close()
    assert "rate exceeded" not in log.read_text() and "rate exceeded" not in text(out, "stderr")


def test_who_starts_kernels_by_their_spec_may_ask_for_all_too(own, monkeypatch):
    monkeypatch.setenv("STARLING_OUTPUT", "all")
    client = Client(own())
    _, out = client.run(FLOOD)
    assert text(out, "stdout") == WHOLE
    client.close()
