"""A kernel that is watched from outside while its clients do as they please."""

import contextlib
import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

from jupyter_client.connect import write_connection_file

from raw import TIMEOUT, Raw, Silence, text

BINARY = Path(os.environ.get("STARLING", Path(__file__).parents[2] / "build" / "starling")).resolve()
VITALS = re.compile(r"vitals: (\d+) bytes of live heap, (\d+) goroutines")


class Watched:
    def __init__(self, folder, *flags, **options):
        self.folder = Path(folder)
        path, _ = write_connection_file(str(self.folder / "connection.json"), key=b"of the test")
        self.info = json.loads(Path(path).read_text())
        self.log_file = self.folder / "log.txt"
        self.clients = []
        with open(self.log_file, "w") as log:
            self.process = subprocess.Popen(
                [BINARY, "kernel", "--vitals=200ms", *flags, "-f", path],
                stdout=log, stderr=log, cwd=folder, **options,
            )  # fmt: skip

    def client(self, *args, **options):
        client = Raw(self.info, *args, **options)
        self.clients.append(client)
        if "shell" in client.sockets:
            try:
                client.ready()
            except Silence:
                raise AssertionError("\n".join(["no answer; the log:", *self.log()])) from None
        return client

    def close(self):
        for client in self.clients:
            client.close()
        self.process.kill()
        self.process.wait()

    def log(self):
        """The log but for the vitals."""
        return [line for line in self.log_file.read_text().splitlines() if not VITALS.search(line)]

    def logged(self, pattern):
        """Waits for a line in the log."""
        return eventually(lambda: [line for line in self.log() if re.search(pattern, line)], f"{pattern!r} in the log")

    def vitals(self):
        """Live heap in bytes and goroutines, both of now."""

        def all_of():
            return VITALS.findall(self.log_file.read_text())

        before = len(all_of())
        eventually(lambda: len(all_of()) > before + 1, "vitals")  # the first may have begun before now
        heap, goroutines = all_of()[-1]
        return int(heap), int(goroutines)

    def goroutines(self):
        """Ends the kernel and returns what each of its goroutines was at."""
        before = len(self.log())
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        return self.log()[before:]

    def memory(self):
        """Resident memory in MiB, and the most there was."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(status.split(name)[1].split()[0]) / 1024 for name in ("VmRSS:", "VmHWM:"))

    def files(self):
        """How many files and sockets are open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def eventually(condition, what):
    """Waits until a condition holds, and returns what it gave."""
    end = time.monotonic() + TIMEOUT
    while not (got := condition()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)
    return got


@contextlib.contextmanager
def healthy(kernel):
    """A client that works all the while. It must lose nothing: every cell is
    answered, with all its output and its own result."""
    client = kernel.client()
    stop, done, failed = threading.Event(), [], []

    def work():
        try:
            while not stop.is_set() or not done:
                n = len(done)
                reply, out = client.run(f"for i in range({n}, {n + 20}):\n    print(i)\n'healthy %d' % {n}")
                assert reply["status"] == "ok", reply
                assert text(out) == "".join(f"{i}\n" for i in range(n, n + 20)), text(out)
                results = [m.content["data"]["text/plain"] for m in out if m.type == "execute_result"]
                assert results == [f"'healthy {n}'"], results
                assert not client.late, f"came after idle: {client.late}"
                done.append(n)
        except BaseException as e:  # noqa: BLE001: told to the test, below
            failed.append(e)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield done
    finally:
        stop.set()
        worker.join()
        if failed:
            raise failed[0]
