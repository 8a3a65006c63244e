"""Which of this computer's addresses a phone in the room can most likely reach."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import ifaddr

LOOPBACK = "127.0.0.1"
ALL_ADAPTERS = "0.0.0.0"  # noqa: S104  (students' phones have to reach the server)

_WIFI = re.compile(r"wi-?fi|wlan|wireless|802\.11|airport|^wl", re.IGNORECASE)
_VIRTUAL = re.compile(
    r"""docker | podman | ^br- | ^bridge | ^veth | vethernet | hyper-?v | wsl | virbr | ^vm | vmware
      | vbox | virtualbox | ^cni | flannel | ^cali | ^lxc | ^lxd | incus | multipass
      | ^u?tun | ^tap | tap-windows | ^wg | wireguard | openvpn | ^ppp | ^ipsec | vpn | nordlynx
      | tailscale | ^zt | zerotier | ^ham | hamachi | bluetooth | ^bnep | ^pan[0-9]""",
    re.IGNORECASE | re.VERBOSE,
)
_LOCAL_NETWORKS = tuple(
    ipaddress.IPv4Network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)


@dataclass(frozen=True)
class Address:
    """One IPv4 address of this computer and the name of the adapter that holds it.

    `virtual`: the adapter is a virtual machine's, a VPN's or the like.
    """

    ip: str
    adapter: str
    virtual: bool = field(default=False, compare=False)

    @property
    def self_given(self) -> bool:
        """Whether the adapter gave itself the address, because no network answered."""
        return ipaddress.ip_address(self.ip).is_link_local

    def url(self, port: int) -> str:
        """What a student types or scans."""
        return f"http://{self.ip}:{port}/"


def on_network(adapters: Iterable[ifaddr.Adapter] | None = None) -> tuple[Address, ...]:
    """This computer's addresses on networks, the likeliest for a classroom first.

    Wi-Fi and cable in private networks come before adapters of virtual machines and VPNs, and
    those before link-local addresses, which an adapter gives itself where no network answered.
    Loopback is left out; nothing is returned when no adapter is up.
    """
    if adapters is None:
        try:
            adapters = ifaddr.get_adapters()
        except OSError:
            return ()
    ranked = [
        (_rank(address, names), address)
        for adapter in adapters
        for ip in adapter.ips
        if ip.is_IPv4
        for names in [(adapter.name, adapter.nice_name, ip.nice_name)]
        for address in [Address(str(ip.ip), ip.nice_name, _is_virtual(names))]
    ]
    ranked.sort(key=lambda pair: pair[0])
    return tuple(
        address for _, address in ranked if not ipaddress.ip_address(address.ip).is_loopback
    )


def for_students(host: str, announced: tuple[Address, ...] = ()) -> tuple[Address, ...]:
    """Where students reach a server that listens on `host`, best first; never empty.

    What was `announced` before and is still there stays first: a projector may be showing it.
    """
    if host != ALL_ADAPTERS:
        return (Address(host, "chosen with --host"),)
    now = on_network() or (Address(LOOPBACK, "this computer only"),)
    kept = [address for address in announced if address in now]
    return tuple(dict.fromkeys([*kept, *now]))


def _is_virtual(names: tuple[str, ...]) -> bool:
    return any(_VIRTUAL.search(name) for name in names)


def _rank(address: Address, names: tuple[str, ...]) -> tuple[bool, bool, bool, bool]:
    return (
        address.self_given,
        address.virtual,
        not any(ipaddress.ip_address(address.ip) in network for network in _LOCAL_NETWORKS),
        not any(_WIFI.search(name) for name in names),
    )
