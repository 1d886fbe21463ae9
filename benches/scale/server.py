"""A separate server for a measurement, and a client with raw sockets."""

import json
import os
import socket
import subprocess
import time

SECRET = "kD8v1Zr0Qm5xWc7uNf3yLs9aTb2eHg6j"
API = "/api/v1"


def wait_until_idle(servers, most=1800):
    """Waits until no server uses 2 % of a processor: after its start, a server learns from comments
    that moderators did not decide about, and stores words for the search. Returns the seconds."""
    began = time.time()
    while time.time() - began < most:
        before = [server.processor_seconds() for server in servers]
        time.sleep(5)
        after = [server.processor_seconds() for server in servers]
        if all(late - early < 0.1 for early, late in zip(before, after)):
            break
    else:
        raise SystemExit(f"the servers still work after {most} s")
    for server in servers:
        # The server closes a connection that was idle for some seconds.
        server.client.disconnect()
    return time.time() - began


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Answer:
    def __init__(self, status, fields, body, seconds):
        self.status, self.fields, self.body, self.seconds = status, fields, body, seconds

    def json(self):
        return json.loads(self.body)


class Client:
    """One persistent connection."""

    def __init__(self, port):
        self.port = port
        self.socket = None

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def disconnect(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def ask(self, method, path, body=None, bearer=None, headers=()):
        if bearer:
            headers = [*headers, f"Authorization: Bearer {bearer}"]
        if body is None:
            return self.send(method, path, b"", headers)
        headers = [*headers, "Content-Type: application/json"]
        return self.send(method, path, json.dumps(body).encode(), headers)

    def send_form(self, method, path, form, headers=()):
        headers = [*headers, "Content-Type: application/x-www-form-urlencoded"]
        return self.send(method, path, form.encode(), headers)

    def send(self, method, path, data, headers):
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers]
        if method != "GET":
            lines.append(f"Content-Length: {len(data)}")
        request = "\r\n".join(lines).encode() + b"\r\n\r\n" + data
        if self.socket is None:
            self.connect()
        began = time.perf_counter()
        self.socket.sendall(request)
        status, fields, answer = self.read()
        took = time.perf_counter() - began
        if fields.get("connection") == "close":
            self.disconnect()
        return Answer(status, fields, answer, took)

    def read(self):
        buffer = b""
        while b"\r\n\r\n" not in buffer:
            more = self.socket.recv(1 << 16)
            if not more:
                raise OSError("the server closed the connection")
            buffer += more
        head, body = buffer.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        fields = dict(line.split(": ", 1) for line in lines[1:])
        if fields.get("transfer-encoding") == "chunked":
            # Only the end of the answer is needed, because nothing follows on this connection.
            while not body.endswith(b"\r\n0\r\n\r\n"):
                body += self.socket.recv(1 << 16)
        length = int(fields.get("content-length", 0))
        while len(body) < length:
            body += self.socket.recv(1 << 16)
        return int(lines[0].split()[1]), fields, body


class Server:
    """The binary on a database, with its log in a file in `folder`."""

    def __init__(self, binary, folder, database, **settings):
        self.port = free_port()
        self.log = os.path.join(folder, "log")
        self.environment = {
            **os.environ,
            "REJOINDER_LISTEN": f"127.0.0.1:{self.port}",
            "REJOINDER_DATABASE_URL": database,
            "REJOINDER_SECRET": SECRET,
            "REJOINDER_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "REJOINDER_HTTP__TRUSTED_PROXIES": '["127.0.0.0/8"]',
            "REJOINDER_SPAM__FLOOD__ENABLED": "false",
            **settings,
        }
        self.binary, self.folder, self.process = binary, folder, None
        self.client = Client(self.port)

    def run(self, *words, text=None):
        done = subprocess.run(
            [self.binary, *words],
            cwd=self.folder,
            env=self.environment,
            input=text,
            text=True,
            capture_output=True,
        )
        if done.returncode:
            raise SystemExit(f"rejoinder {' '.join(words)}: {done.stderr}")
        return done.stdout

    def start(self):
        log = open(self.log, "a")
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [self.binary, "serve", "--dev"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        while True:
            try:
                if Client(self.port).ask("GET", "/health/ready").status == 200:
                    return time.perf_counter() - began
            except OSError:
                pass
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended; its log: {open(self.log).read()[-2000:]}")
            time.sleep(0.02)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def memory(self):
        """Returns the present and the peak resident memory, in MB (10^6 bytes)."""
        with open(f"/proc/{self.process.pid}/status") as status:
            lines = dict(line.split(":", 1) for line in status)
        return tuple(int(lines[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))

    def processor_seconds(self):
        """Returns the processor time that the server has used."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))
