"""A block that is edited, shown before its page is built: rendered alone, in a fork that ends with it.

Much of a page rests on the rest of it: numbers of figures, notes, what a cell has left behind. So
a block is shown only where rendering its last text alone gives what the built page holds, once;
then the new text alone gives what the page is about to hold. What is not a block's edit, or not so
simple, waits for the page.
"""

from __future__ import annotations

import contextlib
import os
import re
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

from casebook.preview.forks import Child

BETWEEN = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands in no text
LONGEST = 2.0  # seconds; the page itself takes less


class Block(TypedDict):
    """A block as its page is about to show it; plain data, as is all that goes through the pipes.

    Attributes:
        page: the page's address.
        html: the block, in one element.
    """

    page: str
    html: str


class Edited(NamedTuple):
    """Texts of the block in which two texts differ, and the line, from 1, at which it begins in both."""

    line: int
    before: str
    after: str


def edited_block(before: str, after: str) -> Edited | None:
    """Return the one block, between empty lines, in which two texts differ; None where it is no such edit."""
    old, new = before.split("\n"), after.split("\n")
    same = _common(old, new)
    begin = max((number + 1 for number in range(same) if not old[number].strip()), default=0)
    rest = min(_common(old[::-1], new[::-1]), len(old) - same, len(new) - same)
    blank = [number for number in range(len(old) - rest, len(old)) if not old[number].strip()]
    end = len(old) - blank[0] if blank else 0
    blocks = [lines[begin : len(lines) - end] for lines in (old, new)]
    if any(not lines or not all(line.strip() for line in lines) for lines in blocks):
        return None
    return Edited(begin + 1, *("\n".join(lines) for lines in blocks))


def _common(one: list[str], other: list[str]) -> int:
    """Return how many lines are the same from the beginning on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


class Quick:
    """The chapters' texts as they were built, and a fork standing by to show a block edited since."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._texts: dict[str, str] = {}
        self._fork: Child | None = None

    def stand_by(self) -> None:
        """Take the texts as built; where one has been edited meanwhile, its page does not hold the block."""
        self._texts = {docname: self._text(docname) for docname in self.app.env.found_docs}
        self._fork = Child(_send, self.app, ends_with_parent=True)  # now, since to fork takes as long as to render

    def block(self) -> Block | None:
        """Return the block that has been edited since, if it can be shown alone; no other until one stands by again."""
        fork, self._fork = self._fork, None
        if fork is None:
            return None
        block: Block | None = None
        if edited := self._edited():
            with contextlib.suppress(EOFError, BrokenPipeError):
                fork.pipe.send(edited)  # plain data
                block = fork.pipe.recv() if fork.pipe.poll(LONGEST) else None
        fork.end()
        return block

    def _edited(self) -> tuple[str, int, str, str] | None:
        changed = [(name, text) for name in self._texts if (text := self._text(name)) != self._texts[name]]
        if len(changed) != 1:
            return None
        docname, text = changed[0]
        edited = edited_block(self._texts[docname], text)
        return (docname, *edited) if edited else None

    def _text(self, docname: str) -> str:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return Path(self.app.env.doc2path(docname)).read_text(encoding="utf-8")
        return ""


def _send(pipe: Connection, app: Any) -> None:
    """Render one block, which spoils the environment of this process."""
    from casebook.sphinx.addresses import page_address

    try:
        docname, *edited = pipe.recv()
    except EOFError:
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what is wrong in the block is told with the page
    page = page_address(docname)
    built = Path(app.outdir, page).read_text(encoding="utf-8")
    last, new = _rendered(app, docname, Edited(*edited))
    pipe.send(Block(page=page, html=new) if last and built.count(last) == 1 else None)


def _rendered(app: Any, docname: str, edited: Edited) -> tuple[str, str]:
    """Return the HTML of both texts, each as if it stood alone at its line: rendered at once, which takes half as long.

    What names things so that both cannot stand on one page is not what the page holds.
    """
    builder, kept = app.builder, {}

    def alone(app: Any, docname: str, source: list[str]) -> None:
        source[0] = "\n" * (edited.line - 1) + f"{edited.before}\n\n{BETWEEN}\n\n{edited.after}"

    def keep(docname: str, doctree: Any, **more: Any) -> None:
        kept["doctree"] = doctree

    def take(docname: str, context: dict[str, Any], **more: Any) -> None:
        kept["body"] = context["body"]

    app.connect("source-read", alone, priority=0)
    builder.write_doctree, builder.handle_page = keep, take
    builder.read_doc(docname)
    app.env.apply_post_transforms(kept["doctree"], docname)
    builder.write_doc(docname, kept["doctree"])
    last, *new = re.split(rf"<p[^>]*>{BETWEEN}</p>", kept["body"])
    lines_above = edited.before.count("\n") + 4

    def as_alone(found: re.Match[str]) -> str:
        return f"src-{int(found[1]) - lines_above}"

    return last.strip(), "".join(re.sub(r"\bsrc-(\d+)", as_alone, each).strip() for each in new)
