"""What is no ordinary file, and what is no value of a field: each refused in words, nothing of elsewhere repeated."""

from __future__ import annotations

import copy
import os
import socket
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from hds_tco.locale import LANGUAGES
from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.files import LONGEST_CHAIN
from hds_tco.scenario.load import _validated
from hds_tco.scenario.rules import meaning_faults, missing_sections, shape_faults
from tests.builders import Tree
from tests.scenario.test_mutations import PLACES, WHOLE, holder

DATES = (date(2026, 1, 1), time(12), datetime(2026, 1, 1, 12))
# Of every nature that TOML knows, bare and inside an assumption's table.
VALUES: tuple[Any, ...] = (
    *DATES,
    *([], {}, [[]], [[1]], [{}], [DATES[0]], {"a": 1}, {"value": DATES[0]}, {"value": {}}, {"value": [[1]]}),
    *(float("nan"), float("inf"), -float("inf"), 10**400, -(10**400), "", "x", True, False, 0, 1.5),
    *({"low": DATES[0], "mode": DATES[1], "high": []}, {"values": DATES[0], "weights": {}}, {"distribution": []}),
    *({"value": 1, "confidence": []}, {"value": 1, "source": DATES[0]}, {"value": 1, "unit": []}),
)


@pytest.mark.parametrize("place", [place for place in PLACES if len(place) < 2], ids=".".join)
@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_a_value_of_any_nature_in_place_of_a_section_or_a_plain_field(place: tuple[str, ...], value: Any) -> None:
    tree: Tree = copy.deepcopy(WHOLE)
    tree[place[0]] = value
    try:
        _validated(tree, {})
    except ScenarioError as error:
        assert error.faults
        for lang in LANGUAGES:
            assert "None" not in error.message(lang)
            assert "datetime" not in error.message(lang)


def test_the_rules_of_several_fields_read_any_nature_at_every_place() -> None:
    read = [place for place in PLACES if place[0] in ("options", "incidents", "migration", "correlations")]
    for place in read[::5]:
        for value in VALUES:
            tree: Tree = copy.deepcopy(WHOLE)
            table = holder(tree, place)
            assert table is not None
            table[place[-1]] = value
            missing_sections(shape_faults(tree)[1])
            meaning_faults(tree)


def made_socket(path: Path) -> None:
    held = socket.socket(socket.AF_UNIX)
    held.bind(str(path))
    held.close()


NO_FILES = {"pipe": os.mkfifo, "socket": made_socket, "device": lambda path: path.symlink_to("/dev/zero")}


@pytest.mark.parametrize("kind", NO_FILES)
@pytest.mark.parametrize("ending", [".toml", ".xlsx"])
def test_what_is_no_regular_file_is_refused_unread(
    kind: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    odd, scenario = Path(f"odd{ending}"), Path("mine.toml")
    NO_FILES[kind](odd)
    scenario.write_text(f'based_on = "{odd}"\n', "utf-8")
    for path in (odd, scenario):
        with pytest.raises(ScenarioError) as found:
            load(path)
        assert [(fault.code, fault.file) for fault in found.value.faults] == [("not_regular", str(odd))]


@pytest.mark.parametrize("length", [LONGEST_CHAIN, LONGEST_CHAIN + 1, 1500])
def test_a_chain_has_an_end(length: int, tmp_path: Path) -> None:
    for rank in range(length):
        base = f"{rank + 1}.toml" if rank < length - 1 else "reference-ght"
        (tmp_path / f"{rank}.toml").write_text(f'based_on = "{base}"\nname = "{rank}"\n', "utf-8")
    if length < LONGEST_CHAIN:
        load(tmp_path / "0.toml")
        return
    with pytest.raises(ScenarioError) as found:
        load(tmp_path / "0.toml")
    (fault,) = found.value.faults
    assert (fault.code, fault.line) == ("chain_too_long", 1)
    assert str(LONGEST_CHAIN) in found.value.message("fr")


SECRETS = (
    "root:SECRET:0:0\n",
    'key = "SECRET\n',
    'SECRET = "SECRET"\n',
    '[SECRET]\nkey = "SECRET"\n',
    '[finance]\nvat_share = "SECRET"\n',
    'options = ["SECRET"]\n',
    'based_on = "SECRET"\n',
    "[finance]\nvat_share = 1\nvat_share = 'SECRET'\n",
)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("by_link", [False, True])
def test_no_line_of_another_folder_is_quoted(secret: str, by_link: bool, tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    theirs.mkdir()
    (theirs / "passwd").write_text(secret, "utf-8")
    named = theirs / "passwd"
    if by_link:
        named = mine / "base.toml"
        named.symlink_to(theirs / "passwd")
    (mine / "a.toml").write_text(f'based_on = "{named}"\n', "utf-8")
    with pytest.raises(ScenarioError) as found:
        load(mine / "a.toml")
    for lang in LANGUAGES:
        assert "SECRET" not in found.value.message(lang)
        assert named.name in found.value.message(lang)


def test_lines_of_the_scenarios_own_folder_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(SECRETS[0], "utf-8")
    (tmp_path / "a.toml").write_text('based_on = "base.toml"\n', "utf-8")
    with pytest.raises(ScenarioError, match="SECRET"):
        load(tmp_path / "a.toml")
