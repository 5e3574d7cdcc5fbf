"""The whole book as a PDF: its text, links, tags and fonts, and how it looks."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import typst
from bs4 import Tag
from PIL import Image, ImageOps

from casebook.editions import Edition
from casebook.ledger import ledger
from casebook.records import period_in_words
from casebook.reproducible import source_date
from casebook.settings import settings
from casebook.tables import ROOT
from casebook.typst.builder import FONTS
from casebook.typst.documents import handouts
from casebook.typst.typeset import fonts, typeset
from tests import pages, spoilers
from tests.typst import pdfs

CODE = ROOT / "_build" / ".work" / Edition.LEARNER / "_build" / "typst"
PICTURES = ROOT / "_build" / "test-pictures"  # what a person may look at after the tests
BLOCKS = ["p", "li", "td", "th", "h1", "h2", "h3", "h4", "dt", "dd", "figcaption"]
# Words that the web alone needs, or that print puts otherwise (uses of a figure are pages there).
WEB_ALONE = (
    ".headerlink, .fact-cards, .chart-said, .sd-stretched-link, .footnote-reference, script, summary, .backrefs, "
    ".deck-line, .quiz-answers, .quiz-key, .quiz-title, .quiz-letter"
)
WEB_BLOCKS = ".fact-cards, .guide-figure .caption-number, .deck-line, .quiz-answers, .quiz-key"
LEAST = 4  # a piece of text shorter than this is found anywhere
BOOK = settings().document
NAMES = [BOOK, *handouts()]
MARGIN = 0.045  # of the page's shorter side, which nothing may reach: twice what printers leave


@pytest.fixture(scope="module")
def printed(book: Path) -> Path:
    """Return the folder of the PDFs."""
    return book.parent / "pdf"


@pytest.fixture(scope="module", params=NAMES)
def pdf(printed: Path, request: pytest.FixtureRequest) -> Path:
    """Return each PDF in turn."""
    return printed / f"{request.param}.pdf"


def pieces(block: Tag) -> list[str]:
    """Return a block's words, parted where print adds something: a note's mark, a page's number."""
    copy = pages.BeautifulSoup(str(block), "html.parser")
    for silent in copy.select(WEB_ALONE):
        silent.replace_with("\x00")
    for link in copy.select("a.reference, a[download]"):
        link.insert_after("\x00")
    return [
        pdfs.solid(each)
        for each in copy.get_text().replace("□", "\x00").split("\x00")
        if len(pdfs.solid(each)) >= LEAST
    ]


def expected(book: Path, address: str) -> list[str]:
    """Return the words of a page's blocks that hold no other block."""
    article = pages.BeautifulSoup(str(pages.article(book, address)), "html.parser")
    for silent in [*article.select(WEB_BLOCKS), *(link.parent for link in article.select("p > a[download]"))]:
        silent.decompose()
    blocks = [each for each in article.find_all(BLOCKS) if not each.find([*BLOCKS, "ul", "ol", "table"])]
    uses = {
        id(name.find_next_sibling("dd"))
        for name in article.find_all("dt")
        if name.get_text(strip=True) in ("用于", "用于:")
    }
    shown = [each for each in blocks if not any(id(up) in uses for up in [each, *each.parents])]
    return [piece for each in shown for piece in pieces(each)]


def missing(words: list[str], texts: list[str]) -> list[str]:
    """Return the words that no page has, nor two pages that follow each other."""
    whole = "".join(texts)
    lost = [each for each in words if each not in whole]
    return [each for each in lost if not any(_parted(each, *pair) for pair in pairwise(texts))]


def _parted(words: str, first: str, second: str) -> bool:
    """Whether words begin on one page and end on the next, with notes or a chart between."""
    return any(words[:cut] in first and words[cut:] in second for cut in range(1, len(words)))


@pytest.mark.parametrize("address", [each for each in pages.in_reading_order() if each != "index.html"])
def test_every_chapter_is_in_the_book(book: Path, printed: Path, address: str) -> None:
    texts = pdfs.page_texts(printed / f"{BOOK}.pdf")
    words = expected(book, address)
    assert len(words) > 3
    assert missing(words, texts) == []


def test_missing_words_are_noticed() -> None:
    assert missing(["一二三四五"], ["零一二三", "四五六"]) == []
    assert missing(["一二三四五"], ["零一二三", "五四六"]) == ["一二三四五"]


def test_every_note_stands_on_the_page_of_its_call(book: Path, printed: Path) -> None:
    texts = pdfs.page_texts(printed / f"{BOOK}.pdf")
    checked = 0
    for address in pages.addresses(book):
        for note in pages.page(book / address).select("aside.footnote"):
            call = pages.page(book / address).select_one(f'a.footnote-reference[href="#{note["id"]}"]')
            assert call is not None
            text = pdfs.solid("".join(str(each) for each in call.find_all_previous(string=True, limit=9)[::-1]))
            before = re.sub(r"\[\d+\]", "", text)[-8:]
            words = pdfs.solid(note.find_all("p")[-1].get_text())[:30]
            assert any(before in text and words in text for text in texts), (address, before, words)
            checked += 1
    assert checked >= 7


