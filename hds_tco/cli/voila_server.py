"""Voilà for this machine only: our page around the cockpit, a key asked for, nothing fetched from elsewhere."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from jupyter_core.utils import ensure_async
from jupyter_server import DEFAULT_TEMPLATE_PATH_LIST
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import HTTPError, RequestHandler, authenticated
from traitlets.config import Config
from voila.app import Voila  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]

from hds_tco.cli.local_server import JUPYTER, ours_first, own_folder
from hds_tco.cli.pages import MOST_PAGES, Pages
from hds_tco.locale import LANGUAGES, Language, text

NOTEBOOK = JUPYTER / "one-cell.ipynb"
TEMPLATE = "hds-tco"
# What the cockpit's page needs of JupyterLab's extensions: plotly's own alone would be 5 MB more.
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"]
# How often pages are looked after: one whose process died is told within this and its own second.
LOOK_MS = 1000
# What a page says when its process or this server is gone: by the names that `watch.js` knows.
STOPPED = {"stopped": "stopped_page", "gone": "gone", "again": "again", "moved": "moved"}
# A busy process is not waited for longer than that once the reader wants to leave.
LEAVING_SECONDS = 1.0
ASKED_TO_LEAVE = 100


class Refusal(JupyterHandler):
    """Where whoever comes without the key is sent."""

    @allow_unauthenticated
    def get(self) -> None:
        """Refuse."""
        raise HTTPError(403)


class Key(IdentityProvider):
    """The key is in the address; there is no form to type it."""

    def get_handlers(self) -> list[tuple[str, object]]:
        """Return the page of refusal."""
        return [(r"/login", Refusal)]

    def set_login_cookie(self, handler: RequestHandler, user: User) -> None:
        """Remember the reader, with the token that a page sends back when it is closed, so that its process leaves."""
        super().set_login_cookie(handler, user)
        handler.current_user = user
        handler.xsrf_token  # noqa: B018  # asking for it puts it in a cookie


class CockpitPage(TornadoVoilaHandler):  # type: ignore[misc]  # voila carries no types
    """The page, unless as many are open as the machine bears."""

    def get_template(self, name: str) -> jinja2.Template:
        """Return our pages of errors instead of Voilà's, which are in English and fetch icons from a network."""
        template: jinja2.Template = self.settings["jinja2_env"].get_template(name)
        return template

    @authenticated
    async def get(self, path: str | None = None) -> None:
        """Write the page piece by piece, counted from its first moment."""
        pages: Pages = self.settings["pages"]
        if pages.is_full:
            raise HTTPError(503)
        with pages.opening() as look_in:
            async for html in self.get_generator(path=path):
                look_in(html)
                self.write(html)
                self.flush()


