"""A long day of a kernel: five clients, of which most behave badly.

    soak.py [--time 10m] [--seed N]

One client works and must get every character, in order, before idle. Beside it
one never reads, one floods and is interrupted, one comes and goes, one asks.
After a minute and at the end all pause, and what the kernel then holds is
compared: live heap, goroutines, open files.
"""

import argparse
import contextlib
import random
import re
import signal
import sys
import tempfile
import threading
import time

from hostile import dial, hello
from raw import Raw, text
from watched import Watched

WARM = 60  # seconds until the first comparison
PICTURE = "display(svg('<svg>' + 'x' * 1000000 + '</svg>'))"


class Worker(threading.Thread):
    """A client that does one thing after another until it is told to stop."""

    def __init__(self, soak):
        super().__init__(name=type(self).__name__.lower(), daemon=True)
        self.soak, self.kernel = soak, soak.kernel
        self.random = random.Random(f"{soak.seed} {self.name}")
        self.rounds = 0
        self.resting = threading.Event()

    def run(self):
        try:
            while not self.soak.over.is_set():
                if not self.soak.awake.is_set():
                    self.rest()
                    self.resting.set()
                    self.soak.awake.wait()
                    self.resting.clear()
                    continue
                self.round()
                self.rounds += 1
        except BaseException as e:  # noqa: BLE001: ends the soak
            self.soak.fail(f"{self.name}, round {self.rounds}: {type(e).__name__}: {e}")
        finally:
            self.resting.set()

    def rest(self):
        """What is to be let go while all pause."""


class Healthy(Worker):
    def __init__(self, soak):
        super().__init__(soak)
        self.client = self.kernel.client()
        self.characters = 0

    def round(self):
        n = self.rounds
        code, want, result = self.random.choice([self.lines, self.long, self.mixed, self.shown, self.failing])(n)
        reply, out = self.client.run(code)
        if want is not None:
            got = [(m.content["name"], m.content["text"]) for m in out if m.type == "stream"]
            streams = {s: "".join(t for name, t in got if name == s) for s in ("stdout", "stderr")}
            for name in streams:
                assert streams[name] == want.get(name, ""), f"{code}\n{name}: got {streams[name][:200]!r}"
            self.characters += sum(map(len, streams.values()))
        assert reply["status"] == ("error" if result is None else "ok"), reply
        assert [m.content["data"]["text/plain"] for m in out if m.type == "execute_result"] == [result or ""] * bool(result)
        assert not self.client.late, f"came after idle: {self.client.late}"

    def lines(self, n):
        many = self.random.randrange(1, 500)
        return f"for i in range({many}):\n    print({n}, i)\n{n}", {"stdout": "".join(f"{n} {i}\n" for i in range(many))}, f"{n}"

    def long(self, n):
        size = self.random.randrange(1000, 200_000)
        return f"print('é' * {size}, {n})", {"stdout": "é" * size + f" {n}\n"}, ""

    def mixed(self, n):
        code = f"for i in range(4):\n    print({n}, end=' ')\n    warn('w%d' % i)\n'r{n}'"
        return code, {"stdout": f"{n} " * 4, "stderr": "".join(f"w{i}\n" for i in range(4))}, f"'r{n}'"

    def shown(self, n):
        return f"display({n}, id='h')\ndisplay({n} + 1, id='h')\nprint('shown')", {"stdout": "shown\n"}, ""

    def failing(self, n):
        return f"print({n})\n1 // 0", {"stdout": f"{n}\n"}, None


