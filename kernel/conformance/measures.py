"""What bench_kernel.py measures: each is a function of a kernel.

It returns a time in milliseconds, a list of them, or words that say why there
is none.
"""

import contextlib
import json
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.connect import write_connection_file
from nbclient import NotebookClient

from raw import Raw, Silence, text

GUARD = 300  # seconds

LOOP = "while True:\n    pass"

# What the languages write differently. The peers' busy cells end by
# themselves, since one of them cannot be interrupted.
PYTHON = {
    "loop": "import time\nend = time.monotonic() + 3\nwhile time.monotonic() < end:\n    pass",
    "builtin": "max(range(100_000_000))",
    "image": "display({'image/svg+xml': '<svg>' + 'x' * 20000000 + '</svg>'}, raw=True)",
}
STARLARK = {
    "loop": LOOP,
    "builtin": "max(range(1000000000000))",
    "image": "display(svg('<svg>' + 'x' * 20000000 + '</svg>'))",
}


class Kernel:
    """A kernel to measure; it is started when it is needed, and ended with the stack."""

    def __init__(self, peer, argv, kernel_name, stack):
        self.peer, self.argv, self.kernel_name, self.stack = peer, argv, kernel_name, stack
        self.ours = peer == "starling"
        self.code = STARLARK if self.ours else PYTHON

    def start(self):
        """A client of a kernel that has just started, and what its start took."""
        folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))
        path, _ = write_connection_file(f"{folder}/connection.json", key=b"of the benchmark")
        client = Raw(json.loads(Path(path).read_text()))
        self.stack.callback(client.close)
        request = client.send("shell", "kernel_info_request", {})  # ZeroMQ keeps it until somebody listens
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [path if a == "{connection_file}" else a for a in self.argv],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.stack.callback(self.stop, self.process)
        client.reply(request)
        return client, since(began)

    @staticmethod
    def stop(process):
        process.kill()
        process.wait()

    def ready(self):
        """A client that has had time to warm up."""
        client, _ = self.start()
        client.ready()
        for i in range(50):
            client.run(f"w = {i}\nw")
        return client

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)


def since(began):
    return (time.perf_counter() - began) * 1e3


def starts(kernel):
    times = []
    for _ in range(21):
        client, took = kernel.start()
        times.append(took)
        client.close()  # or it looks for its kernel every millisecond, beside the next start
        kernel.stop(kernel.process)
    return times[1:]  # the first may have to read files from a disk


def memory(kernel):
    """Resident memory when nothing has run yet, in MiB."""
    kernel.start()[0].ready()
    time.sleep(0.5)
    status = Path(f"/proc/{kernel.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def cells(to):
    """Times of 1,000 small cells, to the reply or to idle."""

    def measure(kernel):
        client, times = kernel.ready(), []
        for i in range(1000):
            began = time.perf_counter()
            msg_id = client.execute(f"x = {i} + 1\nx")
            if to == "reply":
                client.recv("shell")
                times.append(since(began))
            client.published(msg_id)
            if to == "idle":
                times.append(since(began))
                client.recv("shell")
        return times

    return measure


def complete(client):
    return client.send("shell", "complete_request", {"code": "pri", "cursor_pos": 3}), "shell"


def control(client):
    return client.send("control", "kernel_info_request", {}), "control"


def completions(kernel):
    client, times = kernel.ready(), []
    for _ in range(100):
        began = time.perf_counter()
        client.reply(*complete(client))
        times.append(since(began))
    return times


def ended(client, running):
    """Whether a cell has ended by now."""
    with contextlib.suppress(Silence):
        client.published(running, timeout=0.1)
        return True
    return False


def busy(cell, ask):
    """Times of answers while a cell of 3 s runs."""

    def measure(kernel):
        client, times = kernel.ready(), []
        running = client.execute(kernel.code[cell])
        client.published(running, until="execute_input")
        time.sleep(0.1)
        end = time.perf_counter() + 2
        while len(times) < 200 and time.perf_counter() < end:
            began = time.perf_counter()
            client.reply(*ask(client), timeout=GUARD)
            times.append(since(began))
            if times[-1] > 500 and ended(client, running):
                return "after the cell"
        if kernel.ours:
            kernel.interrupt()
        client.published(running)
        return times

    return measure


def output(code, check):
    """Time to idle of a cell, all of whose output arrived."""

    def measure(kernel):
        client = kernel.ready()
        began = time.perf_counter()
        msg_id = client.execute(code(kernel))
        out = client.published(msg_id, timeout=GUARD)
        took = since(began)
        return took if check(out) else "loses output"

    return measure


def prints(n):
    want = "".join(f"{i}\n" for i in range(n))
    return output(lambda _: f"for i in range({n}):\n    print(i)", lambda out: text(out) == want)


def interrupts(kernel):
    """Times from the signal to the error of the loop that it ends."""
    client, times = kernel.ready(), []
    for _ in range(100):
        running = client.execute(LOOP)
        client.published(running, until="execute_input")
        time.sleep(0.02)
        began = time.perf_counter()
        kernel.interrupt()
        try:
            client.published(running, until="error", timeout=10)
        except Silence:
            return "dies" if kernel.process.poll() is not None else "goes on"
        times.append(since(began))
        client.reply(running)
        client.published(running)
    return times


def notebook(kernel):
    """Time of a notebook of 50 cells, the start and end of the kernel included."""
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_code_cell(f"x = {i}\nprint(x)\nx * 2") for i in range(50)]
    began = time.perf_counter()
    NotebookClient(nb, kernel_name=kernel.kernel_name).execute(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = since(began)
    assert all(cell.outputs[-1].data["text/plain"] == str(2 * i) for i, cell in enumerate(nb.cells))
    return took


MEASURES = {
    "start to kernel_info": starts,
    "execute to reply": cells("reply"),
    "execute to idle": cells("idle"),
    "completion": completions,
    "completion in a busy loop": busy("loop", complete),
    "completion in a long builtin": busy("builtin", complete),
    "control in a busy loop": busy("loop", control),
    "control in a long builtin": busy("builtin", control),
    "interrupt": interrupts,
    "100,000 prints": prints(100_000),
    "1,000,000 prints": prints(1_000_000),
    "a print of 10 MB": output(
        lambda _: "print('x' * 10000000)", lambda out: text(out) == "x" * 10000000 + "\n"
    ),
    "an image of 20 MB": output(
        lambda kernel: kernel.code["image"],
        lambda out: any(len(m.content["data"]["image/svg+xml"]) > 20e6 for m in out if m.type == "display_data"),
    ),
    "a notebook of 50 cells": notebook,
    "memory when idle, MiB": memory,
}

# Of these the runs are taken together: one alone is too few for a p99.
POOLED = {"start to kernel_info"}
