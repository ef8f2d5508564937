"""TLS before a server that knows none: python tls_proxy.py PORT SERVER_PORT CERTIFICATE KEY."""

import contextlib
import socket
import ssl
import sys
import threading


def pump(one: socket.socket, other: socket.socket) -> None:
    """Carry everything from one to the other."""
    with contextlib.suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    for end in (one, other):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def serve(port: int, server_port: int, certificate: str, key: str) -> None:
    """Take connections until it is killed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", port))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        line, _ = listener.accept()
        with contextlib.suppress(OSError):
            secret = context.wrap_socket(line, server_side=True)
            plain = socket.create_connection(("127.0.0.1", server_port))
            for pair in ((secret, plain), (plain, secret)):
                threading.Thread(target=pump, args=pair, daemon=True).start()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
