"""Whatever file is brought to 我村对照表, it is taken whole or refused in Chinese, and nothing typed is lost."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from casebook import own
from tests import own_files
from tests.browser.playing import COMPARE, play
from tests.browser.test_pages import DESK, opened

VALUES = {"own.party.members": 60, "own.village.farmland": 3000}  # of the sound file
MANY = 40  # files an example, of which each is brought to the page
# Brings files one after another, each after the sound one; returns what was said and kept of each.
BRING = """
async (files) => {
  const errors = [];
  addEventListener("error", (event) => errors.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
  const root = document.querySelector('.play[data-play="comparison"]');
  const one = (selector) => root.querySelector(selector);
  const chooser = one('input[type="file"]');
  const [told, said] = [one(".play-told"), one(".play-buttons .play-said")];
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const typed = () => {
    const fields = root.querySelectorAll(".play-own input, .play-own select");
    return JSON.stringify([...fields].map((each) => each.value));
  };
  const pause = () => new Promise((go) => setTimeout(go, 5));
  async function bring(content) {
    told.replaceChildren();
    said.textContent = "";
    const carrier = new DataTransfer();
    carrier.items.add(new File([bytes(content)], "x.csv", { type: "text/csv" }));
    chooser.files = carrier.files;
    chooser.dispatchEvent(new Event("change"));
    for (let n = 0; n < 1000 && !told.textContent && !said.textContent; n += 1) await pause();
  }
  const outcomes = [];
  for (const [sound, file] of files) {
    await bring(sound);
    const before = typed();
    await bring(file);
    const after = typed();
    outcomes.push({ told: told.textContent, said: said.textContent, before, after, text: one("textarea").value });
  }
  return { outcomes, errors };
}
"""


@pytest.fixture(scope="module")
def table(browser: Browser, server: str) -> Iterator[Page]:
    """Return the page, open for all examples."""
    with opened(browser, viewport=DESK) as page:
        page.goto(f"{server}/{COMPARE}")
        play(page, "comparison")
        yield page


def coded(content: bytes) -> str:
    """Return bytes as the page's script takes them."""
    return base64.b64encode(content).decode()


def brought(page: Page, files: list[bytes]) -> list[dict[str, Any]]:
    """Bring files to the page, each after the sound one."""
    sound = coded(own_files.GOOD.encode())
    found = page.evaluate(BRING, [[sound, coded(each)] for each in files])
    assert found["errors"] == []
    return list(found["outcomes"])


def hold(outcome: dict[str, Any], content: bytes, folder: Path) -> None:
    """Hold that a file was refused with everything as it was, or taken and can be taken along again."""
    told = outcome["told"]
    if told:
        assert "没有导入，表里的数没有动" in told
        assert "应为：" in told and "改法：" in told and "undefined" not in told
        assert len(told) < 5000, len(told)
        assert outcome["after"] == outcome["before"]
    else:
        assert outcome["said"].startswith("已导入"), content
        taken_along(outcome["text"], folder)


def taken_along(text: str, folder: Path) -> None:
    """Hold that an export, if all of it is well written, is sound and starts no formula."""
    if not text:
        return  # a row was taken that the page still asks to be completed, or none at all
    path = folder / "own.csv"
    path.write_bytes(text.encode())
    assert own.check(path) > 0
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+@\t\r") or (cell[:1] == "-" and not number(cell))] == []


def number(cell: str) -> bool:
    """Whether a cell is a number, which no spreadsheet runs."""
    try:
        return float(cell) is not None
    except ValueError:
        return False


@settings(max_examples=8, phases=[Phase.generate])
@given(files=st.lists(own_files.files(), min_size=MANY, max_size=MANY))
def test_any_file_is_taken_whole_or_refused_in_chinese(
    table: Page, tmp_path_factory: pytest.TempPathFactory, files: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("own")
    for outcome, content in zip(brought(table, files), files, strict=True):
        hold(outcome, content, folder)


KNOWN = {
    "nothing": (b"", "文件是空的"),
    "empty lines": (b"\r\n\r\n", "文件是空的"),
    "mark alone": (own.BOM, "文件是空的"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "没有导入"),
    "utf-16": (own_files.GOOD.encode("utf-16"), "没有导入"),
    "nul": (own_files.GOOD.replace("党员名册", "\0").encode(), "没有导入"),
    "semicolons": (own_files.GOOD.replace(",", ";").encode(), "少了“topic”列"),
    "giant cell": (own_files.GOOD.replace("2024-06", "9" * 2_000_000).encode(), "“period”列"),
    "formula as number": (own_files.GOOD.replace(",60,", ",=60,").encode(), "“value”列"),
    "words as number": (own_files.GOOD.replace(",60,", ",六十,").encode(), "“value”列"),
    "twice": ((own_files.GOOD + own_files.text([own_files.ROW])).encode(), "重复"),
    "foreign id": (own_files.GOOD.replace("own.party.members", "__proto__").encode(), "“id”列"),
    "other quote": (own_files.GOOD.replace("党员名册", '"党员名册').encode(), "双引号没有合上"),
}


def test_what_is_wrong_with_a_file_is_said(table: Page, tmp_path: Path) -> None:
    outcomes = brought(table, [content for content, _ in KNOWN.values()])
    for (name, (content, words)), outcome in zip(KNOWN.items(), outcomes, strict=True):
        assert words in outcome["told"], (name, outcome["told"], outcome["said"])
        hold(outcome, content, tmp_path)


def test_what_hands_and_spreadsheets_do_to_a_sound_file_does_no_harm(table: Page, tmp_path: Path) -> None:
    good = own_files.GOOD
    files = [
        good.encode(), good.encode("utf-8-sig"), good.encode("gb18030"), good.replace("\r\n", "\n").encode(),
        good.replace("\r\n", "\r").encode(), good.rstrip().encode(), f"{good}\r\n\r\n".encode(),
        good.replace(",60,", ",６０,").encode(), good.replace(",60,", ', 60 ,').encode(),
    ]  # fmt: skip
    for outcome, content in zip(brought(table, files), files, strict=True):
        assert outcome["said"].startswith("已导入2行"), (content, outcome["told"])
        hold(outcome, content, tmp_path)
        rows = list(csv.DictReader(io.StringIO(outcome["text"].removeprefix("\ufeff"), newline="")))
        assert {each["id"]: float(each["value"]) for each in rows} == {
            "own.party.members": 60,
            "own.village.farmland": 3000,
        }


def test_a_negative_number_and_a_formula_in_words_come_back_as_they_were(table: Page, tmp_path: Path) -> None:
    for value, place in (("-5.5", "=1+1"), ("0.0000001", "'=1+1"), ("-0", "'甲"), ("1000000000000", "''@x")):
        content = own_files.GOOD.replace(",60,", f",{value},").replace("党员名册", f"'{place}").encode()
        (outcome,) = brought(table, [content])
        hold(outcome, content, tmp_path)
        (again,) = brought(table, [outcome["text"].encode()])
        assert again["text"] == outcome["text"]
        kept = json.loads(again["after"])
        assert (place if place[-1] != "甲" else "''甲") in kept and value.lstrip("-0.") in "".join(kept)
