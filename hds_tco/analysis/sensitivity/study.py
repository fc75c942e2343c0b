"""The whole study of what would change the answer, from one scenario and one set of draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.results import Result, records
from hds_tco.analysis.sensitivity.break_even import BreakEvens, break_even
from hds_tco.analysis.sensitivity.information import ValueOfInformation, Worth, value_of_information
from hds_tco.analysis.sensitivity.labels import either, labels_of, said
from hds_tco.analysis.sensitivity.scenario_discovery import LosingConditions, losing_conditions
from hds_tco.analysis.sensitivity.sobol import COLUMNS as SOBOL_COLUMNS
from hds_tco.analysis.sensitivity.sobol import SobolIndices, sobol_indices
from hds_tco.analysis.sensitivity.tornado import Tornado, tornado
from hds_tco.analysis.sensitivity.two_way import BestMap, best_map
from hds_tco.analysis.simulation import Simulation, simulate
from hds_tco.analysis.simulation.progress import Progress
from hds_tco.analysis.simulation.report import simulation_notices
from hds_tco.analysis.table import Table, amount_and_error, frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, percent, text
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario, uncertain_paths

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Study(Result):
    """What weighs on the decision, and what it would take to change it.

    Parameters
    ----------
    simulation : Simulation
    tornado : Tornado
    break_even : BreakEvens
    information : ValueOfInformation
    losing : LosingConditions or None
        None if scikit-learn is missing; `missing` says so.
    sobol : SobolIndices or None
        If asked for.
    map : BestMap or None
        If asked for.
    missing : str
        What to install, or nothing.
    """

    simulation: Simulation
    tornado: Tornado
    break_even: BreakEvens
    information: ValueOfInformation
    losing: LosingConditions | None
    sobol: SobolIndices | None
    map: BestMap | None
    missing: str = ""

    @property
    def nothing_uncertain(self) -> bool:
        """Whether no assumption has a law: nothing swings, and there is nothing to find out."""
        return not uncertain_paths(self.simulation.scenario)

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer: the assumption nearest to changing the decision, and the one most worth finding out."""
        scenario = self.simulation.scenario
        if not self.simulation.kept.any():
            return [text("answer.nothing_known", lang), *self._nothing_to_learn(lang)]
        option = self.break_even.best.named(lang)
        sentences = [text("study.nothing_changes", lang, option=option)]
        nearest = next(iter(self.break_even.values), None)
        if nearest is not None and nearest.value is not None and nearest.next_best is not None:
            words = {"label": labels_of(scenario, [nearest.path], lang)[0], "next": nearest.next_best.named(lang)}
            words |= {"central": said(nearest.path, nearest.central, lang)}
            words |= {"value": said(nearest.path, nearest.value, lang)}
            sentences = [text("study.nearest", lang, option=option, **words)]
        worths, rivals = self._worths, self.information.rivals
        if worths and worths[0].value.value > 0:
            value, perfect = worths[0].value, self.information.perfect
            amounts = {"value": value.value, "error": value.standard_error}
            amounts |= {"perfect": perfect.value, "perfect_error": perfect.standard_error}
            words = {name: amount(figure, lang) for name, figure in amounts.items()}
            others = [text("study.quoted", lang, label=label) for label in labels_of(scenario, rivals, lang)]
            words |= {"label": labels_of(scenario, worths[0].paths, lang)[0], "others": either(others, lang)}
            sentences.append(text("study.worth_or" if rivals else "study.worth", lang, option=option, **words))
        return [*sentences, *self._nothing_to_learn(lang)]

    @property
    def _worths(self) -> list[Worth]:
        """What knowing each assumption is worth."""
        return [worth for worth in self.information.worths if worth.level == "assumption"]

    def _nothing_to_learn(self, lang: Language) -> list[str]:
        return [text("study.nothing_to_learn", lang)] if self.nothing_uncertain else []

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.simulation.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame | None]]:
        """All assumptions, tornado, break-even values, information, losing conditions, Sobol's indices, map."""

        def of(part: LosingConditions | SobolIndices | BestMap | None) -> Callable[[Language], pd.DataFrame | None]:
            return part.frame if part is not None else lambda _: None

        none_uncertain: Callable[[Language], pd.DataFrame] = lambda _: frame_of([], SOBOL_COLUMNS)  # noqa: E731
        return {
            "assumptions": self._assumptions,
            "tornado": self.tornado.frame,
            "break_even": self.break_even.frame,
            "left_out": self.break_even.left_out_frame,
            "information": self.information.frame,
            "losing": of(self.losing),
            "sobol": none_uncertain if self.nothing_uncertain else of(self.sobol),
            "map": of(self.map),
        }

    def _assumptions(self, lang: Language) -> pd.DataFrame:
        """Return one row an assumption: swing, break-even value, value of information.

        Returns
        -------
        DataFrame
            Columns of `Tornado.frame`, those of `BreakEvens.frame`, and ``evppi_eur``,
            ``evppi_eur_standard_error``; the widest swing first, then what is certain.
        """
        swings = self.tornado.frame(lang).drop(columns=["label", "unit", "central_value"])
        values = [{"path": worth.paths[0], **worth.value.cells("evppi_eur")} for worth in self._worths]
        worths = frame_of(values, ("path", *with_errors(("evppi_eur",))))
        merged = self.break_even.frame(lang).merge(swings, on="path", how="outer").merge(worths, on="path", how="left")
        return merged.sort_values(["swing_eur", "path"], ascending=[False, True], kind="stable").reset_index(drop=True)

    def tables(self, lang: Language = DEFAULT_LANGUAGE, top: int = 10) -> dict[str, Table]:
        """Return what weighs, how far it may go, what to find out and Sobol's indices; of what is certain, nothing."""
        tables = {} if self.nothing_uncertain else {"tornado": self.tornado.table(top, lang)}
        tables["break_even"] = self.break_even.table(top, lang)
        if not self.nothing_uncertain:
            tables["information"] = information_table(self.information, top, lang)
        if self.sobol is not None:
            tables["sobol"] = self.sobol.table(top, lang)
        return tables

    def facts(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return scenario, draws, seed, best option, sentences."""
        drawn = ("draws", "asked_draws", "interrupted", "within_noise", "seed")
        return {
            "scenario": self.title,
            **{name: getattr(self.simulation, name) for name in drawn},
            "best_option": self.break_even.best.key,
            "nothing_uncertain": self.nothing_uncertain,
            "sentences": self.sentences(lang),
        }

    def data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the study as JSON holds it; of each part, beside its frame, what the frame does not say."""
        return {
            **self.facts(lang),
            "tornado": records(self.tornado.frame(lang)),
            "break_even": records(self.break_even.frame(lang)),
            "left_out_of_break_even": records(self.break_even.left_out_frame(lang)),
            "value_of_information": records(self.information.frame(lang)),
            "as_good_as_first_to_find_out": list(self.information.rivals),
            "losing_conditions": records(self.losing.frame(lang)) if self.losing else None,
            "losing_sentences": self.losing.sentences(lang) if self.losing else [self.missing],
            "sobol": records(self.sobol.frame(lang)) if self.sobol else None,
            "sobol_points": self.sobol.base_samples if self.sobol else None,
            "sobol_runs": self.sobol.indices.evaluations if self.sobol else None,
            "map": records(self.map.frame(lang)) if self.map else None,
            "notes": self.notes(lang),
        }

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures: of the draws first, warnings before all."""
        drawn = [notice.sentence(lang) for notice in simulation_notices(self.simulation)]
        best, leader = self.break_even.best, self.simulation.best
        if leader.key != best.key:
            drawn.insert(0, text("study.other_leader", lang, option=best.named(lang), leader=leader.named(lang)))
        uncertain = () if self.nothing_uncertain else (self.information, self.sobol)
        parts = (None if self.nothing_uncertain else self.tornado, self.break_even, *uncertain, self.map)
        return [*drawn, *(note for part in parts if part is not None for note in part.notes(lang))]


def information_table(value: ValueOfInformation, top: int = 10, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what knowing an assumption, or a whole section, before deciding would save."""
    frame = value.frame(lang)
    rows: list[tuple[str, ...]] = []
    for level in ("assumption", "section"):
        some = frame[(frame["level"] == level) & (frame["value_eur"] > 0)].head(top)
        if len(some):
            rows.append((text(f"study.level.{level}", lang), "", "", ""))
        for row in some.to_dict("records"):
            worth, witness = (amount_and_error(row, name, lang) for name in ("value_eur", "shuffled_eur"))
            rows.append((f"  {row['label']}", worth, percent(row["share_of_evpi"], lang, 0), witness))
    perfect = {"value": amount(value.perfect.value, lang), "error": amount(value.perfect.standard_error, lang)}
    return Table(
        columns=tuple(text(f"study.{name}", lang) for name in ("known", "value", "share", "witness")),
        rows=tuple(rows),
        title=text("study.information", lang, **perfect),
    )


def sensitivity_study(
    scenario: Scenario[Assumption],
    draws: int = 20_000,
    seed: int = DEFAULT_SEED,
    *,
    with_sobol: bool = False,
    sobol_samples: int = 1024,
    map_paths: tuple[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> Study:
    """Study what would change the recommended option; after Ctrl-C, on the draws done so far, and it says so.

    Parameters
    ----------
    scenario : Scenario
        With two options at least.
    draws, seed, threads, progress
        See `simulate`.
    with_sobol : bool
        Whether to compute Sobol indices as well, if anything is uncertain; needs SALib.
    sobol_samples : int
        See `hds_tco.sensitivity.sobol_indices`.
    map_paths : tuple of str, optional
        Two assumptions for a map of the best option.
    lang : {"fr", "en"}
        Language of error messages.

    Raises
    ------
    ScenarioError
        If there is one option only, or a path that the map cannot take.
    ImportError
        If Sobol indices are asked for without SALib.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = sensitivity_study(ht.load("reference-ght"), draws=2000)
    >>> found.frame()["path"].iloc[0]
    'external.price_eur_per_vm_per_month'
    """
    evens = break_even(scenario, steps=True)
    chart = best_map(scenario, *map_paths, lang=lang) if map_paths else None
    simulation = simulate(scenario, draws, seed, threads=threads, progress=progress)
    uncertain = bool(uncertain_paths(scenario))
    losing, missing = None, ""
    try:
        losing = losing_conditions(simulation, lang=lang, option=evens.best.key)  # every table is about one option
    except ImportError as error:
        missing = str(error)
    return Study(
        simulation=simulation,
        tornado=tornado(scenario),
        break_even=evens,
        information=value_of_information(simulation),
        losing=losing,
        sobol=sobol_indices(scenario, sobol_samples, seed, lang=lang) if with_sobol and uncertain else None,
        map=chart,
        missing=missing,
    )
