"""`hds-tco app`: refusals before anything starts; then the real server, with and without its key, and Ctrl-C."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.cli.pages import MOST_PAGES
from hds_tco.locale import Language
from tests.cli.running import plain, ran, refused
from tools.served import Served, served

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fetched(address: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    try:
        with OPENER.open(urllib.request.Request(address, headers=headers), timeout=60) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


# ─── before anything starts ──────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_scenario_is_refused_as_by_any_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('based_on = "reference-ght"\n[finance]\nreal_rate = "beaucoup"\n', "utf-8")
    said = refused(capsys, tmp_path, "app", wrong, "--no-browser")
    assert said == refused(capsys, tmp_path, "compare", wrong)
    assert len(said) > 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_port_that_is_taken_is_said(lang: Language, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(capsys, tmp_path, "app", "--no-browser", "--port", port, lang=lang)
    sentence = {"fr": f"le port {port} est déjà pris", "en": f"another program uses port {port} already"}[lang]
    assert sentence in "\n".join(said)
    assert "scénario" not in "\n".join(said)


@pytest.mark.parametrize("port", ["0", "70000", "abc"])
def test_a_port_that_no_machine_has(port: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert refused(capsys, tmp_path, "app", "--port", port)[0].startswith("Valeur refusée pour --port.")


@pytest.mark.parametrize("command", ["app", "lab"])
def test_without_the_extra_how_to_install_it(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(module: str, extra: str, lang: Language) -> None:
        raise MissingLibraryError(f"{module} {extra} {lang}")

    monkeypatch.setattr("hds_tco.cli.serve.optional", missing)
    needed = {"app": "voila.app", "lab": "jupyterlab.labapp"}[command]
    assert refused(capsys, tmp_path, command, "--no-browser") == [f"{needed} notebook fr"]


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    out = ran(capsys, "app", "--help").out
    assert all(option in out for option in ("[SCENARIO]", "--port", "--no-browser", "--lang", "--verbose"))


# ─── the real server ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served("app", folder=tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.mark.slow
def test_the_terminal_says_where_and_how_to_stop(app: Served) -> None:
    assert app.address.startswith("http://127.0.0.1:")
    said = plain("\n".join(app.said))
    assert said.startswith("Le cockpit est ouvert, pour cette machine seulement :\n")
    assert "Ctrl-C" in said


@pytest.mark.slow
def test_with_its_key_the_page_is_served_without_any_code(app: Served) -> None:
    status, page, headers = fetched(app.address)
    assert status == 200
    assert '<html lang="fr">' in page
    assert "<title>Coût d&#39;hébergement des données de santé</title>" in page or (
        "<title>Coût d'hébergement des données de santé</title>" in page
    )
    assert "Le cockpit s'ouvre…" in page.replace("&#39;", "'")
    assert "import page" not in page
    assert "cdn" not in page.lower()
    assert "https://" not in page
    assert headers["Content-Security-Policy"].startswith("default-src 'self' data: blob:")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "?token=wrong", "api/kernels/0", "voila/files/one-cell.ipynb"])
def test_without_its_key_nothing_is(app: Served, path: str) -> None:
    status, page, _ = fetched(app.bare + path)
    assert status in (403, 404)
    assert "rendered_cells" not in page
    if path in ("", "?token=wrong"):
        assert "Cette adresse demande sa clé." in page
        assert '<html lang="fr">' in page


@pytest.mark.slow
def test_the_notebook_itself_is_not_given(app: Served) -> None:
    key = app.address.partition("?")[2]
    assert fetched(f"{app.bare}voila/files/one-cell.ipynb?{key}")[0] == 403


@pytest.mark.slow
def test_another_name_for_this_machine_is_refused(app: Served) -> None:
    assert fetched(app.address, Host="example.org")[0] == 403


@pytest.mark.slow
def test_nothing_listens_beyond_this_machine(app: Served) -> None:
    port = int(app.bare.rstrip("/").rpartition(":")[2])
    listening = [
        item.laddr for item in psutil.Process(app.process.pid).net_connections() if item.status == psutil.CONN_LISTEN
    ]
    assert {item.ip for item in listening} <= {"127.0.0.1", "::1"}
    assert port in {item.port for item in listening}


@pytest.mark.slow
def test_control_c_closes_all_of_it(tmp_path: Path) -> None:
    with served("app", "chu-strasbourg-2017", "--lang", "en", folder=tmp_path) as running:
        status, page, _ = fetched(running.address)
        assert (status, '<html lang="en">' in page) == (200, True)
        children = psutil.Process(running.process.pid).children(recursive=True)
        assert children  # at least one Python behind the page
        assert running.interrupt() == 0
        gone, alive = psutil.wait_procs(children, timeout=20)
        assert alive == []
        assert len(gone) == len(children)
    assert running.said[-1] == "The cockpit is closed."
    assert [line for line in running.said if "Traceback" in line or "WARNING" in line] == [], running.said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_of_twelve_pages_at_once_as_many_as_the_machine_bears_and_words_for_the_others(tmp_path: Path) -> None:
    with served("app", folder=tmp_path) as running:
        with ThreadPoolExecutor(12) as readers:
            answers = list(readers.map(lambda _: fetched(running.address), range(12)))
        pages = [page for status, page, _ in answers if status == 200]
        refused_ones = [page for status, page, _ in answers if status == 503]
        assert (len(pages), len(refused_ones)) == (MOST_PAGES, 12 - MOST_PAGES)
        assert all('"kernelId"' in page for page in pages)
        assert all(f"{MOST_PAGES} cockpits sont déjà ouverts" in page for page in refused_ones)
        children = psutil.Process(running.process.pid).children(recursive=True)
        assert len(children) <= MOST_PAGES + 1  # and the one that is kept warm


@pytest.mark.slow
def test_a_server_that_is_killed_leaves_no_process_and_no_folder_for_long(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    there = {"TMPDIR": str(temporary)}
    with served("app", folder=tmp_path, environment=there) as running:
        fetched(running.address)
        children = psutil.Process(running.process.pid).children(recursive=True)
        assert children
        running.process.kill()
        assert psutil.wait_procs(children, timeout=30)[1] == []
    left = set(temporary.iterdir())
    assert left
    with served("app", folder=tmp_path, environment=there) as running:
        assert not left & set(temporary.iterdir())
        assert running.interrupt() == 0
    assert list(temporary.iterdir()) == []
