"""Many clients that redeem one PAK at the same time, while the portal is killed between them."""

import gc
import os
import signal
import ssl
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from types import TracebackType

import httpx

from tests.portal.served import ServedPortal, serve_portal

UNTIL_S = 120


class Load:
    """
    `requests` devices want one unit each of a PAK of `quantity`; each client asks until it has an answer.

    The requests carry keys, so asking again is safe; what was answered is compared with what the portal remembers.
    """

    def __init__(self, state: Path, *, requests: int, clients: int, quantity: int | None = None) -> None:
        self.requests = requests
        self.clients = clients
        self.quantity = quantity or requests
        self.answered: dict[str, str] = {}  # UDI -> licence id
        self.refused: set[str] = set()
        self._state = state
        self._stack = ExitStack()
        self._portal: ServedPortal
        self._lock = threading.Lock()

    def __enter__(self) -> "Load":
        self._start(0)
        words = ("pak", "create", "--feature", "ipservices", "--quantity", str(self.quantity), "--customer", "Load")
        self.pak = self._portal.done(*words)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def run(self, *, kills: int, seed: int = 0) -> None:
        """Redeem for every device; meanwhile kill the portal so many times and start it again."""
        random = Random(seed)
        # httpx leaves a socket to the collector when the server dies in the middle of its TLS handshake
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            self._run(kills, random)
            gc.collect()

    def _run(self, kills: int, random: Random) -> None:
        with ThreadPoolExecutor(self.clients) as pool:
            shares = [pool.submit(self._client, number) for number in range(self.clients)]
            for round_ in range(kills):
                target = (round_ + 1) * self.requests // (kills + 1)
                end = time.monotonic() + UNTIL_S
                while len(self.answered) + len(self.refused) < target and time.monotonic() < end:
                    time.sleep(0.002)
                time.sleep(random.random() * 0.02)
                self._kill()
            for share in shares:
                share.result()

    def check(self) -> None:
        """Nothing oversold, nothing lost, nothing twice."""
        with self._client_of() as client:
            item = client.get(f"/api/paks/{self.pak}").json()["items"][0]
            ledger = client.get("/api/ledger?limit=1000").json()["ledger"]
            while len(page := client.get(f"/api/ledger?limit=1000&after={ledger[-1]['seq']}").json()["ledger"]):
                ledger += page
        issued = {row["udi"]: row["license_id"] for row in ledger}
        assert len(issued) == len(ledger), "one licence for a device"
        assert issued == self.answered, "what was answered is what happened"
        assert len(issued) == item["redeemed"] == min(self.requests, self.quantity)
        assert len(self.refused) == self.requests - len(issued)

    def _start(self, port: int) -> None:
        self._portal = self._stack.enter_context(serve_portal(self._state, "--port", str(port)))

    def _kill(self) -> None:
        portal = self._portal
        os.kill(portal.process, signal.SIGKILL)
        self._stack.close()
        self._start(int(portal.url.rpartition(":")[2]))

    def _client_of(self) -> httpx.Client:
        portal = self._portal
        headers = {"Authorization": f"Bearer {portal.token}"}
        context = ssl.create_default_context(cafile=portal.ca)
        return httpx.Client(base_url=portal.url, verify=context, headers=headers, timeout=30, trust_env=False)

    def _client(self, share: int) -> None:
        client = self._client_of()
        end = time.monotonic() + UNTIL_S
        for number in range(share, self.requests, self.clients):
            udi = f"WS-C3560E-24TD:SIM{number:04d}X000"
            while True:
                assert time.monotonic() < end, "the portal answers in time"
                try:
                    answer = client.post(
                        f"/api/paks/{self.pak}/redeem",
                        json={"devices": [{"udi": udi}]},
                        headers={"Idempotency-Key": f"load-{number}"},
                    )
                except httpx.TransportError:
                    time.sleep(0.02)
                    continue
                if answer.status_code == 401:  # started again: its administrator has another token
                    client.close()
                    client = self._client_of()
                    time.sleep(0.02)
                    continue
                break
            with self._lock:
                if answer.status_code == 201:
                    self.answered[udi] = answer.json()["licenses"][0]["id"]
                else:
                    assert answer.json()["type"] == "/problems#pak-exhausted", answer.text
                    self.refused.add(udi)
        client.close()
