"""“Why can't they connect?”: what is wrong on the laptop, and what to try on a phone."""

from __future__ import annotations

import platform
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from flask import current_app, render_template, request

from quiz.diagnosis import findings, laptop
from quiz.diagnosis.facts import Device, Network
from quiz.diagnosis.findings import CONNECTED_SECONDS, Finding
from quiz.diagnosis.room import advice
from quiz.diagnosis.words import age_in_words
from quiz.web.instructor.blueprint import PROGRAM, current_class, instructor
from quiz.web.instructor.door import door, qr_code
from quiz.web.services import services


@instructor.get("/connection")
def connection() -> str:
    """The checklist for a phone, the findings, the devices, and what to look at in the room."""
    network = _network()
    devices = _others(network)
    found = findings.worst_first(_findings(network, devices))
    way_in = door(current_class())
    return render_template(
        "instructor/connection.html",
        bad=[one for one in found if one.state is not findings.State.OK],
        good=[one for one in found if one.state is findings.State.OK],
        devices=[(device, _ago(device)) for device in devices],
        connected_seconds=CONNECTED_SECONDS,
        advice=advice(platform.system(), _port(network, way_in.address)),
        door=way_in,
        address_qr=qr_code(way_in.address),
        hello=urljoin(way_in.address, "/hello"),
    )


def _network() -> Network | None:
    """What whoever started the server knows of the network; None under `flask run`."""
    look = current_app.config.get("NETWORK")
    return look() if look else None


def _findings(network: Network | None, devices: list[Device]) -> list[Finding]:
    program = current_app.config.get("PROGRAM", PROGRAM)
    own = services()
    known = laptop.look(own.db.folder, own.folder.course(), own.db.now(), own.backups.problem)
    return [
        *(findings.of_network(network, program) if network else ()),
        findings.of_devices(devices),
        *findings.of_laptop(known, program),
    ]


def _others(network: Network | None) -> list[Device]:
    """The devices that were seen, without this laptop by its own addresses."""
    own = {way.ip for way in network.ways} if network else set()
    return [device for device in services().devices.seen() if device.address not in own]


def _ago(device: Device) -> str:
    return age_in_words(timedelta(seconds=device.ago))


def _port(network: Network | None, address: str) -> int:
    if network and network.port:
        return network.port
    return urlsplit(address).port or int(request.environ["SERVER_PORT"])
