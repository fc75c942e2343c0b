"""A hospital's own template: checked first, with all that is missing said at once."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from hds_tco.board.deck.layouts import Layouts
from hds_tco.board.deck.places import choose
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario import Fault, ScenarioError
from hds_tco.scenario.errors import refusal

_LIMIT_MB = 200
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PRESENTATION = "presentationml.presentation.main+xml"
_TEMPLATE = ("presentationml.template.main+xml", "presentationml.slideshow.main+xml")
_SLIDE = "/slide"


def check_template(path: Path | str, lang: Language = DEFAULT_LANGUAGE) -> None:
    """Refuse a template that no deck can be made from.

    Parameters
    ----------
    path : path
        A PowerPoint file, ``.pptx`` or ``.potx``.
    lang : {"fr", "en"}
        Language of the error.

    Raises
    ------
    ScenarioError
        With all that is missing.

    Examples
    --------
    >>> try:
    ...     check_template("no/such/template.pptx", "en")
    ... except ScenarioError as error:
    ...     print(error.faults[0].code)
    template_unreadable
    """
    open_template(path, lang)


def open_template(path: Path | str, lang: Language = DEFAULT_LANGUAGE) -> tuple[Any, Layouts]:
    """Return a hospital's presentation without its slides, and the layouts to use."""
    path = Path(path)
    presentation = _read(path, lang)
    layouts, faults = choose(presentation, str(path))
    if layouts is None:
        raise ScenarioError(faults, lang)
    _empty(presentation)
    return presentation, layouts


def _read(path: Path, lang: Language) -> Any:
    from pptx import Presentation

    name = str(path)
    try:
        size = path.stat().st_size
        content = b"" if size > _LIMIT_MB * 1_000_000 else path.read_bytes()
    except OSError as error:
        raise ScenarioError([Fault("template_unreadable", file=name, values={"why": refusal(error)})], lang) from None
    if size > _LIMIT_MB * 1_000_000:
        raise ScenarioError([Fault("template_too_large", file=name, values={"limit": str(_LIMIT_MB)})], lang)
    if content.startswith(_OLD_OFFICE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise ScenarioError([Fault("template_locked" if locked else "template_old", file=name)], lang)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError):
        raise ScenarioError([Fault("template_not_pptx", file=name)], lang) from None
    if "macroEnabled" in types:
        raise ScenarioError([Fault("template_macros", file=name)], lang)
    if not any(kind in types for kind in (_PRESENTATION, *_TEMPLATE)):
        raise ScenarioError([Fault("template_not_pptx", file=name)], lang)
    try:
        opened = Presentation(io.BytesIO(_as_presentation(content, types)))
        _ = opened.slide_width * opened.slide_height, list(opened.slide_masters), list(opened.slides)
    except Exception:  # a broken file breaks the reader in many ways
        raise ScenarioError([Fault("template_broken", file=name)], lang) from None
    return opened


def _as_presentation(content: bytes, types: str) -> bytes:
    """Return a template (.potx) as the presentation that it would open as."""
    if _PRESENTATION in types:
        return content
    types = re.sub("|".join(map(re.escape, _TEMPLATE)), _PRESENTATION, types)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, types.encode() if name == "[Content_Types].xml" else before.read(name))
    return changed.getvalue()


def _empty(presentation: Any) -> None:
    """Remove the template's slides, and what names them: sections, custom shows, links from layouts."""
    from pptx.oxml.ns import qn

    root = presentation.part._element
    listed = root.find(qn("p:sldIdLst"))
    for slide in list(listed) if listed is not None else []:
        presentation.part.drop_rel(slide.get(qn("r:id")))
        listed.remove(slide)
    for shows in root.findall(qn("p:custShowLst")):
        root.remove(shows)
    for extension in root.findall(f"{qn('p:extLst')}/{qn('p:ext')}"):
        if any("section" in element.tag for element in extension.iter() if isinstance(element.tag, str)):
            extension.getparent().remove(extension)
    extensions = root.find(qn("p:extLst"))
    if extensions is not None and len(extensions) == 0:
        root.remove(extensions)
    for master in presentation.slide_masters:
        for part in (master.part, *(layout.part for layout in master.slide_layouts)):
            for rel in [rel for rel in part._rels.values() if not rel.is_external and rel.reltype.endswith(_SLIDE)]:
                for link in [item for item in part._element.iter() if item.get(qn("r:id")) == rel.rId]:
                    link.getparent().remove(link)
                part._rels.pop(rel.rId)
