"""An option in a sentence: with its article, where it stands first with a capital, and bare in a table."""

from __future__ import annotations

import re

import pytest

from hds_tco.locale import LANGUAGES, Language, Name
from hds_tco.locale.catalogue import _catalogue
from hds_tco.model import IN_HOUSE, OPTIONS, Option, status_quo
from tests.locale.test_catalogue import plain

MINE = Option("mixed", IN_HOUSE.pieces, own_label="Nos machines, second site loué")


@pytest.mark.parametrize(
    ("key", "french", "english"),
    [
        ("in_house", "l'hébergement interne", "in-house hosting"),
        ("external", "l'hébergeur certifié HDS", "the certified HDS provider"),
        ("leasing", "la location de l'infrastructure", "leasing the infrastructure"),
    ],
)
def test_a_shipped_option_has_its_article(key: str, french: str, english: str) -> None:
    assert OPTIONS[key].named().the == french
    assert OPTIONS[key].named("en").the == english


def test_a_user_s_option_is_quoted() -> None:
    assert plain(f"{MINE.named():the}") == "l'option « Nos machines, second site loué »"
    assert f"{MINE.named('en'):The}" == "The option “Nos machines, second site loué”"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("option", [*OPTIONS.values(), status_quo("external"), MINE], ids=lambda option: option.key)
def test_bare_it_is_the_label(option: Option, lang: Language) -> None:
    name = option.named(lang)
    assert name == option.label(lang)
    assert f"{name}" == str(name) == option.label(lang)
    assert type(str(name)) is str


@pytest.mark.parametrize("option", [*OPTIONS.values(), status_quo("external"), MINE], ids=lambda option: option.key)
def test_de_and_a_never_contract_before_it(option: Option) -> None:
    # “de le” would be “du”, “à le” “au”: a template writes both out.
    assert re.match("l'|la ", option.named().the)


def test_only_the_first_letter_is_raised() -> None:
    assert f"{Name('X', 'leasing the HDS room'):The}" == "Leasing the HDS room"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_templates_ask_for_forms_that_there_are(lang: Language) -> None:
    asked = {form for words in _catalogue(lang).values() for form in re.findall(r"\{\w+:(\w+)\}", words)}
    assert asked == {"the", "The"}
