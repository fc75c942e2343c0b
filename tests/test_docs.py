"""The documentation site: built strictly, loads nothing from anywhere, says all that is public; its examples run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
import yaml
from playwright.sync_api import sync_playwright

import hds_tco as ht
from tests.programs import program
from tools import gallery, site

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))
# Written by hand for the site; records and pages made from data name files of their time.
WRITTEN = [*HOW_TO, DOCS / "architecture.md", DOCS / "index.md", *sorted((DOCS / "hospital").glob("*.md"))]
FIRST_STEPS = [DOCS / "hospital" / "premiere-reponse.md", DOCS / "hospital" / "first-answer.md"]
# What a page loads by itself, and the attribute that says from where. A link that a reader clicks may lead anywhere.
LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "link": "href",
    "object": "data",
    "use": "href",
}
FOLLOWED_BY_HAND = {"canonical", "next", "prev", "alternate"}


class Page(HTMLParser):
    """What a built page loads, links to in its menus, and names."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.menu: list[str] = []
        self.ids: list[str] = []
        self._navs = 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._navs += tag == "nav"
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and self._navs:
            self.menu.append(values.get("href", ""))
        if tag in LOADS and values.get("rel") not in FOLLOWED_BY_HAND and LOADS[tag] in values:
            self.loaded.append(values[LOADS[tag]])
        self.loaded += re.findall(r"url\((?!data:)[\"']?([^)\"']+)", values.get("style", ""))
        assert "srcset" not in values
        assert "mermaid" not in values.get("class", "")  # the theme would fetch a library

    def handle_endtag(self, tag: str) -> None:
        self._navs -= tag == "nav"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, built without executed notebooks: the build fails on any broken link, anchor or reference."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    here = {name: value for name, value in os.environ.items() if name != site.EXECUTED} | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(built: Path) -> None:
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 100
    for path in pages:
        for address in Page(path).loaded:
            assert not re.match(r"[a-z]+:|//", address), f"{path.relative_to(built)} loads {address}"
            assert (path.parent / address.partition("?")[0]).resolve().is_file() or path.name == "404.html", address
    for path in built.rglob("*.css"):
        style = path.read_text("utf-8")
        assert re.findall(r"url\([\"']?(?:https?:)?//[^)]*|@import[^;]*", style) == [], path.name


@pytest.mark.slow
def test_every_public_name_has_its_entry(built: Path) -> None:
    ids = [name for path in (built / "reference").glob("*.html") for name in Page(path).ids]
    functions = {name for name in ht.__all__ if not isinstance(getattr(ht, name), ModuleType)}
    assert {f"hds_tco.{name}" for name in functions} - set(ids) == set()
    for package in site.packages():
        entries = {site.origin(package, name) for name in site.exported(package)}
        assert entries - set(ids) == set()
    assert [name for name in ids if re.search(r"\._(?!_)", name)] == []  # nothing private


@pytest.mark.slow
def test_every_decision_is_in_the_menu(built: Path) -> None:
    menu = Page(built / "architecture.html").menu
    records = site.decision_pages()
    assert records == sorted(f"decisions/{path.name}" for path in (DOCS / "decisions").glob("0*.md"))
    assert [page for page in records if page.replace(".md", ".html") not in menu] == []


def test_the_list_of_decisions_is_whole() -> None:
    listed = re.findall(r"^\| \[(\d+)\]\((\S+)\) \|", (DOCS / "decisions" / "README.md").read_text("utf-8"), re.M)
    assert [f"decisions/{name}" for _, name in listed] == site.decision_pages()
    assert [name for number, name in listed if not name.startswith(f"{number}-")] == []


@pytest.mark.browser
@pytest.mark.slow
def test_a_page_opened_from_a_file_is_searched_without_the_network(built: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"file://{built}/index.html")
        page.locator(".md-search__input").fill("break_even_growth")
        page.locator(".md-search-result__link").first.wait_for(state="attached")
        found = page.locator(".md-search-result__link").evaluate_all("links => links.map(link => link.href)")
        browser.close()
    assert any("reference/flexibility.html" in address for address in found)
    assert errors == []
    assert [address for address in asked if not address.startswith(("file:", "blob:", "data:"))] == []


