"""The kernel under test, as Jupyter finds and starts it.

The binary is the one that `make build` makes, or $STARLING where that is
set. `starling install` puts it into a Jupyter folder of its own, so the tests
also hold the kernelspec to what it says.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import KernelManager

KERNEL = "starling"
TIMEOUT = 60  # seconds: a guard against a kernel that hangs, no measure

BINARY = Path(os.environ.get("STARLING", Path(__file__).parents[2] / "build" / "starling")).resolve()

_prefix = tempfile.TemporaryDirectory(prefix="starling-conformance-")


def pytest_configure(config):
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is missing: build it first (make build), or set $STARLING", 1)
    subprocess.run([BINARY, "install", "--prefix", _prefix.name], check=True, stdout=subprocess.DEVNULL)
    os.environ["JUPYTER_PATH"] = str(Path(_prefix.name, "share", "jupyter"))
    os.environ["JUPYTER_DATA_DIR"] = str(Path(_prefix.name, "data"))
    os.environ["XDG_STATE_HOME"] = str(Path(_prefix.name, "state"))
    os.environ["STARLING_HISTORY"] = "off"  # or a test would find what others ran


def start(**traits):
    """A kernel that has just started."""
    manager = KernelManager(kernel_name=KERNEL, **traits)
    manager.start_kernel()
    return manager


class Client:
    """A front end: what a request brings back, on all its channels."""

    def __init__(self, manager):
        # Not manager.client(): those share a session, and so an identity, of
        # which a ROUTER knows only one at a time.
        self.kc = BlockingKernelClient(connection_file=manager.connection_file)
        self.kc.load_connection_file()
        self.kc.start_channels(hb=False)
        # Not wait_for_ready: it waits on for silence. Who is welcome misses nothing.
        while self.kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "iopub_welcome":
            pass
        self.reply(self.kc.kernel_info())

    def close(self):
        self.kc.stop_channels()

    def reply(self, msg_id, channel="shell"):
        get = getattr(self.kc, f"get_{channel}_msg")
        while True:
            msg = get(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") == msg_id:
                return msg

    def outputs(self, msg_id, until="idle"):
        """What a request publishes, up to a status or a type of message."""
        out = []
        while True:
            msg = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            out.append(msg)
            if until in (msg["msg_type"], msg["content"].get("execution_state")):
                return out

    def run(self, code, **options):
        """The content of the reply, and the messages between busy and idle."""
        msg_id = self.kc.execute(code, **options)
        reply = self.reply(msg_id)
        out = self.outputs(msg_id)
        assert out[0]["content"]["execution_state"] == "busy"
        return reply["content"], out[1:-1]

    def value(self, code):
        """The text of a cell's result."""
        reply, out = self.run(code)
        assert reply["status"] == "ok", reply
        return only(out, "execute_result")["data"]["text/plain"]

    def send(self, channel, msg_type, content):
        """Sends any message at all; its id."""
        msg = self.kc.session.msg(msg_type, content)
        getattr(self.kc, f"{channel}_channel").send(msg)
        return msg["header"]["msg_id"]

    def control(self, msg_type, content=None):
        msg_id = self.send("control", msg_type, content or {})
        return self.reply(msg_id, "control")["content"]


def kinds(messages):
    return [m["msg_type"] for m in messages]


def only(messages, msg_type):
    """The content of the one message of a type."""
    found = [m["content"] for m in messages if m["msg_type"] == msg_type]
    assert len(found) == 1, f"want one {msg_type}, got {kinds(messages)}"
    return found[0]


def text(messages, name):
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == name)


ENDLESS = "print('on')\nwhile True:\n    pass\n"


def begin(client, code, **options):
    """Sends a cell that prints, and waits until it runs."""
    msg_id = client.kc.execute(code, **options)
    client.outputs(msg_id, until="stream")
    return msg_id


def ask(client, code="name = input('who? ')\nprint('hi', name)"):
    cell = client.kc.execute(code, allow_stdin=True)
    question = client.kc.get_stdin_msg(timeout=TIMEOUT)
    assert question["parent_header"]["msg_id"] == cell
    assert question["content"] == {"prompt": "who? ", "password": False}
    return cell, question


@pytest.fixture(scope="module")
def manager():
    """A kernel for the tests of a file; each must leave it fit for the next."""
    m = start()
    yield m
    m.shutdown_kernel(now=True)


@pytest.fixture
def client(manager):
    c = Client(manager)
    yield c
    c.close()


@pytest.fixture
def own():
    """Starts kernels that a test may kill."""
    managers = []

    def make(**traits):
        managers.append(start(**traits))
        return managers[-1]

    yield make
    for m in managers:
        m.shutdown_kernel(now=True)
