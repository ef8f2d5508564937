"""Where this machine is on the local network."""

import ipaddress
import socket


def local_address() -> str | None:
    """Find the address of this machine on the local network; None when there is none.

    Nothing is sent: a datagram socket that is connected only chooses its way.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    is_local = ipaddress.ip_address(address).is_private
    return address if is_local and not address.startswith("127.") else None
