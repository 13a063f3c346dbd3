"""The address a request comes from, believed only as far as the operator's proxies are trusted."""

import ipaddress
from functools import cache

from django.http import HttpRequest

from sangdam.settings.environment import environment


@cache
def _trusted_networks() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(network) for network in environment().trusted_networks)


def is_trusted_proxy(address: str) -> bool:
    """Return whether the operator named this address as one of the proxies in front."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed.version == network.version and parsed in network for network in _trusted_networks())


def caller_address(request: HttpRequest) -> str:
    """Return the caller's IP address: the nearest hop that is not a trusted proxy.

    Without `SANGDAM_TRUSTED_PROXIES`, or when the connection does not come from one, `X-Forwarded-For` is ignored:
    anybody can write it. With them, the list is read from its end, and the first address that is not a trusted proxy
    is the caller. IPv4 addresses mapped into IPv6 come back as IPv4.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    hop = peer
    if is_trusted_proxy(peer):
        for part in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            candidate = _plain(part)
            if candidate is None:
                break
            hop = candidate
            if not is_trusted_proxy(candidate):
                break
    return _plain(hop) or ""


def _plain(text: str) -> str | None:
    try:
        parsed = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
