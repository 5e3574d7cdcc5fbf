"""Visitors of blocks: paragraphs, lists, tables, figures, boxes, grids."""

from __future__ import annotations

import re

from docutils import nodes

from casebook.sphinx.warn import warn
from casebook.typst import tables
from casebook.typst.emitter import PASS_BY, skip, wrapped
from casebook.typst.inlines import Inlines
from casebook.typst.markup import array, escape, string

# What a class, or a component of sphinx-design, is set by; others print their content alone.
CONTAINERS = {"chapter-opening": "opening", "chapter-closing": "closing", "ledger-row": "ledger-row",
              "awaited-box": "awaited-box"}  # fmt: skip
COMPONENTS = {"card": "card", "card-title": "card-title", "tab-item": "tab", "dropdown": "tab"}
PARAGRAPHS = {"box-title": "box-title", "scheme-practice": "practice", "ledger-head": "ledger-head"}
ALIGNMENTS = {"text-left": "left", "text-right": "right", "text-center": "center"}
NUMBERINGS = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
ADMONITIONS = {"note": "说明", "tip": "提示", "hint": "提示", "warning": "注意", "caution": "注意", "attention": "注意",
               "important": "要点", "danger": "警告", "error": "警告", "seealso": "参见"}  # fmt: skip
FIGURES = {"key-figures", "figure-cards"}  # grids whose items show a figure large, and under it what it counts
WRITE_IN = {"write-in-tall": "tall", "write-in-low": "low", "write-in": "middle"}  # tables to fill in by hand
UNNUMBERED = "rings"  # the class of a picture that only adorns
LETTERS = re.compile(r"[A-Za-z]{2} [A-Za-z]")
HAN = re.compile(r"[\u3400-\u9fff]")
COLUMN = re.compile(r"sd-col-(?:lg|md)-(\d+)")
COLUMNS = re.compile(r"sd-row-cols-\w+-(\d+)")


