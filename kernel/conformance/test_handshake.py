"""Does the kernel choose its ports and tell them, where it is asked to? (JEP 66)

The launcher is a registration socket of libzmq: in the form of Jupyter's
protocol 5.6 and in that of Positron.
"""

import json
import signal
import subprocess
import threading
import time
import uuid
from contextlib import contextmanager, suppress

import pytest
import zmq
from jupyter_client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.session import Session

from conftest import BINARY, KERNEL, TIMEOUT, Client

DELIMITER = b"<IDS|MSG>"
PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


class Launcher:
    """A registration socket, and kernels started with it."""

    def __init__(self, folder, transport="tcp", string_port=False, positron=False):
        self.folder, self.positron = folder, positron
        self.key = str(uuid.uuid4())
        self.session = Session(key=self.key.encode(), signature_scheme="hmac-sha256")
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP if positron else zmq.ROUTER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.file = {"transport": transport, "signature_scheme": "hmac-sha256", "key": self.key}
        ip, port = "127.0.0.1", 1
        if transport == "tcp":
            port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        else:
            ip = "r"  # such paths must be short
            self.socket.bind(f"ipc://{folder}/r-1")
        self.file["registration_port"] = str(port) if string_port else port
        if positron:
            self.file["ip"] = ip
        else:
            self.file |= {"registration_ip": ip, "kernel_id": "k 1"}
        self.processes = []

    def start(self, **change):
        self.path = self.folder / f"kernel-{len(self.processes)}.json"
        self.path.write_text(json.dumps({**self.file, **change}))
        process = subprocess.Popen([BINARY, "kernel", "-f", self.path], cwd=self.folder, stderr=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process

    def recv(self):
        assert self.socket.poll(TIMEOUT * 1000), "no registration"
        return self.socket.recv_multipart()

    def sign(self, content):
        return [DELIMITER, self.session.sign([content]), content]

    def ports(self):
        """What a kernel registers, checked; and whom to answer."""
        *peer, delimiter, signature, content = self.recv()
        assert delimiter == DELIMITER and signature == self.session.sign([content])
        got = json.loads(content)
        assert got.keys() == {"kernel_id", *PORTS} and got["kernel_id"] == "k 1"
        assert all(isinstance(v, str) for v in got.values())
        return {p: int(got[p]) for p in PORTS}, peer

    def acknowledge(self, peer):
        self.socket.send_multipart([*peer, *self.sign(b"ACK")])

    def client(self, ports, ip="127.0.0.1"):
        kc = BlockingKernelClient()
        kc.load_connection_info({
            "transport": self.file["transport"], "ip": ip, "key": self.key, "signature_scheme": "hmac-sha256", **ports,
        })
        return running(kc)

    def close(self):
        for p in self.processes:
            p.kill()
            p.wait()
            p.stderr.close()
        self.socket.close()
        self.context.term()


@contextmanager
def running(kc):
    kc.start_channels()
    try:
        kc.wait_for_ready(timeout=TIMEOUT)
        yield kc
    finally:
        kc.stop_channels()


@pytest.fixture
def launch(tmp_path):
    made = []

    def make(**options):
        made.append(Launcher(tmp_path, **options))
        return made[-1]

    yield make
    for launcher in made:
        launcher.close()


def works(kc):
    reply = kc.execute_interactive("assert_me = 6 * 7", timeout=TIMEOUT, output_hook=lambda _: None)
    assert reply["content"]["status"] == "ok"


def test_the_kernelspec_announces_it():
    assert KernelSpecManager().get_kernel_spec(KERNEL).kernel_protocol_version == "5.6"


@pytest.mark.parametrize("string_port", [False, True])
def test_a_kernel_registers(launch, string_port):
    launcher = launch(string_port=string_port)
    process = launcher.start()
    ports, peer = launcher.ports()
    launcher.acknowledge(peer)
    with launcher.client(ports) as kc:
        works(kc)
        kc.shutdown()
        assert process.wait(timeout=TIMEOUT) == 0


def test_over_the_file_system(launch, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    launcher = launch(transport="ipc")
    launcher.start(ip="k")
    ports, peer = launcher.ports()
    assert len(set(ports.values())) == 5
    launcher.acknowledge(peer)
    with launcher.client(ports, ip="k") as kc:
        works(kc)


def test_many_kernels_register_with_one_socket(launch):
    """Each has ports of its own: that is what it is for."""
    launcher = launch()
    for _ in range(8):
        launcher.start()
    taken = set()
    found = []
    for _ in launcher.processes:
        ports, peer = launcher.ports()
        taken |= set(ports.values())
        found.append(ports)
        launcher.acknowledge(peer)
    assert len(taken) == 5 * len(found)
    for ports in found:
        with launcher.client(ports) as kc:
            works(kc)


def test_others_find_it_by_a_file(launch):
    launcher = launch()
    process = launcher.start()
    ports, peer = launcher.ports()
    launcher.acknowledge(peer)
    path = launcher.path.with_name("kernel-0-connection.json")
    info = json.loads(path.read_text())
    assert info.items() >= {**ports, "transport": "tcp", "ip": "127.0.0.1", "key": launcher.key}.items()
    assert path.stat().st_mode & 0o077 == 0
    kc = BlockingKernelClient(connection_file=str(path))
    kc.load_connection_file()
    with running(kc):
        works(kc)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=TIMEOUT) == 0
    assert not path.exists()


def test_the_socket_may_come_late(launch):
    launcher = launch()
    endpoint = f"tcp://127.0.0.1:{launcher.file['registration_port']}"
    launcher.socket.unbind(endpoint)
    process = launcher.start()
    said = process.stderr.readline()
    assert endpoint in said  # an attempt has failed
    launcher.socket.bind(endpoint)
    _, peer = launcher.ports()
    launcher.acknowledge(peer)
    threading.Timer(0.2, process.terminate).start()
    assert process.wait(timeout=TIMEOUT) == 0


def test_it_registers_again_when_it_was_not_heard(launch):
    launcher = launch()
    launcher.start()
    first, _ = launcher.ports()
    port = launcher.file["registration_port"]
    launcher.socket.close()  # the connection breaks before it is answered
    launcher.socket = launcher.context.socket(zmq.ROUTER)
    launcher.socket.setsockopt(zmq.LINGER, 0)
    for _ in range(TIMEOUT * 20):  # libzmq gives the port back when it likes
        with suppress(zmq.ZMQError):
            launcher.socket.bind(f"tcp://127.0.0.1:{port}")
            break
        time.sleep(0.05)
    again, peer = launcher.ports()
    assert again == first
    launcher.acknowledge(peer)
    with launcher.client(again) as kc:
        works(kc)


def test_an_answer_by_another_is_refused(launch):
    launcher = launch()
    process = launcher.start()
    _, peer = launcher.ports()
    launcher.socket.send_multipart([*peer, DELIMITER, b"00" * 32, b"ACK"])
    assert process.wait(timeout=TIMEOUT) != 0
    assert "wrong signature" in process.stderr.read()


def test_without_an_answer_it_ends(launch):
    launcher = launch()
    process = launcher.start()
    launcher.ports()
    assert process.wait(timeout=TIMEOUT) != 0
    assert "no acknowledgement within 10s" in process.stderr.read()


def test_it_can_be_ended_while_it_waits(launch):
    launcher = launch()
    process = launcher.start()
    launcher.ports()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=TIMEOUT) == 0
    assert "no acknowledgement" not in process.stderr.read()  # that is, before it would have given up


