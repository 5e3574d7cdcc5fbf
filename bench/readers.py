"""Readers on loopback: requests a second, waiting and errors under wrk, and what is sent again or not."""

from __future__ import annotations

import re
import subprocess
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

from bench.serving import Servers

PAGES = ("index", "case/members", "evidence/ledger/party")
SECONDS, CONNECTIONS = 3, 16
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
VERSIONED = re.compile(r'(?:href|src)="([^":]+\.(?:css|js))(\?v=\w+)?"')


def load(address: str, seconds: int = SECONDS) -> dict[str, float]:
    """Ask for one page as fast as it comes; return requests a second, latencies (ms) and errors."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip", address]
    return parse(subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout)


def parse(said: str) -> dict[str, float]:
    """Read what wrk printed."""
    speed = re.search(r"Requests/sec:\s*([\d.]+)", said)
    assert speed, said
    waits = {
        share: float(value) * UNITS[unit] for share, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", said)
    }
    wrong = sum(int(each) for each in re.findall(r"Non-2xx or 3xx responses: (\d+)", said))
    wrong += sum(int(each) for each in re.findall(r"(?:connect|read|write|timeout) (\d+)", said))
    return {"per_second": float(speed[1]), "median_ms": waits["50"], "p99_ms": waits["99"], "errors": float(wrong)}


def manners(servers: Servers, name: str) -> dict[str, Any]:
    """Tell how a site answers: what is sent compressed, asked for again, kept for good."""
    root = servers.addresses[name]
    page = f"{root}case/members.html"
    _, head, _ = ask(page)
    again, _, _ = ask(page, **{"If-None-Match": head["ETag"] or ""})
    _, gzipped, small = ask(page, **{"Accept-Encoding": "gzip"})
    _, brotlied, smaller = ask(page, **{"Accept-Encoding": "br"})
    _, _, whole = ask(page)
    linked = VERSIONED.findall(whole.decode())
    kept = [each for each, version in linked if version]
    return {
        "unchanged_page": again,
        "page_bytes": len(whole),
        "gzip_bytes": len(small) if gzipped["Content-Encoding"] == "gzip" else None,
        "brotli_bytes": len(smaller) if brotlied["Content-Encoding"] == "br" else None,
        "files_linked": len(linked),
        "files_with_version": len(kept),
        "cache_of_versioned": ask(f"{root}case/{kept[0]}?v=1")[1]["Cache-Control"] if kept else None,
    }


def ask(address: str, **headers: str) -> tuple[int, Message, bytes]:
    """Return the status, the head and the body of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
