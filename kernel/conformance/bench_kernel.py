"""The kernel beside its peers, in one run on one machine.

    bench_kernel.py [--runs N] [--only MEASURE,...] [--peers KERNEL,...]

All answer the same requests of the same client, on bare ZeroMQ sockets. Each
run takes the kernels in turn, so that they meet the same machine. A figure is
the median over the runs, of each run's p50 or p99 where one is named; the
starts of all runs are taken together. A ratio is ours to theirs: less than 1
is better. What a peer cannot do is said in place of a figure. Ours runs with
--output=all, for the peers neither pace nor cap what they print.
"""

import argparse
import contextlib
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measures import MEASURES, POOLED, Kernel
from raw import Silence

ROOT = Path(__file__).parents[2]
STARLING = os.environ.get("STARLING", str(ROOT / "build" / "starling"))
PEERS = {
    "starling": [STARLING, "kernel", "--output=all", "-f", "{connection_file}"],
    "ipykernel": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "xeus": [sys.executable, "-m", "xpython_launcher", "-f", "{connection_file}"],
    "xeus raw": [sys.executable, "-m", "xpython_launcher", "--raw", "-f", "{connection_file}"],
}

# What the figures should be: (row, at most, of whose figure; None: absolute).
GOALS = [
    ("start to kernel_info, p99", 20, None),
    ("execute to reply, p50", 0.9, "xeus raw"),
    ("execute to reply, p99", 1.0, "xeus raw"),
    ("completion, p50", 2, None),
    ("100,000 prints", 100, None),
    ("1,000,000 prints", 1000, None),
    ("interrupt, p99", 10, None),
    ("completion in a busy loop, p99", 5, None),
    ("completion in a long builtin, p99", 5, None),
    ("control in a busy loop, p99", 5, None),
    ("control in a long builtin, p99", 5, None),
    ("memory when idle, MiB", 25, None),
]


def install(folder):
    """Kernelspecs of all, for nbclient, in a Jupyter folder of their own."""
    for name, argv in PEERS.items():
        spec = Path(folder, "kernels", kernel_name(name))
        spec.mkdir(parents=True)
        Path(spec, "kernel.json").write_text(
            json.dumps({"argv": argv, "display_name": name, "language": "python"})
        )
    os.environ["JUPYTER_PATH"] = folder


def kernel_name(peer):
    return "bench-" + peer.replace(" ", "-")


def median(values):
    """The median of figures; a word where there was none in the first run."""
    numbers = [v for v in values if not isinstance(v, str)]
    return statistics.median(numbers) if numbers else values[0]


def percentile(times, q):
    """The smallest time that q percent of the times do not exceed."""
    return sorted(times)[max(0, math.ceil(q * len(times) / 100) - 1)]


def figures(seen, many):
    """Row to figure, of one kernel: {measure: [what each run gave]}."""
    rows = {}
    for name, runs in seen.items():
        if name not in many:
            rows[name] = median(runs)
            continue
        if name in POOLED:
            runs = [[t for run in runs for t in run]]
        for q in (50, 99):
            rows[f"{name}, p{q}"] = median([percentile(r, q) if isinstance(r, list) else r for r in runs])
    return rows


def cell(ours, theirs):
    if isinstance(theirs, str):
        return theirs
    ratio = "" if isinstance(ours, str) or not theirs else f" ({ours / theirs:.2g})"
    return number(theirs) + ratio


def number(x):
    return x if isinstance(x, str) else f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def table(rows):
    """The rows of all kernels as a Markdown table that reads well as it is."""
    names = list(rows)
    lines = [["ms, where nothing else is said", "starling", *(f"{n} (ratio)" for n in names[1:])]]
    for row in {r: None for name in names for r in rows[name]}:
        values = [rows[name].get(row, "") for name in names]
        lines.append([row, number(values[0]), *(cell(values[0], v) for v in values[1:])])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    lines.insert(1, ["-" * w for w in widths])
    return "\n".join("| " + " | ".join(t.ljust(w) for t, w in zip(line, widths)) + " |" for line in lines)


def missed(rows):
    """Which goals were measured and not met."""
    for row, most, peer in GOALS:
        got, theirs = (rows.get(name, {}).get(row) for name in ("starling", peer or "starling"))
        if got is None or theirs is None:
            continue
        want = most * theirs if peer else most
        if isinstance(got, str) or got > want:
            of = f", {most} times that of {peer}" if peer else ""
            yield f"missed: {row}: got {number(got)}, want at most {number(want)}{of}"


def tried(measure, kernel):
    """What a measure gives; a kernel that falls silent is no reason to measure no other."""
    try:
        return measure(kernel)
    except Silence:
        return "dies" if kernel.process.poll() is not None else "falls silent"


def versions():
    done = subprocess.run([sys.executable, "-m", "pip", "freeze"], check=True, capture_output=True, text=True)
    wanted = ("ipykernel==", "xeus-python==", "pyzmq==", "nbclient==")
    return ", ".join(line.replace("==", " ") for line in done.stdout.splitlines() if line.startswith(wanted))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", help="measures that begin with one of these words")
    parser.add_argument("--peers", help="kernels, of " + ", ".join(PEERS))
    options = parser.parse_args()
    words = tuple(options.only.split(",")) if options.only else ("",)
    measures = {name: m for name, m in MEASURES.items() if name.startswith(words)}
    peers = options.peers.split(",") if options.peers else list(PEERS)
    seen = {peer: {name: [] for name in measures} for peer in peers}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["IPYTHONDIR"] = os.environ["XDG_STATE_HOME"] = folder  # histories of their own
        install(folder)
        for i in range(options.runs):
            for peer in peers:
                print(f"run {i + 1} of {options.runs}: {peer}", file=sys.stderr)
                for name, measure in measures.items():
                    before = seen[peer][name]
                    if before and isinstance(before[-1], str):
                        continue  # it cannot
                    with contextlib.ExitStack() as stack:
                        kernel = Kernel(peer, PEERS[peer], kernel_name(peer), stack)
                        before.append(tried(measure, kernel))
    many = {n for n in measures if any(isinstance(run, list) for peer in peers for run in seen[peer][n])}
    rows = {peer: figures(seen[peer], many) for peer in peers}
    print(f"{versions()}; median of {options.runs} runs\n\n{table(rows)}\n")
    for line in missed(rows):
        print(line)


if __name__ == "__main__":
    main()
