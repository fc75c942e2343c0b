"""Scenarios to open: what is listed, and that nothing in a folder holds the list up or dresses a name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hds_tco.cockpit.scenario_files import files_of, titles_of
from hds_tco.scenario.files import LARGEST_BYTES

NAMED = {
    "plain.toml": (b'name = "Notre cas"\n', "Notre cas (plain.toml)"),
    "marked.toml": (b'\xef\xbb\xbfname = "Notre cas"\n', "Notre cas (marked.toml)"),
    "dressed.toml": ('name = "a\\u001b[31mb\u202e\\nc"\n'.encode(), "a"),
    "long.toml": (b'name = "' + b"mot " * 500 + b'"\n', "mot mot"),
    "number.toml": (b"name = 3\n", "number.toml"),
    "broken.toml": (b"name = \n", "broken.toml"),
    "picture.toml": (b"\x89PNG\r\n", "picture.toml"),
    "huge.toml": (b'name = "x"\n' + b"#" * LARGEST_BYTES, "huge.toml"),
    "latin.toml": ('name = "é"\n'.encode("latin-1"), "latin.toml"),
    "empty.toml": (b"", "empty.toml"),
    "deep.toml": (b"a = " + b"[" * 5000, "deep.toml"),
}


@pytest.mark.parametrize("file", NAMED)
def test_a_file_is_listed_by_its_name_on_one_short_line(file: str, tmp_path: Path) -> None:
    content, begins = NAMED[file]
    path = tmp_path / file
    path.write_bytes(content)
    title = titles_of({str(path): path})[str(path)]
    assert title.startswith(begins)
    assert len(title) < 120
    assert title.isprintable()


def test_templates_are_listed_and_marks_of_open_workbooks_are_not(tmp_path: Path) -> None:
    for name in ("a.toml", "b.xlsx", "c.XLSM", "d.xltx", "~$b.xlsx", ".~lock.b.xlsx#", "e.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    (tmp_path / "f.toml").mkdir()
    assert [path.name for path in files_of(tmp_path)] == ["a.toml", "b.xlsx", "c.XLSM", "d.xltx"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_is_neither_listed_nor_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    os.mkfifo(path)
    assert files_of(tmp_path) == ()
    assert titles_of({"a": path}) == {"a": "a"}
