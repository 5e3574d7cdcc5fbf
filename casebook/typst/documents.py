"""What is made into a PDF of its own: the book, and the pages that are handed out apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from casebook.settings import settings

PAPER, LANDSCAPE = "document", "landscape"  # the line of a page's front matter that says how it is printed
APPENDIX = "附录"
# The web keeps the ledger with the evidence; a book has its index at the end.
INDEX_OF_FACTS = "book/evidence/ledger"


@dataclass(frozen=True)
class Chapter:
    """A document with those that the contents list under it."""

    docname: str
    sections: tuple[str, ...] = ()

    @property
    def docnames(self) -> tuple[str, ...]:
        return (self.docname, *self.sections)


@dataclass(frozen=True)
class Part:
    """Chapters under a caption of the contents; a book without parts has one without a caption."""

    caption: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Document:
    """One PDF; `front` is what stands before the parts, in the book alone; a handout may lie on its side."""

    name: str
    parts: tuple[Part, ...]
    front: str = ""
    landscape: bool = False

    @property
    def docnames(self) -> list[str]:
        """All documents, in reading order."""
        chapters = [docname for part in self.parts for each in part.chapters for docname in each.docnames]
        return [self.front, *chapters] if self.front else chapters


def handouts() -> Mapping[str, str]:
    """Return the names of the PDFs that are handed out, the case's first, with the page that each holds."""
    cases = {name: case.page for name, case in settings().cases.items()}
    return cases | dict(settings().handouts)


def documents(env: BuildEnvironment) -> Iterator[Document]:
    """Yield the book as the contents have it, then each handout that the build has."""
    yield Document(settings().document, tuple(_parts(env)), env.config.root_doc)
    for name, docname in handouts().items():
        if docname in env.found_docs:
            lying = env.metadata[docname].get(PAPER) == LANDSCAPE
            yield Document(name, (Part("", (Chapter(docname),)),), landscape=lying)


def handed_out(docname: str) -> bool:
    """Whether a document is handed out apart, and so begins on a sheet of its own."""
    return docname in handouts().values()


def _parts(env: BuildEnvironment) -> Iterator[Part]:
    listed: list[Part] = []
    for toctree in env.get_doctree(env.config.root_doc).findall(addnodes.toctree):
        docnames = [docname for _, docname in toctree["entries"] if docname in env.found_docs]
        listed.append(Part(toctree.get("caption") or "", tuple(_chapter(each, env) for each in docnames)))
    has_appendix = any(part.caption == APPENDIX for part in listed)
    index = tuple(each for part in listed for each in part.chapters if each.docname == INDEX_OF_FACTS)
    for part in listed:
        others = tuple(each for each in part.chapters if each not in index)
        moved = (*others, *index) if part.caption == APPENDIX else others
        if chapters := moved if has_appendix else part.chapters:
            yield Part(part.caption, chapters)


def _chapter(docname: str, env: BuildEnvironment) -> Chapter:
    return Chapter(docname, tuple(_below(docname, env)))


def _below(docname: str, env: BuildEnvironment) -> Iterator[str]:
    for each in env.toctree_includes.get(docname, []):
        yield each
        yield from _below(each, env)
