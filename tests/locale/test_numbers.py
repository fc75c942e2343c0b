"""Numbers as each language writes them: what is written reads back, whatever the number."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.locale import LANGUAGES, Language, amount, day, decimal, euros, percent
from hds_tco.locale.numbers import Scale

NARROW, NO_BREAK = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
GROUP = {"fr": NARROW, "en": ","}
POINT = {"fr": ",", "en": "."}
SCALES: tuple[Scale, ...] = get_args(Scale)
FACTOR = {"eur": 1.0, "keur": 1e3, "meur": 1e6}

langs = st.sampled_from(LANGUAGES)
digits = st.integers(0, 6)
numbers = st.floats(-1e12, 1e12, allow_nan=False)


def read(written: str, lang: Language) -> float:
    return float(written.replace(GROUP[lang], "").replace(POINT[lang], "."))


@given(numbers, langs, digits)
def test_a_number_reads_back_to_the_decimals_that_were_asked(value: float, lang: Language, places: int) -> None:
    assert read(decimal(value, lang, places), lang) == round(value, places)


@given(numbers, langs)
def test_a_number_keeps_six_decimals_when_none_are_asked(value: float, lang: Language) -> None:
    assert read(decimal(value, lang), lang) == round(value, 6)


@given(numbers, langs, st.one_of(st.none(), digits))
def test_thousands_stand_in_groups_of_three(value: float, lang: Language, places: int | None) -> None:
    group, point = re.escape(GROUP[lang]), re.escape(POINT[lang])
    end = rf"({point}\d{{1,6}})?" if places is None else rf"{point}\d{{{places}}}" if places else ""
    assert re.fullmatch(rf"-?\d{{1,3}}({group}\d{{3}})*{end}", decimal(value, lang, places))


@given(st.integers(-(10**12), 10**12), langs)
def test_a_whole_number_has_no_decimals_of_its_own(value: int, lang: Language) -> None:
    assert decimal(value, lang) == decimal(value, lang, 0)
    assert decimal(float(value), lang) == decimal(value, lang)


@given(numbers, langs, digits)
def test_the_sign_is_all_that_opposites_differ_by(value: float, lang: Language, places: int) -> None:
    size, other = decimal(abs(value), lang, places), decimal(-abs(value), lang, places)
    assert not size.startswith("-")
    assert other == (size if round(value, places) == 0 else f"-{size}")


@given(st.floats(-0.5, 0.0), langs)
def test_nothing_is_never_written_with_a_minus(value: float, lang: Language) -> None:
    for written in (
        decimal(value, lang, 0),
        percent(value / 100, lang, 0),
        euros(value, lang),
        amount(value, lang),
        amount(value * 1e3, lang, "meur", 0),
    ):
        assert "-" not in written


@given(st.floats(-1e4, 1e4), langs)
def test_a_share_reads_back_from_its_percentage(value: float, lang: Language) -> None:
    written = percent(value, lang)
    sign = f"{NO_BREAK}%" if lang == "fr" else "%"
    assert written.endswith(sign)
    assert read(written.removesuffix(sign), lang) / 100 == pytest.approx(value, abs=1e-8)


@given(st.floats(-1, 1), langs, st.integers(0, 4))
def test_a_percentage_has_the_decimals_that_were_asked(value: float, lang: Language, places: int) -> None:
    number = percent(value, lang, places).rstrip(f"%{NO_BREAK}")
    assert len(number.partition(POINT[lang])[2]) == places


@given(numbers, langs, st.sampled_from(SCALES), st.integers(0, 3))
def test_an_amount_reads_back_at_its_scale(value: float, lang: Language, scale: Scale, places: int) -> None:
    written = amount(value, lang, scale, places)
    if lang == "fr":
        symbol = {"eur": "€", "keur": "k€", "meur": "M€"}[scale]
        assert written.endswith(NO_BREAK + symbol)
        number = written.removesuffix(NO_BREAK + symbol)
    else:
        found = re.fullmatch(r"(-?)€([\d,.]+)" + {"eur": "", "keur": "k", "meur": "M"}[scale], written)
        assert found
        number = found[1] + found[2]
    assert read(number, lang) == round(value / FACTOR[scale], places)


@given(numbers, langs)
def test_euros_are_an_amount_at_scale_one(value: float, lang: Language) -> None:
    assert euros(value, lang) == amount(value, lang, "eur", 0)
    assert euros(value, lang, 2) == amount(value, lang, "eur", 2)


@given(numbers, langs, digits)
def test_a_number_of_numpy_is_written_as_near(value: float, lang: Language, places: int) -> None:
    # Not always alike: np.float64 rounds itself, and may differ in the last decimal.
    half = 0.5 * 10.0**-places
    assert abs(read(decimal(np.float64(value), lang, places), lang) - value) <= half + abs(value) * 1e-15


def test_french_and_english_side_by_side() -> None:
    assert decimal(-1234567.891, "fr", 2) == f"-1{NARROW}234{NARROW}567,89"
    assert decimal(-1234567.891, "en", 2) == "-1,234,567.89"
    assert percent(0.0325) == f"3,25{NO_BREAK}%"
    assert percent(0.0325, "en") == "3.25%"
    assert amount(1_234_500) == f"1{NARROW}234,5{NO_BREAK}k€"
    assert amount(1_234_500, "en") == "€1,234.5k"
    assert decimal(1000, "en") == "1,000"


@pytest.mark.parametrize(
    ("lang", "written"),
    [("fr", ["1er mai 2026", "12 janv. 2027", "16 août 2024"]), ("en", ["1 May 2026", "12 Jan 2027", "16 Aug 2024"])],
)
def test_days_are_written_as_the_reader_writes_them(lang: Language, written: list[str]) -> None:
    days = (date(2026, 5, 1), date(2027, 1, 12), date(2024, 8, 16))
    assert [day(one, lang).replace("\u00a0", " ") for one in days] == written
