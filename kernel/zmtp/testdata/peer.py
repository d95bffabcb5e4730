"""A real libzmq at the other end: peer.py CASE ENDPOINT. Prints `ok …` or fails.

A case with "curve:" before its name is encrypted, for the server with the keys
of libzmq's documentation.
"""
import sys
import time

import zmq

case, endpoint = sys.argv[1:3]
curve = case.startswith("curve:")
case = case.removeprefix("curve:")
context = zmq.Context()

SERVER = b"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"


def connect(kind, **options):
    s = context.socket(kind)
    s.setsockopt(zmq.LINGER, 0)
    s.setsockopt(zmq.RCVTIMEO, 20_000)
    if curve:
        s.curve_publickey, s.curve_secretkey = zmq.curve_keypair()
        s.curve_serverkey = SERVER
    for name, value in options.items():
        s.setsockopt(getattr(zmq, name), value)
    s.connect(endpoint)
    return s


if case == "subscribe":  # topics, by the commands of 3.1
    s = connect(zmq.SUB, SUBSCRIBE=b"stream")
    print("ok", s.recv_multipart())
elif case == "count":  # read N messages on every topic and check their numbers
    want = int(sys.argv[3])
    s = connect(zmq.SUB, SUBSCRIBE=b"", RCVHWM=0)
    print("ready", flush=True)
    for i in range(want):
        number = int(s.recv_multipart()[1][:10])
        assert number == i, f"got message {number}, want {i}"
    print("ok", want)
elif case == "stall":  # subscribe and never read: a small buffer fills at once
    s = connect(zmq.SUB, SUBSCRIBE=b"", RCVHWM=1, RCVBUF=4096)
    print("ready", flush=True)
    sys.stdin.readline()
    print("ok")
elif case == "echo":  # DEALER to ROUTER: sizes on both sides of a long frame
    s = connect(zmq.DEALER)
    for n in [0, 1, 255, 256, 8192, 8193, 1 << 20, 3 << 20]:
        parts = [b"", b"x" * n, b"end"]
        s.send_multipart(parts)
        assert s.recv_multipart() == parts, n
    print("ok")
elif case == "refused":  # with another key for the server, or none, nothing comes
    other, _ = zmq.curve_keypair()
    secured = {"CURVE_SERVERKEY": other} if curve else {}
    s = connect(zmq.DEALER, RCVTIMEO=1000, SNDTIMEO=1000, **secured)
    try:
        s.send(b"hello")
        print("got", s.recv())
    except zmq.Again:
        print("ok")
elif case == "deaf":  # ask without end, never read an answer
    s = connect(zmq.DEALER, RCVHWM=1, RCVBUF=4096, SNDHWM=0)
    print("ready", flush=True)
    for _ in range(2000):
        s.send(b"y" * 65536)
    sys.stdin.readline()
    print("ok")
elif case == "identity":  # two peers of one name: the later takes over
    first = connect(zmq.DEALER, IDENTITY=b"twin", RECONNECT_IVL=-1)
    first.send(b"one")
    assert first.recv() == b"one"
    second = connect(zmq.DEALER, IDENTITY=b"twin")
    second.send(b"two")
    assert second.recv() == b"two"
    first.setsockopt(zmq.RCVTIMEO, 300)
    try:
        print("the first got", first.recv())
    except zmq.Again:
        print("ok")
elif case == "ping":  # libzmq closes a connection whose PING goes unanswered
    s = connect(zmq.DEALER, HEARTBEAT_IVL=50, HEARTBEAT_TIMEOUT=300, HEARTBEAT_TTL=1000)
    monitor = s.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    s.send(b"x")
    assert s.recv() == b"x"
    assert not monitor.poll(1500), "disconnected"
    s.send(b"z")
    assert s.recv() == b"z"
    print("ok")
elif case == "last":  # what was sent before a close arrives
    s = connect(zmq.SUB, SUBSCRIBE=b"", RCVHWM=0)
    time.sleep(0.1)
    print("ready", flush=True)
    for i in range(500):
        s.recv_multipart()
    print("ok")
elif case == "unsubscribe":
    s = connect(zmq.SUB, SUBSCRIBE=b"a")
    s.setsockopt(zmq.SUBSCRIBE, b"b")
    time.sleep(0.3)  # else libzmq sends nothing of what was cancelled before it connected
    s.setsockopt(zmq.UNSUBSCRIBE, b"a")
    print("ok", s.recv_multipart())
elif case == "replies":  # what was replied before a close arrives
    s = connect(zmq.DEALER, RCVHWM=0)
    s.send(b"go")
    for i in range(500):
        assert s.recv_multipart()[0] == b"%d" % i
    print("ok")
elif case == "serve-echo":  # libzmq's own ROUTER, to compare with: a proxy onto itself is an echo in C
    s = context.socket(zmq.ROUTER)
    s.bind(endpoint)
    print("at", s.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode(), flush=True)
    zmq.proxy(s, s)
elif case == "serve-rep":  # says what it hears
    s = context.socket(zmq.REP)
    s.bind(endpoint)
    print("at", s.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode(), flush=True)
    while True:
        s.send_multipart(s.recv_multipart())
elif case == "serve-pub":  # libzmq's own PUB: a line N makes it publish N messages
    s = context.socket(zmq.XPUB)
    s.setsockopt(zmq.SNDHWM, 0)
    s.bind(endpoint)
    print("at", s.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode(), flush=True)
    s.recv()
    print("ready", flush=True)
    body = b"x" * 64
    for line in sys.stdin:
        for _ in range(int(line)):
            s.send(body)
elif case == "heartbeat":
    s = connect(zmq.REQ)
    for i in range(100):
        s.send(b"%d" % i)
        assert s.recv() == b"%d" % i
    print("ok")
else:
    sys.exit(f"no case {case}")
