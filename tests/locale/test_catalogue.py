"""The words: both languages say the same, all that the code asks for is said, and the French is set as French."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from hds_tco.locale import LANGUAGES, Language, has_text, number_of, text
from hds_tco.locale.catalogue import keys
from hds_tco.model import OPTIONS, lines_of, status_quo, traced_years
from hds_tco.model.ledger import label_key as line_label_key
from hds_tco.scenario import Fault, ScenarioError, kinds, load, resolve
from hds_tco.scenario.assumption import CONFIDENCES, Section
from hds_tco.scenario.fields import choices_of, inner_section, label_key
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import steps_of, symbol_input
from tests.builders import hosted, role, scenario, step

PACKAGE = Path(__file__).parents[2] / "hds_tco"
NO_BREAK = "\N{NO-BREAK SPACE}"
# What both languages write alike.
SAME = {
    "cli.options",
    "cli.options_piece",
    "count.points.one",
    "count.points.other",
    "flexibility.with_error",
    "law.subject.ght",
    "law.unit.conditions.one",
    "law.unit.conditions.other",
    "law.unit.items.one",
    "law.unit.items.other",
    "screen.nature",
    "screen.total",
    "unit.euros",
    "unit.euros_per_kwh",
    "unit.euros_per_vm",
    "unit.kilowatts",
    "word.exp",
}
# Lines of TOML, as a file would hold them.
TOML_SNIPPETS = {"template.head"}
CAUSES = ("insolvency", "market_exit", "certificate_loss", "disaster", "price_rise")


# ─── what the catalogues hold ────────────────────────────────────────────────────────────────────────────────────


@cache
def catalogue(lang: Language) -> dict[str, str]:
    return dict(rows(lang))


def rows(lang: Language) -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / "locale" / lang).glob("*.toml")):
        yield from flat(tomllib.loads(path.read_text("utf-8")), "")


def flat(tree: dict[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        else:
            assert isinstance(value, str), above + key
            yield above + key, value


def holes(words: str) -> set[str]:
    return {hole for _, hole, _, _ in Formatter().parse(words) if hole is not None}


def bare_holes(words: str) -> str:
    """Return a text with its holes' names only: ``{option:the}`` has a colon that no reader sees."""
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", words)


def under(table: str, lang: Language = "fr") -> set[str]:
    return {key.removeprefix(f"{table}.") for key in catalogue(lang) if key.startswith(f"{table}.")}


# ─── what the code asks for ──────────────────────────────────────────────────────────────────────────────────────


def schema(section: type[Section[Any]] = Scenario, path: str = "") -> Iterator[tuple[str, type[Section[Any]], str]]:
    for name in section.model_fields:
        here = f"{path}.{name}" if path else name
        yield here, section, name
        inner, keyed = inner_section(section, name)
        if inner is not None:
            yield from schema(inner, f"{here}.*" if keyed else here)


def is_section(section: type[Section[Any]], name: str) -> bool:
    return inner_section(section, name)[0] is not None


LEAVES = [path for path, section, name in schema() if not is_section(section, name)]
SECTIONS = [path for path, section, name in schema() if is_section(section, name)]
KEYED = [path for path, section, name in schema() if inner_section(section, name)[1]]
CHOICES = {f"{name}.{choice}" for _, section, name in schema() for choice in choices_of(section, name)}
KINDS = {item.name for item in vars(kinds).values() if isinstance(item, Kind)}


@cache
def traced() -> tuple[set[str], set[str], set[str]]:
    """Return the steps' keys, what they are about, and the lines' label keys of the options."""
    own = {"a_trade": role(label="Métier"), "a_block": hosted(label="Bloc"), "a_step": step(label="Étape")}
    read = scenario(
        {"certification.steps": {"a_step": own["a_step"]}},
        staff={"a_trade": own["a_trade"]},
        hosted={"a_block": own["a_block"]},
    )
    steps, about, labels = set(), set(), set()
    for option in (*OPTIONS.values(), *(status_quo(way) for way in OPTIONS)):
        lines = lines_of(option, resolve(read, symbol_input), traced_years(read.horizon_years))
        labels |= {line_label_key(line.key, line.detail) for line in lines}
        named = steps_of(*[line.amounts_eur for line in lines])  # type: ignore[arg-type]
        steps |= {node.name for node in named if not node.name.startswith("line.")}
        about |= {node.of for node in named if node.of}
    users = set(read.staff) | set(read.hosted) | set(read.certification.steps)
    return steps, about - users, labels


