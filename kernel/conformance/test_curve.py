"""Are the channels encrypted where they should be? (CURVE, JEP 145; the cases are modelled on ipykernel's own.)"""

import json
import subprocess
import threading
from contextlib import contextmanager, suppress

import pytest
import zmq
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpecManager

from conftest import BINARY, ENDLESS, KERNEL, TIMEOUT, Client, ask, begin, only, text

PORTS = {"shell_port": zmq.DEALER, "control_port": zmq.DEALER, "stdin_port": zmq.DEALER, "iopub_port": zmq.SUB, "hb_port": zmq.REQ}


@pytest.fixture
def encrypted(own, tmp_path, monkeypatch):
    """Starts an encrypted kernel, over tcp or ipc."""

    def make(transport="tcp"):
        traits = {}
        if transport == "ipc":
            monkeypatch.chdir(tmp_path)  # such paths must be short
            traits = {"transport": "ipc", "ip": "k"}
        manager = own(transport_encryption="required", **traits)
        assert manager.curve_publickey and manager.curve_secretkey
        return manager

    return make


def endpoint(manager, port):
    if manager.transport == "ipc":
        return f"ipc://{manager.ip}-{getattr(manager, port)}"
    return f"tcp://{manager.ip}:{getattr(manager, port)}"


@contextmanager
def stranger(manager, port, server=None, own=None):
    """A socket that knows a key of the server, or none."""
    with zmq.Context() as context, context.socket(PORTS[port]) as s:
        s.linger = 0
        if server is not None:
            s.curve_publickey, s.curve_secretkey = own or zmq.curve_keypair()
            s.curve_serverkey = server
        if PORTS[port] == zmq.SUB:
            s.subscribe(b"")
        s.connect(endpoint(manager, port))
        yield s


def test_the_kernelspec_announces_it():
    assert KernelSpecManager().get_kernel_spec(KERNEL).metadata["supported_encryption"] == ["curve"]


def test_it_is_off_unless_asked_for(own):
    manager = own()
    assert "curve_publickey" not in json.loads(open(manager.connection_file).read())
    with stranger(manager, "hb_port") as s:
        s.send(b"beat")
        assert s.poll(TIMEOUT * 1000)


def test_auto_finds_it(own):
    manager = own(transport_encryption="auto")
    assert manager.curve_publickey is not None
    client = Client(manager)
    assert client.value("6 * 7") == "42"
    client.close()


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_all_channels_work(encrypted, transport):
    manager = encrypted(transport)
    client = Client(manager)
    _, out = client.run("print('αβ')\nwarn('b')\ndisplay('c')\n7")
    assert text(out, "stdout") == "αβ\n" and only(out, "execute_result")["data"]["text/plain"] == "7"
    cell, _ = ask(client)  # stdin
    client.kc.input("Ada")
    client.reply(cell)
    assert text(client.outputs(cell), "stdout") == "hi Ada\n"
    cell = begin(client, ENDLESS)
    assert client.control("interrupt_request") == {"status": "ok"}
    assert client.reply(cell)["content"]["status"] == "error"
    client.kc.hb_channel.unpause()
    with stranger(manager, "hb_port", server=manager.curve_publickey) as s:
        s.send(b"x" * 100_000)
        assert s.poll(TIMEOUT * 1000) and s.recv() == b"x" * 100_000
    client.close()


def test_big_messages_both_ways(encrypted):
    client = Client(encrypted())
    size = 3_000_000
    assert client.value(f"s = 'x' * {size}\nlen(s)  # {'é' * size}") == str(size)
    _, out = client.run("display(html(s))")
    assert only(out, "display_data")["data"]["text/html"] == "x" * size
    client.close()


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
@pytest.mark.parametrize("port", PORTS)
def test_a_stranger_gets_nothing(encrypted, transport, port):
    manager = encrypted(transport)
    client = Client(manager)
    other, _ = zmq.curve_keypair()
    for server in (None, other):
        with stranger(manager, port, server=server) as s:
            if PORTS[port] != zmq.SUB:
                request = client.kc.session.serialize(client.kc.session.msg("kernel_info_request"))
                with suppress(zmq.Again):  # libzmq may have found out that it is refused
                    s.send_multipart(request, flags=zmq.NOBLOCK)
            client.run("print('secret')")
            assert not s.poll(300)
    with stranger(manager, port, server=manager.curve_publickey) as s:  # who knows the key gets in
        if PORTS[port] == zmq.REQ:
            s.send(b"beat")
            assert s.poll(TIMEOUT * 1000) and s.recv() == b"beat"
        elif PORTS[port] == zmq.SUB:
            assert s.poll(TIMEOUT * 1000)
    client.close()


