"""Plotly for pages that load nothing from anywhere: the bundle that the package carries, in the reader's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hds_tco.locale import DEFAULT_LANGUAGE, Language

_VENDOR = Path(__file__).with_name("vendor")


@cache
def plotly_script(lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a script that sets ``window.Plotly``, in a page or in a module, speaking a language.

    About 1.5 MB. Charts of that script are the cartesian ones: bars, lines, heat maps.

    Examples
    --------
    >>> "Plotly.register" in plotly_script("fr"), "Plotly.register" in plotly_script("en").splitlines()[-1]
    (True, False)
    """
    bundle = (_VENDOR / "plotly-cartesian.min.js").read_text("utf-8")
    # The bundle sets window.Plotly itself; a page's module system must not catch it.
    script = f"(function (module, exports, define) {{{bundle}\n}}).call(window);\n"
    if lang == "fr":
        locale = (_VENDOR / "plotly-locale-fr.js").read_text("utf-8")
        script += (
            f"(function (module) {{{locale}\nwindow.Plotly.register(module.exports);"
            'window.Plotly.setPlotConfig({locale: "fr"});})({exports: {}});\n'
        )
    return script