class Stalled(Worker):
    def __init__(self, soak):
        super().__init__(soak)
        self.socket = None

    def round(self):
        if self.socket is None:
            self.socket = dial(self.kernel, "iopub", hello("iopub"))
            self.until = time.monotonic() + self.random.uniform(5, 40)
        time.sleep(0.2)
        if time.monotonic() > self.until:
            self.rest()

    def rest(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


class Flooding(Worker):
    def __init__(self, soak):
        super().__init__(soak)
        self.client = self.kernel.client()
        self.interrupts = 0

    def round(self):
        endless = self.random.random() < 0.8
        cell = self.client.execute(self.random.choice(self.ENDLESS if endless else self.FINITE), allow_stdin=True, store_history=False)
        if endless:  # only now: an interrupt ends whatever runs
            self.client.published(cell, until="execute_input")
            time.sleep(self.random.uniform(0, 0.3))
            self.interrupt()
        reply = self.client.reply(cell).content
        self.client.published(cell)
        assert reply["status"] == ("error" if endless else "ok") and reply.get("ename", "KeyboardInterrupt") == "KeyboardInterrupt", reply
        time.sleep(self.random.uniform(0, 0.2))

    def interrupt(self):
        self.interrupts += 1
        if self.random.random() < 0.5:
            self.kernel.process.send_signal(signal.SIGINT)
        else:
            self.client.reply(self.client.send("control", "interrupt_request", {}), "control")

    ENDLESS = (
        "while True:\n    print('x' * 50)",
        "while True:\n    print('x' * 5000)\n    warn('y')",
        "i = 0\nwhile True:\n    i += 1\n    print('\\r%d' % i, end='')",
        "while True:\n    display(1, id='p')",
        "while True:\n    pass",
        "def grow():\n    a = []\n    while True:\n        a.append(len(a))\ngrow()",
        "max(range(1000000000000))",
        "sleep(1000)",
        "sorted(range(1000), key=lambda x: sleep(1))",
        "input('who? ')",
    )
    FINITE = (
        "print('x' * 5000000)",
        "for i in range(100000):\n    print(i)",
        f"for i in range(30):\n    {PICTURE}",
        "a = [i for i in range(100000)]\nlen(a)",
    )


class Coming(Worker):
    """It comes and goes, sometimes in the middle of something."""

    def round(self):
        r = self.random
        identity = r.choice([None, None, "a", "b"])
        client = Raw(self.kernel.info, identity=identity)
        try:
            client.ready()
            for _ in range(r.randrange(3)):
                reply, out = client.run("print('here')\n7", store_history=False)
                assert reply["status"] == "ok" and text(out) == "here\n", (reply, text(out))
            if r.random() < 0.3:
                made = client.reply(client.send("control", "create_subshell_request", {}), "control").content
                if r.random() < 0.5:
                    client.reply(client.send("control", "delete_subshell_request", {"subshell_id": made["subshell_id"]}), "control")
                else:
                    self.soak.subshells.append(made["subshell_id"])
            for _ in range(r.randrange(5)):
                client.execute("print('nobody reads this')\nsleep(0.01)", store_history=False)
        finally:
            client.close()
        time.sleep(r.uniform(0, 0.2))


class Asking(Worker):
    def __init__(self, soak):
        super().__init__(soak)
        self.client = self.kernel.client()

    def round(self):
        c, r = self.client, self.random
        while self.soak.subshells:
            gone = self.soak.subshells.pop()
            c.reply(c.send("control", "delete_subshell_request", {"subshell_id": gone}), "control")
        for channel, msg_type, content, key in (
            ("control", "kernel_info_request", {}, "implementation"),
            ("shell", "complete_request", {"code": "so"}, "matches"),
            ("shell", "inspect_request", {"code": "len"}, "found"),
            ("shell", "is_complete_request", {"code": "def f():"}, "indent"),
            ("shell", "history_request", {"hist_access_type": "tail", "n": 3}, "history"),
            ("shell", "comm_info_request", {}, "comms"),
        ):
            assert key in c.reply(c.send(channel, msg_type, content), channel).content, msg_type
        c.send("shell", "comm_open", {"comm_id": f"c{self.rounds}", "target_name": "nobody", "data": {}})
        if r.random() < 0.3:
            cell = c.execute("print('hi', input('who? '))", allow_stdin=True)
            asked = c.recv("stdin")
            c.send("stdin", "input_reply", {"value": "Ada"}, parent=asked.header)
            assert c.reply(cell).content["status"] == "ok"
            assert text(c.published(cell)) == "hi Ada\n"
        time.sleep(r.uniform(0, 0.1))


class Soak:
    def __init__(self, kernel, seed):
        self.kernel, self.seed = kernel, seed
        self.over, self.awake = threading.Event(), threading.Event()
        self.subshells, self.failures = [], []
        self.workers = [kind(self) for kind in (Healthy, Stalled, Flooding, Coming, Asking)]

    def fail(self, why):
        self.failures.append(why)
        self.over.set()

    def pause(self):
        """What the kernel holds while nobody does anything: heap, goroutines, files."""
        self.awake.clear()
        for w in self.workers:
            w.resting.wait()
        time.sleep(6)  # longer than a handshake may take
        seen = [self.kernel.vitals() for _ in range(3)]
        return min(h for h, _ in seen), min(g for _, g in seen), self.kernel.files()

    def report(self, began):
        heap, goroutines = self.kernel.vitals()
        rounds = ", ".join(f"{w.name} {w.rounds}" for w in self.workers)
        print(
            f"{time.monotonic() - began:5.0f} s: {rounds}; heap {heap / 2**20:.1f} MiB, {goroutines} goroutines, "
            f"{self.kernel.files()} files, resident {self.kernel.memory()[0]:.0f} MiB",
            flush=True,
        )

    def run(self, seconds):
        began = time.monotonic()
        self.floor = self.kernel.vitals()[0]  # what a kernel holds that has done nothing
        self.awake.set()
        for w in self.workers:
            w.start()
        before = None
        while time.monotonic() < began + seconds and not self.over.wait(10):
            self.report(began)
            if before is None and time.monotonic() > began + min(WARM, seconds / 2):
                before = self.pause()
                self.awake.set()
        after = self.pause() if before and not self.failures else None
        self.over.set()
        self.awake.set()
        if after:
            self.compare(before, after)

    def compare(self, before, after):
        print("after a minute: heap %d, goroutines %d, files %d" % before)
        print("at the end:     heap %d, goroutines %d, files %d" % after)
        if after[0] - before[0] > max((before[0] - self.floor) // 5, 4 << 20):
            self.fail("the live heap grew by more than 20 % and 4 MiB")
        if after[1] > before[1]:
            self.fail("goroutines are left")
        if after[2] > before[2]:
            self.fail("files are left open")
        for w in self.workers:
            if w.rounds < 2:
                self.fail(f"{w.name} did nothing")


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)([smh]?)", text).groups()
    return int(number) * {"s": 1, "": 1, "m": 60, "h": 3600}[unit]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--time", type=seconds, default=seconds("10m"))
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, contextlib.closing(
        Watched(folder, f"--history={folder}/history.jsonl")
    ) as kernel:
        soak = Soak(kernel, options.seed)
        soak.run(options.time)
        healthy, flooding = soak.workers[0], soak.workers[2]
        print(f"{healthy.rounds} cells of the healthy client, {healthy.characters} characters; {flooding.interrupts} interrupts")
        if kernel.process.poll() is not None:
            soak.fail(f"the kernel ended with {kernel.process.returncode}")
        for why in soak.failures:
            print("FAILED:", why)
        if soak.failures:
            print("the end of the log:", *kernel.log()[-30:], *kernel.goroutines(), sep="\n")
        sys.exit(bool(soak.failures))


if __name__ == "__main__":
    main()
