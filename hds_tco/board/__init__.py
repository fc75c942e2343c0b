"""What a board reads: the story told once, then slides, a workbook, a document, a page."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hds_tco.board.findings import find
    from hds_tco.board.pack import tell, write_pack

__all__ = ["find", "tell", "write_pack"]

# Imported when first asked for: each kind of file needs libraries of its own.
_MODULE_OF = {"find": "findings", "tell": "pack", "write_pack": "pack"}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
