"""Who a client is behind proxies, which say so in headers that anybody could send."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from app.settings import Network

Address = IPv4Address | IPv6Address


def client_behind(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The address of the client.

    Each proxy appends to `X-Forwarded-For` who connected to it. So the list is believed from its end, as far
    back as those who wrote it are ours; what stands before that, the client may have made up.
    """
    client = _address(peer)
    if client is None:
        return peer
    hops = forwarded_for.split(",") if forwarded_for else []
    while hops and _is_trusted(client, trusted):
        hop = _address(hops.pop().strip())
        if hop is None:
            break
        client = hop
    return str(client)


def scheme_behind(peer: str, forwarded_proto: str, trusted: Sequence[Network]) -> str | None:
    """The scheme that the nearest proxy was spoken to with, if it is one of ours and says so."""
    client = _address(peer)
    if client is None or not _is_trusted(client, trusted):
        return None
    scheme = forwarded_proto.rpartition(",")[2].strip().lower()
    return scheme if scheme in {"http", "https"} else None


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _address(text: str) -> Address | None:
    """An address that may come with a port: 192.0.2.1:80, [2001:db8::1]:80."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # A server that listens on both families shows an IPv4 client like this.
    return getattr(address, "ipv4_mapped", None) or address