def test_a_file_with_both_is_refused(launch):
    process = launch().start(hb_port=4000)
    assert process.wait(timeout=TIMEOUT) != 0
    assert "hb_port" in process.stderr.read()


def test_as_positron_does(launch):
    launcher = launch(positron=True)
    launcher.start()
    frames = launcher.recv()
    _, frames = launcher.session.feed_identities(frames)
    msg = launcher.session.deserialize(frames)
    assert msg["msg_type"] == "handshake_request" and msg["content"].keys() == set(PORTS)
    ports = msg["content"]
    reply = launcher.session.msg("handshake_reply", {"status": "ok", "capabilities": {}}, parent=msg)
    launcher.session.send(launcher.socket, reply)
    with launcher.client(ports) as kc:
        works(kc)


def test_positron_may_refuse(launch):
    launcher = launch(positron=True)
    process = launcher.start()
    launcher.recv()
    reply = launcher.session.msg("handshake_reply", {"status": "error", "error": "no more kernels"})
    launcher.session.send(launcher.socket, reply)
    assert process.wait(timeout=TIMEOUT) != 0
    assert "no more kernels" in process.stderr.read()


def test_a_file_with_ports_is_as_ever(own):
    client = Client(own())
    assert client.value("6 * 7") == "42"
    client.close()
