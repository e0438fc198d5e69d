"""Connects the functions of a task to Manyhands, with the standard library of Python alone: serve({"mayWork": may_work, ...})."""

import json
import os
import socket
import sys
import threading
import traceback
from urllib.parse import unquote, urlparse

PROTOCOL = 1


class Nats:
    """As much of a NATS client as a task host needs."""

    def __init__(self, url):
        place = urlparse(url)
        self.socket = socket.create_connection((place.hostname, place.port or 4222))
        self.input = self.socket.makefile("rb")
        self.max_bytes = json.loads(self.line()[len(b"INFO "):])["max_payload"]
        login = {"user": unquote(place.username), "pass": unquote(place.password)}
        self.send(b"CONNECT " + json.dumps({**login, "verbose": False, "pedantic": False}).encode() + b"\r\nPING\r\n")
        while self.line() != b"PONG":
            pass

    def line(self):
        line = self.input.readline()
        if not line:
            sys.exit("The connection to Manyhands has ended.")
        if line.startswith(b"-ERR"):
            sys.exit("Manyhands refused: " + line.decode().strip())
        return line.rstrip(b"\r\n")

    def send(self, data):
        self.socket.sendall(data)

    def publish(self, subject, value):
        body = value.encode()
        self.send(f"PUB {subject} {len(body)}\r\n".encode() + body + b"\r\n")

    def messages(self, subject):
        """Yields the subject, the subject for the reply and the body of each message."""
        self.send(f"SUB {subject} 1\r\n".encode())
        yield None
        while True:
            line = self.line()
            if line == b"PING":
                self.send(b"PONG\r\n")
            elif line.startswith(b"MSG "):
                words = line.decode().split(" ")
                body = self.input.read(int(words[-1]) + len(b"\r\n"))[: -len(b"\r\n")]
                yield words[1], words[3], body


def fault_of(error):
    """An error in one line, with the nearest line of the task's own code."""
    here = os.getcwd() + os.sep
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if os.path.abspath(frame.filename).startswith(here)]
    own = [frame for frame in frames if os.path.basename(frame.filename) != os.path.basename(__file__)]
    place = f" (./{os.path.relpath(own[-1].filename)}:{own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {error}{place}"


def reply_to(functions, name, body, max_bytes):
    try:
        if name not in functions:
            return json.dumps({"failed": f"the code defines no {name}"})
        reply = json.dumps({"gives": functions[name](json.loads(body))})
    except Exception as error:
        return json.dumps({"failed": fault_of(error)})
    size = len(reply.encode())
    return reply if size <= max_bytes else json.dumps({"failed": f"{name} gave {size} bytes, and at most {max_bytes} can be sent"})


def end_with_input():
    """Manyhands closes the input when the host is to end."""
    while sys.stdin.readline():
        pass
    os._exit(0)


def serve(define):
    """Has functions called, by name, until Manyhands ends this process. `define` makes them from the task's config."""
    subject = os.environ["MANYHANDS_HOST_SUBJECT"]
    nats = Nats(os.environ["MANYHANDS_HOST_URL"])
    config = json.loads(sys.stdin.readline())["config"]
    threading.Thread(target=end_with_input, daemon=True).start()
    try:
        functions = define(config)
    except Exception as error:
        nats.publish(f"{subject}.ready", json.dumps({"protocol": PROTOCOL, "failed": fault_of(error)}))
        return end_with_input()
    calls = nats.messages(f"{subject}.call.*")
    next(calls)
    nats.publish(f"{subject}.ready", json.dumps({"protocol": PROTOCOL, "functions": list(functions)}))
    for called, reply, body in calls:
        nats.publish(reply, reply_to(functions, called.split(".")[-1], body, nats.max_bytes))
