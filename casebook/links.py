"""The addresses of other places that the project names, and whether they still answer.

They are gathered from the texts themselves, with file and line, and asked by Sphinx's own link
check, which knows about redirects, retries and servers that want to be asked slowly. A page
that is gone is a fault; a server that does not answer today is told and is none.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from casebook.findings import CasebookError, Finding, finding

TEXTS = ("*.md", "*.cff", "LICENSE*", "book/**/*.md", "book/**/*.bib", "data/*.csv", "data/*.json", ".github/**/*.md")
IGNORED = "book/links-ignored.txt"
ADDRESS = re.compile(r"https?://[^\s\"'<>`|{}\\^\[\]，。；、：！？“”（）《》]+")
TRAILING = re.compile(r"[.,;:!?]+$")
DOI = re.compile(r"\bdoi\s*=\s*[{\"](10\.[^}\"\s]+)")
# Addresses that name a thing of this machine, or of nobody.
NOWHERE = re.compile(r"https?://(?:localhost|127\.|0\.0\.0\.0|\[::1\]|(?:[\w-]+\.)*example(?:\.(?:org|com|net))?[/:]?)")
IGNORING = re.compile(r"(?P<pattern>\S+) # (?P<reason>\S.*)")
TIMEOUT = 20  # seconds
RETRIES = 3
WORKERS = 5
GONE = re.compile(r"^(?:404|410) |^Anchor |NameResolutionError|Name or service not known|getaddrinfo")
REPORT = "output.json"


class State(StrEnum):
    """How an address was found."""

    SOUND = "sound"
    MOVED = "moved"
    SILENT = "silent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Link:
    """An address and a place that names it: the file from the root, and the line."""

    address: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered; `told` is the new address, or why there was no good answer."""

    state: State
    told: str = ""


def gather(root: Path) -> list[Link]:
    """Return every address of elsewhere in the project's texts, with all its places."""
    paths = sorted({path for pattern in TEXTS for path in root.glob(pattern) if path.is_file()})
    return [
        Link(address, path.relative_to(root).as_posix(), row)
        for path in paths
        for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for address in addresses(line)
    ]


def addresses(line: str) -> Iterator[str]:
    """Yield the addresses in a line of text, and those that its DOIs stand for."""
    for match in ADDRESS.finditer(line):
        address = TRAILING.sub("", match[0])
        while address.endswith(")") and address.count("(") < address.count(")"):
            address = TRAILING.sub("", address[:-1])
        if not NOWHERE.match(address):
            yield address
    yield from (f"https://doi.org/{doi}" for doi in DOI.findall(line))


def ignored(root: Path) -> list[re.Pattern[str]]:
    """Return the patterns of the addresses that are not asked.

    Raises:
        CasebookError: a line is no pattern with a reason.
    """
    path = root / IGNORED
    if not path.exists():
        return []
    patterns: list[re.Pattern[str]] = []
    wrong: list[Finding] = []
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            match = IGNORING.fullmatch(line.strip())
            patterns.append(re.compile(match["pattern"] if match else "("))
        except re.error:
            wrong.append(finding("link-ignored", IGNORED, row, line=line))
    if wrong:
        raise CasebookError(wrong)
    return patterns


def asked(links: Sequence[Link], patterns: Sequence[re.Pattern[str]]) -> list[str]:
    """Return the addresses to ask, each once."""
    every = dict.fromkeys(link.address for link in links)
    return [address for address in every if not any(pattern.fullmatch(address) for pattern in patterns)]


def ask(wanted: Sequence[str], folder: Path, *, timeout: float = TIMEOUT, retries: int = RETRIES) -> dict[str, Answer]:
    """Ask each address; the work is left in `folder`.

    Raises:
        RuntimeError: Sphinx did not get to the end; with what it said last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # In angle brackets no mark of an address is taken for markup.
    items = "\n".join(f"* `x <{address.replace('`', '%60')}>`__" for address in wanted)
    (folder / "index.rst").write_text(f"x\n=\n\n{items}\n", encoding="utf-8")
    settings = {
        "linkcheck_timeout": timeout,
        "linkcheck_retries": retries,
        "linkcheck_workers": WORKERS,
        "linkcheck_report_timeouts_as_broken": False,
        "linkcheck_allow_unauthorized": True,
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0",
    }
    (folder / "conf.py").write_text("".join(f"{key} = {value!r}\n" for key, value in settings.items()), "utf-8")
    out = folder / "_build"
    command = [sys.executable, "-m", "sphinx", "-b", "linkcheck", "-q", "-E", str(folder), str(out)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        lines = (out / REPORT).read_text(encoding="utf-8").splitlines()
    except OSError:
        raise RuntimeError(process.stderr[-500:]) from None
    reports = [json.loads(line) for line in lines]
    answers = {each["uri"]: judged(each["status"], each["code"], each["info"]) for each in reports}
    if len(answers) < len(wanted):
        raise RuntimeError(process.stderr[-500:])
    return answers


def judged(status: str, code: int, info: str) -> Answer:
    """Return an answer from Sphinx's: a page that is gone is dead, a server without an answer silent."""
    if status == "redirected":
        return Answer(State.MOVED if code in (301, 308) else State.SOUND, info)
    if status == "working":
        return Answer(State.SOUND)
    if status == "broken" and GONE.search(info):
        return Answer(State.DEAD, shortened(info))
    return Answer(State.SILENT, shortened(info))


def shortened(info: str) -> str:
    """Return the reason in a few words, where it is known; else what was said, cut."""
    if info == "service unavailable":  # Sphinx's word for 503
        return "服务器答 503"
    if match := re.match(r"(\d{3}) ", info):
        return f"服务器答 {match[1]}"
    if info.startswith("Anchor "):
        return "页面在，# 后面的那一处不在"
    if "NameResolution" in info or "getaddrinfo" in info or "not known" in info:
        return "没有这个域名"
    if "timed out" in info.lower() or "Timeout" in info:
        return "等不到回答"
    if "SSL" in info or "certificate" in info:
        return "证书不对"
    if "refused" in info or "unreachable" in info or "Connection" in info:
        return "连不上"
    return info[:80]


def dead(links: Sequence[Link], answers: dict[str, Answer]) -> list[Finding]:
    """Return a finding for each place that names an address that is gone."""
    return [
        finding("link-dead", link.file, link.row, address=link.address, why=answers[link.address].told)
        for link in links
        if link.address in answers and answers[link.address].state is State.DEAD
    ]


def told(links: Sequence[Link], answers: dict[str, Answer]) -> list[str]:
    """Return what is no fault and yet worth knowing: servers that were silent, pages that moved for good."""
    sentences: list[str] = []
    for address, answer in answers.items():
        places = "、".join(f"{link.file} 第{link.row}行" for link in links if link.address == address)
        if answer.state is State.SILENT:
            sentences.append(f"这次没有问到：{address}（{answer.told}；{places}）")
        elif answer.state is State.MOVED:
            sentences.append(f"已经搬家：{address} → {answer.told}（{places}）")
    return sentences


def offline(answers: dict[str, Answer]) -> bool:
    """Whether nothing at all could be reached, which says nothing of any address."""
    without = {"没有这个域名", "连不上", "等不到回答"}
    return bool(answers) and all(answer.told in without for answer in answers.values())
