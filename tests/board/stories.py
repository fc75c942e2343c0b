"""Stories to be set on pages: real ones, and what no story should be but some day will."""

from __future__ import annotations

from functools import cache
from typing import Any

import hds_tco as ht
from hds_tco.analysis.table import Table
from hds_tco.board.findings import Findings, find
from hds_tco.board.pack import tell
from hds_tco.board.slide import Slide, Story
from hds_tco.charts import Chart, Line, Point, Series
from hds_tco.charts.chart import Kind
from hds_tco.locale import Language
from tests.builders import CLOSE_RACE

SIGNS = '#image("x") $x$ @ref _a_ *b* <label> v<0 <b>gras</b> &amp; `c` \\n // /* = - + ~ --- "q" {h} [l] ]]> %{y}'


LONG = ", ".join(["Groupement hospitalier de territoire des vallées et plateaux du grand centre-est"] * 4)
# Labels as hospitals write them: long, and alike but for a word in the middle, or for the last one.
HOSTED = [
    *(f"{rank} Centre hospitalier intercommunal du Val de Loire et Sud" for rank in range(2)),
    *(f"Centre hospitalier intercommunal du Val de Loire et du Sud, site {rank}" for rank in range(3)),
]
STAFF = [f"Ingénieurs et techniciens de l'équipe {rank}, partagés entre les établissements" for rank in range(6)]
LABELS = {
    "certification.steps.certificat.label": "Certification HDS v2 des deux sites, avec l'audit des sous-traitants",
    **{
        f"hosted.{key}.label": label
        for key, label in zip(
            ("ch_proximite", "psychiatrie", "ehpad", "soins_de_suite", "ch_voisin"), HOSTED, strict=True
        )
    },
    **{
        f"staff.{key}.label": label
        for key, label in zip(
            (
                *("ingenieur_systeme", "ingenieur_reseau", "administrateur_bases"),
                *("technicien", "qualite_securite", "gestion_contrats"),
            ),
            STAFF,
            strict=True,
        )
    },
}
DEAR_PROVIDER: dict[str, Any] = {"external.price_eur_per_vm_per_month": 150}
# A file and what differs from it; the board's tolerance line where one is drawn.
SITUATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "external_wins": (CLOSE_RACE, {}),
    "in_house_wins": (CLOSE_RACE, DEAR_PROVIDER | {"leasing.implicit_rate_per_year": 0.15}),
    "leasing_wins": (
        CLOSE_RACE,
        DEAR_PROVIDER
        | {
            "leasing.implicit_rate_per_year": 0.0,
            "leasing.residual_share": 0.3,
            "hardware.server_base_eur": 60_000,
        },
    ),
    "tie": (CLOSE_RACE, {"external.price_eur_per_vm_per_month": 105}),
    "one_year": (CLOSE_RACE, {"horizon_years": 1}),
    "twelve_years": (CLOSE_RACE, {"horizon_years": 12}),
    "fifteen_years": (CLOSE_RACE, {"horizon_years": 15}),
    "single": ("chi-eure-seine-2017-total", {}),
    "nothing": ("tout-a-zero", {}),
    "longest_labels": (CLOSE_RACE, {"name": LONG, "description": LONG * 4} | LABELS),
}
TOLERANCES_EUR = {"external_wins": 22e6}


@cache
def found(situation: str) -> Findings:
    name, values = SITUATIONS[situation]
    return find(ht.load(name, values), draws=300, tolerance_eur=TOLERANCES_EUR.get(situation))


@cache
def story(situation: str, lang: Language = "fr") -> Story:
    return tell(found(situation), lang)


