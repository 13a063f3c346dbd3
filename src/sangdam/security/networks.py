"""Addresses and networks as administrators type them and as callers have them."""

import ipaddress
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_network(text: str) -> Network:
    """Read an IPv4 or IPv6 address or network (CIDR); raise `ValueError` for anything else.

    Host bits below the mask are dropped. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
    """
    network = ipaddress.ip_network(text.strip(), strict=False)
    if isinstance(network, ipaddress.IPv6Network):
        mapped = network.network_address.ipv4_mapped
        if getattr(network.network_address, "scope_id", None) is not None:
            raise ValueError("a zone of one machine means nothing here")
        if mapped is not None and network.prefixlen >= 96:
            return ipaddress.IPv4Network((mapped, network.prefixlen - 96))
    return network


def write_network(network: Network) -> str:
    """Write a network as people do: a single address without its mask."""
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def contains(networks: tuple[Network, ...], address: str) -> bool:
    """Return whether an address lies in one of the networks; False for what is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(network.version == parsed.version and parsed in network for network in networks)


def shut_out(before: tuple[Network, ...], after: tuple[Network, ...]) -> list[Network]:
    """List the networks of which a part is in none of the others any more."""
    covering: list[Any] = []
    for kind in (ipaddress.IPv4Network, ipaddress.IPv6Network):
        covering += ipaddress.collapse_addresses(network for network in after if isinstance(network, kind))
    return [
        network
        for network in before
        if not any(network.version == other.version and network.subnet_of(other) for other in covering)
    ]


def customer_network(text: str) -> str | None:
    """Return what a customer's address is counted by, None for what is no address.

    An IPv4 address counts by itself; of an IPv6 address the first 64 bits, which one customer has to himself.
    """
    try:
        network = read_network(text)
    except ValueError:
        return None
    if network.prefixlen != network.max_prefixlen:
        return None
    return str(network.network_address) if network.version == 4 else str(network.supernet(new_prefix=64))
