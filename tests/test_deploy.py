"""The example for nginx, tried with Debian's: what it sends along, and what it answers."""

from __future__ import annotations

import gzip
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from casebook.sphinx.policy import policy
from casebook.sphinx.search import FOLDER
from casebook.tables import ROOT
from tests import pages
from tests.browser.test_pages import DESK, Complaints, opened

NGINX = "/usr/sbin/nginx"
EXAMPLE = ROOT / "deploy" / "nginx.conf"
AROUND = """\
daemon off; pid {folder}/pid; error_log stderr;
events {{ }}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/site.conf;
}}
"""


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the book by the example, with its port and folder alone changed; return the address."""
    folder = tmp_path_factory.mktemp("nginx")
    port = free_port()
    example = EXAMPLE.read_text(encoding="utf-8")
    example, ports = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", example)
    example, roots = re.subn(r"root /srv/[\w-]+;", f"root {book};", example)
    assert (ports, roots) == (1, 1)
    (folder / "site.conf").write_text(example, encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
    # As root, nginx would hand its work to a user that may not read the book's folder.
    user = ["-g", "user root;"] if Path("/root").owner() == "root" and Path.home() == Path("/root") else []
    server = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), *user], stderr=subprocess.PIPE, text=True)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int, server: subprocess.Popen[str]) -> None:
    """Wait until somebody answers at a port."""
    for _ in range(100):
        assert server.poll() is None, server.communicate()[1]
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx does not answer")


def ask(address: str, **headers: str) -> tuple[int, Message, bytes]:
    """Return the status, the head and the body of an answer."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_the_example_states_the_policy_of_the_pages(site: str) -> None:
    status, head, _ = ask(f"{site}/")
    assert status == 200
    assert head["Content-Security-Policy"] == f"{policy()}; frame-ancestors 'self'"
    assert head["X-Content-Type-Options"] == "nosniff"


def test_pages_are_asked_for_again_and_versioned_files_are_not(site: str, book: Path) -> None:
    versioned = re.search(r"_static/casebook\.css\?v=\w+", (book / "index.html").read_text(encoding="utf-8"))
    assert versioned
    assert ask(f"{site}/index.html")[1]["Cache-Control"] == "no-cache"
    assert "immutable" in ask(f"{site}/{versioned[0]}")[1]["Cache-Control"]


def test_the_parts_of_the_index_are_kept_for_ever_and_its_head_is_not(site: str, book: Path) -> None:
    names = [path.name for path in (book / FOLDER).iterdir()]
    hashed = {name for name in names if name.startswith(("part.", "filter."))}
    assert hashed
    for name in names:
        status, head, _ = ask(f"{site}/{FOLDER}/{name}")
        assert status == 200 and ("immutable" in head["Cache-Control"]) == (name in hashed), name
    status, head, _ = ask(f"{site}/{FOLDER}/part.{'0' * 12}.js")
    assert status == 404 and head["Cache-Control"] == "no-cache"


def test_an_unchanged_page_is_not_sent_again(site: str) -> None:
    etag = ask(f"{site}/index.html")[1]["ETag"]
    assert ask(f"{site}/index.html", **{"If-None-Match": etag})[0] == 304


@pytest.mark.parametrize("path", ["index.html", "_static/casebook.css", "_static/page.js", "_images/rings.svg"])
def test_text_is_sent_compressed(site: str, book: Path, path: str) -> None:
    _, head, body = ask(f"{site}/{path}", **{"Accept-Encoding": "gzip"})
    assert head["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == (book / path).read_bytes()


def test_an_unknown_address_gets_the_book_s_page_for_it(site: str, book: Path) -> None:
    status, head, body = ask(f"{site}/case/nothing.html")
    assert status == 404
    assert body == (book / "404.html").read_bytes()
    assert head["Content-Security-Policy"]


def test_every_page_lives_by_the_server_s_policy(site: str, book: Path, browser: Browser) -> None:
    with opened(browser, viewport=DESK) as page:
        complaints = Complaints(page, site.removeprefix("http://"))
        for address in pages.in_reading_order():
            page.goto(f"{site}/{address}", wait_until="load")
        page.goto(f"{site}/case/tobacco-b.html")
        page.locator(".chart-drawing").first.focus()
        page.locator(".chart-drawing [data-state=live]").first.wait_for()
    assert complaints.found == []
