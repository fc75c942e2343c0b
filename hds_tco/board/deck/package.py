"""Same story, same bytes: no clock in the file, one part about it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

# The earliest that a zip can say.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_ABOUT = "/metadata/core-properties"
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def keep_one_about(presentation: Any) -> None:
    """Take away what a template says of itself under a name that python-pptx does not know (LibreOffice writes such).

    Else the file would have two parts of one name: that one, and ours.
    """
    from pptx.opc.constants import RELATIONSHIP_TYPE

    links = presentation.part.package._rels
    about = [key for key, link in links.items() if link.reltype.endswith(_ABOUT)]
    known = [key for key in about if links[key].reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES]
    for key in set(about) - set(known[:1]):
        links.pop(key)


def saved(presentation: Any) -> bytes:
    """Return the file of a presentation, without the time at which it was made."""
    written = io.BytesIO()
    presentation.save(written)
    return undated(written.getvalue())


def undated(content: bytes) -> bytes:
    """Return an Office file without its dates."""
    clean = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            blob = before.read(name)
            if name == "docProps/core.xml":
                blob = _DATES.sub(b"", blob)
            info = zipfile.ZipInfo(name, _NO_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, blob)
    return clean.getvalue()
