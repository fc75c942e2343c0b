"""The file opens clean: a whole package, valid against Office's schemas, without a clock."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml.ns import qn

from hds_tco.board.deck.build import deck
from hds_tco.board.slide import Slide, Story
from hds_tco.locale import LANGUAGES, Language
from tests.board.deck.decks import EVERY, STORIES, made, parts, xml_parts


def one_slide() -> Story:
    return Story("Titre", "Sous-titre", "fr", (Slide("one", "Un message", ("Un point.",), ("Une note.",)),), "Pied")


each = pytest.mark.parametrize(("name", "lang"), EVERY)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def faults_of(path: Path) -> list[str]:
    """Return what Office's own schemas and rules refuse, as Microsoft's Open XML SDK states them."""
    validator = OpenXmlValidator(max_errors=0)
    return [f"{error.part_uri} {error.path}: {error.description}" for error in validator.validate(path).errors]


@pytest.mark.parametrize(  # each story in one of the languages: the schemas are slow, and know no words
    ("name", "lang"), [(name, LANGUAGES[rank % len(LANGUAGES)]) for rank, name in enumerate(STORIES)]
)
def test_office_schemas_accept_it(name: str, lang: Language, tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    path.write_bytes(made(name, lang))
    assert faults_of(path) == []


def test_the_validator_sees_faults(tmp_path: Path) -> None:
    """One that accepts anything would prove nothing."""
    path = tmp_path / "deck.pptx"
    with zipfile.ZipFile(path, "w") as package:
        for name, blob in parts(made("nothing", "fr")).items():
            package.writestr(name, blob.replace(b'type="tbl"', b'type="txAndTable"'))
    assert any("txAndTable" in fault for fault in faults_of(path))


@each
def test_every_link_leads_to_a_part_and_every_part_has_a_type(name: str, lang: Language) -> None:
    files, trees = parts(made(name, lang)), xml_parts(made(name, lang))
    types = trees["[Content_Types].xml"]
    by_name = {item.get("PartName") for item in types.iter(f"{_TYPES}Override")}
    by_ending = {item.get("Extension") for item in types.iter(f"{_TYPES}Default")}
    assert {part.removeprefix("/") for part in by_name} <= set(files)
    reached = set()
    for path, tree in trees.items():
        if path.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(path))
            for item in tree.iter(_RELATIONSHIP):
                assert item.get("TargetMode") != "External", item.get("Target")
                target = posixpath.normpath(posixpath.join("/", folder, item.get("Target")))[1:]
                assert target in files
                reached.add(target)
    for path in files:
        if path != "[Content_Types].xml":
            assert f"/{path}" in by_name or path.rpartition(".")[2] in by_ending
            assert path in reached or path.endswith(".rels"), f"nothing leads to {path}"


@each
def test_shapes_have_numbers_of_their_own(name: str, lang: Language) -> None:
    for path, tree in xml_parts(made(name, lang)).items():
        if re.match(r"ppt/(slides|slideLayouts|slideMasters|notesSlides)/[^/]+\.xml$", path):
            numbers = [item.get("id") for item in tree.iter(qn("p:cNvPr"))]
            assert len(set(numbers)) == len(numbers), path


def test_no_clock_no_address_no_other_program() -> None:
    for path, blob in parts(made("external_wins", "fr")).items():
        if path.endswith(".xml"):
            assert b"dcterms:created" not in blob
        if path.startswith("docProps/"):  # a theme may name Microsoft's fonts
            assert b"Microsoft" not in blob
        assert not path.endswith((".jpeg", ".bin"))


def test_a_template_that_libreoffice_saved_leaves_one_part_about_the_file(tmp_path: Path) -> None:
    """LibreOffice relates the part about the file under a name that python-pptx does not know."""
    template = tmp_path / "charte.pptx"
    Presentation().save(str(template))
    with zipfile.ZipFile(template) as package:
        blobs = {name: package.read(name) for name in package.namelist()}
    office = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    libre = b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
    assert office in blobs["_rels/.rels"]
    blobs["_rels/.rels"] = blobs["_rels/.rels"].replace(office, libre)
    with zipfile.ZipFile(template, "w") as package:
        for name, blob in blobs.items():
            package.writestr(name, blob)
    content = deck(one_slide(), template)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        assert package.read("_rels/.rels").count(b"/metadata/core-properties") == 1
    assert len(set(names)) == len(names)
    path = tmp_path / "deck.pptx"
    path.write_bytes(content)
    assert faults_of(path) == []


@each
def test_names_in_the_package_are_unique(name: str, lang: Language) -> None:
    with zipfile.ZipFile(io.BytesIO(made(name, lang))) as package:
        names = [each.lower() for each in package.namelist()]
    assert len(set(names)) == len(names)
