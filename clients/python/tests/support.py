"""A scripted HTTP server, and clients for it."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import unittest
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Mapping, Optional, Union
from unittest import mock
from urllib.request import Request, urlopen

SOURCES = Path(__file__).parent.parent / "src"
sys.path.insert(0, str(SOURCES))

from moonborn import Moonborn

os.environ["no_proxy"] = "*"

SECRET = "pk_live_abcdefghijklmn_0123456789ABCDEFGHIJKLMNOPQRSTUVabcdef"
KEY_ID = "11111111-2222-3333-4444-555555555555"

SUMMARY = (
    '{"id":"11111111-2222-3333-4444-555555555555","prefix":"pk_live_abcdefghijklmn",'
    '"name":"Billing","scopes":["read:chat"],"orgId":"default","workspaceId":"default","createdBy":"system:cli",'
    '"createdAt":"2024-03-01T10:00:00.000Z","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,'
    '"revokedAt":null,"status":"active"}'
)
ISSUED = (
    '{"id":"11111111-2222-3333-4444-555555555555","prefix":"pk_live_abcdefghijklmn",'
    f'"plaintextKey":"{SECRET}","scopes":["read:chat"],'
    '"createdAt":"2024-03-01T10:00:00.000Z","expiresAt":null}'
)
OLD_ID = "99999999-2222-3333-4444-555555555555"
ROTATED = f'{{"oldKeyId":"{OLD_ID}","newKey":{ISSUED},"graceSeconds":60}}'
REVOKED = '{"id":"11111111-2222-3333-4444-555555555555","revokedAt":"2024-03-01T10:00:00.000Z"}'
VERIFIED = (
    '{"valid":true,"code":"valid","keyId":"11111111-2222-3333-4444-555555555555","name":"Billing",'
    '"orgId":"default","workspaceId":"default","environment":"live","scopes":["read:chat"],'
    '"expiresAt":null,"status":"active"}'
)


def refusal(code: str) -> str:
    return '{"error":{"code":"%s","message":"Refused."}}' % code


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: str = SUMMARY
    headers: Optional[Mapping[str, str]] = None


class Dropped:
    """The connection is closed without an answer."""


class Silence:
    """No answer until the test is over."""


class CutOff:
    """An answer that ends before its announced length."""


Script = Union[Reply, Dropped, Silence, CutOff]


@dataclass(frozen=True)
class Received:
    method: str
    target: str
    headers: Message
    body: bytes

    def header(self, name: str) -> Optional[str]:
        return self.headers.get(name)

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class FakeService:
    """Answers the n-th request with the n-th reply, and all after the last with the last."""

    def __init__(self, *script: Script) -> None:
        self.script = script
        self.received: list[Received] = []
        self.over = threading.Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                fake.received.append(Received(self.command, self.path, self.headers, body))
                step = fake.script[min(len(fake.received), len(fake.script)) - 1]
                if isinstance(step, Silence):
                    fake.over.wait(10)
                elif isinstance(step, CutOff):
                    self.send_response(200)
                    self.send_header("Content-Length", "1000")
                    self.end_headers()
                    self.wfile.write(ISSUED.encode())
                elif isinstance(step, Reply):
                    self.send_response(step.status)
                    for name, value in (step.headers or {}).items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(step.body.encode())

            do_GET = do_POST = do_PATCH = do_DELETE = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class ClientTestCase(unittest.TestCase):
    """Waits between retries are noted instead of slept."""

    def setUp(self) -> None:
        self.waits: list[float] = []
        patch = mock.patch("moonborn._transport.sleep", self.waits.append)
        patch.start()
        self.addCleanup(patch.stop)

    def serve(self, *script: Script) -> FakeService:
        service = FakeService(*script)
        self.addCleanup(service.stop)
        return service

    def client(self, service: FakeService, **options: Any) -> Moonborn:
        return Moonborn(SECRET, base_url=service.url, **options)


def unused_url() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


class LosingTheFirstAnswer:
    """Passes requests on to a service, but cuts the connection in place of the first answer, which it keeps."""

    def __init__(self, target: str) -> None:
        lost: list[dict[str, Any]] = []
        self.lost = lost

        class Between(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                passed_on = {name: value for name, value in self.headers.items() if name != "Host"}
                with urlopen(Request(target + self.path, body, passed_on, method="POST")) as answer:
                    status, text = answer.status, answer.read()
                if not lost:
                    lost.append(json.loads(text))
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Between)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> LosingTheFirstAnswer:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
