"""The preview's server: pages with the script, news, ports."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook.preview.server import News, Server, serve_at, with_script

PAGE = "<!doctype html><html><head><title>村</title></head><body><article>一</article></body></html>"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a server of one page and one picture."""
    (tmp_path / "case").mkdir()
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "case" / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.svg").write_text("<svg/>", encoding="utf-8")
    with serve_at(0, tmp_path, News()) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield httpd
        httpd.shutdown()


def get(server: Server, path: str) -> tuple[str, str]:
    """Return a response's text and kind."""
    with urllib.request.urlopen(server.address + path) as response:
        return response.read().decode(), response.headers["Content-Type"]


@pytest.mark.parametrize("path", ["", "index.html", "case/a.html", "case/a.html?x=1"])
def test_each_page_bears_the_script(server: Server, path: str) -> None:
    text, kind = get(server, path)
    assert '/_preview/page.js" data-version="0"' in text and "一" in text
    assert kind.startswith("text/html")


@pytest.mark.parametrize(("path", "kind"), [("_preview/page.js", "text/javascript"), ("_preview/page.css", "text/css")])
def test_its_script_and_style_are_served(server: Server, path: str, kind: str) -> None:
    text, found = get(server, path)
    assert text and found.startswith(kind)


def test_other_files_are_served_as_they_are(server: Server) -> None:
    assert get(server, "a.svg") == ("<svg/>", "image/svg+xml")


def test_a_page_that_is_not_there_says_that_it_is_being_made(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        get(server, "case/none.html")
    assert error.value.code == 404
    assert "正在排" in error.value.read().decode()


@pytest.mark.parametrize("path", ["../secret.html", "..%2fsecret.html", "%2e%2e/secret.html"])
def test_nothing_outside_the_folder_is_served(server: Server, path: str) -> None:
    (server.folder.parent / "secret.html").write_text("secret", encoding="utf-8")
    with pytest.raises(urllib.error.HTTPError):
        get(server, path)


def test_nothing_is_kept_by_the_browser(server: Server) -> None:
    with urllib.request.urlopen(server.address) as response:
        assert response.headers["Cache-Control"] == "no-store"


def test_news_begin_with_how_things_stand_and_go_on(server: Server) -> None:
    server.news.tell_state(stopped="停了", building=False)
    with urllib.request.urlopen(server.address + "_preview/news") as stream:
        first = _event(stream.readline())
        stream.readline()
        server.news.tell_pages(["case/a.html"])
        second = _event(stream.readline())
    assert first["stopped"] == "停了" and first["versions"] == {}
    assert second["versions"] == {"case/a.html": 1}


def _event(line: bytes) -> dict[str, object]:
    event: dict[str, object] = json.loads(line.decode().removeprefix("data: "))
    return event


def test_a_page_knows_which_build_it_is_of(server: Server) -> None:
    server.news.tell_pages(["index.html"])
    assert 'data-version="1"' in get(server, "")[0]


def test_a_port_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serve_at(port, tmp_path, News()) as server:
            assert server.server_port != port


def test_without_a_free_port_it_says_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="端口"):
            serve_at(port, tmp_path, News(), tries=1)


def test_a_page_without_a_head_bears_the_script_too() -> None:
    assert with_script("一", 3).endswith("一")
