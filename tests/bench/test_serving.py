"""How the bench serves: the shipped configuration for all, this book's policy for this book alone, what was sent."""

from __future__ import annotations

from pathlib import Path

from bench import serving
from bench.serving import Sent, Servers


def test_all_sites_are_compressed_alike_and_peers_have_no_policy(tmp_path: Path) -> None:
    ours, peer = (serving._site(name, tmp_path, 8000, own=name == "ours") for name in ("ours", "plain"))
    lines = [
        line for line in serving.EXAMPLE.read_text(encoding="utf-8").splitlines() if line.strip().startswith("gzip")
    ]
    assert len(lines) >= 5
    assert all(line in ours and line in peer for line in lines)
    assert "Content-Security-Policy" in ours and "Content-Security-Policy" not in peer
    assert "$cache_ours" in ours and "$cache_plain" in peer


def test_what_was_sent_is_read_from_the_log_without_the_browser_s_own(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    servers = Servers({}, 1, log)
    log.write_text("80 100 200 127.0.0.1/index.html\n443 7 404 update.googleapis.com/x\n", encoding="utf-8")
    assert servers.sent() == Sent(1, 100)
    with log.open("a", encoding="utf-8") as more:
        more.write("443 50 200 cdn.jsdelivr.net/npm/vega@6\n443 9 404 cdn.jsdelivr.net/npm/none\n")
    assert servers.sent() == Sent(2, 59, ("cdn.jsdelivr.net/npm/none",))
    assert servers.sent() == Sent(0, 0)