def sources() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted(PACKAGE.rglob("*.py"))]


def words_of(node: ast.AST | None, scope: ast.AST) -> set[str]:
    """Return the strings that an expression may turn out to be, as far as its own function tells."""
    parts: list[ast.expr] = []
    match node:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.IfExp(body=yes, orelse=no):
            parts = [yes, no]
        case ast.Dict(values=values):
            parts = values
        case ast.Call(func=function, args=args):
            parts = [function, *args]
        case ast.Attribute(value=owner):
            parts = [owner]
        case ast.GeneratorExp(generators=loops):
            parts = [loop.iter for loop in loops]
        case ast.Name(id=name):
            parts = assigned(name, scope)
    return {word for part in parts for word in words_of(part, scope)}


def assigned(name: str, scope: ast.AST) -> list[ast.expr]:
    found: list[ast.expr] = []
    for node in ast.walk(scope):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            found += [node.value for target in targets if isinstance(target, ast.Name) and target.id == name]
    return found


def hole_names(node: ast.expr | None, scope: ast.AST) -> set[str]:
    """Return the keys of the mapping that fills a fault's holes."""
    tables = assigned(node.id, scope) if isinstance(node, ast.Name) else [node] if node is not None else []
    named: set[str] = set()
    for table in tables:
        assert isinstance(table, ast.Dict), ast.dump(table)
        named |= {str(key.value) for key in table.keys if isinstance(key, ast.Constant)}
    return named


def faults_in_sources() -> Iterator[tuple[str, set[str], str]]:
    """Yield the code of each fault that the sources raise, what fills its holes, and where."""
    for path, tree in sources():
        for scope in ast.walk(tree):
            if not isinstance(scope, ast.FunctionDef):
                continue
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault":
                    given = dict(zip(("code", "path", "read", "values"), node.args, strict=False))
                    given |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
                    filled = hole_names(given.get("values"), scope) | ({"read"} & set(given))
                    codes = words_of(given["code"], scope)
                    assert codes, f"{path}:{node.lineno}: which fault?"
                    yield from ((code, filled, f"{path.name}:{node.lineno}") for code in codes)


FAULTS = sorted(faults_in_sources(), key=lambda item: (item[0], item[2]))


# ─── both languages ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_loader_reads_every_file() -> None:
    assert {lang: keys(lang) for lang in LANGUAGES} == {lang: set(catalogue(lang)) for lang in LANGUAGES}


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("fr")) ^ set(catalogue("en")) == set()


