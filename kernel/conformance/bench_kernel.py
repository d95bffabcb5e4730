"""The kernel beside ipykernel, in one run on one machine.

    bench_kernel.py [--runs N]

Both answer the same requests through jupyter_client's sockets. A figure is
the median over the runs of that run's p50 or p99; the ratio is ours to theirs,
so less than 1 is better. Times are in milliseconds, memory in MiB.
"""

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parents[2]
TIMEOUT = 120
PEERS = {
    "starling": [str(ROOT / "build" / "starling"), "kernel", "-f", "{connection_file}"],
    "ipykernel": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
}
LOOP = {"starling": "while True:\n    pass", "ipykernel": "while True:\n    pass"}


class Manager(KernelManager):
    argv = ()

    @property
    def kernel_spec(self):
        return KernelSpec(argv=list(self.argv), display_name="bench", language="python")


def start(argv):
    began = time.perf_counter()
    manager = Manager()
    manager.argv = argv
    manager.start_kernel(stdout=open(os.devnull, "w"), stderr=open(os.devnull, "w"))
    client = BlockingKernelClient(connection_file=manager.connection_file)
    client.load_connection_file()
    client.start_channels(hb=False)
    while True:  # a request sent before the kernel listens is kept by ZeroMQ
        msg_id = client.kernel_info()
        if reply(client, msg_id, 60):
            return manager, client, (time.perf_counter() - began) * 1e3


def reply(client, msg_id, timeout=TIMEOUT):
    while True:
        msg = client.get_shell_msg(timeout=timeout)
        if msg["parent_header"].get("msg_id") == msg_id:
            return msg


def until_idle(client, msg_id):
    """All that a request publishes."""
    out = []
    while True:
        msg = client.get_iopub_msg(timeout=TIMEOUT)
        if msg["parent_header"].get("msg_id") != msg_id:
            continue
        out.append(msg)
        if msg["content"].get("execution_state") == "idle":
            return out


def until(client, msg_id, msg_type):
    while True:
        msg = client.get_iopub_msg(timeout=TIMEOUT)
        if msg["parent_header"].get("msg_id") == msg_id and msg["msg_type"] == msg_type:
            return


def execute(client, n):
    """Times of n small cells, to the reply."""
    times = []
    for i in range(n):
        began = time.perf_counter()
        msg_id = client.execute(f"x = {i} + 1\nx")
        reply(client, msg_id)
        times.append((time.perf_counter() - began) * 1e3)
        until_idle(client, msg_id)
    return times


def complete(client, n):
    times = []
    for _ in range(n):
        began = time.perf_counter()
        reply(client, client.complete("pri", 3))
        times.append((time.perf_counter() - began) * 1e3)
    return times


def prints(client, n):
    """Time to idle of a cell with n prints, and its stream messages."""
    began = time.perf_counter()
    msg_id = client.execute(f"for i in range({n}):\n    print(i)")
    out = until_idle(client, msg_id)
    took = (time.perf_counter() - began) * 1e3
    text = "".join(m["content"]["text"] for m in out if m["msg_type"] == "stream")
    assert text == "".join(f"{i}\n" for i in range(n)), "output is lost"
    reply(client, msg_id)
    return took, sum(m["msg_type"] == "stream" for m in out)


def interrupt(manager, client, name, n):
    """Times from the signal to the error of a loop that it ends."""
    times = []
    for _ in range(n):
        msg_id = client.execute("print('on')\n" + LOOP[name])
        until(client, msg_id, "stream")
        time.sleep(0.02)
        began = time.perf_counter()
        manager.provisioner.process.send_signal(signal.SIGINT)
        until(client, msg_id, "error")
        times.append((time.perf_counter() - began) * 1e3)
        reply(client, msg_id)
        until_idle(client, msg_id)
    return times


def memory(manager):
    """Resident memory of the process, in MiB."""
    status = Path(f"/proc/{manager.provisioner.process.pid}/status")
    if not status.exists():
        return float("nan")
    line = next(s for s in status.read_text().splitlines() if s.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def p(times, q):
    times = sorted(times)
    return times[min(len(times) - 1, int(q * len(times)))]


def measure(name):
    manager, client, started = start(PEERS[name])
    try:
        rss = memory(manager)
        execute(client, 50)  # warm
        cells, words, stops = execute(client, 1000), complete(client, 100), interrupt(manager, client, name, 20)
        took, messages = prints(client, 100_000)
        return {
            "start to kernel_info": started,
            "execute to reply, p50": p(cells, 0.5), "execute to reply, p99": p(cells, 0.99),
            "completion, p50": p(words, 0.5), "completion, p99": p(words, 0.99),
            "100,000 prints": took, "their stream messages (a count)": messages,
            "interrupt of a loop, p50": p(stops, 0.5), "interrupt of a loop, p99": p(stops, 0.99),
            "memory when idle, MiB": rss,
        }
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="bench-")  # history of its own
    seen = {name: [] for name in PEERS}
    for i in range(runs):
        for name in PEERS:  # in turn, so that both meet the same machine
            print(f"run {i + 1} of {runs}: {name}", file=sys.stderr)
            seen[name].append(measure(name))
    print(f"| median of {runs} runs, ms | starling | ipykernel | ratio |\n|---|---|---|---|")
    for key in seen["starling"][0]:
        ours, theirs = (statistics.median(run[key] for run in seen[name]) for name in PEERS)
        print(f"| {key.strip()} | {ours:.4g} | {theirs:.4g} | {ours / theirs:.3f} |")


if __name__ == "__main__":
    main()