class Blocks(Inlines):
    """Block nodes of docutils, Sphinx, MyST-NB and sphinx-design."""

    # -- text --

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        for function in self._looks(node):
            self.body.append(f"#{function}[")

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        self.body.append("]" * len(self._looks(node)))
        self.body.append("\n\n" if len(node.parent.children) > 1 else "")

    def _looks(self, node: nodes.paragraph) -> list[str]:
        """Return the functions that set a paragraph; none for an ordinary one."""
        words = node.astext()
        english = ["english"] if LETTERS.search(words) and not HAN.search(words) else []
        return [*filter(None, [self._look(node)]), *english]

    def _look(self, node: nodes.paragraph) -> str:
        if node.parent.index(node) == 0 and self._grid_of(node) in FIGURES:
            return f"large-figure({str(self._grid_of(node) != 'key-figures').lower()})"
        return next((PARAGRAPHS[each] for each in node["classes"] if each in PARAGRAPHS), "")

    @staticmethod
    def _grid_of(node: nodes.Node) -> str:
        """Return the kind of the grid that a node stands in: its class that is not sphinx-design's."""
        parent: nodes.Element | None = node.parent
        while parent is not None and parent.get("design_component") != "grid-container":
            parent = parent.parent
        return next((each for each in parent["classes"] if not each.startswith("sd-")), "") if parent else ""

    visit_rubric, depart_rubric = wrapped("#box-title[", "]\n")
    visit_compound, depart_compound = PASS_BY
    visit_block_quote, depart_block_quote = wrapped("#quote(block: true)[", "]\n")
    visit_attribution, depart_attribution = wrapped("#align(right)[——", "]")
    visit_topic, depart_topic = wrapped("#panel()[", "]\n")
    visit_sidebar, depart_sidebar = wrapped("#panel()[", "]\n")
    visit_line_block, depart_line_block = PASS_BY
    visit_line, depart_line = wrapped("", "#linebreak()\n")
    visit_legend, depart_legend = PASS_BY
    visit_centered, depart_centered = wrapped("#align(center)[", "]\n")

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        self.body.append(f"#code-block({string(node.astext().rstrip())})\n")
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        self.body.append(f"#code-block({string(node.astext().rstrip())})\n")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        self.anchor(node)
        self.body.append(self.formula(node, block=True))
        raise nodes.SkipNode

    def visit_transition(self, node: nodes.transition) -> None:
        """A rule; the one that MyST puts before footnotes has nothing to part here."""
        self.body.append("" if "footnotes" in node["classes"] else "#transition()\n")
        raise nodes.SkipNode

    # -- lists --

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        tasks = "contains-task-list" in node["classes"]
        self.body.append("#tasks(" if tasks else "#bullets(")

    def depart_list(self, node: nodes.Element) -> None:
        self.body.append(")\n")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        pattern = node.get("prefix", "") + NUMBERINGS[node.get("enumtype", "arabic")] + node.get("suffix", ".")
        self.body.append(f"#numbered({string(pattern)}, {node.get('start', 1)}, ")

    def visit_list_item(self, node: nodes.list_item) -> None:
        self.body.append("[")
        self.anchor(node)

    def depart_list_item(self, node: nodes.list_item) -> None:
        self.body.append("],\n")

    visit_definition_list, depart_definition_list = wrapped("#definitions(", ")\n")
    visit_glossary, depart_glossary = PASS_BY
    depart_bullet_list = depart_enumerated_list = depart_list

    def visit_definition_list_item(self, node: nodes.definition_list_item) -> None:
        """Write terms and meaning as the parts of one item."""
        meaning = [child for child in node.children if isinstance(child, nodes.definition)]
        terms = [child for child in node.children if child not in meaning]
        words = ["".join(self.whole(child) for child in part) for part in (terms, meaning)]
        self.body.append(f"(term: [{words[0]}], meaning: [{words[1]}]),\n")
        raise nodes.SkipNode

    def visit_term(self, node: nodes.term) -> None:
        self.anchor(node)

    def depart_term(self, node: nodes.term) -> None:
        """The item sets it."""

    visit_definition, depart_definition = PASS_BY
    visit_classifier, depart_classifier = wrapped("（", "）")
    visit_field_list, depart_field_list = wrapped("#fields(", ")\n")
    visit_field_name, depart_field_name = wrapped("name: [", "], ")
    visit_field_body, depart_field_body = wrapped("body: [", "]")
    visit_field, depart_field = wrapped("(", "), ")

    # -- tables --

    def visit_table(self, node: nodes.table) -> None:
        """Write a table whole: its columns' widths follow from all its cells, or are given where they are blank."""
        texts = tables.cells(node)
        columns = tables.Columns.of(texts)
        head = next(iter(node.findall(nodes.thead)), None)
        caption = next((child for child in node.children if isinstance(child, nodes.title)), None)
        words = self.rendered(caption) if caption is not None else ""
        labels = self.note_labels(node)
        arguments = [
            f"columns: {tables.given(node) if self._write_in(node) else columns.code()}",
            f"room: {self._write_in(node) or 'none'}",
            f"align: {array(self._alignments(node))}",
            f"breakable: {str(columns.lines(texts) > tables.WHOLE).lower()}",
            f"caption: {f'[{words}]' if words else 'none'}",
            f"label: {string(labels[0]) if labels else 'none'}",
            f"head: {array(self._entries(head))}",
        ]
        body = [cell for part in node.findall(nodes.tbody) for cell in self._entries(part)]
        self.body.append(f"#data-table({', '.join(arguments)}, {''.join(f'{cell}, ' for cell in body)})\n")
        raise nodes.SkipNode

    @staticmethod
    def _write_in(table: nodes.Element) -> str:
        """Return how much room a table's blank cells have, by its name in blocks.typ; empty where none is to be."""
        return next((room for each, room in WRITE_IN.items() if each in table["classes"]), "")

    def _alignments(self, table: nodes.table) -> list[str]:
        """Return each column's side, which the cells of the first row tell."""
        row = next(iter(table.findall(nodes.row)))
        sides = [
            [ALIGNMENTS[each] for each in entry["classes"] if each in ALIGNMENTS] for entry in row.findall(nodes.entry)
        ]
        return [side[0] if side else "left" for side in sides]

    def _entries(self, part: nodes.Element | None) -> list[str]:
        if part is None:
            return []
        return [self._entry(entry) for entry in part.findall(nodes.entry)]

    def _entry(self, entry: nodes.entry) -> str:
        content = self.rendered(entry)
        spans = [f"{name}: {entry[key] + 1}" for key, name in (("morerows", "rowspan"), ("morecols", "colspan"))
                 if entry.get(key)]  # fmt: skip
        return f"table.cell({', '.join(spans)})[{content}]" if spans else f"[{content}]"

    # -- pictures --

    def visit_image(self, node: nodes.image) -> None:
        alt = node.get("alt", "")
        if not alt.strip():
            warn("typst-alt", self.location(node), name=node["uri"])
            alt = "?"  # the engine need not say it again
        path = self.builder.picture(node)
        width = f", width: {node['width']}" if re.fullmatch(r"\d+%", node.get("width", "")) else ""
        self.body.append(f"#picture({string(path)}, {string(alt)}{width})")
        raise nodes.SkipNode

    def visit_figure(self, node: nodes.figure) -> None:
        labels = self.note_labels(node)
        caption = next(iter(node.findall(nodes.caption)), None)
        words = f"[{self.rendered(caption)}]" if caption is not None else "none"
        numbered = not any(UNNUMBERED in image["classes"] for image in node.findall(nodes.image))
        label = string(labels[0]) if labels else "none"
        self.body.append(f"#illustration(caption: {words}, label: {label}, numbered: {str(numbered).lower()})[")

    def visit_caption(self, node: nodes.caption) -> None:
        """A figure has written its own; any other block's stands before it."""
        if isinstance(node.parent, nodes.figure):
            raise nodes.SkipNode
        self.body.append("#box-title[")

    def depart_caption(self, node: nodes.caption) -> None:
        self.body.append("]\n")

    depart_figure = wrapped("", "]\n")[1]

    # -- boxes --

    def visit_admonition(self, node: nodes.Element) -> None:
        """A box; its title is the first child, or the name of its kind."""
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        kind = "decision" if "decision" in node["classes"] else type(node).__name__
        words = self.rendered(title) if title is not None else ADMONITIONS.get(kind, "")
        if title is not None:
            node.remove(title)
        self.body.append(f"#panel(title: [{self._counted(node)}{words}], kind: {string(kind)})[")
        self.anchor(node)

    def _counted(self, node: nodes.Element) -> str:
        """Return the number of an exercise, which Sphinx counts, with what it is called."""
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get("exercise", {})
        number = next((numbers[each] for each in node["ids"] if each in numbers), None)
        return escape(self.config.numfig_format["exercise"] % ".".join(map(str, number))) if number else ""

    depart_admonition = wrapped("", "]\n")[1]
    visit_note = visit_tip = visit_hint = visit_warning = visit_caution = visit_attention = visit_admonition
    visit_important = visit_danger = visit_error = visit_seealso = visit_admonition
    depart_note = depart_tip = depart_hint = depart_warning = depart_caution = depart_attention = depart_admonition
    depart_important = depart_danger = depart_error = depart_seealso = depart_admonition

    # sphinx-exercise's nodes are boxes with a title of their own kind
    visit_exercise_node = visit_exercise_enumerable_node = visit_solution_node = visit_admonition
    depart_exercise_node = depart_exercise_enumerable_node = depart_solution_node = depart_admonition
    visit_exercise_end_node = visit_solution_start_node = visit_solution_end_node = skip
    visit_exercise_subtitle, depart_exercise_subtitle = PASS_BY
    visit_solution_subtitle, depart_solution_subtitle = PASS_BY

    def visit_citation(self, node: nodes.citation) -> None:
        """An entry of the bibliography, after its label."""
        label = next(iter(node.findall(nodes.label)), None)
        self.body.append(f"#entry[{self.rendered(label) if label is not None else ''}][")
        self.anchor(node)

    depart_citation = wrapped("", "]\n")[1]

    # -- containers --

    def visit_container(self, node: nodes.container) -> None:
        component = node.get("design_component", "")
        if component == "grid-row":
            self.body.append(f"#grid-row({self._grid(node)}, total => (")
        elif component == "grid-item":
            self.body.append("grid.cell(colspan: total)[" if self._spans(node) else "[")
        elif function := self._function(node):
            self.body.append(f"#{function}[")
        if component != "grid-row":
            self.anchor(node)

    def depart_container(self, node: nodes.container) -> None:
        component = node.get("design_component", "")
        if component == "grid-row":
            self.body.append("))\n")
        elif component == "grid-item":
            self.body.append("], ")
        elif self._function(node):
            self.body.append("]\n")

    @staticmethod
    def _spans(item: nodes.container) -> bool:
        """Whether an item takes a whole line of a grid whose other items share one."""
        items = [each for each in item.parent.children if isinstance(each, nodes.container)]
        shares = [COLUMN.findall(" ".join(each["classes"])) for each in items]
        return bool(COLUMN.findall(" ".join(item["classes"]))) and not all(shares)

    def _function(self, node: nodes.container) -> str:
        if component := COMPONENTS.get(node.get("design_component", "")):
            in_grid = component == "card" and node.parent.get("design_component") == "grid-item"
            return "" if in_grid else component  # the grid frames its cards, all of one height
        return next((CONTAINERS[each] for each in node["classes"] if each in CONTAINERS), "")

    def _grid(self, row: nodes.container) -> str:
        """Return a grid's columns, as its items share them or as many as it asks for, and whether they are framed."""
        items = [child for child in row.children if isinstance(child, nodes.container)]
        shares = [COLUMN.findall(" ".join(item["classes"])) for item in items]
        wanted = [int(each) for each in COLUMNS.findall(" ".join(row["classes"]))]
        if items and all(shares):
            columns = [f"{share[-1]}fr" for share in shares]
        else:
            columns = ["1fr"] * max(1, min(max(wanted, default=1), len(items)))
        framed = any(each.get("design_component") == "card" for each in row.findall(nodes.container))
        return f"{array(columns)}, {str(framed).lower()}"
