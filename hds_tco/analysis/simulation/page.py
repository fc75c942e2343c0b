"""A simulation as a notebook shows it."""

from __future__ import annotations

from html import escape

from hds_tco.analysis.simulation.answer import made_how, simulation_notices, simulation_sentences
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.analysis.simulation.tables import options_table
from hds_tco.analysis.style import styled_table
from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare_lines


def page_of(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the answer in a few sentences, the options side by side, warnings, and how the draws were made.

    Examples
    --------
    >>> import hds_tco as ht
    >>> "In-house hosting costs" in page_of(ht.simulate(ht.load("chi-eure-seine-2017-total"), 100), "en")
    True
    """
    said = [
        f"<p><strong>{escape(bare_lines(sentence))}</strong></p>" for sentence in simulation_sentences(result, lang)
    ]
    warnings = [notice for notice in simulation_notices(result) if notice.level == "warning"]
    under = [*(notice.sentence(lang) for notice in warnings), made_how(result, lang)]
    below = [f"<p>{escape(bare_lines(sentence))}</p>" for sentence in under]
    return "\n".join([*said, str(styled_table(options_table(result, lang)).to_html()), *below])
