"""``casebook fingerprint``: make the fingerprint of a source's text, which itself stays outside."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from casebook import wording
from casebook.tables import DATA

HELP = "从原文生成指纹文件，用来查正文有没有照抄；原文不要放进本项目"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("text", type=Path, metavar="原文", help="原文的文本文件（UTF-8）")
    parser.add_argument("--output", type=Path, default=DATA / wording.FINGERPRINT, metavar="文件")


def run(options: argparse.Namespace) -> int:
    """Write the fingerprint; return 0, or 1 where the text cannot be read."""
    try:
        text = options.text.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        print(f"{options.text} 打不开，或不是 UTF-8 文本。请给出原文的文本文件。", file=sys.stderr)
        return 1
    content = wording.fingerprint(text)
    options.output.write_text(content, encoding="utf-8")
    print(f"指纹写好了：{options.output}，{content.count(chr(10)) - 1} 行。")
    return 0
