"""Excel's "Strict Open XML" save: the same parts under other names, which openpyxl does not know."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

_STRICT = re.compile(rb"""(?<=["'])http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)(?=["'])""")
# The two standards spell these names apart.
_SPELLED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}


def transitional(raw: bytes) -> bytes:
    """Return a workbook with the names of the usual (transitional) Open XML; one that bears them as it is.

    Parameters
    ----------
    raw : bytes
        A workbook whose parts are known to unpack within bounds.
    """
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        if not _STRICT.search(packed.read("xl/workbook.xml")):
            return raw
        kept = BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as usual:
            for part in packed.infolist():
                content = packed.read(part)
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    content = _STRICT.sub(_usual, content)
                usual.writestr(part.filename, content)
    return kept.getvalue()


def _usual(found: re.Match[bytes]) -> bytes:
    family, name = found.groups()
    first, *rest = name.split(b"/")
    ending = b"/".join(_SPELLED.get(part, part) for part in (first, *rest))
    return b"http://schemas.openxmlformats.org/" + family + b"/2006/" + ending
