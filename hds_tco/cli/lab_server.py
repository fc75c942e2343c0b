"""JupyterLab for this machine only, without its news, and with nothing looked up elsewhere."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

from hds_tco.cli.local_server import ours_first
from hds_tco.scenario.files import STARTED_IN


def serve(held: socket.socket, token: str, folder: Path, started: Callable[[], None]) -> None:
    """Serve a folder's notebooks until the process is asked to leave; their kernels leave with it.

    Parameters
    ----------
    held : socket
        Listens on the port to serve on; JupyterLab takes only a number, so it is closed first.
    token : str
        The key.
    folder : Path
        Holds the notebooks.
    started : callable
        Called once pages are served.
    """
    os.environ |= ours_first() | {"JUPYTER_TOKEN": token, STARTED_IN: str(Path.cwd())}
    ip, port = held.getsockname()
    held.close()
    server = LabApp.initialize_server(
        argv=[
            f"--ServerApp.ip={ip}",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={folder}",
            "--ServerApp.open_browser=False",
            "--ServerApp.allow_root=True",
            "--LabApp.extension_manager=readonly",  # the other one lists a registry's packages
        ]
    )
    signal.signal(signal.SIGINT, lambda *_: server.stop(from_signal=True))  # without asking "are you sure", in English
    server.io_loop.add_callback(started)
    server.start()
