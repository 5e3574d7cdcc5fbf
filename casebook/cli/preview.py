"""``casebook preview``: the book in the browser, made again at each edit."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import sys
import threading
import time
from multiprocessing.connection import Connection

from casebook.editions import Edition
from casebook.locks import BusyError, alone
from casebook.preview import builder, warm, watch
from casebook.preview.forks import FORK
from casebook.preview.server import News, Server, serve_at
from casebook.tables import ROOT

HELP = "在浏览器里看书，改了文件马上看到"
PORT = 8000
GLANCE = 0.02  # seconds between two looks at the chapters
GLANCES = 10  # until all files are looked at
FOLDER = ROOT / builder.FOLDER


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--port", type=int, default=PORT, help=f"端口，默认 {PORT}；有程序在用就换下一个")
    parser.add_argument("--edition", choices=list(Edition), default=Edition.TRAINER, help="看哪一版，默认教师版")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl+C; return 0, or 1 where it could not begin."""
    if FORK is None:
        print("这个系统不能预览（Windows 请在 WSL 里用）；可以用 make book 排书。", file=sys.stderr)
        return 1
    try:
        with alone(FOLDER / "lock", "预览"):
            return _serve(options.port, options.edition)
    except (BusyError, OSError) as error:
        print(f"预览没有开始：{error}", file=sys.stderr)
        return 1


def _serve(port: int, edition: str) -> int:
    assert FORK is not None
    pipe, theirs = FORK.Pipe()
    # Forked while this process has one thread only.
    process = FORK.Process(target=_warm, args=(pipe, theirs, edition))
    process.start()
    theirs.close()
    news = News()
    try:
        with serve_at(port, FOLDER / "html", news) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            _announce(server, port)
            with contextlib.suppress(KeyboardInterrupt):
                _work(pipe, news)
            server.shutdown()
    finally:
        pipe.close()
        process.join(timeout=5)
        process.kill()
    print("\n预览停了。")
    return 0


def _warm(parents: Connection, pipe: Connection, edition: str) -> None:
    parents.close()
    warm.serve(pipe, ROOT, edition)


def _announce(server: Server, port: int) -> None:
    if port and server.server_port != port:
        print(f"{port} 号端口有程序在用，换到 {server.server_port}。")
    print(f"预览：{server.address}（用浏览器打开；按 Ctrl+C 停下）", flush=True)


def _work(pipe: Connection, news: News) -> None:
    """Have the book made at each edit, and pass on what comes of it."""
    seen = watch.snapshot(ROOT)
    rounds = itertools.cycle(range(GLANCES))
    asked: watch.Change | None = watch.Change.ALL
    failures: list[builder.Shown] = []
    while True:
        if asked:
            begun = time.monotonic()
            news.tell_state(building=True)
            pipe.send(asked)
            built = _built(pipe, news)
            failures = built["findings"]
            news.tell_state(building=False, stopped=built["stopped"])
            print(_told(built, time.monotonic() - begun), flush=True)
        elif pipe.poll(GLANCE):
            checked: warm.Checked = pipe.recv()
            findings = [*checked["findings"], *(each for each in failures if not _told_by_check(each, checked))]
            news.tell_state(findings=findings, notes=checked["notes"])
            if findings:
                print(f"要改的有 {len(findings)} 处，写在页里。", flush=True)
        now = watch.glance(ROOT, seen) if next(rounds) else watch.snapshot(ROOT)
        asked = watch.change(seen, now)
        seen = now


def _built(pipe: Connection, news: News) -> builder.Built:
    """Tell what can be seen already, and return what a build has come to; an earlier check is out of date."""
    while "stopped" not in (answer := pipe.recv()):
        if "html" in answer:
            news.tell_block(answer)
        elif "written" in answer:
            news.tell_pages([answer["written"]])
    built: builder.Built = answer
    return built


def _told_by_check(failure: builder.Shown, checked: warm.Checked) -> bool:
    """Whether the check has found in a cell what made it fail."""
    near = range(failure["row"] or 0, (failure["row"] or 0) + 60)
    return any(each["file"] == failure["file"] and (each["row"] or 0) in near for each in checked["findings"])


def _told(built: builder.Built, seconds: float) -> str:
    if built["stopped"]:
        return f"书没有排成：{built['stopped']}"
    return f"排好了 {len(built['pages'])} 页，{seconds:.1f} 秒。"
