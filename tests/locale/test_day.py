"""Days in words."""

from __future__ import annotations

from datetime import date

import pytest

from hds_tco.locale import Language, day


@pytest.mark.parametrize(
    ("lang", "written"),
    [("fr", ["1er mai 2026", "12 janv. 2027", "16 août 2024"]), ("en", ["1 May 2026", "12 Jan 2027", "16 Aug 2024"])],
)
def test_days_are_written_as_the_reader_writes_them(lang: Language, written: list[str]) -> None:
    days = (date(2026, 5, 1), date(2027, 1, 12), date(2024, 8, 16))
    assert [day(one, lang).replace("\u00a0", " ") for one in days] == written
