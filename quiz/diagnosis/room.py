"""What no program on the laptop can see: how to tell what it is, and what to do then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Advice:
    """One cause. `sign`: how to tell that it is this. Steps in `commands` change nothing."""

    title: str
    sign: str
    steps: tuple[str, ...]
    commands: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Firewall:
    """Where a system keeps its firewall. `{port}` stands for the server's port."""

    steps: tuple[str, ...]
    commands: tuple[str, ...]


_FIREWALLS = {
    "Windows": _Firewall(
        (
            "Open Settings, Privacy & security, Windows Security, Firewall & network protection, "
            "“Allow an app through firewall”. Python must be ticked for the kind of network that "
            "you are on, private or public.",
            "Or open Settings, Network & internet, Wi-Fi, the properties of your network, and "
            "choose “Private network”; the first start asked you to allow Python there.",
            "An antivirus program may have a firewall of its own: look in its window too.",
        ),
        ("netsh advfirewall show currentprofile", "netstat -an | findstr :{port}"),
    ),
    "Darwin": _Firewall(
        (
            "Open System Settings, Network, Firewall, Options. Python must say “Allow incoming "
            "connections”, and “Block all incoming connections” must be off.",
            "If Python isn't in the list, stop the server, start it again and answer “Allow”.",
        ),
        (
            "/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate",
            "lsof -nP -iTCP:{port} -sTCP:LISTEN",
        ),
    ),
    "Linux": _Firewall(
        (
            "See with the commands below whether a firewall is on. Many systems have none.",
            "If ufw is active: `sudo ufw allow {port}/tcp` opens the port, and "
            "`sudo ufw delete allow {port}/tcp` closes it after class.",
            "If firewalld runs: `sudo firewall-cmd --add-port={port}/tcp` opens it until the next "
            "restart.",
        ),
        ("sudo ufw status", "sudo firewall-cmd --list-all", "ss -ltn 'sport = :{port}'"),
    ),
}
_ELSEWHERE = _Firewall(
    ("Look whether this system's firewall lets other devices reach TCP port {port}.",), ()
)


_ON_THE_PHONE = (
    Advice(
        "The phone is not on this Wi-Fi",
        "The phone shows another network's name, or “4G”, “5G” or “LTE” at the top.",
        (
            "Join the same Wi-Fi as this laptop. A guest network of the same school counts as "
            "another one.",
            "Switch mobile data off for the lesson: a phone that finds no internet on the "
            "Wi-Fi goes back to it without a word.",
            "If the phone asks whether to stay on a network without internet, say yes.",
            "Switch off a VPN or a “private relay” on the phone.",
        ),
    ),
    Advice(
        "The address was typed otherwise",
        "The browser searches for the address, or says that it can't make a secure connection.",
        (
            "Type it whole, with http:// in front and the number after the colon. Not https.",
            "Better: scan the QR code with the phone's camera.",
        ),
    ),
)
_ON_THE_WAY = (
    Advice(
        "The Wi-Fi keeps devices apart (client isolation)",
        "Phones and laptop are on the same Wi-Fi and reach the internet, but no phone reaches "
        "the laptop. School and guest networks are often set up so.",
        (
            "To be sure: make a hotspot with one phone, let the laptop and another phone join "
            "it, and try again. If it works there, it is the Wi-Fi.",
            "Ask whoever looks after the network to let devices in this room reach each other.",
            "Until then: a hotspot of the laptop's own (Windows: Settings, Network & internet, "
            "Mobile hotspot), or a travel router without internet.",
        ),
    ),
    Advice(
        "The access point is full",
        "The first 8 to 20 phones are in, and no further one can join the Wi-Fi at all.",
        (
            "A phone's or laptop's hotspot takes 8 to 20 devices, and no setting changes that.",
            "Use the school's access point or a router for the class, or work in pairs.",
        ),
    ),
    Advice(
        "A sign-in page stands before the Wi-Fi (captive portal)",
        "The phone opens a page of the school or hotel that asks to agree or sign in.",
        (
            "Sign in there first, on each phone and on the laptop, then open the address.",
            "Some portals let nothing through to other devices: then it is as with client "
            "isolation.",
        ),
    ),
    Advice(
        "The laptop changed its address",
        "It worked before; since then the laptop slept or changed its network.",
        (
            "Best, join the Wi-Fi of before again: then the old address holds again, and pages "
            "that are still open send what they kept.",
            "Otherwise show the address of now: an old QR code leads nowhere. Students open it "
            "and go on with their personal code; everything that was saved is there.",
        ),
    ),
)


def advice(system: str, port: int) -> Sequence[Advice]:
    """All causes, the likeliest first. `system` is Python's name of the operating system."""
    firewall = _FIREWALLS.get(system, _ELSEWHERE)
    here = Advice(
        "This laptop's firewall",
        "No phone gets in, although each can open other pages, and the page loads for long "
        "before it gives up.",
        tuple(step.format(port=port) for step in firewall.steps),
        tuple(command.format(port=port) for command in firewall.commands),
    )
    return (*_ON_THE_PHONE, here, *_ON_THE_WAY)
