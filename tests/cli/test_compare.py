"""`hds-tco compare`: what a reader sees, and what another program reads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.locale.catalogue import keys
from hds_tco.scenario import assumptions_of, load, shipped_scenarios
from tests.builders import CLOSE_RACE
from tests.cli.running import plain, ran

CENT = 0.005
TOPICS = ("screen.", "answer.", "notice.", "event.", "nature.", "option.", "line.", "certificate_reason.", "irr.")


# ─── the screen ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_comes_first_then_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "compare", CLOSE_RACE)
    assert (got.status, got.err) == (0, "")
    title, answer = [line for line in plain(got.out).splitlines() if line][:2]
    assert title == "GHT de référence"
    assert re.match(
        r"L'option la moins chère : .*, [\d ]+,\d k€ sur 10 ans \([\d ]+,\d k€ par an\), soit [\d ]+,\d k€ "
        r"\([\d,]+ %\) de moins que la suivante",
        answer,
    )
    assert plain(got.out).index("L'option la moins chère") < plain(got.out).index("Coût des options sur 10 ans")


def test_the_answer_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "compare", CLOSE_RACE, lang="en")
    assert re.search(
        r"^Cheapest: .*, €[\d,]+\.\dk over 10 years \(€[\d,]+\.\dk a year\), €[\d,]+\.\dk "
        r"\([\d.]+%\) less than the next,",
        got.out,
        re.MULTILINE,
    )


def test_numbers_are_french_in_french_and_english_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    french = ran(capsys, "compare", "reference-ght", "--lines").out
    english = ran(capsys, "compare", "reference-ght", "--lines", lang="en").out
    assert re.search("\\d\u202f\\d{3},\\d\u00a0k€", french)
    assert not re.search(r"\d[,.]\d{3}[,.]\d|€\d|\d k€|\d%", french)
    assert re.search(r"€\d{1,3},\d{3}\.\dk", english)
    assert not re.search("[\u00a0\u202f]|\\d €|k€", english)
    # The same figures, whichever way they are written.
    digits = [re.sub(r"\D", "", number) for number in re.findall("\\d[\\d\u202f]*,\\d\u00a0k€", french)]
    assert digits == [re.sub(r"\D", "", number) for number in re.findall(r"€(\d[\d,]*\.\d)k", english)]


def phrases(lang: Language, other: Language) -> Iterator[str]:
    """Yield what a language says and the other does not: whole texts, and what stands between their holes."""
    theirs = " ".join(text_of(key, other) for key in keys(other)).lower()
    for key in sorted(keys(lang)):
        if key.startswith(TOPICS):
            for part in re.split(r"\{\w+\}", text_of(key, lang)):
                phrase = part.strip(" \u00a0.,:;()–")
                if len(phrase) > 3 and not re.search(rf"\b{re.escape(phrase.lower())}\b", theirs):
                    yield phrase


def text_of(key: str, lang: Language) -> str:
    class Hole(str):
        def __format__(self, form: str) -> str:
            return "{" + str(self) + "}"

    class Holes(dict[str, Hole]):
        def __missing__(self, name: str) -> Hole:
            return Hole(name)

    from hds_tco.locale.catalogue import _catalogue

    return _catalogue(lang)[key].format_map(Holes())


def own_words_of(name: str) -> list[str]:
    """Return what a scenario itself says, which no catalogue translates."""
    scenario = load(name)
    named: list[Any] = [*scenario.hosted.values(), *scenario.staff.values(), *scenario.certification.steps.values()]
    return [scenario.name, *(block.label for block in named)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["reference-ght", "chi-eure-seine-2017-total"])
def test_a_screen_speaks_one_language(name: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    out = ran(capsys, "compare", name, "--lines", lang=lang).out
    own = own_words_of(name)
    for words in own:
        out = out.replace(words, "")
    # A long name goes on in the next line of its cell.
    out = "\n".join(line for line in out.splitlines() if not (line.strip() and " ".join(own).count(line.strip())))
    out = re.sub(r"hds-tco \w+|--\w+|\b[a-z_]+\.[a-z_.0-9]+\b", "", out)  # commands, and the lines' own names
    out = re.sub(rf"\b({'|'.join(sorted(line_names(name), key=len, reverse=True))})\b *$", "", out, flags=re.MULTILINE)
    other: Language = "en" if lang == "fr" else "fr"
    assert [words for words in phrases(other, lang) if re.search(rf"\b{re.escape(words)}\b", out)] == []
    assert [words for words in phrases(lang, other) if re.search(rf"\b{re.escape(words)}\b", out)]  # the search finds


def line_names(name: str) -> set[str]:
    from hds_tco.analysis import compare

    return {line.key for option in compare(load(name)).options for line in option.lines}


@pytest.mark.parametrize("name", shipped_scenarios())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_scenario_has_its_screen(name: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "compare", name, "--lines", lang=lang)
    assert (got.status, got.err) == (0, "")
    assert load(name).name in got.out
    assert text("screen.net_present_cost", lang) in got.out
    assert text("screen.notices", lang) in got.out
    assert not re.search(r"[{}]|\bnan\b|\binf\b|None|\[/", got.out)
    assert max(len(line) for line in got.out.splitlines()) <= 160


def test_options_stand_from_the_cheapest_to_the_dearest(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(ran(capsys, "compare", "reference-ght").out)
    row = next(line for line in out.splitlines() if line.strip().startswith("Coût actualisé net"))
    costs = [float(number.replace(" ", "").replace(",", ".")) for number in re.findall(r"(\d[\d ]*,\d) k€", row)]
    assert costs == sorted(costs)
    assert len(costs) == 3


def test_dates_of_the_calendar_are_years_of_the_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    step = f"certification.steps.{next(iter(load('reference-ght').certification.steps))}"
    months = ["--set", f"{step}.file_months=5", "--set", f"{step}.instruction_months=2"]  # granted at 7 / 12
    out = plain(ran(capsys, "compare", "reference-ght", *months).out)
    assert re.search(r"année 0 \(2026\) +Début du dossier", out)
    assert re.search(r"année 1 \(2027\) +Obtention", out)
    assert "année 2 (2028)" in out
    assert not re.search(r"année \d+,\d", out)


def test_marks_in_a_users_words_are_shown_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = "EHPAD [/red] :smile: [bold]x {0} %s"
    path = tmp_path / "a.toml"
    path.write_text(f'based_on = "reference-ght"\nname = "{odd}"\n[hosted.ehpad]\nlabel = "{odd}"\n', "utf-8")
    for words in (["compare", path, "--lines"], ["explain", path, "hosted_fees"]):
        got = ran(capsys, *words)
        assert got.status == 0
        assert odd in got.out
    assert odd in ran(capsys, "compare", path, "--format", "json").out


@pytest.mark.parametrize("command", ["compare", "explain"])
def test_a_setting_changes_the_result(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["incidents"] if command == "explain" else []
    plain_run = ran(capsys, command, "reference-ght", *line)
    changed = ran(capsys, command, "reference-ght", *line, "--set", "incidents.rebuild_eur=9000000")
    assert changed.status == 0
    assert changed.out != plain_run.out


def test_figures_beyond_all_measure_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["reference-ght", "--set", "external.price_eur_per_vm_per_month=1e12", "--set", "hospital.vms=1e9"]
    french = ran(capsys, "compare", *words)
    english = ran(capsys, "compare", *words, "--format", "json", lang="en")
    assert (french.status, french.out, english.status, english.out) == (2, "", 2, "")
    assert "hors de toute mesure : un prix, un volume ou un taux est faux." in plain(french.err)
    assert "(Hébergeur certifié HDS)" in french.err
    assert "beyond all measure: a price, a volume or a rate is wrong." in english.err


# ─── JSON ────────────────────────────────────────────────────────────────────────────────────────────────────────

OF_THE_WHOLE = {
    "scenario",
    "horizon_years",
    "nominal_discount_rate",
    "decision_year",
    "best_option",
    "options",
    "return_on_in_house",
    "notices",
    "assumptions",
}
OF_AN_OPTION = {
    "key",
    "label",
    "net_present_cost_eur",
    "equivalent_annual_cost_eur",
    "amounts_eur",
    "lines",
    "crossing_year",
    "present_by_nature_eur",
    "certificate_needed",
}
OF_A_LINE = {"key", "label", "nature", "eprd_title", "index", "bears_vat", "amounts_eur"}


@pytest.fixture(scope="module")
def reference() -> Any:
    from hds_tco.analysis import compare

    return compare(load("reference-ght")).data()


@pytest.mark.parametrize("name", shipped_scenarios())
def test_json_adds_up_to_the_cent(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "compare", name, "--format", "json")
    assert (got.status, got.err) == (0, "")
    data = got.data
    assert set(data) >= OF_THE_WHOLE
    years = range(data["horizon_years"] + 1)
    rate = data["nominal_discount_rate"]
    for option in data["options"]:
        assert set(option) >= OF_AN_OPTION
        assert len(option["amounts_eur"]) == len(years)
        for line in option["lines"]:
            assert set(line) == OF_A_LINE
            assert line["nature"] in ("investment", "operating", "income", "risk")
            assert line["eprd_title"] in (1, 2, 3, 4)
        for year in years:
            assert sum(line["amounts_eur"][year] for line in option["lines"]) == pytest.approx(
                option["amounts_eur"][year], abs=CENT
            )
        present = sum(amount / (1 + rate) ** year for year, amount in zip(years, option["amounts_eur"], strict=True))
        assert option["net_present_cost_eur"] == pytest.approx(present, abs=CENT)
        assert sum(option["present_by_nature_eur"].values()) == pytest.approx(present, abs=CENT)
        annuity = sum((1 + rate) ** -year for year in years[1:])
        assert option["equivalent_annual_cost_eur"] * annuity == pytest.approx(present, abs=CENT)
    best = min(data["options"], key=lambda option: option["net_present_cost_eur"])
    assert data["best_option"] == best["key"]
    assert best["crossing_year"] is None


def test_json_numbers_are_the_same_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    french = ran(capsys, "compare", "reference-ght", "--format", "json").data
    english = ran(capsys, "compare", "reference-ght", "--format", "json", lang="en").data
    for one, other in zip(french["options"], english["options"], strict=True):
        assert one.pop("label") != other.pop("label")
        for line, their in zip(one["lines"], other["lines"], strict=True):
            line.pop("label")
            their.pop("label")
        assert one == other


def test_json_holds_every_assumption_with_its_source(reference: Any) -> None:
    scenario = load("reference-ght")
    found = {item["path"]: item for item in reference["assumptions"]}
    assert set(found) == set(assumptions_of(scenario))
    for path, item in assumptions_of(scenario).items():
        said = found[path]
        assert said["confidence"] == item.confidence
        assert said["source"] == (item.source or None)
        assert said["is_hypothesis"] == item.is_hypothesis
        assert np.allclose(said["value"], item.value)
        assert said["label"]
    rate = found["finance.real_discount_rate_per_year"]
    assert (rate["value"], rate["confidence"], rate["source"][:17]) == (0.032, "S1", "France Stratégie,")
    price = found["hardware.server_base_eur"]
    assert (price["distribution"], price["low"], price["mode"], price["high"]) == ("pert", 6_500, 8_300, 12_000)


def test_the_rate_is_real_and_inflation_together(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--set", "finance.real_discount_rate_per_year=0.03", "--set", "finance.inflation_per_year=0.02"]
    got = ran(capsys, "compare", "reference-ght", "--format", "json", *words)
    assert got.data["nominal_discount_rate"] == pytest.approx(1.03 * 1.02 - 1, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "settings", "euros"),
    [
        ("chi-eure-seine-2017-total", [], 730_000),
        ("chi-eure-seine-2017-par-an", [], 1_030_000),
        ("chu-strasbourg-2017", [], 230_000),
        ("chu-strasbourg-2017", ["--set", "horizon_years=10"], 350_000),
        ("ap-hm-2017", [], 0),
    ],
)
def test_the_cases_of_2017_to_the_cent(
    name: str, settings: list[str], euros: float, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ran(capsys, "compare", name, "--format", "json", *settings).data
    (option,) = data["options"]
    assert data["nominal_discount_rate"] == 0
    assert option["net_present_cost_eur"] == pytest.approx(euros, abs=CENT)
    assert sum(option["amounts_eur"]) == pytest.approx(euros, abs=CENT)
    assert option["crossing_year"] is None
    horizon = 10 if settings else data["horizon_years"]
    assert data["horizon_years"] == horizon
    assert option["equivalent_annual_cost_eur"] == pytest.approx(euros / horizon, abs=CENT)


def test_the_case_of_eure_seine_is_shown_to_the_hundred_euros(capsys: pytest.CaptureFixture[str]) -> None:
    out = plain(ran(capsys, "compare", "chi-eure-seine-2017-total").out)
    assert "Hébergement interne : 730,0 k€ sur 4 ans (182,5 k€ par an)." in out
    assert "730 000,00 €" not in out  # thousands of euros on the screen, cents in the files
    english = ran(capsys, "compare", "chi-eure-seine-2017-total", lang="en").out
    assert "In-house hosting costs €730.0k over 4 years (€182.5k a year)." in english


def test_the_crossing_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.toml"
    # In-house 100 k€ in year 0 and 20 k€ a year; the provider 45 k€ a year: 100 + 20 t = 45 t at t = 4.
    path.write_text(crossing_case(100_000, 20_000, 45_000), "utf-8")
    data = ran(capsys, "compare", path, "--format", "json").data
    crossing = {option["key"]: option["crossing_year"] for option in data["options"]}
    assert data["best_option"] == "in_house"
    assert crossing["in_house"] is None
    assert crossing["external"] == pytest.approx(4)
    assert "dès l'année 5" in plain(ran(capsys, "compare", path).out)
    assert "from year 5 on" in ran(capsys, "compare", path, lang="en").out


def crossing_case(invested: float, in_house: float, external: float, horizon: int = 10) -> str:
    """Return a case in which the only amounts are those given: one in year 0, the others each year."""
    from hds_tco.scenario.template import template
    from tests import builders

    neutral = builders.scenario(
        {
            "in_house.other_investment_eur_by_year": [invested],
            "in_house.other_operating_eur_by_year": [0] + [in_house] * horizon,
            "external.other_eur_by_year": [0] + [external] * horizon,
        },
        options=("in_house", "external"),
        horizon_years=horizon,
    )
    return template(neutral)


# ─── CSV ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", shipped_scenarios())
def test_csv_adds_up_to_the_same(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "compare", name, "--format", "csv")
    assert (got.status, got.err) == (0, "")
    frame = pd.read_csv(io.StringIO(got.out), converters=dict.fromkeys(("amount_eur", "discounted_eur"), float))
    data = ran(capsys, "compare", name, "--format", "json").data
    assert list(frame.columns) == [
        "option",
        "line",
        "label",
        "nature",
        "eprd_title",
        "year",
        "calendar_year",
        "amount_eur",
        "discounted_eur",
    ]
    assert (frame["calendar_year"] - frame["year"] == data["decision_year"]).all()
    assert frame.isna().sum().sum() == 0
    for option in data["options"]:
        rows = frame[frame["option"] == option["key"]]
        assert len(rows) == len(option["lines"]) * (data["horizon_years"] + 1)
        assert rows["discounted_eur"].sum() == pytest.approx(option["net_present_cost_eur"], abs=CENT)
        assert rows.groupby("year")["amount_eur"].sum().tolist() == pytest.approx(option["amounts_eur"], abs=CENT)
        by_line = rows.groupby("line", sort=False)["amount_eur"].apply(list)
        assert by_line.to_dict() == {line["key"]: line["amounts_eur"] for line in option["lines"]}


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_a_label_cannot_become_a_formula(start: str, capsys: pytest.CaptureFixture[str]) -> None:
    from hds_tco.analysis import compare
    from hds_tco.cli.compare import amounts_csv
    from hds_tco.cli.output import harmless
    from hds_tco.model import CostLine, Option

    def piece(world: Any) -> tuple[CostLine, ...]:
        return (CostLine("own", world.year * 1.0, "operating", 3, "fixed", False, own_label=start),)

    written = amounts_csv(compare(load("reference-ght"), [Option("own", (piece,), own_label=start)]), "fr")
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    labels = [row["label"] for row in csv.DictReader(io.StringIO(written))]
    assert set(labels) == {f"'{start.strip()}"}
    assert not [cell for cell in cells if re.match(r"[=+@\t\r]|-\D", cell)]
    assert harmless("Achat = vente") == "Achat = vente"
    assert harmless("deux\r\nlignes") == "deux lignes"


@pytest.mark.parametrize("form", ["json", "csv"])
def test_numbers_keep_every_digit(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    from hds_tco.analysis import compare

    exact = compare(load("reference-ght"))["in_house"].line("licences").amounts_eur.tolist()
    got = ran(capsys, "compare", "reference-ght", "--format", form)
    if form == "json":
        found = next(option for option in got.data["options"] if option["key"] == "in_house")
        assert next(line["amounts_eur"] for line in found["lines"] if line["key"] == "licences") == exact
    else:
        rows = [
            row
            for row in csv.DictReader(io.StringIO(got.out))
            if (row["option"], row["line"]) == ("in_house", "licences")
        ]
        assert [float(row["amount_eur"]) for row in rows] == exact
