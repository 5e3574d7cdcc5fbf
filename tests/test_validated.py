"""What has passed the schema is known again, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from casebook import tables, validated
from casebook.findings import CasebookError
from tests.data_folder import DataFolder


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(tables.VALIDATED_VARIABLE, "")  # put back as it was afterwards
    return DataFolder.copy_to(tmp_path / "data").path


def known(data: Path, record: Path) -> bool:
    """Whether the tables count as validated by what is recorded."""
    os.environ[tables.VALIDATED_VARIABLE] = ""
    validated.recall(data, record)
    return os.environ.get(tables.VALIDATED_VARIABLE) == tables.content_digest(data)


def test_tables_that_passed_are_known_until_a_byte_changes(data: Path, tmp_path: Path) -> None:
    record = tmp_path / "work" / "validated"
    assert not known(data, record)
    validated.remember(data, record)
    assert known(data, record)
    for name in ("facts.csv", tables.DESCRIPTOR):
        before = (data / name).read_bytes()
        (data / name).write_bytes(before + b"\n")
        assert not known(data, record)
        (data / name).write_bytes(before)
    assert known(data, record)


def test_other_code_or_another_validator_validates_anew(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "validated"
    validated.remember(data, record)
    monkeypatch.setattr(validated, "version", lambda name: "0")
    assert not known(data, record)


def test_a_faulty_table_is_refused_though_another_was_recorded(data: Path, tmp_path: Path) -> None:
    record = tmp_path / "validated"
    validated.remember(data, record)
    facts = data / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace(",exact,", ",precise,", 1), encoding="utf-8")
    validated.recall(data, record)
    with pytest.raises(CasebookError):
        tables.read_tables(data)
