"""`hds-tco lab`: where the notebooks are, and the real JupyterLab, with and without its key."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from hds_tco.cli.serve import first_page, notebooks
from hds_tco.scenario import ScenarioError
from hds_tco.scenario.files import STARTED_IN
from tests.cli.test_app_command import OPENER, fetched
from tools.served import served

ROOT = Path(__file__).parents[2]


def test_a_checkouts_notebooks_are_copied_and_stay_as_they_are(tmp_path: Path) -> None:
    own = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    folder, copied = notebooks(home=tmp_path)
    assert folder.is_relative_to(tmp_path)
    assert copied == len(own)
    assert sorted(path.name for path in folder.iterdir()) == own
    assert first_page(folder) == f"lab/tree/{own[0]}"
    (folder / own[0]).write_text("his", "utf-8")
    assert notebooks(home=tmp_path) == (folder, 0)
    assert (folder / own[0]).read_text("utf-8") == "his"


def test_installed_notebooks_are_copied_once_and_never_over_the_reader_s(tmp_path: Path) -> None:
    package, home = tmp_path / "hds_tco", tmp_path / "home"
    shipped = package / "_notebooks"
    shipped.mkdir(parents=True)
    for name in ("01-a.ipynb", "02-b.ipynb"):
        (shipped / name).write_text(name, "utf-8")

    folder, copied = notebooks(package, home)
    assert (folder, copied) == (home / "hds-tco" / "notebooks", 2)
    (folder / "01-a.ipynb").write_text("mine", "utf-8")
    (shipped / "03-c.ipynb").write_text("new", "utf-8")

    assert notebooks(package, home) == (folder, 1)
    found = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert found == {"01-a.ipynb": "mine", "02-b.ipynb": "02-b.ipynb", "03-c.ipynb": "new"}


def test_a_package_without_notebooks_says_so(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="carnets livrés sont introuvables"):
        notebooks(tmp_path / "hds_tco", tmp_path)


def test_jupyterlab_opens_on_the_first_notebook(tmp_path: Path) -> None:
    for name in ("02-b.ipynb", "01-où.ipynb", "zz.txt"):
        (tmp_path / name).touch()
    assert first_page(tmp_path) == "lab/tree/01-o%C3%B9.ipynb"


def wait_for_kernel(runtime: Path) -> None:
    """Wait until the one kernel answers: the server interrupts it as it leaves, and amid its imports that shows."""
    (found,) = runtime.glob("kernel-*.json")
    kernel = BlockingKernelClient(connection_file=str(found))
    kernel.load_connection_file()
    kernel.start_channels()
    try:
        kernel.wait_for_ready(timeout=60)
    finally:
        kernel.stop_channels()


@pytest.mark.slow
def test_jupyterlab_for_this_machine_with_its_key_until_control_c(tmp_path: Path) -> None:
    own = {f"JUPYTER{name}_DIR": str(tmp_path / name) for name in ("_CONFIG", "_DATA", "_RUNTIME", "LAB_SETTINGS")}
    own["HOME"] = own["USERPROFILE"] = str(tmp_path)
    started_in = tmp_path / "mes cas"
    started_in.mkdir()
    with served("lab", environment=own, folder=started_in) as running:
        assert any(line.startswith(f"JupyterLab est ouvert sur {tmp_path}") for line in running.said)
        status, page, _ = fetched(running.address)
        assert status == 200
        assert "@jupyterlab/apputils-extension:announcements" in page.partition("disabledExtensions")[2][:200]
        assert fetched(running.bare.partition("lab/")[0] + "api/contents")[0] == 403
        root, _, token = running.address.partition("lab/tree/")[0], *running.address.partition("token=")[1:]
        asked = urllib.request.Request(f"{root}api/kernels?token={token}", data=b"{}", method="POST")
        with OPENER.open(asked, timeout=60) as answer:
            assert answer.status == 201
        wait_for_kernel(tmp_path / "_RUNTIME")
        kernels = psutil.Process(running.process.pid).children(recursive=True)
        assert {item.environ().get(STARTED_IN) for item in kernels} == {str(started_in)}
        ports = psutil.Process(running.process.pid).net_connections()
        assert {item.laddr.ip for item in ports if item.status == psutil.CONN_LISTEN} <= {"127.0.0.1", "::1"}
        assert running.interrupt() == 0
    assert running.said[-1] == "JupyterLab est fermé."
    assert not any("Warning" in line or "Traceback" in line for line in running.said)
