"""`consult serve`: web processes and one worker, begun together, watched, and ended gracefully together."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click

from consult.app import create_app
from consult.errors import Invalid
from consult.schema import migrate

GRACE = 10.0
THREADS = 4
_PAUSE = 0.2
_RESTART = 1.0
_DIE_WITH_PARENT = 1


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 256), help="How many web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Run the site until SIGTERM: web processes and one worker, on a database brought up to date first."""
    with _listen(host, port) as listener:
        # Links in letters must lead here, where nobody has said which address people use.
        os.environ.setdefault("CONSULT_URL", f"http://{_reached_at(host)}:{listener.getsockname()[1]}")
        with create_app().app_context():
            migrate()
        sys.exit(_House(listener, workers).run())


def _reached_at(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket:
    """Raises Invalid where the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as fault:
        reason = os.strerror(fault.errno) if fault.errno and fault.errno > 0 else fault.strerror
        raise Invalid(f"Cannot listen on {host} port {port}: {reason}. Choose another with --port.") from None


class _House:
    """The processes of a running site, and the end that was asked for."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        self.listener = listener
        self.is_ending = False
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._end)
        self.web = self._start_web(workers)
        self.worker = _start([sys.executable, "-m", "consult.worker"])
        self.worker_since = time.monotonic()
        self.is_announced = False

    def run(self) -> int:
        """Watch until told to end, or until the web processes end by themselves; the exit status."""
        while not self.is_ending and self.web.poll() is None:
            if self.worker.poll() is not None and time.monotonic() - self.worker_since > _RESTART:
                click.echo("The worker ended; starting another.", err=True)
                self.worker = _start([sys.executable, "-m", "consult.worker"])
                self.worker_since = time.monotonic()
            if not self.is_announced and self._answers():
                self.is_announced = True
                click.echo(f"Serving on {self._address()}", err=True)
            time.sleep(_PAUSE)
        _end_all([self.web, self.worker])
        return 0 if self.is_ending else 1

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.is_ending = True

    def _start_web(self, workers: int) -> subprocess.Popen[bytes]:
        descriptor = self.listener.fileno()
        options = [
            "--bind", f"fd://{descriptor}", "--workers", str(workers), "--worker-class", "gthread",
            "--threads", str(THREADS), "--graceful-timeout", str(int(GRACE) - 2), "--timeout", "60",
            "--log-level", "warning", "--no-control-socket",
        ]
        if os.path.isdir("/dev/shm"):  # noqa: S108 - where gunicorn keeps its heartbeat, so that a slow disk ends nobody
            options += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
        return _start([sys.executable, "-m", "gunicorn", *options, "consult.app:create_app()"], descriptor)

    def _address(self) -> str:
        host, port = self.listener.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def _answers(self) -> bool:
        host, port = self.listener.getsockname()[:2]
        reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        connection = http.client.HTTPConnection(reached, port, timeout=1)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


def _start(command: list[str], *descriptors: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, pass_fds=descriptors, preexec_fn=_die_with_parent)  # noqa: PLW1509, S603


def _die_with_parent() -> None:
    # Were this process killed outright, its children would keep the port and the next start would be refused.
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end; whoever has not after the grace is killed."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
