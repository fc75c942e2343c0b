"""The pack: every form from one result, all of them or none, no network."""

from __future__ import annotations

import io
import re
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

import hds_tco as ht
from hds_tco.board import pack as packing
from hds_tco.board.findings import find
from hds_tco.board.pack import FORMS, Form, file_name, pack, tell, write_pack
from hds_tco.scenario import ScenarioError
from tests.board.stories import found

SIGNATURES = {"pptx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pdf": b"%PDF", "html": b"<!doctype html"}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refused)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refused)


def test_every_form_is_made_without_the_network(no_network: None, tmp_path: Path) -> None:
    """All that a pack may hold: tornado, map, clauses, waterfall, calendar, on a hospital's own template."""
    template = tmp_path / "charte.pptx"
    Presentation().save(str(template))
    whole = find(ht.load("reference-ght"), draws=60)
    assert None not in (whole.tornado, whole.break_even, whole.map, whole.exits, whole.clauses, whole.information)
    assert {slide.chart.kind for slide in tell(whole).slides if slide.chart is not None} >= {
        *("columns", "stacked", "lines", "steps", "curves", "bars", "grid", "spans"),
    }
    done: list[str] = []
    files = pack(whole, template=template, progress=done.append)
    assert tuple(files) == tuple(done) == FORMS
    for form, content in files.items():
        assert content.lower().startswith(SIGNATURES[form].lower())


def test_the_same_result_gives_the_same_bytes() -> None:
    assert pack(found("single"), "en") == pack(found("single"), "en")


def test_files_bear_the_hospital_s_name_and_follow_the_forms(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    scenario = ht.load("chi-eure-seine-2017-total")
    written = write_pack(
        scenario, tmp_path / "a" / "b", draws=100, forms=("html", "pdf"), progress=lambda *step: steps.append(step)
    )
    stem = f"{file_name(scenario.name)}-tco"
    assert [path.name for path in written] == [f"{stem}.html", f"{stem}.pdf"]
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == sorted(path.name for path in written)
    assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))


def test_what_stands_in_the_way_is_said_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x-tco.pptx").write_text("mine")
    (tmp_path / "x-tco.pdf").mkdir()
    monkeypatch.setattr(packing, "find", lambda *_: pytest.fail("worked for nothing"))
    with pytest.raises(ScenarioError) as caught:
        write_pack(ht.load("tout-a-zero"), tmp_path, name="x", lang="en")
    assert [fault.code for fault in caught.value.faults] == ["out_exists", "out_is_folder"]
    assert (tmp_path / "x-tco.pptx").read_text() == "mine"


def test_a_template_that_will_not_do_is_said_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "charte.pptx"
    wrong.write_text("no presentation")
    monkeypatch.setattr(packing, "find", lambda *_: pytest.fail("worked for nothing"))
    with pytest.raises(ScenarioError):
        write_pack(ht.load("tout-a-zero"), tmp_path / "out", template=wrong)
    assert not (tmp_path / "out").exists()


def test_a_form_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hds_tco.board import document

    def fails(_: object) -> bytes:
        raise RuntimeError("no ink")

    monkeypatch.setattr(document, "document", fails)
    with pytest.raises(RuntimeError, match="no ink"):
        write_pack(ht.load("chi-eure-seine-2017-total"), tmp_path / "out", draws=100)
    assert not (tmp_path / "out").exists()


def stamps(files: dict[Form, bytes]) -> dict[str, str]:
    """Return the keywords of each file, as its own format holds them."""
    core = {}
    for form in ("pptx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(files[form])) as package:
            names = package.namelist()
            assert len(set(names)) == len(names)
            core[form] = re.findall(r"<cp:keywords>(.*?)</cp:keywords>", package.read("docProps/core.xml").decode())[0]
    html = re.findall(r'<meta name="keywords" content="(.*?)">', files["html"].decode())[0]
    pdf = re.findall(rb"<pdf:Keywords>(.*?)</pdf:Keywords>", files["pdf"])[0].decode()
    return {**core, "html": html, "pdf": pdf}


def test_every_file_of_a_pack_bears_its_stamp() -> None:
    scenario = ht.load("chi-eure-seine-2017-total")
    one = stamps(pack(find(scenario, draws=100, seed=3)))
    assert len(set(one.values())) == 1, one
    assert one["pdf"].startswith(f"hds_tco {ht.__version__}; scenario ")
    assert one["pdf"].endswith("; seed 3; draws 100")
    other = scenario.model_copy(update={"name": "autre"})
    assert stamps(pack(find(other, draws=100, seed=3)))["pdf"] != one["pdf"]


def test_of_two_packs_at_once_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second ends while the first computes; with or without force, the first replaces nothing."""
    scenario = ht.load("chi-eure-seine-2017-total")
    for force, code in ((False, "out_changed"), (True, "out_changed")):
        (path,) = write_pack(scenario, tmp_path / str(force), draws=50, forms=("html",))
        if not force:
            path.unlink()
        real = find

        def meanwhile(*words: Any, target: Path = path, find: Any = real) -> Any:
            target.write_text("another's")
            return find(*words)

        monkeypatch.setattr(packing, "find", meanwhile)
        with pytest.raises(ScenarioError) as caught:
            write_pack(scenario, path.parent, draws=50, forms=("html",), force=force)
        monkeypatch.undo()
        assert [fault.code for fault in caught.value.faults] == [code]
        assert path.read_text() == "another's"
        assert list(path.parent.iterdir()) == [path]