def test_why_a_stranger_was_refused_is_logged(tmp_path):
    public, secret = zmq.curve_keypair()
    path, info = write_connection_file(str(tmp_path / "c.json"), curve_publickey=public, curve_secretkey=secret)
    process = subprocess.Popen([BINARY, "kernel", "-f", path], stderr=subprocess.PIPE, text=True)
    kc = BlockingKernelClient(connection_file=path)
    try:
        kc.load_connection_file()
        kc.start_channels()
        kc.wait_for_ready(timeout=TIMEOUT)
        other, _ = zmq.curve_keypair()
        for server, want in ((None, 'wants mechanism "NULL"'), (other, "another key for this server")):
            with zmq.Context() as context, context.socket(zmq.DEALER) as s:
                s.linger = 0
                if server:
                    s.curve_publickey, s.curve_secretkey = zmq.curve_keypair()
                    s.curve_serverkey = server
                s.connect(f"tcp://127.0.0.1:{info['shell_port']}")
                line = process.stderr.readline()
                while want not in line:
                    assert line, "the kernel has ended"
                    line = process.stderr.readline()
                assert "shell channel" in line and secret.decode() not in line
    finally:
        kc.stop_channels()
        process.kill()
        process.wait()
        process.stderr.close()


def test_a_restart_keeps_the_keys(encrypted):
    manager = encrypted()
    client = Client(manager)
    client.run("x = 1")
    public = manager.curve_publickey
    manager.restart_kernel()
    assert manager.curve_publickey == public
    client.kc.wait_for_ready(timeout=TIMEOUT)
    assert client.run("x")[0]["status"] == "error"
    client.close()


def test_several_clients_send_at_once(encrypted):
    """Frames are numbered: were two sealed in another order than sent, a client would be cut off."""
    manager = encrypted()
    clients = [Client(manager) for _ in range(4)]
    failed = []

    def work(client, name):
        try:
            for i in range(30):
                _, out = client.run(f"print('{name}', {i})\ndisplay('{name}')")
                assert text(out, "stdout") == f"{name} {i}\n"
        except Exception as e:
            failed.append(e)

    threads = [threading.Thread(target=work, args=(c, n)) for c, n in zip(clients, "abcd")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failed
    for c in clients:
        c.close()


@pytest.mark.parametrize("missing", ["curve_publickey", "curve_secretkey"])
def test_half_a_pair_is_refused(tmp_path, missing):
    refused(tmp_path, lambda info: info.pop(missing), missing)


def test_keys_that_do_not_belong_together_are_refused(tmp_path):
    other, _ = zmq.curve_keypair()
    refused(tmp_path, lambda info: info.update(curve_publickey=other.decode()), "is not that of the secret key")


def test_what_is_no_key_is_refused(tmp_path):
    refused(tmp_path, lambda info: info.update(curve_secretkey="short"), "got 5 characters, want 40")


def refused(folder, change, want):
    public, secret = zmq.curve_keypair()
    path, _ = write_connection_file(str(folder / "c.json"), curve_publickey=public, curve_secretkey=secret)
    with open(path) as f:
        info = json.load(f)
    change(info)
    with open(path, "w") as f:
        json.dump(info, f)
    done = subprocess.run([BINARY, "kernel", "-f", path], check=False, capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode != 0 and want in done.stderr and secret.decode() not in done.stderr
