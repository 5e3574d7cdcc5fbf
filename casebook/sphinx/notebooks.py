"""Which notebooks must run again: those whose rows or code have changed, and no others.

jupyter-cache knows a notebook by the text of its cells alone. What else a notebook rests
on is kept here: the rows it looked up when it ran (the ledger writes them down) and the
modules it imports. Where one has changed, the cached run is dropped; and a page that
shows a changed figure in its text is read again. The runs may be shared between editions
(CASEBOOK_RUNS names their folder); what each edition's pages rest on is its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from jupyter_cache import get_cache
from myst_nb.core.execute import cache as runner
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform

from casebook.cells import modules_of
from casebook.editions import RUNS_VARIABLE
from casebook.ledger import READS_VARIABLE, ledger
from casebook.sphinx import forks
from casebook.sphinx.charts import cell_place
from casebook.sphinx.facts import domain
from casebook.sphinx.warn import warn
from casebook.tables import ROOT

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def runs_folder(app: Sphinx) -> Path | None:
    """The folder of runs that editions share; None where this build keeps its own."""
    given = os.environ.get(RUNS_VARIABLE)
    return Path(given).resolve() if given else None


class Dependencies:
    """What each document rested on when it was last read, and its notebook when it last ran."""

    def __init__(self, app: Sphinx) -> None:
        self.pages = Path(app.outdir).resolve().parent / ".casebook"
        self.runs = (runs_folder(app) or self.pages) / "runs"
        for folder in (self.pages, self.runs):
            folder.mkdir(parents=True, exist_ok=True)

    def reads(self, docname: str) -> Path:
        """The file in which a notebook's run writes down the keys that it looks up."""
        return self.runs / f"{docname.replace('/', '.')}.reads"

    def save(self, docname: str, env: BuildEnvironment, modules: dict[str, str]) -> None:
        """Remember digests of what the document rests on: its text, and its notebook's run.

        The modules are those that `compare` has seen: what was edited since is for the next build.
        """
        path = self.reads(docname)
        looked_up = path.read_text(encoding="utf-8").split() if path.exists() else []
        run = {"run": _digests(looked_up), "modules": modules}
        _write(self.runs, docname, run)
        _write(self.pages, docname, run | {"text": _digests(domain(env).rests_on(docname))})

    def compare(self, docname: str, modules: dict[str, str]) -> tuple[bool, bool]:
        """Say whether the page must be read again, and whether the notebook must run again."""
        return _outdated(self.pages, docname, modules), _outdated(self.runs, docname, modules)


def _record(folder: Path, docname: str) -> Path:
    return folder / f"{docname.replace('/', '.')}.json"


def _write(folder: Path, docname: str, record: dict[str, dict[str, str]]) -> None:
    _record(folder, docname).write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")


def _outdated(folder: Path, docname: str, modules: dict[str, str]) -> bool:
    """Whether something that a record names has changed since, or there is no record."""
    try:
        record = json.loads(_record(folder, docname).read_text(encoding="utf-8"))
        rows = record["run"] | record.get("text", {})
        return bool(rows != _digests(rows) or record["modules"] != modules)
    except (OSError, ValueError, KeyError):
        return True


def _digests(keys: Iterable[str]) -> dict[str, str]:
    return {key: ledger().digest(key) for key in sorted(set(keys))}


def _modules(docname: str, env: BuildEnvironment) -> dict[str, str]:
    source = Path(env.doc2path(docname)).read_text(encoding="utf-8")
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in modules_of(source)}


class CellErrors(SphinxTransform):
    """Warn of each cell that failed, in one line with its place, instead of a traceback."""

    default_priority = 802

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.literal_block):
            if "traceback" in node["classes"]:
                problem = ANSI.sub("", node.astext()).strip().splitlines()[-1]
                warn("cell-failed", cell_place(node, self.env), why=problem)


def find_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Name the documents to read again, and drop cached runs and pages that no longer hold."""
    if app.builder.format == "html":
        for docname in removed:
            Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)  # type: ignore[attr-defined]
    dependencies = Dependencies(app)
    seen = {docname: _modules(docname, env) for docname in env.found_docs}
    app.casebook_modules = seen  # type: ignore[attr-defined]
    compared = {docname: dependencies.compare(docname, modules) for docname, modules in seen.items()}
    to_run = [docname for docname, (_, run) in compared.items() if run]
    paths = {str(Path(env.doc2path(docname)).resolve()) for docname in to_run}
    cache = get_cache(env.mystnb_config.execution_cache_path)  # type: ignore[attr-defined]
    for record in cache.list_cache_records():
        if record.uri in paths or not Path(record.uri).exists():
            cache.remove_cache(record.pk)
    for docname in to_run:
        dependencies.reads(docname).unlink(missing_ok=True)
    return [docname for docname, (text, _) in compared.items() if text]


def share_runs(app: Sphinx) -> None:
    """Keep the notebooks' outputs where the other edition's build finds them."""
    if folder := runs_folder(app):
        app.env.mystnb_config.execution_cache_path = str(folder / ".jupyter_cache")  # type: ignore[attr-defined]


def warm_up(app: Sphinx) -> None:
    """Have notebooks run in forks, where that is sound, in place of kernels."""
    if forks.SOUND:
        forks.begin()
        runner.single_nb_execution = forks.run


def trace_reads(app: Sphinx, docname: str, source: list[str]) -> None:
    """Tell the kernel that is about to run where to write down what it looks up."""
    os.environ[READS_VARIABLE] = str(Dependencies(app).reads(docname))


def save_dependencies(app: Sphinx, env: BuildEnvironment) -> None:
    dependencies = Dependencies(app)
    for docname in env.found_docs:
        dependencies.save(docname, env, app.casebook_modules[docname])  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(CellErrors)
    app.connect("builder-inited", warm_up)
    app.connect("builder-inited", share_runs, priority=900)  # when myst-nb has made its configuration
    app.connect("env-get-outdated", find_outdated)
    app.connect("source-read", trace_reads)
    app.connect("env-updated", save_dependencies)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