def chart(kind: Kind = "columns", name: str = "Nom", count: int = 3, series: int = 2) -> Chart:
    """A chart of that kind with so many categories, each name beginning with `name`."""
    values = tuple(float((rank * 7) % 5 + 1) for rank in range(count))
    if kind == "spans":
        return spans(name, count)
    grid = tuple(float(rank % 2) for rank in range(count))
    return Chart(
        key="sample",
        kind=kind,
        title=f"{name} : titre",
        categories=() if kind == "curves" else tuple(f"{name} {rank}" for rank in range(count)),
        series=tuple(
            Series(
                f"{name} S{rank}",
                # On both sides of the base: bars of the same length would write on one another.
                grid if kind == "grid" else tuple(-value for value in values) if kind == "bars" and rank else values,
                rank,
                x=tuple(map(float, range(count))) if kind == "curves" else (),
                labels=tuple(f"{value:.0f}" for value in values) if kind in ("steps", "bars") else (),
            )
            for rank in range(1 if kind == "steps" else series)
        ),
        unit="keur",
        x_title=f"{name} x",
        y_title=f"{name} y",
        source=f"{name} : source",
        alt=f"{name} : ce que montre le graphique",
        lines=(Line(2.0, f"{name} ligne"),) if kind in ("curves", "bars") else (),
        points=(Point(1.0, 2.0, f"{name} point"),) if kind == "curves" else (),
        options=("Première", f"{name} deuxième") if kind == "grid" else (),
    )


def spans(name: str, count: int) -> Chart:
    """A calendar: what is prepared, then in force, and a day where it ends."""
    begins = tuple(2027.0 + rank % 3 for rank in range(count))
    return Chart(
        key="sample",
        kind="spans",
        title=f"{name} : titre",
        categories=tuple(f"{name} {rank}" for rank in range(count)),
        series=(
            Series(f"{name} S0", (1.0,) * count, 1, begins, ("50 %",) * count),
            Series(f"{name} S1", (3.0,) * count, 0, tuple(year + 1.0 for year in begins), ("3 ans",) * count),
            Series(f"{name} S2", (0.0,) * count, 3, tuple(year + 1.0 for year in begins), ("",) * count),
        ),
        unit="year",
        x_unit="year",
        x_title="",
        y_title=f"{name} y",
        source=f"{name} : source",
        alt=f"{name} : ce que montre le graphique",
    )


KINDS: tuple[Kind, ...] = ("columns", "stacked", "lines", "curves", "bars", "steps", "grid", "spans")


def story_of(*slides: Slide, lang: Language = "fr", title: str = "Titre", footer: str = "Pied de page") -> Story:
    return Story(title, "Sous-titre", lang, slides, footer)


def extreme_story(lang: Language = "fr") -> Story:
    """Very long titles, points, names and tables; nothing where something is expected."""
    long, word = "Hébergement des données de santé à caractère personnel " * 12, "Interopérabilité" * 9
    rows = tuple((f"Ligne {rank} {long[:90]}", f"{rank} 123 456 k€", word) for rank in range(20))
    slides = (
        Slide("bare", "Rien d'autre qu'un titre", (), ()),
        Slide("long", long, tuple(f"{rank}. {long}" for rank in range(12)), (long * 20,)),
        Slide("rows", "Vingt lignes", ("Un point.",), (), table=Table(("Poste", "Montant", word), rows, long, (1, 19))),
        Slide("many", "Beaucoup de colonnes", (), (), table=Table((word[:30],) * 9, (("1 234 567,8 k€",) * 9,) * 3)),
        Slide("crowd", word, tuple(f"Point {rank} : {word}" for rank in range(9)), (word,), chart=chart("lines", word)),
        Slide("tight", long[:200], (long,), (), chart=chart("bars", long, 12)),
        *(Slide(kind, f"Sans point : {kind}", (), (), chart=chart(kind, long, 9)) for kind in KINDS),
        Slide("signs", SIGNS, (SIGNS,), (SIGNS,), chart=chart("columns", SIGNS)),
        Slide("cells", SIGNS, (), (), table=Table((SIGNS, "b"), ((SIGNS, SIGNS),), SIGNS)),
    )
    return Story(long, long, lang, slides, long * 3)
