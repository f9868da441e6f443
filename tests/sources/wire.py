"""A wire to a server that can be cut half-way or go silent: a proxy on loopback, on a port of its own."""

import contextlib
import socket
import threading


class Wire:
    """Forwards to ``target``. ``cut_after``: bytes from the server until the line breaks; ``is_silent``: no answers."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut_after: int | None = None
        self.is_silent = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open += [client, server]
                threading.Thread(target=self._forward, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._forward, args=(server, client, True), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while block := source.recv(16_384):
                passed += len(block)
                if self.is_silent and is_answer:
                    continue
                if is_answer and self.cut_after is not None and passed > self.cut_after:
                    break
                sink.sendall(block)
        for one in () if self.is_silent else (source, sink):  # a server that hangs does not hang up
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let everything through again; what was on the way is ended."""
        self.cut_after, self.is_silent = None, False
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the wire and all that goes over it."""
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.close()