@pytest.mark.parametrize("name", handouts())
def test_a_handout_holds_its_chapters(book: Path, printed: Path, name: str) -> None:
    texts = pdfs.page_texts(printed / f"{name}.pdf")
    assert missing(expected(book, pages.page_address(handouts()[name])), texts) == []


def test_words_in_charts_are_text(printed: Path) -> None:
    words = re.findall(
        r"<text[^>]*>([^<]+)</text>", "".join(p.read_text("utf-8") for p in CODE.glob("_pictures/*.svg"))
    )
    assert len(words) > 50
    text = pdfs.whole_text(printed / f"{BOOK}.pdf")
    assert [each for each in words if pdfs.solid(each) not in text] == []


def test_no_character_is_lost(pdf: Path) -> None:
    text = pdfs.whole_text(pdf)
    assert not set(text) & set("□\ufffd\u25a1\x00")
    with pikepdf.open(pdf) as opened:
        assert pdfs.lost_glyphs(opened) == 0


def test_every_font_is_embedded_and_in_the_colophon(pdf: Path) -> None:
    named = pdfs.solid("".join(name for name, _ in FONTS)).replace("-", "")
    with pikepdf.open(pdf) as opened:
        descendants = [each for each in pdfs.fonts(opened) if "/FontDescriptor" in each]
        assert descendants
        for font in descendants:
            assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()), font.BaseFont
            face = re.sub(r"^/[A-Z]{6}\+|-.*$", "", str(font.BaseFont)).replace("CJKsc", "CJKSC")
            assert face in named, face
        assert all(each.get("/Subtype") != "/Type3" for each in pdfs.fonts(opened))


def test_the_colophon_names_every_face_and_the_date(printed: Path) -> None:
    last = pdfs.page_texts(printed / f"{BOOK}.pdf")[-1]
    date = source_date()
    assert all(pdfs.solid(name) in last and pdfs.solid(licence) in last for name, licence in FONTS)
    assert f"{date.year}年{date.month}月{date.day}日" in last


# ---------- links, outline, contents ----------


