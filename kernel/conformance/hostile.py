"""A peer that speaks ZeroMQ by hand: as much of it as it likes."""

import socket
import struct

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
KINDS = {"shell": b"DEALER", "control": b"DEALER", "stdin": b"DEALER", "iopub": b"SUB", "hb": b"REQ"}
MORE, LONG, COMMAND = 1, 2, 4


def frame(body, flags=0):
    return struct.pack(">BQ", flags | LONG, len(body)) + body


def message(parts):
    return b"".join(frame(p, MORE if i < len(parts) - 1 else 0) for i, p in enumerate(parts))


def hello(channel, identity=b""):
    def prop(name, value):
        return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value

    ready = b"\x05READY" + prop(b"Socket-Type", KINDS[channel]) + prop(b"Identity", identity)
    subscribe = message([b"\x01"]) if channel == "iopub" else b""
    return GREETING + frame(ready, COMMAND) + subscribe


def dial(kernel, channel, data=b""):
    """A connection on which some bytes are sent and none is read."""
    s = socket.create_connection((kernel.info["ip"], kernel.info[channel + "_port"]))
    s.sendall(data)
    return s
