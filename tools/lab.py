"""JupyterLab on a port of its own and chromium on it, both private: what the tests and the pictures drive.

Nothing of the user's is read or written: settings, workspaces, data and the notebook itself (a copy) live in one
folder. Nothing is downloaded: chromium is Debian's (or what `CHROMIUM` names), and it is told to stay at home.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Request, TimeoutError, ViewportSize, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Without these a pop-up about news stands over the page, and JupyterLab asks the network for it.
SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}
START_SECONDS = 60.0


class RanOut(Exception):  # noqa: N818 - says what happened
    """A page was waited for, and did not show what it should."""


@dataclass
class Heard:
    """What a page asked of the network and said to the console.

    Parameters
    ----------
    requests : list of str
        Addresses, web sockets included; those that the page makes for itself (``data:``, ``blob:``) left out.
    errors : list of str
        Errors on the console and exceptions that nobody caught.
    """

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note what a page does from now on."""
        page.on("request", self._request)
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("pageerror", lambda error: self.errors.append(f"{error.message}\n{error.stack}"))
        page.on("console", self._console)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.requests.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


@contextmanager
def chromium(width: int = 1280, height: int = 900, scale: float = 1.0) -> Iterator[Page]:
    """Open a page in a chromium of its own.

    Parameters
    ----------
    width, height : int
        Of the window, in pixels of the page.
    scale : float
        Pixels of the picture for one of the page.

    Yields
    ------
    Page
    """
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            window: ViewportSize = {"width": width, "height": height}
            yield browser.new_page(viewport=window, device_scale_factor=scale, locale="fr-FR")
        finally:
            browser.close()


@contextmanager
def jupyter_lab(folder: Path) -> Iterator[str]:
    """Serve the notebooks of a folder, from which nothing else is reachable; stopped with its kernels at the end.

    Parameters
    ----------
    folder : Path
        Holds the notebooks, and, under ``.jupyter``, all that JupyterLab writes.

    Yields
    ------
    str
        The address, with a hole ``{path}`` for what to open, token included.
    """
    own = folder / ".jupyter"
    own.mkdir()
    for name, values in SETTINGS.items():
        file = own / "settings" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), "utf-8")
    token = secrets.token_hex(16)
    places = {
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",
        f"--ServerApp.root_dir={folder}",
    ]
    with (own / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=log, cwd=folder)
        try:
            port = _port(own / "runtime", server, own / "log.txt")
            yield f"http://127.0.0.1:{port}/{{path}}?token={token}"
            _ask(f"http://127.0.0.1:{port}/api/shutdown?token={token}", "POST")  # its kernels too
            server.wait(timeout=30)
        finally:
            if server.poll() is None:
                server.terminate()
                server.wait(timeout=30)


def _port(runtime: Path, server: subprocess.Popen[bytes], log: Path) -> int:
    """Return the port that the server was given, as soon as it answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                said = json.loads(file.read_text("utf-8"))
                _ask(f"http://127.0.0.1:{said['port']}/api/status?token={said['token']}")
            except (OSError, ValueError, urllib.error.URLError):
                continue
            return int(said["port"])
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8')[-3000:]}")


def _ask(address: str, method: str = "GET") -> None:
    request = urllib.request.Request(address, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10):
        pass


@contextmanager
def notebook_in_lab(
    notebook: Path, folder: Path, *, width: int = 1280, height: int = 900, scale: float = 1.0
) -> Iterator[tuple[Page, Heard]]:
    """Open a copy of a notebook in JupyterLab, the side bar closed.

    Parameters
    ----------
    notebook, folder : Path
        What to open, and an empty folder to work in.
    width, height, scale
        See `chromium`.

    Yields
    ------
    tuple of Page and Heard
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(notebook, folder)
    with jupyter_lab(folder) as address, chromium(width, height, scale) as page:
        heard = Heard()
        heard.listen(page)
        page.goto(address.format(path=f"lab/tree/{notebook.name}"))
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        page.keyboard.press("Control+b")
        # Asked to run earlier, JupyterLab asks back which kernel to take.
        page.wait_for_selector("#jp-main-statusbar >> text=/ [|] Idle$/", timeout=60_000)
        yield page, heard


def run_all(page: Page) -> None:
    """Run every cell of the notebook, from its menu."""
    page.click("text=Run >> nth=0")
    page.click(".lm-Menu-item[data-command='notebook:run-all-cells'], .lm-Menu-item[data-command='runmenu:run-all']")


def wait_for_charts(page: Page, seconds: float = 120.0) -> None:
    """Bring the sliders into view until the bars of their figure are drawn.

    JupyterLab does not lay out cells out of sight, where a chart may wait for a reader to come to it: Run All goes
    down by itself, a reloaded page stands at its top. Scrolled again and again: what is drawn above pushes it away.

    Raises
    ------
    RuntimeError
        If a cell failed, with what it said.
    RanOut
        If nothing came, with what the page shows.
    """
    error = ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
    try:
        page.wait_for_function(
            "wanted => { if (document.querySelector(wanted)) return true;"
            " document.querySelector('.hds-explorer')?.scrollIntoView(); return false; }",
            arg=f".hds-explorer .bars path, {error}",
            polling=200,
            timeout=seconds * 1e3,
        )
    except TimeoutError as fault:
        raise RanOut(f"no chart in {seconds:.0f} s; the page shows:\n{page.inner_text('body')[-3000:]}") from fault
    said = page.locator(error).all_inner_texts()
    if said:
        raise RuntimeError("\n".join(said))
