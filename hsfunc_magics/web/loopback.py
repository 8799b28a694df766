"""What leads to this machine alone: addresses, names, and the one by which a server is reached from here."""

from __future__ import annotations

import ipaddress


def is_loopback_name(name: str) -> bool:
    """Whether a browser takes the name, or the address, for this machine."""
    name = name.lower().removesuffix(".")
    return name == "localhost" or name.endswith(".localhost") or is_loopback(name)


def is_loopback(address: str) -> bool:
    """Of an IP address in either version, or of IPv4's in IPv6's clothes; False for anything else."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def is_everywhere(address: str) -> bool:
    """Whether who listens there listens on every address of the machine."""
    return ipaddress.ip_address(address).is_unspecified


def here(address: str) -> str:
    """An address of this machine alone, for one that listens on `address`: that itself, or on all of them."""
    if is_everywhere(address):
        return "::1" if ":" in address else "127.0.0.1"
    return address


def host_from_here(host: str, address: str) -> str:
    """How a URL on this machine names a server that was told to listen on `host`, and does so on the IP `address`.

    As it was told, unless nobody can call that (0.0.0.0), or a name of this machine hides that it is this one.
    """
    if is_everywhere(address):
        host = here(address)
    elif is_loopback(address) and not is_loopback_name(host):
        host = address
    return f"[{host}]" if ":" in host else host
