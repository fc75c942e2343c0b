"""The files of a pack as a small table: what each is for, and how large it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hds_tco.analysis.table import Table
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, text

_KB = 1e3


def files_table(files: Sequence[Path], lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the files, one row each.

    Parameters
    ----------
    files : sequence of Path
        From `hds_tco.board.pack.write_pack`.
    lang : {"fr", "en"}
    """
    rows = tuple(
        (
            str(file),
            text(f"files.what.{file.suffix.removeprefix('.')}", lang),
            text("files.kb", lang, size=decimal(max(file.stat().st_size / _KB, 1.0), lang, 0)),
        )
        for file in files
    )
    return Table(
        columns=tuple(text(f"files.{name}", lang) for name in ("file", "content", "size")),
        rows=rows,
        title=text("files.title", lang),
        words=(1,),
    )
