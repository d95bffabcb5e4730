"""What can a client do to a kernel, and to the other clients?

For each attack: a client that works meanwhile loses nothing, memory stays
bounded, and the log says clearly what happened.
"""

import os
import socket
import struct
import time

import pytest

from hostile import GREETING, KINDS, COMMAND, LONG, MORE, dial, frame, hello, message
from raw import DELIMITER, Raw, text
from watched import Watched, eventually, healthy

if not os.path.exists("/proc/self/fd"):
    pytest.skip("watches the process in /proc", allow_module_level=True)
resource = pytest.importorskip("resource")

MEMORY = 300  # MiB: far above what a kernel needs, far below what a leak takes


@pytest.fixture
def kernel(tmp_path):
    k = Watched(tmp_path, "--output=all")  # pace would make the tests slow
    yield k
    assert k.process.poll() is None, k.log()
    assert k.memory()[1] < MEMORY, "MiB at most"
    k.close()


def dropped(s):
    """Whether the kernel ends a connection, whatever it still sends on it."""
    s.settimeout(60)
    try:
        while s.recv(1 << 16):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


# --- messages -------------------------------------------------------------


def wrong_signature(peer):
    return [DELIMITER, b"0" * 64, *peer.frames("kernel_info_request", {})[1][2:]]


def signature_not_hex(peer):
    return [DELIMITER, b"xyz" * 20, *peer.frames("kernel_info_request", {})[1][2:]]


def no_signature(peer):
    return [DELIMITER, b"", *peer.frames("kernel_info_request", {})[1][2:]]


def no_delimiter(peer):
    return peer.frames("kernel_info_request", {})[1][1:]


def too_few_frames(peer):
    return peer.frames("kernel_info_request", {})[1][:4]


def broken_json(peer):
    return peer.signed([*peer.frames("kernel_info_request", {})[1][2:5], b'{"code": '])


def deep_json(peer):
    return peer.signed([*peer.frames("execute_request", {})[1][2:5], b"[" * 5_000_000])


def unknown_type(peer):
    return peer.frames("dance_request", {})[1]


MESSAGES = {
    wrong_signature: "wrong signature",
    signature_not_hex: "signature is not hexadecimal",
    no_signature: "no signature",
    no_delimiter: r"no <IDS\|MSG> among 6 frames",
    too_few_frames: r"got 3 frames after <IDS\|MSG>, want at least 5",
    broken_json: "content: .*JSON",
    deep_json: "content: ",
    unknown_type: "no handler for message type .dance_request.",
}


@pytest.mark.parametrize("attack", MESSAGES, ids=lambda f: f.__name__)
def test_a_wrong_message_is_dropped_and_named(kernel, attack):
    peer = kernel.client()
    with healthy(kernel):
        for channel in ("shell", "control"):
            for _ in range(20):
                peer.sockets[channel].send_multipart(attack(peer))
            line = kernel.logged(f"{channel} channel: .*{MESSAGES[attack]}")[0]
            assert len(line) < 500, "a line, not what was sent"
        peer.ready()  # it may still do what is right


def test_a_cell_without_code_is_an_error(kernel):
    peer = kernel.client()
    reply = peer.reply(peer.send("shell", "execute_request", {})).content
    assert reply["status"] == "error" and "code: missing" in reply["evalue"]
    kernel.logged("execute_request: content: code: missing")
    assert peer.run("1")[0]["execution_count"] == 1


@pytest.mark.parametrize("channel", KINDS)
def test_a_frame_of_2_to_the_62_bytes_is_refused_before_it_comes(kernel, channel):
    with healthy(kernel):
        s = dial(kernel, channel, hello(channel) + struct.pack(">BQ", LONG, 2**62) + b"x" * 100)
        assert dropped(s)
        kernel.logged(f"{channel} channel: a client was dropped: .*{2**62}")


def test_a_frame_that_is_announced_takes_no_memory(kernel):
    kernel.client()
    before = kernel.memory()[0]
    peers = [dial(kernel, "shell", hello("shell") + struct.pack(">BQ", LONG, 1 << 29) + b"x") for _ in range(20)]
    kernel.client().run("1")
    assert kernel.memory()[0] < before + 50
    for s in peers:
        s.close()


