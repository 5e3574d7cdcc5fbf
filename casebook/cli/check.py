"""``casebook check``: every check that needs no build, all findings at once.

What “today” is, which dates of review are measured by, comes from the clock.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from pathlib import Path
from typing import TextIO

from casebook import own, wording
from casebook.findings import CasebookError, Finding
from casebook.reproducible import EPOCH_VARIABLE

HELP = "不排书，把数据和各页先查一遍；给出文件，就查那一份自填的 CSV"
TEXT, GITHUB = "text", "github"
NO_FINGERPRINT = (
    f"还没有 data/{wording.FINGERPRINT}，正文有没有照抄原文还查不了。把原文存成项目以外的文本文件，"
    "运行 python -m casebook fingerprint 原文.txt。"
)
SOUND, FAULTY, BROKEN = 0, 1, 2  # exit codes; 2 is also what a wrong option gives


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="文件.csv",
        help="“我村对照表”导出的、或照 data/facts.csv 的列自己写的 CSV；"
        f"来源一列写 {own.SOURCE}，编号以 {own.PREFIX} 开头",
    )
    parser.add_argument(
        "--format", choices=[TEXT, GITHUB], default=TEXT, help="text 给人看（默认）；github 标在 GitHub 的改动旁边"
    )


def run(options: argparse.Namespace) -> int:
    """Check all, or one file; return 0 where nothing is wrong, 1 where something is, 2 where the check broke."""
    if options.file:
        return _check_own(options.file, options.format)
    from casebook import checks

    gc.disable()  # millions of nodes are made and few dropped: looking for those takes a third of the time
    os.environ.setdefault(EPOCH_VARIABLE, str(int(time.time())))
    try:
        findings, notes = checks.everything()
    except Exception as error:
        print(f"检查没有做完，程序自己出了错：{type(error).__name__}: {error}", file=sys.stderr)
        print("请把这一行和你改了什么写进 issue。", file=sys.stderr)
        return BROKEN
    code = report(findings, notes, options.format)
    tell_awaited(options.format)
    return code


def tell_awaited(style: str = TEXT) -> None:
    """Say which figures are still to be filled, where there are any, and whether the fingerprint is."""
    from casebook.checks import awaited

    if not wording.has_fingerprint():
        print(NO_FINGERPRINT)
    if not (rows := awaited.rows()):
        return
    print(awaited.in_words(rows))
    for row in rows[: awaited.FEW] if style == GITHUB else []:
        print(_command("notice", row.file, row.line, f"待填：{row['label']}", f"{row['note']}（{row['unit']}）"))


def _check_own(file: Path, style: str) -> int:
    """Check a file of somebody's own figures."""
    try:
        count = own.check(file)
    except CasebookError as error:
        return report(list(error.findings), [], style)
    return report([], [f"{file}：{count} 个数。"], style)


def check_data() -> int:
    """Check what a build needs before it starts; return 0 where nothing is wrong, else 1."""
    from casebook.checks import contents, data, ordered, texts

    findings = ordered([*data.examine(), *contents.examine(), *texts.unreadable()])
    return report(findings, [], TEXT, sys.stderr) if findings else SOUND


def report(findings: list[Finding], notes: list[str], style: str, stream: TextIO | None = None) -> int:
    """Print findings, then their number; return the exit code."""
    for finding in findings:
        print(annotation(finding) if style == GITHUB else f"· {finding}", file=stream)
    for note in notes:
        print(note, file=stream)
    print(f"发现 {len(findings)} 处问题。" if findings else "查过了，没有问题：0 处。", file=stream)
    return FAULTY if findings else SOUND


def annotation(finding: Finding) -> str:
    """Return a finding as GitHub Actions reads it, to be shown beside the line."""
    column = f"“{finding.column}”列：" if finding.column else ""
    return _command("error", finding.file, finding.row or 1, finding.found, column + finding.message)


def _command(kind: str, file: str, line: int, title: str, message: str) -> str:
    properties = {"file": file, "line": str(line), "title": title}
    told = ",".join(f"{name}={_escaped(value, ',:')}" for name, value in properties.items())
    return f"::{kind} {told}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """Escape what would end a workflow command, or one of its properties."""
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
