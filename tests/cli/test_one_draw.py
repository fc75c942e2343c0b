"""One draw tells no error: every table says that it is not known, none says zero or prints what is no number."""

from __future__ import annotations

import re

import pytest

from hds_tco.locale import LANGUAGES, Language
from tests.cli.running import plain, ran

COMMANDS = (("simulate", "--convergence"), ("clauses",), ("flexibility",), ("sensitivity",))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_an_error_of_one_draw_is_not_known(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...], lang: Language
) -> None:
    name, *more = command
    shown = plain(ran(capsys, name, "reference-ght", "--draws", "1", *more, lang=lang).out)
    assert "± ?" in shown
    assert not re.search(r"\bnan\b", shown, re.IGNORECASE)
    if name != "clauses":  # sets and other providers are priced on draws of their own
        assert not re.search(r"± *€?\d", shown)


def test_the_value_of_perfect_information_has_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    shown = " ".join(plain(ran(capsys, "simulate", "reference-ght", "--draws", "500").out).split())
    assert re.search(r"vaudrait [\d ]+,\d k€ \(EVPI, ± [\d ]+,\d k€\)", shown)
    shown = " ".join(plain(ran(capsys, "sensitivity", "reference-ght", "--draws", "500").out).split())
    assert re.search(r"tout connaître vaudrait [\d ]+,\d k€ \(± [\d ]+,\d k€\)", shown)
