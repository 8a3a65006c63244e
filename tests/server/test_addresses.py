"""The address that a phone in the room can reach comes first."""

from __future__ import annotations

import ifaddr
import pytest

from quiz.server import addresses


def adapter(name: str, *ips: str, nice_name: str = "") -> ifaddr.Adapter:
    shown = nice_name or name
    return ifaddr.Adapter(name, shown, [ifaddr.IP(ip, 24, shown) for ip in ips])


LOOPBACK = adapter("lo", "127.0.0.1")


def ips(*adapters: ifaddr.Adapter) -> list[str]:
    return [address.ip for address in addresses.on_network(adapters)]


@pytest.mark.parametrize(
    "virtual",
    [
        adapter("docker0", "172.17.0.1"),
        adapter("br-4f0a", "172.18.0.1"),
        adapter("virbr0", "192.168.122.1"),
        adapter("vmnet8", "192.168.31.1"),
        adapter("tun0", "10.8.0.2"),
        adapter("utun4", "10.9.0.2"),
        adapter("wg0", "10.10.0.2"),
        adapter("tailscale0", "100.101.102.103"),
        adapter("{0A}", "172.20.0.1", nice_name="vEthernet (WSL)"),
        adapter("{0B}", "192.168.56.1", nice_name="VirtualBox Host-Only Ethernet Adapter"),
        adapter("eth1", "169.254.7.7"),
        adapter("ppp0", "203.0.113.9"),
    ],
    ids=lambda a: a.nice_name,
)
@pytest.mark.parametrize(
    "real",
    [
        adapter("wlan0", "192.168.1.20"),
        adapter("wlp3s0", "10.0.0.7"),
        adapter("en0", "172.16.4.4"),
        adapter("enp2s0", "192.168.178.3"),
        adapter("{0C}", "192.168.1.30", nice_name="Intel(R) Wi-Fi 6 AX201 160MHz"),
        adapter("{0D}", "192.168.137.1", nice_name="Microsoft Wi-Fi Direct Virtual Adapter"),
    ],
    ids=lambda a: a.nice_name,
)
def test_a_network_of_the_room_comes_before_one_inside_the_computer(
    virtual: ifaddr.Adapter, real: ifaddr.Adapter
) -> None:
    expected = [str(real.ips[0].ip), str(virtual.ips[0].ip)]
    assert ips(LOOPBACK, virtual, real) == expected
    assert ips(LOOPBACK, real, virtual) == expected


def test_wifi_comes_before_cable_because_phones_are_on_it() -> None:
    assert ips(adapter("eth0", "192.168.0.5"), adapter("wlan0", "192.168.1.5")) == [
        "192.168.1.5",
        "192.168.0.5",
    ]


def test_an_address_of_last_resort_comes_last() -> None:
    assert ips(
        adapter("wlan0", "169.254.1.1"),
        adapter("docker0", "172.17.0.1"),
        adapter("eth0", "8.8.4.1"),
    ) == ["8.8.4.1", "172.17.0.1", "169.254.1.1"]


def test_ipv6_and_loopback_are_left_out() -> None:
    six = ifaddr.Adapter("wlan0", "wlan0", [ifaddr.IP(("fd00::2", 0, 0), 64, "wlan0")])
    assert ips(LOOPBACK, six) == []


def test_without_a_network_students_can_use_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [LOOPBACK])
    assert [a.url(8000) for a in addresses.for_students("0.0.0.0")] == ["http://127.0.0.1:8000/"]


def test_a_system_that_tells_nothing_about_adapters_is_no_obstacle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> list[ifaddr.Adapter]:
        raise OSError

    monkeypatch.setattr(ifaddr, "get_adapters", refuse)
    assert [a.ip for a in addresses.for_students("0.0.0.0")] == ["127.0.0.1"]


def test_a_chosen_address_is_the_only_one() -> None:
    assert [a.url(80) for a in addresses.for_students("192.168.1.2")] == ["http://192.168.1.2:80/"]