def test_every_link_lands(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        known = {page.objgen for page in (each.obj for each in opened.pages)}
        names = _names(opened)
        links = [note for page in opened.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]
        for link in links:
            action = link.get("/A", pikepdf.Dictionary())
            if action.get("/S") == "/URI":
                assert re.match(r"https?://", str(action.URI))
                continue
            there = link.get("/Dest", action.get("/D"))
            there = names[str(there)] if isinstance(there, (pikepdf.String, pikepdf.Name)) else there
            assert there[0].objgen in known
        assert len(links) > 400 or pdf.stem != BOOK


def _names(opened: pikepdf.Pdf) -> dict[str, object]:
    """Return where each named place of a PDF is."""
    if "/Names" not in opened.Root or "/Dests" not in opened.Root.Names:
        return {}
    tree = pikepdf.NameTree(opened.Root.Names.Dests)
    return {name: there.D if isinstance(there, pikepdf.Dictionary) else there for name, there in tree.items()}


def test_a_figure_leads_to_its_row(printed: Path) -> None:
    """From a figure of the first chapter to the ledger, where its id is printed."""
    path = printed / f"{BOOK}.pdf"
    number = next(page for depth, title, page in pdfs.outline(path) if title == "村情")
    reader = pdfs.reader(path)
    targets = set()
    for note in reader.pages[number - 1]["/Annots"]:  # type: ignore[attr-defined]
        there = note.get_object().get("/Dest")
        there = reader.named_destinations[there] if isinstance(there, str) else there
        place = there.page if hasattr(there, "page") else there[0]
        targets.add(reader._get_page_number_by_indirect(place))
    assert any("village.area" in pdfs.page_texts(path)[each] for each in targets if each is not None)


def test_the_outline_is_the_contents(printed: Path) -> None:
    path = printed / f"{BOOK}.pdf"
    outline = pdfs.outline(path)
    first = outline[0][2]
    contents = "".join(pdfs.page_texts(path)[1 : first - 1])
    at = 0
    for _, title, page in outline:
        found = re.compile(rf"{re.escape(pdfs.solid(title))}\.+{page}(?!\d\.)").search(contents, at)
        assert found, title
        at = found.end() - len(str(page))
    assert contents.count("....") and len(re.findall(r"\.{3,}\d+", contents)) == len(outline)


def test_the_contents_follow_the_books(printed: Path, book: Path) -> None:
    titles = [title for depth, title, _ in pdfs.outline(printed / f"{BOOK}.pdf") if depth == 1]
    chapters = [str(pages.article(book, each).find("h1").find(string=True)) for each in pages.in_reading_order()[1:]]  # type: ignore[union-attr]
    moved = [each for each in chapters if each in titles]
    assert set(titles) >= set(moved)
    assert titles.index("烟叶（A）：2000年") + 1 == titles.index("烟叶（B）：2021年")
    assert titles[-1] == "数据台账"


# ---------- accessibility ----------


def test_the_pdf_says_what_it_is(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        root = opened.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "zh-CN"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "九庄村案例" in str(metadata["dc:title"])
            assert metadata["dc:creator"] == ["九庄村案例编写组"]


def test_everything_is_tagged(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        assert all(pdfs.untagged_text(page) == 0 for page in opened.pages)
        tags = list(pdfs.elements(opened))
        kinds = [str(each.S) for each in tags]
        least = {"/P", "/H1", "/L", "/Table", "/TH", "/Figure"}
        assert (least if pdf.stem in (BOOK, "case-B") else {"/P", "/H1"}) <= set(kinds)
        figures = [each for each in tags if each.S == "/Figure"]
        assert all(len(str(each.get("/Alt", ""))) > 5 for each in figures)
        levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_charts_have_the_alternative_text_of_the_pages(printed: Path, book: Path) -> None:
    with pikepdf.open(printed / f"{BOOK}.pdf") as opened:
        told = {str(each.get("/Alt", "")) for each in pdfs.elements(opened) if each.S == "/Figure"}
    drawings = [
        each for address in pages.addresses(book) for each in pages.page(book / address).select(".chart-drawing")
    ]
    assert len(drawings) >= 9
    assert {str(each["aria-label"]) for each in drawings} <= told


# ---------- the case's two halves ----------


def pages_of(path: Path, title: str) -> range:
    """Return the page numbers, from 1, of a chapter."""
    chapters = [entry for entry in pdfs.outline(path) if entry[0] <= 1]
    place = [each[1] for each in chapters].index(title)
    return range(chapters[place][2], chapters[place + 1][2])


@pytest.mark.parametrize("title", ["烟叶（A）：2000年", "烟叶（B）：2021年", "帮扶与安置"])
def test_what_is_handed_out_begins_on_a_sheet_of_its_own(printed: Path, title: str) -> None:
    assert pages_of(printed / f"{BOOK}.pdf", title)[0] % 2 == 1


def test_nothing_before_the_second_half_gives_it_away(printed: Path) -> None:
    path = printed / f"{BOOK}.pdf"
    before = range(1, pages_of(path, "烟叶（B）：2021年")[0])
    texts = pdfs.page_texts(path)
    assert [found for number in before for found in spoilers.spoilers_in(texts[number - 1])] == []
    assert spoilers.spoilers_in(pdfs.whole_text(printed / "case-A.pdf")) == []
    assert spoilers.spoilers_in(pdfs.whole_text(printed / "case-B.pdf"))


def test_a_handout_names_its_source(printed: Path) -> None:
    article = next(iter(ledger().sources.values()))
    for name in handouts():
        text = pdfs.whole_text(printed / f"{name}.pdf")
        assert article.publisher in text and period_in_words(article.date) in text and "CCBY4.0" in text


# ---------- the same bytes, and the look ----------


def test_setting_it_again_gives_the_same_bytes(pdf: Path) -> None:
    again = typeset(CODE / f"{pdf.stem}.typ", CODE, {"document": f"/{pdf.stem}.json"})
    assert again == pdf.read_bytes()
    assert str(ROOT).encode() not in again


def drawn(name: str, resolution: float) -> list[Image.Image]:
    """Return every page as a picture."""
    engine = typst.Compiler(
        CODE / f"{name}.typ", root=CODE, font_paths=fonts(), ignore_system_fonts=True,
        sys_inputs={"document": f"/{name}.json"},
    )  # fmt: skip
    made = engine.compile(format="png", ppi=resolution)
    return [Image.open(io.BytesIO(each)).convert("L") for each in (made if isinstance(made, list) else [made]) if each]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_reaches_the_edge_of_the_page(name: str) -> None:
    for number, page in enumerate(drawn(name, 36), start=1):
        box = ImageOps.invert(page).getbbox()
        if box is None:
            continue  # the empty page before a chapter that begins on the right
        edge = min(page.size) * MARGIN
        assert box[0] > edge and box[1] > edge, number
        assert box[2] < page.width - edge and box[3] < page.height - edge, number


def test_pictures_of_six_pages_are_kept(printed: Path) -> None:
    path = printed / f"{BOOK}.pdf"
    numbers = [
        1,
        2,
        *(pages_of(path, each)[0] for each in ("村情", "烟叶（A）：2000年", "烟叶（B）：2021年", "数据台账")),
    ]
    pictures = drawn(BOOK, 80)
    assert len(pictures) == len(pdfs.reader(path).pages)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        picture = pictures[number - 1]
        assert picture.getextrema() != (255, 255)
        picture.save(PICTURES / f"page-{number:03}.png")
    assert len(set(numbers)) == 6
