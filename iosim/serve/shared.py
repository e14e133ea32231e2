"""What all devices of one event loop share."""

import asyncio
from dataclasses import dataclass, field

from iosim.serve.egress import Egress
from iosim.serve.fetch import Fetcher
from iosim.serve.passwords import Passwords
from iosim.serve.turn import Turn
from iosim.serve.udp import Sender


@dataclass(slots=True)
class Shared:
    """Made inside the running loop; `close` ends what it opened."""

    egress: Egress
    turn: Turn = field(default_factory=lambda: Turn(asyncio.get_running_loop()))
    passwords: Passwords = field(default_factory=Passwords)
    sender: Sender = field(init=False)
    fetcher: Fetcher = field(init=False)

    def __post_init__(self) -> None:
        self.sender = Sender(self.egress)
        self.fetcher = Fetcher(self.egress)

    def close(self) -> None:
        """Close the sockets and begin no more transfers."""
        self.sender.close()
        self.fetcher.close()
