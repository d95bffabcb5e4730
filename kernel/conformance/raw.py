"""A Jupyter client on bare ZeroMQ sockets.

It costs a kernel's benchmark as little as can be, and it sends whatever it is
told to: also what no client should.
"""

import hashlib
import hmac
import json
import time
import uuid
from datetime import UTC, datetime

import zmq

DELIMITER = b"<IDS|MSG>"
TIMEOUT = 60  # seconds: a guard against a kernel that hangs, no measure
CHANNELS = {"shell": zmq.DEALER, "control": zmq.DEALER, "stdin": zmq.DEALER, "iopub": zmq.SUB}


class Silence(Exception):
    """Nothing came in time."""


class Message:
    """A message as it came; its parts are read when they are looked at."""

    def __init__(self, frames):
        self.parts = frames[frames.index(DELIMITER) + 2 :]

    def _part(self, i):
        return json.loads(self.parts[i]) or {}

    @property
    def header(self):
        return self._part(0)

    @property
    def type(self):
        return self.header["msg_type"]

    @property
    def parent(self):
        return self._part(1).get("msg_id")

    @property
    def content(self):
        return self._part(3)

    @property
    def idle(self):
        return b'"idle"' in self.parts[3] and self.content.get("execution_state") == "idle"


class Raw:
    """One front end, with a socket for each channel."""

    def __init__(self, info, channels=tuple(CHANNELS), identity=None):
        self.info = info
        self.key = info["key"].encode()
        self.session = uuid.uuid4().hex
        self.serial = 0
        self.ended, self.late = set(), []  # requests that are idle, and what still came of them
        self.context = zmq.Context()
        self.sockets = {name: self.connect(name, identity) for name in channels}

    def connect(self, channel, identity=None):
        socket = self.context.socket(CHANNELS[channel])
        socket.linger = 0
        socket.rcvhwm = socket.sndhwm = 0  # what is lost is lost by the kernel
        socket.reconnect_ivl = 1  # before the kernel listens
        if identity is not None:
            socket.identity = identity.encode()
        if channel == "iopub":
            socket.subscribe(b"")
        socket.connect(self.endpoint(channel))
        return socket

    def endpoint(self, channel):
        transport, ip, port = (self.info[k] for k in ("transport", "ip", channel + "_port"))
        return f"{transport}://{ip}{':' if transport == 'tcp' else '-'}{port}"

    def close(self):
        self.context.destroy(linger=0)

    def frames(self, msg_type, content, parent=None):
        """The id of a new message, and the message as it is sent."""
        self.serial += 1
        msg_id = f"{self.session}_{self.serial}"
        header = {
            "msg_id": msg_id, "session": self.session, "username": "raw", "msg_type": msg_type,
            "version": "5.3", "date": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        return msg_id, self.signed([json.dumps(part).encode() for part in (header, parent or {}, {}, content)])

    def signed(self, parts):
        signature = hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest() if self.key else ""
        return [DELIMITER, signature.encode(), *parts]

    def send(self, channel, msg_type, content, parent=None):
        msg_id, frames = self.frames(msg_type, content, parent)
        self.sockets[channel].send_multipart(frames)
        return msg_id

    def execute(self, code, **options):
        return self.send("shell", "execute_request", {"code": code, **options})

    def recv(self, channel, timeout=TIMEOUT):
        socket = self.sockets[channel]
        if not socket.poll(timeout * 1000):
            raise Silence(f"nothing more came on {channel}")
        return Message(socket.recv_multipart())

    def reply(self, msg_id, channel="shell", timeout=TIMEOUT):
        end = time.monotonic() + timeout
        while True:
            msg = self.recv(channel, max(0, end - time.monotonic()))
            if msg.parent == msg_id:
                return msg

    def published(self, msg_id, until=None, timeout=TIMEOUT):
        """What a request publishes, up to a type of message or to idle."""
        out, end = [], time.monotonic() + timeout
        while True:
            msg = self.recv("iopub", max(0, end - time.monotonic()))
            if msg.parent == msg_id:
                out.append(msg)
                if msg.idle:
                    self.ended.add(msg_id)
                if msg.type == until or until is None and msg.idle:
                    return out
            elif msg.parent in self.ended:
                self.late.append(msg.type)

    def run(self, code, timeout=TIMEOUT, **options):
        """The content of the reply to a cell, and what it published."""
        msg_id = self.execute(code, **options)
        return self.reply(msg_id, timeout=timeout).content, self.published(msg_id, timeout=timeout)

    def ready(self, timeout=TIMEOUT):
        """Waits until the kernel answers and all that it publishes arrives."""
        while True:
            msg_id = self.send("shell", "kernel_info_request", {})
            self.reply(msg_id, timeout=timeout)
            if "iopub" not in self.sockets:
                return
            try:
                self.published(msg_id, timeout=0.2)
                return
            except Silence:  # not yet subscribed; not every kernel welcomes a subscriber
                continue


def text(messages, name="stdout"):
    """What was printed to a stream."""
    said = (m.content for m in messages if m.type == "stream")
    return "".join(c["text"] for c in said if c["name"] == name)
