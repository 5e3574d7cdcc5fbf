"""Office files beside the pages: the forms' workbooks, and pages as editable Word documents.

A page whose front matter says ``document: true`` (or ``document: landscape``) is also written
as ``downloads/materials/NAME.docx``, and says so under its title. Only the book's web pages have
such files; in other outputs the links to them are left out.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from casebook.ledger import ledger
from casebook.office import document, workbook
from casebook.office.document import UnknownNodeError
from casebook.office.forms import FORMS, form_file, forms
from casebook.records import period_in_words
from casebook.reproducible import CORE_PROPERTIES, settle_office
from casebook.settings import settings
from casebook.sphinx.facts import domain
from casebook.sphinx.ledger_pages import asset_link
from casebook.sphinx.noted import noted
from casebook.sphinx.warn import warn

FIELD = "document"  # of a page's front matter
PAPERS = {"true": False, "landscape": True}  # what it may say: whether the paper lies on its long side
FORM_FILES = "downloads/forms"
DOCUMENTS = "downloads/materials"
FILE = "office-file"  # class of the line that links to one
KILOBYTE = 1024


class office_file(nodes.General, nodes.Element):
    """A link to an office file with its size; attributes `path` from the book's root, and `label`."""


def makes_files(app: Sphinx) -> bool:
    """Whether this build makes the book's web pages, beside which the files stand."""
    return app.builder.name == "html"


def size_in_words(path: Path) -> str:
    """Return an office file's size, without its date, which alone changes with every commit."""
    with zipfile.ZipFile(path) as archive:
        size = sum(each.compress_size for each in archive.infolist() if each.filename != CORE_PROPERTIES)
    return f"{-(-size // KILOBYTE)} KB"


# ---------- forms ----------


def form_path(form_id: str) -> str:
    """Return where a form's workbook stands, from the book's root."""
    return f"{FORM_FILES}/{form_id}.xlsx"


def write_forms(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write every form's workbook; have pages written again whose links tell another size."""
    if not makes_files(app):
        return []
    folder = Path(app.outdir, FORM_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    _drop_others(folder, {Path(form_path(form_id)).name for form_id in forms()})
    sizes = {}
    for form_id, form in forms().items():
        path = Path(app.outdir, form_path(form_id))
        if not _stays(app, path):
            workbook.write(form, path, app.config.html_title)
        sizes[form_id] = size_in_words(path)
    return [] if noted(env, "casebook_form_sizes", sizes) == sizes else list(_pages_with_forms(env))


def _pages_with_forms(env: BuildEnvironment) -> Iterator[str]:
    files = {form_file(form_id).name for form_id in forms()}
    for docname, dependencies in env.dependencies.items():
        if any(Path(each).name in files and Path(each).parent.name == FORMS.name for each in dependencies):
            yield docname


def _drop_others(folder: Path, wanted: set[str]) -> None:
    """Leave no file in a folder that this book does not have any more."""
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()


# ---------- documents ----------


def document_path(docname: str) -> str:
    """Return where a page's document stands, from the book's root."""
    return f"{DOCUMENTS}/{docname.rpartition('/')[2]}.docx"


def paper_of(env: BuildEnvironment, docname: str) -> str:
    """Return what a page's front matter says of its document; empty where it has none."""
    return str(env.metadata.get(docname, {}).get(FIELD, "")).lower()


def note_sources(app: Sphinx, doctree: nodes.document) -> None:
    """Hold a page's front matter to what it may say; its document's footer names the source."""
    env = app.env
    kind = paper_of(env, env.docname)
    if kind and kind not in PAPERS:
        warn("document-kind", env.docname, value=kind)
    if kind:
        domain(env).note_tables(env.docname, "sources")


def find_namesakes(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of pages whose documents would take each other's place."""
    seen: dict[str, str] = {}
    for docname in sorted(_documents(env)):
        path = document_path(docname)
        if path in seen:
            other = env.doc2path(seen[path], base=False)
            warn("document-twice", docname, name=Path(path).stem, other=other)
        seen.setdefault(path, docname)


def _documents(env: BuildEnvironment) -> Iterator[str]:
    return (docname for docname in env.found_docs if paper_of(env, docname) in PAPERS)


def resolve_files(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write a page's document and link to it, and give every link to an office file its size."""
    made = makes_files(app)
    if made and paper_of(app.env, docname) in PAPERS and _write_document(app, doctree, docname):
        title = next(doctree.findall(nodes.title))
        title.parent.insert(1, office_file(path=document_path(docname), label="可编辑的 Word 版"))
    for node in list(doctree.findall(office_file)):
        if made:
            node.replace_self(_link(app, node))
        else:
            node.parent.remove(node)


def _stays(app: Sphinx, path: Path) -> bool:
    """Whether a file is left as it is: in a preview, where nobody opens it after each edit."""
    return bool(app.config.casebook_keep_files) and path.exists()


def _write_document(app: Sphinx, doctree: nodes.document, docname: str) -> bool:
    path = Path(app.outdir, document_path(docname))
    if _stays(app, path):
        return True
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        landscape = PAPERS[paper_of(app.env, docname)]
        document.write(doctree, path, app.config.html_title, source_line(app.config.html_title), landscape)
    except UnknownNodeError as error:
        node = error.node if isinstance(error.node, nodes.Element) and error.node.line else error.node.parent
        warn("document-node", node, name=error.name)
        return False
    return True


def source_line(book: str) -> str:
    """Return what a document's footer says: the book, the source and the licence."""
    article = next(iter(ledger().sources.values()))
    return (
        f"{book}，按 {settings().licence} 许可使用。资料：{article.author}，“{article.title}”，"
        f"{article.publisher}，{period_in_words(article.date)}；本书{settings().checked}。"
    )


def _link(app: Sphinx, node: office_file) -> nodes.container:
    size = size_in_words(Path(app.outdir, node["path"]))
    link = asset_link("", node["label"], path=node["path"])
    paragraph = nodes.paragraph("", "", nodes.Text("下载："), link, nodes.Text(f"（{size}）"))
    return nodes.container("", paragraph, classes=["generated", FILE])


def settle_documents(app: Sphinx, error: Exception | None) -> None:
    """Date every document alike, those that an earlier build wrote too, and drop those of no page."""
    if error or not makes_files(app):
        return
    folder = Path(app.outdir, DOCUMENTS)
    _drop_others(folder, {Path(document_path(docname)).name for docname in _documents(app.env)})
    for path in folder.glob("*"):
        settle_office(path)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("casebook_keep_files", False, "", [bool])
    app.add_node(office_file)
    app.connect("doctree-read", note_sources, priority=900)  # when the front matter has been read
    app.connect("env-updated", write_forms)
    app.connect("env-check-consistency", find_namesakes)
    app.connect("doctree-resolved", resolve_files, priority=900)
    app.connect("build-finished", settle_documents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
