"""What no file of the project may be, looked at before a commit: ``python -m tools.staged FILE…``.

Too large, a notebook with its outputs, with the marks that a merge leaves, or with the line ends
of Windows. The build and ``casebook check`` see to what the files say.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from casebook.findings import Finding, finding

KILOBYTE = 1024
MOST = 500  # kilobytes
TEXTS = {".md", ".py", ".csv", ".txt", ".yml", ".yaml", ".json", ".toml", ".css", ".js", ".html", ".bib", ".cff", ".sh"}
NOTEBOOK = ".ipynb"
# Git writes all three; the middle one alone may underline a heading.
MERGE = re.compile(rb"(?:<{7}|>{7}) ")


def examine(paths: Iterable[Path]) -> list[Finding]:
    """Return what is wrong with files, in their order; one that is gone has nothing wrong with it."""
    return [each for path in paths if path.is_file() for each in examine_one(path)]


def examine_one(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with a file."""
    name = path.as_posix()
    content = path.read_bytes()
    if len(content) > MOST * KILOBYTE:
        yield finding("file-large", name, size=len(content) // KILOBYTE, most=MOST)
    if path.suffix == NOTEBOOK:
        yield finding("file-outputs" if _has_outputs(content) else "file-notebook", name)
    if path.suffix in TEXTS:
        lines = content.splitlines(keepends=True)
        for key, rows in (
            ("file-merge", (row for row, line in enumerate(lines, 1) if MERGE.match(line))),
            ("file-ends", (row for row, line in enumerate(lines, 1) if line.endswith(b"\r\n"))),
        ):
            if row := next(rows, None):
                yield finding(key, name, row)


def _has_outputs(content: bytes) -> bool:
    try:
        return any(cell.get("outputs") for cell in json.loads(content)["cells"])
    except (ValueError, KeyError, AttributeError, TypeError):
        return False


def main(arguments: list[str]) -> int:
    """Tell what is wrong with the files named; return 1 where something is, else 0."""
    findings = examine(map(Path, arguments))
    for each in findings:
        print(f"· {each}", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