@pytest.mark.parametrize("path", HOW_TO, ids=lambda path: path.stem)
def test_the_code_of_a_how_to_runs(path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    names: dict[str, Any] = {"__name__": "__main__"}  # as in a notebook: a piece knows where it was written
    for block in blocks:
        exec(compile(block, path.name, "exec"), names)


@pytest.mark.parametrize("path", FIRST_STEPS, ids=lambda path: path.stem)
def test_the_first_file_of_a_hospital_is_priced(path: Path, tmp_path: Path) -> None:
    (written,) = re.findall(r"^```toml\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "own.toml").write_text(written, "utf-8")
    result = ht.compare(ht.load(tmp_path / "own.toml"))
    assert [option.key for option in result.options] == ["in_house", "external", "leasing"]
    assert result.scenario.hosted == {}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_the_files_that_a_page_names_are_there(path: Path) -> None:
    named = re.findall(r"`((?:hds_tco|tests|data|docs|tools)/[^`\s]+)`", path.read_text("utf-8"))
    assert [name for name in named if not list(ROOT.glob(name))] == []


def test_what_a_reader_should_read_first_is_about_two_thousand_lines() -> None:
    (table,) = re.findall(r"## Read these.*?\n\n(\|.*?)\n\n", (DOCS / "architecture.md").read_text("utf-8"), re.DOTALL)
    lines = 0
    for row in table.splitlines()[2:]:
        first, *others = re.findall(r"`([^`]+\.py)`", row.split("|")[1])
        files = [first, *(f"{Path(first).parent}/{name}" for name in others)]
        lines += sum(len((ROOT / name).read_text("utf-8").splitlines()) for name in files)
    assert 1_600 <= lines <= 2_400


def test_french_signs_stay_on_their_line_and_code_is_left_alone() -> None:
    page = '<p title="a : b">Combien ? <code>x : y</code> « oui » ; voilà :</p><pre>a ; b</pre>'
    assert site.spaced(page) == (
        '<p title="a : b">Combien\xa0? <code>x : y</code> «\xa0oui\xa0»\xa0; voilà\xa0:</p><pre>a ; b</pre>'
    )


def test_a_notebook_becomes_a_page_that_needs_no_python() -> None:
    def cell(data: dict[str, Any]) -> Any:
        return nbformat.v4.new_code_cell("1 + 1", outputs=[nbformat.v4.new_output("display_data", data)])

    cells = [
        nbformat.v4.new_markdown_cell("# Une question"),
        cell({"text/html": "<table></table>", "text/plain": "frame"}),
        cell({"text/markdown": "**Oui**", "text/plain": "Markdown"}),
        cell({gallery.VIEW: {"model_id": "chart"}}),
        cell({gallery.VIEW: {"model_id": "box"}}),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    chart = {"spec": {"data": []}, "caption": {"title": "L'un & \"l'autre\""}, "_esm": "code", "library": "IPY_MODEL_1"}
    state = {"chart": {"state": chart}, "box": {"state": {}}}
    notebook.metadata["widgets"] = {gallery.WIDGETS: {"state": state}}
    page = gallery.page(notebook, "01.ipynb")
    assert page.startswith("# Une question\n")
    assert '<div class="hds-table">\n<table></table>\n</div>' in page
    assert "\n**Oui**\n" in page
    assert "&quot;title&quot;: &quot;L&#x27;un &amp; \\&quot;l&#x27;autre\\&quot;&quot;" in page
    assert "_esm" not in page
    assert "IPY_MODEL" not in page
    assert gallery.SLIDERS in page
    assert page.count("<script") == 3
    assert "<script" not in gallery.page(nbformat.v4.new_notebook(cells=cells[:3]), "01.ipynb")


def test_the_citation_says_what_the_package_is() -> None:
    """The required keys of the Citation File Format 1.2.0, and values that pyproject.toml has too."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] == "software"
    assert all(set(author) & {"name", "family-names"} for author in cited["authors"])
    assert (
        (cited["version"], cited["license"]) == (project["version"], project["license"]) == (ht.__version__, "EUPL-1.2")
    )


def test_the_public_code_file_has_what_its_standard_requires() -> None:
    """The required keys of publiccode.yml 0.4, in French and in English."""
    held = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description",
        "legal", "maintenance", "localisation",
    } <= set(held)  # fmt: skip
    assert held["legal"]["license"] == "EUPL-1.2"
    assert held["softwareVersion"] == ht.__version__
    assert held["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    if held["maintenance"]["type"] in {"internal", "community"}:
        assert all(person["name"] for person in held["maintenance"]["contacts"])
    assert set(held["localisation"]["availableLanguages"]) == {"fr", "en"} == set(held["description"])
    for words in held["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
