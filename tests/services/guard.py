"""A server behind TLS and a password or key, as OpenSearch's security plugin guards it.

The plugin of the version tested with is in no package registry; what it answers was
seen with that of 3.4.0 and is given here in the same words.
"""

import base64
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOOPBACK = Path(__file__).with_name("loopback.pem")
STRANGER = Path(__file__).with_name("stranger.pem")
USER, PASSWORD, KEY = "reader", "the right password", "the-right-key"
FORBIDDEN = (
    '{{"error":{{"root_cause":[{{"type":"security_exception","reason":"{0}"}}],'
    '"type":"security_exception","reason":"{0}"}},"status":403}}'
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Guard"

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") not in self.server.known:
            self.answer(401, b"Unauthorized", "text/plain; charset=UTF-8")
        elif why := self.server.forbidden.get(self.path.partition("?")[0]):
            self.answer(403, FORBIDDEN.format(why).encode())
        else:
            self.pass_on(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_one  # noqa: N815

    def pass_on(self, body: bytes) -> None:
        request = urllib.request.Request(
            self.server.behind + self.path, body or None, method=self.command
        )
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                self.answer(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                self.answer(error.code, error.read())

    def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: tests look at the answers."""


class _Guard(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: str, forbidden: Mapping[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind, self.forbidden = behind, forbidden
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        self.known = (f"Basic {basic}", f"ApiKey {KEY}")


@contextmanager
def guarded(behind: str, forbidden: Mapping[str, str] | None = None) -> Iterator[str]:
    """The https URL at which a server is guarded; paths may be forbidden, with why."""
    guard = _Guard(behind, forbidden or {})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOOPBACK)
    guard.socket = context.wrap_socket(guard.socket, server_side=True)
    thread = threading.Thread(target=guard.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{guard.server_port}"
    finally:
        guard.shutdown()
        thread.join()
        guard.server_close()