def test_a_flood_of_wrong_messages_does_not_fill_the_log(kernel):
    peer = kernel.client()
    frames = wrong_signature(peer)
    with healthy(kernel) as done:
        for _ in range(20_000):
            peer.sockets["shell"].send_multipart(frames)
        peer.ready()
        so_far = len(done)
        eventually(lambda: len(done) > so_far, "the healthy client goes on")
    kernel.logged("[0-9]+ lines like the next were left out")
    assert len(kernel.log()) < 2000


# --- connections ----------------------------------------------------------

UNFINISHED = {
    "nothing": b"",
    "half a greeting": GREETING[:10],
    "a greeting": GREETING,
    "half a command": GREETING + frame(b"\x05READY", COMMAND)[:8],
    "no ZeroMQ": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + b" " * 64,
    "noise": bytes(range(255, 0, -1)) * 4,
}


def test_who_does_not_finish_a_greeting_is_let_go(kernel):
    with healthy(kernel):
        before = kernel.files()
        peers = [
            (channel, what, dial(kernel, channel, sent))
            for channel in KINDS
            for what, sent in UNFINISHED.items()
            for _ in range(10)
        ]
        assert [(channel, what) for channel, what, s in peers if not dropped(s)] == []
        for channel in KINDS:
            kernel.logged(f"{channel} channel: a client was dropped: handshake: ")
        for _, _, s in peers:
            s.close()
        eventually(lambda: kernel.files() <= before, "the files are closed")


@pytest.mark.parametrize("channel", KINDS)
def test_half_a_message_delays_nobody(kernel, channel):
    with healthy(kernel) as done:
        peers = [dial(kernel, channel, hello(channel) + frame(b"x" * 1000, MORE)[:500]) for _ in range(20)]
        so_far = len(done)
        eventually(lambda: len(done) > so_far + 5, "the healthy client goes on")
        before = kernel.files()
        for s in peers:
            s.close()
        eventually(lambda: kernel.files() <= before - len(peers), "the files are closed")


def test_a_storm_of_reconnects_leaves_nothing_behind(kernel):
    with healthy(kernel):
        _, goroutines = kernel.vitals()
        files = kernel.files()
        for i in range(1000):
            channel = list(KINDS)[i % len(KINDS)]
            data = hello(channel, b"storm %d" % (i % 7) if i % 2 else b"")
            s = dial(kernel, channel, data if i % 3 else data[: 20 + i % 70])
            if i % 5 == 0:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
            s.close()
        eventually(lambda: kernel.files() <= files, "the files are closed")
        eventually(lambda: kernel.vitals()[1] <= goroutines + 5, "the goroutines end")


def test_a_later_client_of_the_same_identity_takes_over(kernel):
    with healthy(kernel) as done:
        first = dial(kernel, "shell", hello("shell", b"twin"))
        kernel.client().ready()  # by now the first is known
        late = Raw(kernel.info, channels=("shell", "control"), identity="twin")
        kernel.clients.append(late)
        assert late.reply(late.send("shell", "kernel_info_request", {})).content["status"] == "ok"
        assert dropped(first)
        kernel.logged("shell channel: a client was dropped: identity .twin.: a later peer took over")
        so_far = len(done)
        eventually(lambda: len(done) > so_far + 5, "the healthy client goes on")


def test_clients_that_fight_for_an_identity_disturb_nobody(kernel):
    with healthy(kernel) as done:
        # ZeroMQ connects again as soon as it is dropped, and takes over in turn.
        for _ in range(3):
            kernel.clients.append(Raw(kernel.info, identity="twin"))
        so_far = len(done)
        eventually(lambda: len(done) > so_far + 20, "the healthy client goes on")
        for twin in kernel.clients[-3:]:
            twin.close()
        kernel.client(identity="twin").run("1")


# --- those who do not read ------------------------------------------------

MANY = "for i in range(60):\n    display(svg('<svg>' + 'x' * 1000000 + '</svg>'))"


def pictures(out):
    return sum(m.type == "display_data" and len(m.parts[3]) > 1_000_000 for m in out)


