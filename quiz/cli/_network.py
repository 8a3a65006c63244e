"""What is known of the network, for whoever looks for what is wrong with it."""

from __future__ import annotations

from quiz.cli._options import DEFAULT_PORT
from quiz.diagnosis.facts import Adapter, Network, Way
from quiz.server import addresses, reaching
from quiz.server.addresses import LOOPBACK, Address


def look(port: int | None) -> Network:
    """The ways to this computer, and whether the server on `port` answers at each.

    None: no server runs. Takes some seconds at most.
    """
    found = addresses.on_network()
    answers: list[bool | None] = [None] * len(found)
    if port is not None:
        answers = [*reaching.answers([address.ip for address in found], port)]
    return Network(
        ways=tuple(
            Way(address.ip, address.adapter, _kind(address), answer)
            for address, answer in zip(found, answers, strict=True)
        ),
        port=port,
        usual_port=DEFAULT_PORT,
        taken=port is None and reaching.something_listens(LOOPBACK, DEFAULT_PORT),
    )


def _kind(address: Address) -> Adapter:
    if address.self_given:
        return Adapter.SELF_GIVEN
    return Adapter.VIRTUAL if address.virtual else Adapter.ROOM
