"""The load balancer of a story: one address before several web processes."""

import random
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress

from tests.stories.machine import Program


class Balancer:
    """Passes each connection to a web process that takes it, whichever comes first by chance."""

    def __init__(self, programs: Sequence[Program], ports: Sequence[int], seed: int) -> None:
        self.programs, self._ports, self._draw = programs, ports, random.Random(seed)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        for program in self.programs:
            program.start()
        threading.Thread(target=self._take, daemon=True).start()

    def stop(self) -> None:
        self._socket.close()
        for program in self.programs:
            program.kill()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = self._reached()
        if server is None:
            client.close()
            return
        back = threading.Thread(target=_carry, args=(server, client), daemon=True)
        back.start()
        _carry(client, server)

    def _reached(self) -> socket.socket | None:
        for port in self._draw.sample(list(self._ports), len(self._ports)):
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", port), 2)
        return None


def _carry(source: socket.socket, target: socket.socket) -> None:
    """Bytes one way until either side has gone; then neither is kept waiting."""
    with suppress(OSError):
        source.settimeout(None)
        while piece := source.recv(65536):
            target.sendall(piece)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
