"""What users compose themselves: refused at the first compare, or good for everything that follows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis import evaluator
from hds_tco.board.findings import find
from hds_tco.board.pack import pack
from hds_tco.board.workbook import workbook
from hds_tco.charts import by_year_chart, cumulative_chart, natures_chart, svg, waterfall_chart, yearly_chart
from hds_tco.cli.compare import amounts_csv
from hds_tco.cli.console import as_text
from hds_tco.cli.tables import comparison_parts, explanation_parts, line_list_parts
from hds_tco.locale import LANGUAGES
from hds_tco.model import OPTIONS, CostLine, Option, World, operations
from hds_tco.scenario import Assumption, Scenario, ScenarioError
from hds_tco.trace import UntraceableError, named
from tests import builders
from tests.trace.test_unroll import NAMES, TREES, grown

Piece = Callable[[World], tuple[CostLine, ...]]


def case(**values: Any) -> Scenario[Assumption]:
    return builders.scenario({"hospital.vms": 12, "finance.wage_growth_per_year": 0.02, **values})


def one_line(formula: Callable[[Any, World], Any]) -> Piece:
    """Return a piece of one line: a formula of the machines, which may change, and of the world."""

    def reserve(world: World) -> tuple[CostLine, ...]:
        return (world.line("reserve", formula(world.given.hospital.vms, world), "operating", 3),)

    return reserve


REFUSED: dict[str, tuple[Callable[[Any, World], Any], str]] = {
    "log10": (lambda vms, world: np.log10(vms) * world.year, r"write np\.log\(a\) / np\.log\(10\.0\)"),
    "square": (lambda vms, world: np.square(vms) + world.year, r"write a \*\* 2\.0"),
    "tangent": (lambda vms, world: np.tan(vms) + world.year, r"write it with np\.add, np\.subtract"),
    "median": (lambda vms, world: np.median(vms * world.year) + world.year, "np.median cannot be traced"),
    "if": (lambda vms, world: world.year * (2.0 if vms > 3 else 1.0), "use np.where"),
    "python's maximum": (lambda vms, world: world.year * max(vms, 3.0), "use np.where"),
    "float": (lambda vms, world: world.year * float(vms), "no plain number"),
    "int": (lambda vms, world: world.year * int(vms), "no plain number"),
    "round": (lambda vms, world: world.year * round(vms), "no plain number"),
    "method": (lambda vms, world: world.year * (vms * world.year).sum(), r"\.sum cannot be traced"),
    "table": (lambda vms, world: np.sum(np.stack([vms * world.year, world.year]), axis=0), "np.stack gives a table"),
    "every second year": (lambda vms, world: world.year * np.sum((vms * world.year)[::2]), "years in a row"),
    "but in events": (lambda vms, world: world.year * (np.cbrt(vms) if world.events is None else vms), "np.cbrt"),
    "in events alone": (lambda vms, world: world.year * (vms if world.events is None else np.cbrt(vms)), "np.cbrt"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_formula_can_say_is_refused_at_the_first_compare(name: str) -> None:
    formula, words = REFUSED[name]
    option = Option("mine", (operations, one_line(formula)))
    for _ in range(2):  # and at every other
        with pytest.raises(UntraceableError, match=rf"^option 'mine', piece reserve: .*{words}"):
            ht.compare(case(), [*OPTIONS.values(), option])


def test_explain_and_simulate_refuse_it_in_the_same_words() -> None:
    option = Option("mine", (one_line(REFUSED["log10"][0]),))
    with pytest.raises(UntraceableError) as first:
        ht.compare(case(), [option])
    for ask in (partial(ht.explain, case(), "reserve"), partial(ht.simulate, case(), draws=20)):
        with pytest.raises(UntraceableError) as found:
            ask(options=[option])
        assert str(found.value) == str(first.value)


class Reserve:
    def __call__(self, world: World) -> tuple[CostLine, ...]:
        return one_line(REFUSED["log10"][0])(world)


@pytest.mark.parametrize(
    ("piece", "name"),
    [(Reserve(), "Reserve"), (partial(Reserve()), "partial"), (one_line(REFUSED["log10"][0]), "reserve")],
)
def test_any_callable_is_named(piece: Any, name: str) -> None:
    with pytest.raises(UntraceableError, match=rf"piece {name}: np\.log10"):
        ht.compare(case(), [Option("mine", (piece,))])


def test_what_a_piece_does_in_one_case_alone_is_refused_in_that_case() -> None:
    option = Option("mine", (one_line(lambda vms, world: world.year * (np.log10(vms) if world.horizon > 3 else vms)),))
    assert ht.compare(case(), [option]).options
    with pytest.raises(UntraceableError, match=r"np\.log10"):
        ht.compare(builders.scenario({"hospital.vms": 12}, horizon_years=4), [option])


def test_plain_numbers_may_be_computed_in_any_way() -> None:
    option = Option("mine", (one_line(lambda vms, world: vms * np.log10(np.full(world.horizon + 1, 100.0))),))
    assert ht.compare(case(), [option])["mine"].amounts_eur.tolist() == pytest.approx([24.0] * 4)


def test_the_models_own_pieces_are_not_traced_again() -> None:
    before = evaluator._trace_once.cache_info()
    mixed = Option("mixed", OPTIONS["in_house"].pieces[::-1])
    ht.compare(case(), [*OPTIONS.values(), mixed])
    assert evaluator._trace_once.cache_info() == before
    ht.compare(case(), [Option("mine", (one_line(lambda vms, world: vms * world.year),))])
    assert evaluator._trace_once.cache_info() != before


# ─── what is not refused is good for everything ──────────────────────────────────────────────────────────────────────


def goes_everywhere(scenario: Scenario[Assumption], option: Option) -> None:
    result = ht.compare(scenario, [OPTIONS["in_house"], option])
    for line in result[option.key].lines:
        for lang in LANGUAGES:
            found = ht.explain(scenario, f"{option.key}:{line.key}", options=[option], lang=lang)
            words = " ".join(step.formula + step.label for step in found.steps(lang))
            assert not re.search(r"[{}]|Symbol|\bNone|array", words), words
            assert words.count("(") == words.count(")")
            assert np.array_equal(found.line.amounts_eur, line.amounts_eur)
    drawn = ht.simulate(scenario, draws=20, options=[OPTIONS["in_house"], option])
    assert np.isfinite(drawn.kept).all()
    assert workbook(result)[:2] == b"PK"


ALONG: dict[str, Callable[[Any, Any], Any]] = {
    "end to end": lambda a, t: np.concatenate([a * t[:2], np.array([5.0]), (a + t)[3:]]),
    "end to end, plain first": lambda a, t: np.concatenate([np.array([5.0]), a * t[1:]]),
    "end to end, alone": lambda a, t: np.concatenate([a * t]),
    "end to end, sums": lambda a, t: np.concatenate([a * t[:1] + 1.0, a * t[1:] - 1.0]),
    "year after year": lambda a, t: np.stack([a, a * 2.0, 3.0 - a, np.minimum(a, 7.0)]),
    "year after year, from a figure": lambda a, t: np.stack([1.0, 2.0, a, 4.0]),
    "year after year, named": lambda a, t: np.stack([named("own", a * rank, at=rank) for rank in range(4)]),
    "years taken": lambda a, t: np.take(a * t, np.array([3, 2, 1, 0])),
    "one year taken": lambda a, t: t * np.take(a * t, 2),
    "sum of stacked": lambda a, t: t * np.sum(np.stack([a, a * 2.0, 3.0])),
    "sum of taken": lambda a, t: t + np.sum(np.take(a * t, np.minimum(t + 1, 3))),
    "cumulated in a sum": lambda a, t: t + np.sum(np.cumsum(np.concatenate([t[1:] * a, t[:1]]))),
    "powers": lambda a, t: (1.0 + a) ** 1.0 + 2.0 ** (t * 0.5) + (a**2.0) ** 0.5,
    "other guards": lambda a, t: np.where(t == 0, 0.0, a / (t + 1.0)) + np.where(a == 0, 1.0, t),
    "not equal": lambda a, t: np.where((t != 2) == (a > t), 1.0, 0.0) + (t > 1) * (a < 5),
    "a row of three years, named": lambda a, t: t + np.sum(named("three", (a * t)[1:]) * 2.0),
    "noughts": lambda a, t: np.zeros_like(a * t) + np.zeros_like(a) + 0.0 * a,
}


def test_moves_along_the_years_go_everywhere() -> None:
    def moves(world: World) -> tuple[CostLine, ...]:
        a = world.given.hospital.vms * 0.5
        return tuple(
            world.line(f"move_{rank}", make(a, world.year * 1.0 if "taken" not in name else world.year), "operating", 3)
            for rank, (name, make) in enumerate(ALONG.items())
        )

    goes_everywhere(case(), Option("mine", (moves,)))


@settings(deadline=None, derandomize=True, database=None, max_examples=4, phases=[Phase.generate])
@given(st.lists(TREES, min_size=10, max_size=10), st.sampled_from([0.0, 0.5, 3.0]), st.sampled_from([0.0, 0.02]))
def test_any_formula_that_is_not_refused_goes_everywhere(trees: list[Any], vms: float, growth: float) -> None:
    def any_formula(world: World) -> tuple[CostLine, ...]:
        figures = (world.given.hospital.vms, world.given.finance.wage_growth_per_year, world.given.hospital.vms * 2.0)
        made = [grown(tree, dict(zip(NAMES, figures, strict=True))) for tree in trees]
        return tuple(
            world.line(f"any_{rank}", np.clip(item, -1e6, 1e6) * world.year, "operating", 3)
            for rank, item in enumerate(made)
        )

    scenario, option = (
        case(**{"hospital.vms": vms, "finance.wage_growth_per_year": growth}),
        Option("own", (any_formula,)),
    )
    with np.errstate(all="ignore"):
        try:
            ht.compare(scenario, [option])
        except ScenarioError:  # no number
            assume(False)
        goes_everywhere(scenario, option)


# ─── without a label ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_and_an_option_without_a_label_are_called_by_their_keys() -> None:
    def own(world: World) -> tuple[CostLine, ...]:
        year = world.given.hospital.vms * world.year
        return (
            world.line("crisis_reserve", year, "operating", 3),
            world.line("own.second_site", year * 2.0, "investment", 4),
            world.line("own.post", year * 3.0, "risk", 4, detail="Astreinte"),
            world.line("fixed", np.full(world.horizon + 1, 5.0), "operating", 3, index="fixed"),
        )

    scenario, option = case(), Option("our_way", (own,))
    labels = ["Crisis reserve", "Own, second site", "Astreinte", "Fixed"]
    result = ht.compare(scenario, [OPTIONS["in_house"], option])
    goes_everywhere(scenario, option)
    for lang in LANGUAGES:
        assert option.label(lang) == "Our way"
        assert [line.label(lang) for line in result["our_way"].lines] == labels
        assert set(labels) <= set(result.frame(lang)["label"])
        assert all(label in amounts_csv(result, lang) for label in labels)
        for parts in (comparison_parts(result, lang, with_lines=True), line_list_parts(result, lang)):
            shown = as_text(parts)
            assert all(label in shown for label in ("Our way", *labels))
        found = ht.explain(scenario, "Our way:crisis reserve", options=[option], lang=lang)
        assert found.steps(lang)[-1].label == "Crisis reserve"
        assert "Crisis reserve" in as_text(explanation_parts(found, lang))
        assert "Our way" in str(result.data(lang))
        for chart in (
            natures_chart(result, lang),
            by_year_chart(result, lang),
            cumulative_chart(result, lang),
            yearly_chart(result, result["our_way"], lang),
            waterfall_chart(result, "in_house", "our_way", lang),
        ):
            assert "Our way" in chart.title + svg(chart, lang).decode()


def test_slides_document_and_page_name_what_has_no_label() -> None:
    scenario = ht.load("tout-a-zero-deux-options")
    options = [OPTIONS["in_house"], Option("our_way", (one_line(lambda vms, world: (vms + 7.0) * world.year),))]
    priced, drawn = ht.compare(scenario, options), ht.simulate(scenario, draws=50, options=options)
    files = pack(replace(find(scenario, draws=50), comparison=priced, simulation=drawn), "en")
    slides = zipfile.ZipFile(io.BytesIO(files["pptx"]))
    assert any(b"Our way" in slides.read(name) for name in slides.namelist())
    assert "Our way" in files["html"].decode()
    assert files["pdf"][:5] == b"%PDF-"


def test_an_option_without_a_label_that_costs_too_much_is_named() -> None:
    option = Option("our_way", (one_line(lambda vms, world: 1e18 * vms * world.year),))
    with pytest.raises(ScenarioError, match="Our way"):
        ht.compare(case(), [option])
