"""Whatever file a reader hands in, ``casebook check`` passes it or says in Chinese what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from casebook import own
from casebook.findings import CasebookError
from tests import own_files

SLOW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def in_place_of(old: str, new: str) -> bytes:
    """Return the sound file with one text replaced."""
    assert old in own_files.GOOD
    return own_files.GOOD.replace(old, new, 1).encode()


@SLOW
@given(content=own_files.files())
@example(in_place_of("党员名册", "x" * 140_000))
@example(in_place_of(",60,", f",{'x' * 140_000},"))
@example(in_place_of("own.party.members", "x" * 140_000))
@example(in_place_of("hedge_word", "x" * 140_000))
@example(in_place_of("党员名册", '"党员名册'))
@example(in_place_of("党员名册", "\0"))
@example(own.BOM * 2 + own_files.GOOD.encode())
@example(own_files.GOOD.encode("gb18030"))
@example(own_files.GOOD.encode("utf-16"))
@example(own_files.GOOD.replace("\r\n", "\r").encode())
@example(b"\r\n" * 3)
@example(b",")
def test_any_file_passes_or_is_told_what_to_mend(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "我村.csv"
    path.write_bytes(content)
    try:
        assert own.check(path) >= 0
    except CasebookError as error:
        assert error.findings
        for each in error.findings:
            assert each.file == str(path)
            assert each.found and each.expected and each.mend
            assert len(str(each)) < 2000


def test_the_sound_file_passes(tmp_path: Path) -> None:
    path = tmp_path / "我村.csv"
    path.write_bytes(own.BOM + own_files.GOOD.encode())
    assert own.check(path) == 2


@pytest.mark.parametrize("value", ["NaN", "Infinity", "=1+1", "½", "1/2", "60名"])
def test_what_only_looks_like_a_number_is_refused(tmp_path: Path, value: str) -> None:
    path = tmp_path / "我村.csv"
    path.write_bytes(in_place_of(",60,", f",{value},"))
    with pytest.raises(CasebookError, match="第2行，“value”列"):
        own.check(path)
