"""The builder ``typst``: each document as Typst code, and at the end the PDFs."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util.osutil import ensuredir

from casebook.ledger import ledger
from casebook.records import period_in_words
from casebook.reproducible import source_date
from casebook.settings import settings
from casebook.sphinx.charts import drawing
from casebook.sphinx.metadata import RINGS
from casebook.sphinx.warn import warn
from casebook.typst.documents import APPENDIX, Chapter, Document, Part, documents, handed_out
from casebook.typst.markup import escape, string
from casebook.typst.typeset import Complaint, TypesettingError, typeset
from casebook.typst.writer import TypstTranslator

DESIGN = Path(__file__).with_name("design")
PICTURES = "_pictures"
PDF = "pdf"  # the folder of what is finished, beside the code
# Words in bold in a drawing: their face has no bold of its own, that of the other package has.
BOLD = re.compile(r'(<text[^>]*?)font-family="[^"]*"([^>]*font-weight="bold")')
# Every face that the design uses, and the licence it comes under.
FONTS = (
    ("Noto Serif SC（思源宋体）", "SIL Open Font License 1.1"),
    ("Noto Sans SC、Noto Sans CJK SC（思源黑体）", "SIL Open Font License 1.1"),
    ("DejaVu Sans Mono", "Bitstream Vera Fonts License"),
)
FORMULA_FONT = ("New Computer Modern Math", "GUST Font License")


class TypstBuilder(Builder):
    """Writes the code of all documents and sets from it the book and the handouts."""

    name = "typst"
    format = "typst"
    epilog = "PDF 在 %(outdir)s/pdf。"
    default_translator_class = TypstTranslator
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg"]  # noqa: RUF012  # as the base class has it
    current_docname = ""

    def init(self) -> None:
        self.labels: dict[str, dict[str, str]] = {}
        self.end_matter: dict[str, dict[str, list[str]]] = {}
        self.has_formulas = False
        self.drawn: list[tuple[nodes.Element, str]] = []

    # -- the documents --

    def get_outdated_docs(self) -> Iterable[str]:
        """Name them all: a document's code is quickly written, and each may be on any page."""
        return self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: set[str]) -> None:
        for design in (*DESIGN.iterdir(), RINGS):
            shutil.copy(design, self.outdir)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        self.current_docname = docname
        self.post_process_images(doctree)
        translator = self.create_translator(doctree, self)
        assert isinstance(translator, TypstTranslator)
        doctree.walkabout(translator)
        self.labels[docname] = translator.labels
        self.end_matter[docname] = translator.end_matter
        code = "".join(translator.body)
        self.has_formulas |= "#formula(" in code
        self._write(f"{docname}.typ", code)

    def picture(self, image: nodes.image) -> str:
        """Return the path of a picture as the code names it; it is copied at the end."""
        return f"/{PICTURES}/{self.images[image['uri']]}"

    def draw(self, picture: drawing) -> str:
        """Write a chart's wide drawing and return its path as the code names it."""
        svg = BOLD.sub(r'\1font-family="Noto Sans CJK SC"\2', picture["svg"]["wide"])
        self.drawn.append((picture, svg))
        return self._write(f"{PICTURES}/{picture['name']}.svg", svg)

    def _write(self, name: str, content: str) -> str:
        path = Path(self.outdir, name)
        ensuredir(path.parent)
        path.write_text(content, encoding="utf-8")
        return f"/{name}"

    # -- the PDFs --

    def finish(self) -> None:
        for source, name in self.images.items():
            ensuredir(Path(self.outdir, PICTURES))
            shutil.copy(Path(self.srcdir, source), Path(self.outdir, PICTURES, name))
        folder = Path(self.outdir, PDF)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for document in documents(self.env):
            try:
                pdf = self._typeset(document)
            except TypesettingError as error:
                for complaint in error.complaints:
                    self._report(complaint)
                return  # the handouts would say the same again
            Path(folder, f"{document.name}.pdf").write_bytes(pdf)

    def _typeset(self, document: Document) -> bytes:
        told = json.dumps(self._data(document), ensure_ascii=False, sort_keys=True)
        data = self._write(f"{document.name}.json", told)
        main = Path(self.outdir, f"{document.name}.typ")
        main.write_text("\n".join(self._main(document)) + "\n", encoding="utf-8")
        return typeset(main, Path(self.outdir), {"document": data})

    def _data(self, document: Document) -> dict[str, Any]:
        """Return what the design prints of the whole: titles, source, licence, date, labels."""
        article = next(iter(ledger().sources.values()))
        labels: dict[str, str] = {}
        for docname in document.docnames:
            labels |= self.labels[docname]
        date = source_date()
        return {
            "title": self.env.titles[self.config.root_doc].astext(),
            "author": self.config.author,
            "caution": settings().caution,
            "checked": settings().checked,
            "licence": settings().licence,
            "sheet": "" if document.front else self.env.titles[document.docnames[0]].astext(),
            "source": {
                "title": article.title,
                "author": article.author,
                "publisher": article.publisher,
                "date": period_in_words(article.date),
            },
            "date": [date.year, date.month, date.day],
            "fonts": [*FONTS, FORMULA_FONT] if self.has_formulas else FONTS,
            "labels": labels,
            "parts": any(part.caption for part in document.parts),
        }

    def _main(self, document: Document) -> Iterator[str]:
        yield '#import "/page.typ": *'
        if document.front:
            yield "#show: book"
            yield f"#front[#include {string(f'/{document.front}.typ')}]"
        else:
            yield f"#show: sheet.with(landscape: {str(document.landscape).lower()})"
        for part in document.parts:
            yield from self._part(part, bool(document.front))
        yield from self._end_matter(document)
        if document.front:
            yield "#colophon"

    def _part(self, part: Part, counted: bool) -> Iterator[str]:
        """Write a part and its chapters, which the book counts and a handout does not."""
        appendix = str(part.caption == APPENDIX).lower()
        numbering = string("A" if part.caption == APPENDIX else "1") if counted else "none"
        if part.caption:
            titles = "".join(f"[{escape(self.env.titles[each.docname].astext())}], " for each in part.chapters)
            yield f"#part([{escape(part.caption)}], ({titles}), appendix: {appendix})"
        before = False
        for chapter in part.chapters:
            apart = handed_out(chapter.docname)
            recto = str(counted and (apart or before)).lower()
            yield f"#chapter(numbering: {numbering}, recto: {recto})[{self._includes(chapter)}]"
            before = apart

    def _includes(self, chapter: Chapter) -> str:
        below = [
            f"#below(apart: {str(handed_out(each)).lower()})[#include {string(f'/{each}.typ')}]"
            for each in chapter.sections
        ]
        return "\n".join([f"#include {string(f'/{chapter.docname}.typ')}", *below])

    def _end_matter(self, document: Document) -> Iterator[str]:
        """Gather what the chapters put at the end, by kind, under their own titles."""
        groups = dict.fromkeys(group for each in document.docnames for group in self.end_matter[each])
        for group in groups:
            pieces = [
                f"#end-of({string(docname)})[{escape(self.env.titles[docname].astext())}]\n{code}"
                for docname in document.docnames
                for code in ["\n".join(self.end_matter[docname].get(group, []))]
                if code
            ]
            yield f"#end-matter([{escape(group)}])[{chr(10).join(pieces)}]"

    def _report(self, complaint: Complaint) -> None:
        """Tell a complaint of the engine in the book's own way, with its place in the source."""
        if text := complaint.glyph:
            place = complaint.location or next((node for node, svg in self.drawn if text in svg), None)
            warn("typst-glyph", place, text=text)
        else:
            warn("typst-engine", complaint.location, why=complaint.what)
