"""The preview's server: the built pages, a script in each, and the news that the script waits for."""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

OWN = "/_preview/"
ASSETS = {"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8"}
HOST = "127.0.0.1"
QUIET = 10.0  # seconds after which an empty line asks whether a page is still there
WAITING = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>预览</title></head><body><article>'
    "<p>书正在排，第一次要半分钟左右；排好了这里会自己打开。</p></article></body></html>"
)


class News:
    """What is to be told to the open pages; each page has a queue of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: list[queue.SimpleQueue[str]] = []
        self._versions: dict[str, int] = {}
        self._version = 0
        self._state: dict[str, Any] = {"findings": [], "notes": [], "stopped": "", "building": True}

    def version(self) -> int:
        """Return the number of builds so far, which a page bears."""
        return self._version

    def tell_pages(self, addresses: list[str]) -> None:
        """Tell that pages have been made again."""
        with self._lock:
            self._version += 1
            told = dict.fromkeys(addresses, self._version)
            self._versions |= told
        self._tell({"versions": told})

    def tell_block(self, block: Mapping[str, str]) -> None:
        """Tell how a page is about to show a block."""
        self._tell({"block": block})

    def tell_state(self, **state: Any) -> None:
        """Tell what is wrong now, or that a build has begun or ended."""
        with self._lock:
            self._state |= state
        self._tell(self._state)

    def listen(self) -> queue.SimpleQueue[str]:
        """Return a queue that begins with how things stand."""
        mailbox: queue.SimpleQueue[str] = queue.SimpleQueue()
        with self._lock:
            mailbox.put(json.dumps({"versions": self._versions, **self._state}, ensure_ascii=False))
            self._pages.append(mailbox)
        return mailbox

    def forget(self, mailbox: queue.SimpleQueue[str]) -> None:
        """Tell a queue no more."""
        with self._lock:
            self._pages.remove(mailbox)

    def _tell(self, news: dict[str, Any]) -> None:
        with self._lock:
            text = json.dumps(news, ensure_ascii=False)
            for mailbox in self._pages:
                mailbox.put(text)


class Server(ThreadingHTTPServer):
    """Serves the pages of a folder to this machine alone."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, folder: Path, news: News) -> None:
        self.folder = folder
        self.news = news
        super().__init__((HOST, port), Handler)

    @property
    def address(self) -> str:
        """Where the book is."""
        return f"http://{HOST}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of pages that were closed while they were served."""


def serve_at(port: int, folder: Path, news: News, tries: int = 20) -> Server:
    """Return a server at `port`, or at the next one that is free.

    Raises:
        OSError: none of `tries` ports is free.
    """
    for candidate in range(port, port + tries):
        with contextlib.suppress(OSError):
            return Server(candidate, folder, news)
    raise OSError(f"{port} 到 {port + tries - 1} 号端口都有程序在用")


class Handler(SimpleHTTPRequestHandler):
    """Answers a browser."""

    server: Server
    protocol_version = "HTTP/1.1"

    def __init__(self, request: socket.socket, client_address: Any, server: Server) -> None:
        super().__init__(request, client_address, server, directory=str(server.folder))

    def do_GET(self) -> None:  # as the base class has it
        path = unquote(urlsplit(self.path).path)
        if path == f"{OWN}news":
            self._news()
        elif path.removeprefix(OWN) in ASSETS:
            name = path.removeprefix(OWN)
            self._send(Path(__file__).with_name(name).read_bytes(), ASSETS[name])
        elif path.endswith(("/", ".html")):
            self._page(path)
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Keep nothing: the next build may change it."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""

    def _page(self, path: str) -> None:
        version = self.server.news.version()  # taken first: a page that is being written is asked for again
        file = Path(self.translate_path(path + ("index.html" if path.endswith("/") else "")))
        status = HTTPStatus.OK
        try:
            html = file.read_text(encoding="utf-8")
        except OSError:
            status = HTTPStatus.NOT_FOUND
            missing = self.server.folder / "404.html"
            html = missing.read_text(encoding="utf-8") if missing.exists() else WAITING
        self._send(with_script(html, version).encode(), "text/html; charset=utf-8", status)

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _news(self) -> None:
        """Write news as they come, for as long as the page is open."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        mailbox = self.server.news.listen()
        try:
            while True:
                try:
                    self.wfile.write(f"data: {mailbox.get(timeout=QUIET)}\n\n".encode())
                except queue.Empty:
                    self.wfile.write(b":\n\n")
                self.wfile.flush()
        except OSError:
            pass
        finally:
            self.server.news.forget(mailbox)


def with_script(html: str, version: int) -> str:
    """Return a page with the preview's script and style."""
    own = (
        f'<link rel="stylesheet" href="{OWN}page.css" />'
        f'<script src="{OWN}page.js" data-version="{version}" defer="defer"></script>'
    )
    head, end, rest = html.partition("</head>")
    return f"{head}{own}{end}{rest}" if end else own + html
