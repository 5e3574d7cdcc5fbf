"""``casebook new``: a repository for another village, ready to be built and filled."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from casebook import next as following
from casebook.findings import CasebookError

HELP = "给下一个村建一个仓库：同样的程序，空白的数据和章节"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("place", type=Path, metavar="文件夹", help="新仓库放在哪里；不能在本项目里，要是空的或还没有")
    parser.add_argument(
        "--village", default="", metavar="村名", help="村名，例如“某某村”；以后可以在 book/book.yml 里改"
    )


def run(options: argparse.Namespace) -> int:
    """Make the repository; return 0, or 1 where it cannot be made and nothing was written."""
    try:
        place = following.make(options.place, options.village)
    except CasebookError as error:
        print(f"没有建成，什么也没有写：\n{error}", file=sys.stderr)
        return 1
    print(f"建好了：{place}")
    print("先看里面的 README.md；到那个文件夹里运行 make book 就能排书，要填的都写着“待填”。")
    return 0
