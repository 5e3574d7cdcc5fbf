"""What was read of each page is kept, and a cache that is broken is made anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from casebook.sphinx.search_cache import NAME, Kept, SectionCache, key

SECTIONS: Kept = [("a", "一\n二", ["case/b.html"])]


def never() -> Kept:
    """Stand for a page that must not be read again."""
    raise AssertionError("read again")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return a folder whose cache holds two pages."""
    cache = SectionCache(tmp_path / "trees")
    cache.get("one", lambda: SECTIONS)
    cache.get("two", lambda: [])
    cache.save()
    return tmp_path / "trees"


def test_what_was_read_is_not_read_again_and_what_is_not_asked_for_is_dropped(filled: Path) -> None:
    cache = SectionCache(filled)
    assert cache.get("one", never) == SECTIONS
    cache.save()
    with pytest.raises(AssertionError, match="read again"):
        SectionCache(filled).get("two", never)
    assert sorted(path.name for path in filled.iterdir()) == [NAME]


def test_an_unchanged_cache_is_not_written(filled: Path) -> None:
    before = (filled / NAME).stat().st_mtime_ns
    cache = SectionCache(filled)
    assert cache.get("one", never) and cache.get("two", never) == []
    cache.save()
    assert (filled / NAME).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"one": 3}', b'{"one": [["a", 1, []]]}', b'{"one": [["a", "b"]]}'],
)
def test_a_broken_cache_is_made_anew(filled: Path, content: bytes) -> None:
    (filled / NAME).write_bytes(content)
    cache = SectionCache(filled)
    assert cache.get("one", lambda: SECTIONS) == SECTIONS
    cache.save()
    assert SectionCache(filled).get("one", never) == SECTIONS
    assert list(json.loads((filled / NAME).read_text("utf-8"))) == ["one"]


def test_a_key_hangs_on_every_byte_and_on_where_it_stands() -> None:
    keys = [key(b"ab", "c"), key(b"a", "bc"), key("abc"), key(["ab", "c"]), key(["a", "bc"]), key(b"ab", "d")]
    assert len(set(keys)) == len(keys)
    assert key(b"ab", ["x", "y"]) == key("ab", ["x", "y"])
