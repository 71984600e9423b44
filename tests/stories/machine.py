"""Siyu's real processes for a story: started, killed and started again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from siyu.platform.settings import Settings
from siyu.platform.supervisor import free_port
from tests.sandbox.running import until

SOURCE = Path(__file__).parents[2] / "src"


class Program:
    """One process of Siyu; `with` ends it."""

    def __init__(self, settings: Settings, command: str, *arguments: str, ready: str = "") -> None:
        self._argv = [sys.executable, "-m", "siyu.cli", command, *arguments]
        self._ready = ready
        self._env = os.environ | {
            "PYTHONPATH": str(SOURCE),
            "SIYU_DATABASE_URL": settings.database_url,
            "SIYU_SECRET_KEY": settings.secret_key,
            "SIYU_DATA_DIR": str(settings.data_dir),
            "SIYU_WEB_PORT": str(settings.web_port),
            "SIYU_LOG_LEVEL": "ERROR",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self._argv, env=self._env, start_new_session=True)
        if self._ready:
            until(lambda: _answers(self._ready), 60)

    def kill(self) -> None:
        """As a power cut would: it and whatever it started, at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


def worker(settings: Settings) -> Program:
    """A worker that says when it works."""
    port = free_port(0)  # two that are asked for before either starts must differ
    ready = f"http://127.0.0.1:{port}/metrics"
    return Program(settings, "worker", "--metrics-port", str(port), ready=ready)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
