"""Vector pictures: drawn with our own settings only."""

from __future__ import annotations

from typing import Any

import hds_tco as ht
from hds_tco.charts import natures_chart
from hds_tco.charts.svg import svg


def test_a_reader_s_own_style_changes_nothing_and_is_left_as_it_was() -> None:
    import matplotlib as mpl

    chart = natures_chart(ht.compare(ht.load("reference-ght")))
    want = svg(chart)
    own: Any = {
        "lines.linewidth": 9.0,
        "xtick.minor.visible": True,
        "axes.grid": True,
        "savefig.bbox": "tight",
    }
    known: Any = mpl.rcParams
    with mpl.rc_context(own):
        assert svg(chart) == want
        assert {key: known[key] for key in own} == own
