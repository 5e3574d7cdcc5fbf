"""What the system refuses, told in Chinese."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from casebook.cli.guard import guarded
from casebook.refusals import refused, told, unwritable

NOBODY = 65534


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EFBIG, "disk-full"),
        (errno.EACCES, "place-locked"),
        (errno.EROFS, "place-locked"),
        (errno.EPERM, "place-locked"),
        (errno.EIO, "system"),
        (errno.EISDIR, "system"),
    ],
)
def test_every_refusal_has_its_saying(number: int, key: str, tmp_path: Path) -> None:
    assert refused(OSError(number, os.strerror(number), str(tmp_path / "x")), tmp_path).key == key


@pytest.mark.parametrize("error", [OSError(), OSError("x"), OSError(errno.ENOSPC, "full")])
def test_a_refusal_that_names_no_file_is_told_of_the_output(error: OSError, tmp_path: Path) -> None:
    assert refused(error, tmp_path / "not" / "there").file == str(tmp_path / "not" / "there")


def test_a_program_s_own_words_for_a_full_disk_are_known(tmp_path: Path) -> None:
    code = "from pathlib import Path\nPath('/dev/full').write_text('x')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    found = told(run.stderr.splitlines(), tmp_path)
    assert found is not None and found.key == "disk-full"


def test_the_database_s_words_for_a_full_disk_are_known(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "x.db")
    database.execute("create table t (x text)")
    database.execute("pragma max_page_count = 3")
    with pytest.raises(sqlite3.OperationalError) as raised:
        database.executemany("insert into t values (?)", [("x" * 1000,)] * 100)
    database.close()
    found = told([f"sqlite3.OperationalError: {raised.value}"], tmp_path)
    assert found is not None and found.key == "disk-full"


def test_a_place_that_cannot_be_written_is_told_of_within_the_output_alone(tmp_path: Path) -> None:
    line = f"PermissionError: [Errno 13] Permission denied: '{tmp_path / 'html' / 'x.html'}'"
    found = told([line], tmp_path)
    assert found is not None and (found.key, found.file) == ("place-locked", str(tmp_path / "html" / "x.html"))
    assert told([line], tmp_path / "other") is None


@pytest.mark.parametrize("line", ["WARNING: 书里写着磁盘满了", "ValueError: 28", ""])
def test_other_words_are_no_refusal(line: str, tmp_path: Path) -> None:
    assert told([line], tmp_path) is None


def test_a_place_is_looked_at_before_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    places = [tmp_path / name for name in ("file", "folder", "link", "nothing")]
    assert [Path(each.file).name for each in unwritable(places)] == ["file", "link"]


def test_a_folder_of_another_user_is_refused_and_nothing_in_it_changes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In a child that is nobody, since mode bits keep root out of nothing."""
    output = tmp_path / "_build"
    (output / "html").mkdir(parents=True)
    (output / "html" / "index.html").write_text("whole", encoding="utf-8")
    output.chmod(0o555)
    above = [each for each in (tmp_path, *tmp_path.parents) if "pytest" in str(each)]
    modes = {each: each.stat().st_mode for each in above}
    for each, mode in modes.items():
        each.chmod(mode | 0o055)
    child = os.fork()
    if child == 0:
        if os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        os._exit(guarded(lambda: 42, output, "排书", "书"))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for each, mode in modes.items():
        each.chmod(mode)
    output.chmod(0o755)
    assert code == 1
    assert "_build：这里不许写。应为：" in capfd.readouterr().err
    assert [each.name for each in output.iterdir()] == ["html"]
