"""Does the kernel start as it is told, and end when it should?"""

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

from conftest import BINARY, ENDLESS, TIMEOUT, Client, begin, only


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


def test_kernel_info(client):
    info = client.reply(client.kc.kernel_info())["content"]
    assert info["protocol_version"] == "5.6" and info["supported_features"] == ["kernel subshells"]
    language = info["language_info"]
    assert (language["name"], language["file_extension"], language["mimetype"]) == (
        "starling",
        ".star",
        "text/x-starlark",
    )
    assert (language["codemirror_mode"]["name"], language["pygments_lexer"]) == ("python", "ipython3")


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
    done = subprocess.run([BINARY, "kernel", "-f", path], check=False, capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode != 0 and want in done.stderr and path in done.stderr


def test_a_taken_port_is_explained(tmp_path):
    path, info = write_connection_file(str(tmp_path / "c.json"))
    with zmq.Context() as context, context.socket(zmq.ROUTER) as taker:
        taker.bind(f"tcp://127.0.0.1:{info['shell_port']}")
        done = subprocess.run(
            [BINARY, "kernel", "-f", path], check=False, capture_output=True, text=True, timeout=TIMEOUT
        )
    assert done.returncode != 0 and "shell channel" in done.stderr


@pytest.mark.skipif(not os.path.exists("/proc"), reason="looks at the process in /proc")
def test_no_orphan_stays(tmp_path):
    path, _ = write_connection_file(str(tmp_path / "c.json"))
    # A server that starts a kernel and is then killed.
    script = """if True:
        import os, subprocess, sys, time
        env = dict(os.environ, JPY_PARENT_PID=str(os.getpid()))
        print(subprocess.Popen(sys.argv[1:], env=env).pid, flush=True)
        time.sleep(1000)
        """
    argv = [sys.executable, "-c", script, BINARY, "kernel", "-f", path]
    server = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    kernel = int(server.stdout.readline())
    kc = BlockingKernelClient(connection_file=path)
    kc.load_connection_file()
    kc.start_channels()
    kc.wait_for_ready(timeout=TIMEOUT)
    kc.stop_channels()
    server.kill()
    server.wait()
    assert gone(kernel)