def test_both_languages_have_the_same_holes() -> None:
    pairs = {key: (holes(words), holes(catalogue("en")[key])) for key, words in catalogue("fr").items()}
    assert {key: pair for key, pair in pairs.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_key_stands_once(lang: Language) -> None:
    assert [key for key, times in Counter(key for key, _ in rows(lang)).items() if times > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_hole_has_a_plain_name(lang: Language) -> None:
    assert [
        key for key, words in catalogue(lang).items() if not all(re.fullmatch("[a-z_]+", h) for h in holes(words))
    ] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plural_has_both_forms_and_its_number(lang: Language) -> None:
    pairs = {key.removesuffix(".one") for key in catalogue(lang) if key.endswith(".one")}
    assert "count.years" in pairs
    assert [key for key in sorted(pairs) if "n" not in holes(catalogue(lang).get(f"{key}.other", ""))] == []


def test_english_is_not_left_in_french() -> None:
    same = {key for key, words in catalogue("fr").items() if words and words == catalogue("en")[key]}
    assert same - SAME == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_empty_but_a_unit_that_is_none(lang: Language) -> None:
    assert {key for key, words in catalogue(lang).items() if not words.strip()} == {
        f"unit.{name}" for name in ("correlation", "count", "factor", "flag", "more_posts", "pue", "size", "year_rank")
    }


# ─── all that the code asks for ──────────────────────────────────────────────────────────────────────────────────


def test_every_field_has_a_label_and_every_label_a_field() -> None:
    assert {label_key(path.replace("*", "one")) for path in LEAVES} == {f"field.{path}" for path in LEAVES}
    assert under("field") == set(LEAVES)


def test_every_section_has_a_title() -> None:
    assert under("section_title") == {*SECTIONS, *(f"{path}.*" for path in KEYED)}


def test_every_field_has_a_help() -> None:
    assert under("help") == {*LEAVES, "based_on"}


def test_every_kind_has_a_unit_and_says_what_it_expects() -> None:
    assert under("unit") == KINDS
    assert under("expected") == KINDS | {"text", "whole", "list", "paths"}


def test_every_choice_has_a_name() -> None:
    assert {"legal_form.gcs", "end_of_term.buy_out"} <= CHOICES
    assert under("choice") == CHOICES
    assert under("activity") == {"1", "2", "3", "4", "5", "6"}


def test_every_option_nature_index_and_confidence_has_a_name() -> None:
    assert under("option") == {*OPTIONS, "status_quo"}
    assert under("option_in_sentence") == {*OPTIONS, "status_quo"}
    assert under("option_then") == set(OPTIONS)
    assert under("nature") == {"investment", "operating", "income", "risk"}
    assert under("index_name") == {"fixed", "prices", "wages", "energy", "contract", "licences"}
    assert under("eprd") == {"title_1", "title_2", "title_3", "title_4", "income", "investment"}
    assert under("confidence") == set(CONFIDENCES)


def test_every_step_of_the_model_has_a_name() -> None:
    steps, about, _ = traced()
    assert under("step") == steps
    assert under("of") == about


def test_every_cost_line_has_a_label_of_its_own() -> None:
    labels = traced()[2]
    assert {f"line.{key}" for key in under("line")} == labels
    for lang in LANGUAGES:  # `explain` finds a line by its label
        said = Counter(words.casefold() for key, words in catalogue(lang).items() if key.startswith("line."))
        assert [words for words, times in said.items() if times > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_hole_of_a_line_is_its_detail(lang: Language) -> None:
    assert {key for key in under("line", lang) if holes(catalogue(lang)[f"line.{key}"])} == {
        *("staff", "contractors", "freed_staff", "seconded"),
    }
    assert "Infirmier" in text("line.staff", lang, detail="Infirmier")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fields_do_not_share_a_label(lang: Language) -> None:
    # The five causes of a forced exit do: whoever names such a field adds the cause.
    told = {path for path in LEAVES if not path.startswith(tuple(f"restitution.{cause}." for cause in CAUSES[1:]))}
    said = Counter(catalogue(lang)[f"field.{path}"].casefold() for path in told)
    assert [words for words, times in said.items() if times > 1] == []
    for cause in CAUSES:
        assert has_text(f"of.{cause}", lang)


@pytest.mark.parametrize(("code", "filled", "where"), FAULTS, ids=[f"{code}-{where}" for code, _, where in FAULTS])
def test_every_fault_has_a_sentence_that_its_place_can_fill(code: str, filled: set[str], where: str) -> None:
    for lang in LANGUAGES:
        assert holes(catalogue(lang)[f"fault.{code}"]) <= filled


def test_every_sentence_on_a_fault_is_used() -> None:
    codes = {code for code, _, _ in FAULTS}
    assert {"empty", "toml", "twice", "too_low", "value_missing"} <= codes  # the search finds indirect codes too
    assert under("fault") == codes


def test_every_key_that_the_sources_name_is_there() -> None:
    tables = {key.partition(".")[0] for key in catalogue("fr")}
    named = {
        node.value.removeprefix("@")
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"@?[a-z_]+(\.[a-z0-9_]+)+", node.value)
        and node.value.removeprefix("@").partition(".")[0] in tables
    }
    assert {"certificate_reason.own_patients", "irr.several", "expected.whole", "fault_frame.colon"} <= named
    assert {key for key in named if not has_text(key) and not has_text(f"{key}.one")} == set()
    for table in ("certificate_reason", "irr"):
        assert {key for key in named if key.startswith(f"{table}.")} == {f"{table}.{key}" for key in under(table)}


# ─── how it is written ───────────────────────────────────────────────────────────────────────────────────────────


def test_french_has_its_own_quotes() -> None:
    assert [key for key, words in catalogue("fr").items() if '"' in words and key not in TOML_SNIPPETS] == []
    assert [key for key, words in catalogue("fr").items() if re.search("[“”„‘’]", words)] == []


def test_french_has_its_no_break_spaces() -> None:
    before = re.compile(rf"(?<!{NO_BREAK})[:;?!»]")
    after = re.compile(rf"«(?!{NO_BREAK})")
    number = re.compile(r"\d [%€]|\d [kM]€")
    said = {key: bare_holes(words) for key, words in catalogue("fr").items()}
    wrong = {key: words for key, words in said.items() if any(p.search(words) for p in (before, after, number))}
    assert wrong == {}


def test_english_has_no_french_spaces_or_quotes() -> None:
    french = re.compile(rf"[«»{NO_BREAK}]| [:;?!%]")
    assert [key for key, words in catalogue("en").items() if french.search(words) and key not in TOML_SNIPPETS] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_end_with_a_full_stop_and_labels_do_not(lang: Language) -> None:
    for table in ("help", "fault", "certificate_reason", "irr"):
        assert [key for key in under(table, lang) if not catalogue(lang)[f"{table}.{key}"].endswith(".")] == []
    for table in ("field", "section_title", "choice", "unit", "expected", "option", "line", "step", "of", "eprd"):
        assert [key for key in under(table, lang) if catalogue(lang)[f"{table}.{key}"].endswith(".")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_has_loose_spaces(lang: Language) -> None:
    framed = {"fault_frame.colon", "cli.usage"}  # they stand between other texts
    loose = [
        key
        for key, words in catalogue(lang).items()
        if key not in framed and (words.rstrip() != words or re.search(r"\S  |\t", words))
    ]
    assert loose == []


# ─── what a reader gets ──────────────────────────────────────────────────────────────────────────────────────────


def plain(words: str) -> str:
    return words.replace(NO_BREAK, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_a_fault_says_what_was_read_what_is_expected_and_a_likely_fix(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('based_on = "reference-ght"\n[finance]\nvat_share = 20\n[leasing]\nterm_years = 2.5\n', "utf-8")
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert plain(str(found.value)).splitlines() == [
        "2 erreurs dans le scénario :",
        f"- {path}, ligne 3 : finance.vat_share : lu « 20 », au-dessus du maximum (1) ; attendu une part entre 0 et 1 "
        "(30 % s'écrit 0.30). Correction probable : 0.2",
        f"- {path}, ligne 5 : leasing.term_years : lu « 2.5 », attendu un nombre entier d'années entre 1 et 50. "
        "Correction probable : 2",
    ]
    assert found.value.message("en").splitlines() == [
        "2 errors in the scenario:",
        f"- {path}, line 3: finance.vat_share: read “20”, above the maximum (1); expected a share between 0 and 1 "
        "(write 30% as 0.30). Likely fix: 0.2",
        f"- {path}, line 5: leasing.term_years: read “2.5”, expected a whole number of years between 1 and 50. "
        "Likely fix: 2",
    ]


def test_a_fault_gives_its_line() -> None:
    fault = Fault("empty", "finance.vat_share", file="a.toml", line=12)
    assert plain(fault.sentence()) == "a.toml, ligne 12 : finance.vat_share : le fichier est vide."
    assert fault.sentence("en") == "a.toml, line 12: finance.vat_share: the file is empty."


def test_what_a_user_wrote_is_never_taken_for_a_hole() -> None:
    assert "{oups}" in Fault("text_expected", "name", read="{oups}", mend="{oups}").sentence()


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0 poste", "0 cost lines"),
        (1, "1 poste", "1 cost line"),
        (1.5, "1,5 poste", "1.5 cost lines"),
        (2, "2 postes", "2 cost lines"),
    ],
)
def test_number_of_follows_each_language(count: float, french: str, english: str) -> None:
    assert number_of("count.lines", count) == french
    assert number_of("count.lines", count, "en") == english


def test_a_missing_text_is_a_fault() -> None:
    with pytest.raises(KeyError):
        text("option.no_such_option")
