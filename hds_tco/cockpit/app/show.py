"""What the app shows: the cockpit on the scenario that the command was given."""

from __future__ import annotations

import json
import os
import traceback
from html import escape
from typing import Any

import ipywidgets as widgets

from hds_tco.cockpit import cockpit
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import ScenarioError

# What `hds-tco app` tells the process behind a page: the scenario, the language, the folder to save in.
VARIABLE = "HDS_TCO_APP"


def page() -> widgets.Widget:
    """Return the cockpit, or what keeps it from showing, in the reader's language.

    Examples
    --------
    >>> "hds-cockpit" in page()._dom_classes
    True
    """
    asked: dict[str, Any] = json.loads(os.environ.get(VARIABLE, "{}"))
    lang: Language = asked.get("lang", DEFAULT_LANGUAGE)
    try:
        return cockpit(asked.get("scenario", "reference-ght"), lang, folder=asked.get("folder"))
    except ScenarioError as error:
        return _message(error.message(lang))
    except Exception:
        return _message(text("app.failed", lang), traceback.format_exc())


def _message(words: str, detail: str = "") -> widgets.HTML:
    """Return a message, what only a developer reads below it."""
    below = f"<pre>{escape(detail)}</pre>" if detail else ""
    return widgets.HTML(f'<div role="alert"><p style="white-space: pre-line">{escape(words)}</p>{below}</div>')
