"""Addresses of elsewhere: found with file and line, asked, and judged."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from casebook import links
from casebook.cli import links as command
from casebook.cli import main
from casebook.findings import CasebookError
from casebook.links import Answer, Link, State
from casebook.tables import ROOT

PLACES = """\
见[办法](https://a.gov.cn/x?y=1)，又见 https://b.org/页。
<https://c.org/a_(b)>、`https://d.org`；(https://e.org/f). http://localhost:8000/ https://x.example.org/
"""


class Village(BaseHTTPRequestHandler):
    """A server with a page of each kind."""

    asked: ClassVar[Counter[str]] = Counter()

    def do_HEAD(self) -> None:
        """As GET: Sphinx asks so first."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer as the path says."""
        self.asked[self.path] += 1
        code = {"/gone": 404, "/shy": 403, "/broken": 503, "/moved": 301, "/lent": 302}.get(self.path, 200)
        if self.path == "/lame" and self.asked[self.path] < 3:
            code = 500
        self.send_response(code)
        if code in (301, 302):
            self.send_header("Location", "/here")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the requests out of the test report."""


@pytest.fixture(scope="module")
def village() -> Iterator[str]:
    """Serve on this machine; return the address without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Village) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_addresses_end_where_the_sentence_does() -> None:
    found = [each for line in PLACES.splitlines() for each in links.addresses(line)]
    assert found == [
        "https://a.gov.cn/x?y=1",
        "https://b.org/页",
        "https://c.org/a_(b)",
        "https://d.org",
        "https://e.org/f",
    ]


def test_a_doi_stands_for_an_address() -> None:
    assert list(links.addresses("  doi = {10.4159/9780674041660},")) == ["https://doi.org/10.4159/9780674041660"]


def test_links_are_gathered_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "book" / "case").mkdir(parents=True)
    (tmp_path / "book" / "case" / "x.md").write_text("一\n\n见 https://a.org/\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("https://a.org/\n", encoding="utf-8")
    assert links.gather(tmp_path) == [
        Link("https://a.org/", "README.md", 1),
        Link("https://a.org/", "book/case/x.md", 3),
    ]


def test_every_link_of_the_project_has_a_line_that_holds_it() -> None:
    gathered = links.gather(ROOT)
    assert gathered
    assert all(link.address in (ROOT / link.file).read_text("utf-8").splitlines()[link.row - 1] for link in gathered)


def test_the_ignored_are_not_asked(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / links.IGNORED).write_text("# 说明\n\nhttps://a\\.org/.* # 要登录\n", encoding="utf-8")
    wanted = links.asked([Link("https://a.org/x", "f", 1), Link("https://b.org/", "f", 2)], links.ignored(tmp_path))
    assert wanted == ["https://b.org/"]


@pytest.mark.parametrize("line", ["https://a.org/", "https://a.org/ #", "https://( # 理由", "a b # 理由"])
def test_what_is_ignored_without_a_reason_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / links.IGNORED).write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(CasebookError, match=r"links-ignored\.txt 第1行"):
        links.ignored(tmp_path)


def test_the_projects_own_list_is_sound() -> None:
    links.ignored(ROOT)


def test_servers_are_asked_and_judged(village: str, tmp_path: Path) -> None:
    paths = ["/here", "/gone", "/shy", "/broken", "/moved", "/lent", "/lame"]
    answers = links.ask([village + path for path in paths], tmp_path, timeout=5)
    states = {address.removeprefix(village): answer.state for address, answer in answers.items()}
    assert states == {
        "/here": State.SOUND,
        "/gone": State.DEAD,
        "/shy": State.SILENT,
        "/broken": State.SILENT,
        "/moved": State.MOVED,
        "/lent": State.SOUND,
        "/lame": State.SOUND,  # the third time
    }
    assert answers[f"{village}/gone"].told == "服务器答 404"
    assert answers[f"{village}/moved"].told == f"{village}/here"


def test_a_dead_link_is_told_at_each_of_its_places() -> None:
    places = [Link("https://a.org/", "x.md", 3), Link("https://a.org/", "y.md", 1), Link("https://b.org/", "y.md", 2)]
    answers = {
        "https://a.org/": Answer(State.DEAD, "服务器答 404"),
        "https://b.org/": Answer(State.SILENT, "等不到回答"),
    }
    assert [each.place for each in links.dead(places, answers)] == ["x.md 第3行", "y.md 第1行"]
    assert links.told(places, answers) == ["这次没有问到：https://b.org/（等不到回答；y.md 第2行）"]


@pytest.mark.parametrize(
    ("status", "code", "info", "state"),
    [
        ("working", 0, "", State.SOUND),
        ("broken", 0, "410 Client Error: Gone for url: x", State.DEAD),
        ("broken", 0, "Anchor 'a' not found", State.DEAD),
        ("broken", 0, "HTTPSConnectionPool: NameResolutionError: Failed to resolve", State.DEAD),
        ("timeout", 0, "Read timed out.", State.SILENT),
        ("broken", 0, "SSLError: certificate verify failed", State.SILENT),
        ("redirected", 308, "https://b.org/", State.MOVED),
    ],
)
def test_sphinxs_words_are_judged(status: str, code: int, info: str, state: State) -> None:
    assert links.judged(status, code, info).state is state


@pytest.mark.parametrize(
    ("answer", "code"),
    [(Answer(State.SOUND), 0), (Answer(State.DEAD, "服务器答 404"), 1), (Answer(State.DEAD, "没有这个域名"), 2)],
)
def test_the_command_tells_a_dead_page_from_a_dead_network(
    monkeypatch: pytest.MonkeyPatch, answer: Answer, code: int
) -> None:
    monkeypatch.setattr(links, "ask", lambda wanted, folder: dict.fromkeys(wanted, answer))
    with pytest.raises(SystemExit) as left:
        main(["links"])
    assert left.value.code == code
    assert command.FOLDER.name == "links"