def test_who_reads_nothing_is_dropped_and_the_others_get_all(kernel):
    with healthy(kernel):
        client = kernel.client()
        stalled = [dial(kernel, "iopub", hello("iopub")) for _ in range(3)]
        assert pictures(client.run(MANY)[1]) == 60
        kernel.logged("iopub channel: a client was dropped: peer took nothing for 10s while .* bytes waited")
        for s in stalled:
            assert dropped(s)


def test_who_reads_slowly_gets_all(kernel):
    with healthy(kernel):
        client = kernel.client()
        slow = dial(kernel, "iopub", hello("iopub"))
        cell = client.execute(MANY)
        got = 0
        while got < 60_000_000:  # 10 MB/s at most
            got += len(slow.recv(1 << 20))
            time.sleep(0.01)
        client.reply(cell)
        assert pictures(client.published(cell)) == 60
    assert not any("dropped" in line for line in kernel.log())


def test_who_does_not_read_its_replies_is_dropped(kernel):
    with healthy(kernel):
        peer = kernel.client(channels=())
        s = dial(kernel, "shell", hello("shell"))
        s.settimeout(60)
        with pytest.raises(ConnectionError):
            while True:
                s.sendall(message(peer.frames("complete_request", {"code": ""})[1]) * 20)
        kernel.logged("shell channel: a client was dropped: peer took nothing for 10s")


# --- many requests --------------------------------------------------------


def test_ten_thousand_queued_cells_are_answered_in_order(kernel):
    n = 10_000
    client, other = kernel.client(), kernel.client()
    ids = [client.execute(f"print({i})") for i in range(n)]
    asked = 0
    while not client.sockets["shell"].poll(0) or asked < 20:  # meanwhile others are answered
        assert other.reply(other.send("control", "kernel_info_request", {}), "control").content["status"] == "ok"
        assert other.reply(other.send("shell", "complete_request", {"code": "so"})).content["matches"]
        asked += 1
    replies = [client.recv("shell") for _ in ids]
    assert [r.parent for r in replies] == ids
    assert all(r.content["status"] == "ok" for r in replies)
    said = {}
    for msg_id in ids:
        said[msg_id] = text(client.published(msg_id))
    assert list(said.values()) == [f"{i}\n" for i in range(n)]


def test_an_interrupt_aborts_ten_thousand_queued_cells(kernel):
    client, other = kernel.client(), kernel.client()
    running = client.execute("while True:\n    pass")
    client.published(running, until="execute_input")
    ids = [client.execute("print('no')") for _ in range(10_000)]
    client.reply(client.send("control", "interrupt_request", {}), "control")
    assert client.reply(running).content["ename"] == "KeyboardInterrupt"
    assert {client.reply(i).content["status"] for i in ids} == {"aborted"}
    assert other.run("1 + 1")[0]["status"] == "ok"


# --- a disk that is full --------------------------------------------------


def test_a_full_disk_costs_no_output(tmp_path):
    past = tmp_path / "history.jsonl"
    k = Watched(tmp_path, f"--history={past}", env=dict(os.environ, XDG_STATE_HOME=str(tmp_path / "state")))
    try:
        client = k.client()
        client.run("1")
        eventually(past.exists, "a history")
        _, hard = resource.prlimit(k.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(k.process.pid, resource.RLIMIT_FSIZE, (200_000, hard))
        with healthy(k) as done:
            for i in range(5):
                reply, out = client.run(f"'{'x' * 50_000}'\nprint('x' * 5000000)\nprint('end', {i})")
                assert reply["status"] == "ok" and text(out).endswith(f"end {i}\n")
            k.logged("history is not kept: .*file too large")
            k.logged("output is not kept to be shown again: .*file too large")
            so_far = len(done)
            eventually(lambda: len(done) > so_far + 5, "the healthy client goes on")
        assert k.memory()[1] < MEMORY
        resource.prlimit(k.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        client.run("'there is room again'")
        eventually(lambda: "there is room again" in past.read_text(), "a history again")
        assert len(k.log()) < 20, "a line for what happened, not for every cell"
    finally:
        k.close()