class CockpitServer(Voila):  # type: ignore[misc]  # voila carries no types
    """Voilà on a socket that is held already, with our headers and our pages of errors.

    Parameters
    ----------
    listening : socket
        Listens already.
    lang : {"fr", "en"}
    started : callable
        Called once pages are served.
    **settings
        See `voila.app.Voila`.
    """

    def __init__(self, listening: socket.socket, lang: Language, started: Callable[[], None], **settings: Any) -> None:
        super().__init__(**settings)
        self._listening, self._lang, self._started = listening, lang, started

    @classmethod
    def serve(
        cls,
        listening: socket.socket,
        token: str,
        scenario: str,
        lang: Language,
        started: Callable[[], None],
        notebook: Path = NOTEBOOK,
    ) -> None:
        """Serve the cockpit on a scenario until the process is asked to leave; its pages' processes leave with it."""
        with own_folder() as own:
            os.environ |= _environment(scenario, lang, own)
            if logging.root.manager.disable >= logging.CRITICAL:  # the command was not asked to be verbose
                _hush_pages(own)
            server = cls(listening, lang, started, config=_config(listening, token, lang, own, notebook))
            server.initialize([])
            server.start()

    def init_settings(self) -> dict[str, Any]:
        """Return the settings of the web application: compressed, for this machine, nothing from elsewhere."""
        settings: dict[str, Any] = super().init_settings()
        places = [str(JUPYTER / "pages"), *DEFAULT_TEMPLATE_PATH_LIST]
        pages = jinja2.Environment(loader=jinja2.FileSystemLoader(places), autoescape=True)
        pages.globals.update(lang=self._lang, said=lambda key: text(f"app_error.{key}", self._lang, n=MOST_PAGES))
        return settings | {
            "pages": Pages(self.kernel_manager),
            "allow_remote_access": False,  # a page of another site may not pass for this machine
            "compress_response": True,
            "headers": {"Content-Security-Policy": _policy(self.port), "Referrer-Policy": "no-referrer"},
            "jinja2_env": pages,
        }

    def init_handlers(self) -> list[tuple[Any, ...]]:
        """Return who answers at which address: our own page instead of Voilà's."""
        return [
            (address, CockpitPage if handler is TornadoVoilaHandler else handler, *more)
            for address, handler, *more in super().init_handlers()
        ]

    async def _look_after_pages(self) -> None:
        """End what no page needs any more, and keep the next page warm."""
        await self.app.settings["pages"].look()
        if self.kernel_manager.get_pool_size(self.kernel_manager.notebook_path) == 0:
            self.kernel_manager.fill_if_needed(delay=0, notebook_name=self.kernel_manager.notebook_path)

    def listen(self) -> None:
        """Serve until asked to leave."""
        HTTPServer(self.app).add_socket(self._listening)
        self.ioloop = IOLoop.current()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: self.ioloop.add_callback_from_signal(self.ioloop.stop))
        looking = PeriodicCallback(self._look_after_pages, LOOK_MS)
        looking.start()
        self._started()
        try:
            self.ioloop.start()
        finally:
            looking.stop()
            self.stop()

    def stop(self) -> None:
        """End the pages' processes; what they wrote leaves with our own folder."""
        self.ioloop.run_sync(self._end_pages)

    async def _end_pages(self) -> None:
        """End them all: Jupyter does not know yet one that is only just starting, and is asked again."""
        for _ in range(ASKED_TO_LEAVE):
            try:
                await ensure_async(self.kernel_manager.shutdown_all())
            except HTTPError:
                await asyncio.sleep(LEAVING_SECONDS / 10)
            else:
                return


def _hush_pages(own: Path) -> None:
    """Keep the pages' processes as silent as the server: one that is told to leave at work logs an error in English."""
    profile = own / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text("import logging\n\nlogging.disable(logging.CRITICAL)\n", "utf-8")


def _environment(scenario: str, lang: Language, own: Path) -> dict[str, str]:
    """Return what the page's process is told, and where Jupyter finds our template and puts what it writes."""
    return ours_first() | {
        "HDS_TCO_APP": json.dumps({"scenario": scenario, "lang": lang, "folder": str(Path.cwd())}),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
    }


def _config(listening: socket.socket, token: str, lang: Language, own: Path, notebook: Path) -> Config:
    config = Config()
    config.CockpitServer.notebook_path = str(notebook)
    config.CockpitServer.ip, config.CockpitServer.port = listening.getsockname()
    config.CockpitServer.token = token
    config.CockpitServer.identity_provider_class = Key
    config.CockpitServer.config_file_paths = []  # the reader's own Voilà settings are for his own pages
    config.CockpitServer.connection_dir_root = str(own)
    voila = config.VoilaConfiguration
    voila.template, voila.allow_template_override, voila.allow_theme_override = TEMPLATE, "NO", "NO"
    voila.extension_allowlist = EXTENSIONS
    voila.file_allowlist = []
    # The next page's cockpit is computed while nobody waits for it: it shows as soon as its scripts are there.
    voila.preheat_kernel = True
    voila.page_config_hook = _page_config
    stopped = {spoken: {name: text(f"app.{key}", spoken) for name, key in STOPPED.items()} for spoken in LANGUAGES}
    words = {"opening": text("app.opening", lang), "stopped": stopped}
    voila.resources = {"metadata": {"name": text("app.title", lang)}, "hds_tco": words}
    config.HTMLExporter.language_code = lang
    config.KernelManager.autorestart = False  # a new process would know nothing of the page: it would stand, dead
    config.KernelManager.shutdown_wait_time = LEAVING_SECONDS
    return config


def _page_config(config: dict[str, Any], base_url: str, **_: Any) -> dict[str, Any]:
    """Return the settings of the page with a stub of our own for MathJax, which Voilà takes from a network."""
    stub = f"{base_url}voila/templates/{TEMPLATE}/static/no-mathjax.js"
    return config | {"fullMathjaxUrl": stub, "mathjaxConfig": "none"}


def _policy(port: int) -> str:
    """Return what the browser lets a page do: talk with this server, and with nobody else."""
    return (
        "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
        f"connect-src 'self' data: blob: ws://127.0.0.1:{port}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )
