"""The README's pictures: small enough to load, made without the network."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

import hds_tco as ht
from hds_tco.locale import text
from tools.pictures import PICTURES, compare_picture, terminal_svg

LARGEST = dict.fromkeys(
    ("cockpit.png", "compare.png", "document.png", "notebook.png", "page.png", "slide.png"), 250_000
)


def size(file: Path) -> tuple[int, int]:
    """Return a PNG's width and height, from its header."""
    head = file.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


@pytest.mark.parametrize("name", LARGEST)
def test_a_picture_is_there_and_light(name: str) -> None:
    file = PICTURES / name
    assert file.stat().st_size <= LARGEST[name]
    assert 1100 <= size(file)[0] <= 1280


def test_the_terminal_is_drawn_without_any_address() -> None:
    drawn = terminal_svg()
    assert "://" not in drawn
    words = drawn.replace("&#160;", " ")
    assert "hds-tco compare reference-ght" in words
    for option in ht.compare(ht.load("reference-ght")).options:
        assert option.option.label("fr").replace("'", "&#x27;") in words
    assert text("screen.main_lines", option="").split()[0] not in words


@pytest.mark.browser
@pytest.mark.slow
def test_the_terminals_picture_can_be_made_again(tmp_path: Path) -> None:
    compare_picture(tmp_path / "compare.png")
    # Fonts and words differ from one machine and one version to the next: about as large is near enough.
    made, kept = size(tmp_path / "compare.png"), size(PICTURES / "compare.png")
    assert all(abs(one - other) < other / 4 for one, other in zip(made, kept, strict=True))
