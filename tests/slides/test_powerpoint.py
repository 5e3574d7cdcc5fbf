"""The editable files: what an editor finds in them, and how LibreOffice shows them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag
from pptx import Presentation

from casebook.editions import Edition
from casebook.slides.decks import decks
from casebook.slides.powerpoint import ANSWERS
from casebook.slides.template import FACE, LAYOUTS
from tests.office.libreoffice import Printed, printed
from tests.slides import built

EMU_PIXEL = 9525
SHARP = 1.5  # a picture's pixels to one of a slide of 1280 × 720: then it is sharp at 1080p
BLOCKS = "section > p:not(.slide-mark, .slide-edition), li:not(.quiz-key *), td, th, .quiz-text, .chart > p"
WIDE = (960, 540)  # points of 1280 × 720 pixels


@pytest.fixture(scope="module")
def opened() -> dict[tuple[Edition, str], Any]:
    return {(edition, deck.name): Presentation(str(path)) for edition in Edition for deck, path in built.files(edition)}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    return printed([path for _, path in built.files(Edition.TRAINER)], tmp_path_factory.mktemp("pptx"))


def words(slide: Any) -> str:
    """Return all the text of a slide."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return squeezed("".join(found))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\x0b]", "", text)


def own(presentation: Any) -> list[Any]:
    """Return the slides without the answers at the end."""
    return [slide for slide in presentation.slides if slide.shapes.title.text_frame.text != ANSWERS]


def test_the_slides_are_those_of_the_web_deck(opened: dict[tuple[Edition, str], Any]) -> None:
    for (edition, name), presentation in opened.items():
        web = [squeezed(built.title(slide)) for slide in built.slides(edition, name)]
        assert [squeezed(slide.shapes.title.text_frame.text) for slide in own(presentation)] == web
        assert presentation.slide_width == 1280 * EMU_PIXEL and presentation.slide_height == 720 * EMU_PIXEL


def test_every_word_of_the_web_deck_is_native_text(opened: dict[tuple[Edition, str], Any]) -> None:
    for (edition, name), presentation in opened.items():
        for page, slide in zip(own(presentation), built.slides(edition, name), strict=True):
            text = words(page)
            blocks = slide.select(BLOCKS)
            for block in blocks:
                if not block.find_parent(class_="notes"):
                    assert squeezed(block.get_text()) in text, f"{name}: {block.get_text()}"


def test_tables_are_tables_and_charts_are_sharp_pictures_with_their_words(
    opened: dict[tuple[Edition, str], Any],
) -> None:
    for (edition, name), presentation in opened.items():
        for page, slide in zip(own(presentation), built.slides(edition, name), strict=True):
            assert len(slide.find_all("table")) == sum(shape.has_table for shape in page.shapes)
            pictures = [shape for shape in page.shapes if shape.name == "图"]
            drawing = slide.select_one(".chart-drawing")
            assert len(pictures) == (1 if isinstance(drawing, Tag) else 0)
            for picture in pictures:
                assert isinstance(drawing, Tag)
                assert picture._element.nvPicPr.cNvPr.get("descr") == drawing["aria-label"]
                assert picture.image.size[0] >= SHARP * picture.width / EMU_PIXEL


def test_the_trainer_s_notes_are_notes_and_learners_have_none(opened: dict[tuple[Edition, str], Any]) -> None:
    for (edition, name), presentation in opened.items():
        for page, slide in zip(own(presentation), built.slides(edition, name), strict=True):
            said = slide.select_one(".notes")
            assert page.has_notes_slide == (edition is Edition.TRAINER)
            if isinstance(said, Tag):
                assert squeezed(page.notes_slide.notes_text_frame.text) == squeezed(said.get_text())
    for _, path in built.files(Edition.LEARNER):
        with zipfile.ZipFile(path) as archive:
            assert not [entry for entry in archive.namelist() if "notes" in entry.lower()]


def test_the_master_brings_title_number_and_a_chinese_face(opened: dict[tuple[Edition, str], Any]) -> None:
    for (_, name), presentation in opened.items():
        assert {layout.name for layout in presentation.slide_layouts} == set(LAYOUTS.values())
        for slide in presentation.slides:
            kinds = [shape.placeholder_format.type for shape in slide.placeholders]
            assert {"SLIDE_NUMBER", "FOOTER"} <= {kind.name for kind in kinds}, name
    for edition in Edition:
        for _, path in built.files(edition):
            with zipfile.ZipFile(path) as archive:
                theme = archive.read("ppt/theme/theme1.xml").decode()
                assert theme.count(f'<a:latin typeface="{FACE}"/><a:ea typeface="{FACE}"/>') == 2
                everything = b"".join(archive.read(entry) for entry in archive.namelist() if entry.endswith(".xml"))
                assert b"Click to edit" not in everything and b"Calibri" not in everything


def test_the_answers_of_the_questions_come_last(opened: dict[tuple[Edition, str], Any]) -> None:
    for (edition, name), presentation in opened.items():
        questions = built.page(edition, name).select("form.quiz")
        last = list(presentation.slides)[-1]
        assert (last.shapes.title.text_frame.text == ANSWERS) == bool(questions)
        for question in questions:
            assert f"答案：{'、'.join(str(question['data-right']))}" in words(last)


def test_no_clock_and_no_stranger_is_in_a_file() -> None:
    for edition in Edition:
        for _, path in built.files(edition):
            with zipfile.ZipFile(path) as archive:
                assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                core = archive.read("docProps/core.xml").decode()
                assert "九庄村案例编写组" in core and "Canny" not in core
                assert not [entry for entry in archive.namelist() if "thumbnail" in entry or "printer" in entry]


def test_libreoffice_opens_every_file_and_shows_its_words(
    shown: dict[str, Printed], opened: dict[tuple[Edition, str], Any]
) -> None:
    for deck in decks():
        result = shown[Path(deck.file).stem]
        slides = list(opened[Edition.TRAINER, deck.name].slides)
        assert len(result.pages) == len(slides)
        assert set(result.sizes) == {WIDE}
        for number, (text, slide) in enumerate(zip(result.pages, slides, strict=True), start=1):
            assert squeezed(slide.shapes.title.text_frame.text) in squeezed(text)
            assert str(number) in text.split() or str(number) in text
            assert "□" not in text and "\ufffd" not in text
