"""A hospital's own template: used as it is, where it leaves most to a chart, or all that is missing said at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Cm

from hds_tco.board.deck.areas import least_room, left_to_plot, usual_plot
from hds_tco.board.deck.build import deck
from hds_tco.board.deck.custom_template import check_template
from hds_tco.board.deck.measure import Box
from hds_tco.board.deck.native.plot_area import A_BAR, PLOT
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import ScenarioError
from tests.board.deck import templates
from tests.board.deck.decks import box_of, parts, told
from tests.board.deck.templates import default, keep, only_low, patches, saved, title_only

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def renamed_types(path: Path, kind: str) -> Path:
    """Say in a file that it is of another kind: a template, one with macros."""
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(b"presentation.main+xml", kind.encode())
    with zipfile.ZipFile(path, "w") as package:
        for name, blob in files.items():
            package.writestr(name, blob)
    return path


def narrow(made: Any) -> Any:
    """Keep one layout, its content too small for a chart."""
    keep(made, "Title and Content")
    content = made.slide_layouts[0].placeholders[1]
    content.left, content.top, content.width, content.height = Cm(2), Cm(6), Cm(6), Cm(4)
    return made


def used(folder: Path) -> Path:
    """Return a presentation that already has slides, with notes."""
    made = default()
    for rank in range(3):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Ancienne page {rank}"
        slide.notes_slide.notes_text_frame.text = "Ancienne note"
    return saved(made, folder)


GOOD: dict[str, Callable[[Path], Path]] = {
    "4:3": lambda folder: saved(default(), folder),
    "16:9": lambda folder: saved(default(slide_width=Cm(33.867), slide_height=Cm(19.05)), folder),
    "potx": lambda folder: renamed_types(saved(default(), folder, "charte.potx"), "template.main+xml"),
    "one layout": lambda folder: saved(keep(default(), "Title and Content"), folder),
    "used": used,
    "patches": lambda folder: saved(patches(), folder),
    "title only": lambda folder: saved(title_only(), folder),
}


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("name", ["external_wins", "kinds"])
def test_a_template_is_used(kind: str, name: str, tmp_path: Path) -> None:
    path = GOOD[kind](tmp_path)
    check_template(path)
    story = told(name, "fr")
    content = deck(story, path)
    read: Any = Presentation(io.BytesIO(content))
    own = Presentation(io.BytesIO(content if kind == "potx" else path.read_bytes()))
    assert (read.slide_width, read.slide_height) == (own.slide_width, own.slide_height)
    assert [layout.name for layout in read.slide_layouts] == [layout.name for layout in own.slide_layouts]
    assert [slide.shapes.title.text_frame.text for slide in read.slides] == [
        story.title,
        *(page.title for page in story.slides),
    ]
    assert not any(b"Ancienne" in blob for blob in parts(content).values())
    for slide in read.slides:
        assert slide.notes_slide.notes_text_frame.text.strip()
        boxes = [box_of(shape) for shape in slide.shapes]
        for box in boxes:
            assert 0 <= box.left < box.right <= read.slide_width
            assert 0 <= box.top < box.bottom <= read.slide_height
        for one, other in combinations(boxes, 2):
            assert not one.meets(other), slide.shapes.title.text_frame.text
        for holder in slide.placeholders:
            assert holder.text_frame.text.strip()


def test_the_same_template_gives_the_same_bytes(tmp_path: Path) -> None:
    path, story = saved(patches(), tmp_path), told("kinds", "fr")
    assert deck(story, str(path)) == deck(story, path)


def test_the_template_itself_is_left_alone(tmp_path: Path) -> None:
    path = used(tmp_path)
    before = path.read_bytes()
    deck(told("nothing", "fr"), path)
    assert path.read_bytes() == before


def corrupt(folder: Path) -> Path:
    path = saved(default(), folder)
    path.write_bytes(path.read_bytes()[:20_000])
    return path


def without_master(folder: Path) -> Path:
    """Return a file whose zip is whole and whose presentation is not."""
    path = saved(default(), folder)
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist() if "slideMaster" not in name}
    with zipfile.ZipFile(path, "w") as package:
        for name, blob in files.items():
            package.writestr(name, blob)
    return path


def written(content: bytes, name: str = "charte.pptx") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return write


def macros(folder: Path) -> Path:
    return renamed_types(saved(default(), folder), "presentation.macroEnabled.main+xml")


def huge(folder: Path) -> Path:
    """Return a file of 201 MB that takes no room on the disk."""
    path = folder / "charte.pptx"
    with path.open("wb") as file:
        file.truncate(201_000_000)
    return path


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "absent": (lambda folder: folder / "charte.pptx", "template_unreadable"),
    "a folder": (lambda folder: folder, "template_unreadable"),
    "corrupt": (corrupt, "template_not_pptx"),
    "empty": (written(b""), "template_not_pptx"),
    "text": (written(b"Bonjour"), "template_not_pptx"),
    "another zip": (written(b"PK\x05\x06" + bytes(18)), "template_not_pptx"),
    "damaged": (without_master, "template_broken"),
    "macros": (macros, "template_macros"),
    "password": (written(_OLD_OFFICE + bytes(600) + "EncryptedPackage".encode("utf-16-le")), "template_locked"),
    "old": (written(_OLD_OFFICE + bytes(600), "charte.ppt"), "template_old"),
    "huge": (huge, "template_too_large"),
    "no title": (lambda folder: saved(keep(default(), "Blank"), folder), "template_no_title"),
    "no content": (lambda folder: saved(keep(default(), "Title Slide"), folder), "template_no_content"),
    "no room": (lambda folder: saved(narrow(default()), folder), "template_no_room"),
    "wide and low": (lambda folder: saved(only_low(), folder), "template_no_room"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_wrong_is_said(kind: str, lang: Language, tmp_path: Path) -> None:
    make, code = BAD[kind]
    path = make(tmp_path)
    with pytest.raises(ScenarioError) as refused:
        check_template(path, lang)
    assert code in [fault.code for fault in refused.value.faults]
    assert str(path) in str(refused.value)
    with pytest.raises(ScenarioError):
        deck(told("nothing", lang), path)


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        check_template(saved(keep(default(), "Blank"), tmp_path))
    assert [fault.code for fault in refused.value.faults] == ["template_no_title", "template_no_content"]


def test_the_room_and_a_mend_are_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        check_template(saved(narrow(default()), tmp_path))
    said = str(refused.value).replace("\N{NO-BREAK SPACE}", " ")
    assert "6 cm sur 4 cm" in said
    assert "attendu au moins 16 cm sur 10 cm" in said
    assert "« Titre seul »" in said


KINDS = ("low", "widest unfit", "two columns", "title only", "dark rectangle")


def slides_on(kind: str) -> list[Any]:
    return list(templates.on(kind).slides)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_left_five_centimetres(kind: str) -> None:
    for page, slide in zip(told("external_wins", "fr").slides, slides_on(kind)[1:], strict=True):
        for shape in slide.shapes:
            if shape.has_chart and page.chart is not None:
                assert left_to_plot(page.chart, box_of(shape)) >= PLOT, page.key
                assert shape.width >= Cm(11)
                if page.chart.kind == "bars":
                    assert left_to_plot(page.chart, box_of(shape)) >= A_BAR * len(page.chart.categories)


def test_a_wide_and_low_place_is_left_for_a_page_with_only_a_title() -> None:
    charts = [slide for slide in slides_on("low") if any(shape.has_chart for shape in slide.shapes)]
    assert charts
    assert {slide.slide_layout.name for slide in charts} == {"Title Only"}


def test_the_widest_place_is_not_taken_where_it_is_too_low() -> None:
    assert {slide.slide_layout.name for slide in slides_on("widest unfit")[1:]} == {"Two Content"}


def test_two_columns_are_taken_together() -> None:
    for slide in slides_on("two columns")[1:]:
        places = [shape for shape in slide.shapes if not shape.is_placeholder or shape.has_chart or shape.has_table]
        assert max(shape.left + shape.width for shape in places) > Cm(20)


def test_points_stand_on_a_page_with_only_a_title() -> None:
    story = told("external_wins", "fr")
    for page, slide in zip(story.slides, slides_on("title only")[1:], strict=True):
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for point in page.points:
            assert point in words or point in slide.notes_slide.notes_text_frame.text


def test_words_that_run_downwards_are_no_place(tmp_path: Path) -> None:
    made = templates.keep(templates.default(), "Title Slide", "Title Only", "Title and Vertical Text")
    read = Presentation(
        io.BytesIO(
            deck(
                told("external_wins", "fr"),
                templates.saved(made, tmp_path),
            )
        )
    )
    assert {slide.slide_layout.name for slide in list(read.slides)[1:]} == {"Title Only"}


def test_the_smallest_place_is_just_enough() -> None:
    width, height = least_room()
    assert usual_plot(Box(0, 0, width, height)) == PLOT
    assert usual_plot(Box(0, 0, width - 1, height)) < PLOT
    assert usual_plot(Box(0, 0, Cm(10), Cm(40))) == 0
