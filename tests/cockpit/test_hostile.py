"""Labels, notes and sources of ill will, through all that a notebook or a folder shows: nothing runs or breaks out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import hds_tco as ht
from hds_tco.analysis.hosting import hosting_table, shares_table
from hds_tco.analysis.table import styled_table
from hds_tco.charts import (
    hosting_chart,
    natures_chart,
    plotly_figure,
    plotly_spec,
    shares_chart,
    timeline_chart,
    tornado_chart,
)
from hds_tco.cockpit import open_chapter, show
from hds_tco.locale import bare_lines
from hds_tco.scenario import Assumption, Scenario, ScenarioError
from hds_tco.scenario.template import toml_value
from tests.cli.running import ran

MARK = "window.hacked"
ATTACK = (
    f'</script><script>{MARK} = 1</script><img src="x" onerror="{MARK} = 1"><a href="javascript:{MARK}=1">a</a>'
    "\x1b[31m\u202e\u2066\u2028[cliquez](javascript:alert(1)) ![x](http://e.example/x.png) `a` $x$ {option} %s"
)
FORMULA = "=cmd|' /C calc'!A0"
LONG = "mot " * 500
WORDS = {"attack": ATTACK, "formula": FORMULA, "long": LONG}


@pytest.fixture(scope="module", params=WORDS)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = toml_value(WORDS[request.param])
    figures = ("external.setup_eur", "finance.vat_share", "hardware.server_base_eur")
    rows = [
        'based_on = "reference-ght"',
        f"name = {words}",
        f"description = {words}",
        *(f"hosted.{key}.label = {words}" for key in ("ehpad", "psychiatrie")),
        f"staff.ingenieur_systeme.label = {words}",
        *(
            f'{path} = {{ value = {value}, confidence = "G", source = {words}, note = {words} }}'
            for path, value in zip(figures, (50_000, 0.1, 9_000), strict=True)
        ),
    ]
    path = tmp_path_factory.mktemp("hostile") / f"{request.param}.toml"
    path.write_text("\n".join(rows), "utf-8")
    return path


@pytest.fixture
def scenario(hostile: Path) -> Scenario[Assumption]:
    return ht.load(hostile)


class Elements(HTMLParser):
    """What a page would make of a piece of HTML."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


HARMLESS = {
    *("table", "thead", "tbody", "tr", "th", "td", "style", "caption", "b", "br", "div", "p", "span", "i", "sup", "em"),
    "strong",
    "extra",  # plotly's, empty: no second box beside the first
}


def harmless(written: str) -> None:
    """Hold that a piece of HTML has only elements that show words, and no sign that turns their order."""
    seen = Elements(written)
    assert {tag for tag, _ in seen.found} <= HARMLESS
    assert not [name for _, attributes in seen.found for name in attributes if name.startswith("on") or name == "href"]
    assert bare_lines(written) == written


def texts(spec: Any) -> Iterator[str]:
    if isinstance(spec, str):
        yield spec
    elif isinstance(spec, dict):
        for name, value in spec.items():
            yield from texts(value) if name != "meta" else ()  # for who does not see: an attribute, never drawn
    elif isinstance(spec, list | tuple):
        for value in spec:
            yield from texts(value)


def test_tables_of_notebooks(scenario: Scenario[Assumption]) -> None:
    result = ht.compare(scenario)
    for written in (
        result._repr_html_(),
        ht.simulate(scenario, 200)._repr_html_(),
        styled_table(hosting_table(ht.analysis.hosting_for_others(scenario))).to_html(),
        styled_table(shares_table(ht.analysis.hosting_for_others(scenario))).to_html(),
    ):
        harmless(written)
    for line in ("staff.ingenieur_systeme", "purchase.servers"):
        harmless(result.explain(line)._repr_html_())


def test_figures_of_notebooks(scenario: Scenario[Assumption]) -> None:
    result = ht.compare(scenario)
    hosting = ht.analysis.hosting_for_others(scenario)
    charts = [
        natures_chart(result),
        timeline_chart(scenario),
        hosting_chart(hosting),
        shares_chart(hosting),
        tornado_chart(ht.sensitivity.tornado(scenario)),
    ]
    for chart in charts:
        for words in texts(plotly_spec(chart)):
            harmless(words)
        harmless("".join(texts(plotly_figure(chart).to_plotly_json())))
        for words in texts(show(chart).get_state(("spec",))):
            harmless(words)


def markdown_is_plain(words: str) -> None:
    """Hold that each sign that Markdown would obey is escaped, and that no line begins a block of its own."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[<\[`$]", words)
    assert bare_lines(words) == words


def test_sentences_of_notebooks(scenario: Scenario[Assumption]) -> None:
    variants: Any = ht.analysis.usual_variants(scenario)
    for chapter in (
        open_chapter(ht.compare, scenario),
        open_chapter(ht.analysis.hosting_for_others, scenario),
        open_chapter(ht.analysis.side_by_side, variants),
        open_chapter(ht.analysis.hosting_for_others, ht.with_values(scenario, {"options": ["external"]})),
    ):
        for said in (chapter.answer(), chapter.notes()):
            if said is not None:
                markdown_is_plain(said.data)


def test_commands(hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("compare", hostile, "--lines"), ("explain", hostile, "staff.ingenieur_systeme")):
        run = ran(capsys, *words)
        assert run.status == 0, run.err
        assert bare_lines(run.out) == run.out
        assert bare_lines(run.err) == run.err


def assert_office_is_plain(raw: bytes) -> None:
    """Fail where a file of Office, or one inside it, links outside, computes a text or shows marks of direction."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for name in packed.namelist():
            if name.endswith(".xlsx"):
                assert_office_is_plain(packed.read(name))
            if not name.endswith((".xml", ".rels")):
                continue
            part = packed.read(name).decode()
            assert not re.search(r"Target=\"(?:javascript|http://e\.example)", part), name
            assert not re.search(r"<f>[^<]*(?:cmd\||hacked)", part), name
            assert not re.search("[\x1b\u202e\u2066\u2028]|_x001[Bb]_", part), name


@pytest.mark.slow
def test_files_of_the_board(hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(capsys, "board", hostile, "--draws", "200", "--out", tmp_path).status == 0
    files = {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(files) == {".pptx", ".xlsx", ".pdf", ".html"}
    for ending in (".pptx", ".xlsx"):
        assert_office_is_plain(files[ending])
    page = files[".html"].decode()
    outside = re.sub(r"(?s)<script>.*?</script>", "", page)
    seen = Elements(outside)
    assert not {tag for tag, _ in seen.found} & {"img", "iframe", "object", "embed", "link", "base", "form"}
    assert {attributes.get("type") for tag, attributes in seen.found if tag == "script"} == {"application/json"}
    assert not [name for _, attributes in seen.found for name in attributes if name.startswith("on")]
    assert not re.search("[\x1b\u202e\u2066]", page)
    assert b"/JavaScript" not in files[".pdf"]
    assert b"javascript:" not in files[".pdf"]


def test_a_report_in_a_notebook(hostile: Path) -> None:
    with pytest.raises(ScenarioError) as found:
        ht.load(hostile, {f"hosted.ehpad.{ATTACK}": ATTACK, "finance.vat_share": ATTACK})
    assert bare_lines(found.value.message("fr")) == found.value.message("fr")
    assert all(bare_lines(line) == line for line in found.value._render_traceback_())
