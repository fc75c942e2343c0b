"""Same story, same bytes: no clock in the file."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

# The earliest that a zip can say.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


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
