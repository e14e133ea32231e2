"""An FTP server of a few lines: one user, one folder, passive transfers."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say("220 ready")
        user, password, listener = "", "", None
        for raw in self.rfile:
            verb, _, argument = raw.decode().strip().partition(" ")
            path = self.server.folder / argument.lstrip("/")
            match verb.upper():
                case "USER":
                    user = argument
                    self.say("331 password please")
                case "PASS":
                    password = argument
                    self.say("230 in" if (user, password) == self.server.login else "530 Login incorrect")
                case "TYPE":
                    self.say("200 binary")
                case "PASV":
                    listener = socket.create_server(("127.0.0.1", 0))
                    port = listener.getsockname()[1]
                    self.say(f"227 entering (192,0,2,1,{port >> 8},{port & 255})")  # an address nobody should dial
                case "RETR" if not path.exists():
                    self.say("550 no such file")
                case "RETR" | "STOR":
                    assert listener is not None
                    self.say("150 here it comes")
                    data, _ = listener.accept()
                    with data:
                        try:
                            if verb == "RETR":
                                data.sendall(path.read_bytes())
                            else:
                                path.write_bytes(data.makefile("rb").read())
                        except OSError:
                            pass
                    listener.close()
                    listener = None
                    self.say("226 done")
                case "QUIT":
                    self.say("221 bye")
                    break
                case _:
                    self.say("502 not here")
        if listener is not None:
            listener.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, login: tuple[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.folder = folder
        self.login = login


@contextmanager
def ftp_server(folder: Path, user: str, password: str) -> Iterator[int]:
    """Serve `folder` for the length of the block; its port."""
    with _Server(folder, (user, password)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
