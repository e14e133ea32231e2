"""Whatever customers do with PAKs, tickets and failed devices, in any order: nothing is lost, doubled or made up."""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from iosim.license_store import Authorities, Authority
from iosim.license_store.ticket import make_rehost_ticket, read_permission_ticket
from iosim.portal import accounts, ledger, paks, redemption, rehost, rma, trials
from iosim.portal.act import Act
from iosim.portal.database import Database
from iosim.portal.portal import Portal
from iosim.portal.redemption import Wanted
from iosim.portal.refusals import Refusal
from tests.portal.made import SEED, Clock, credentials

DEVICES = [f"WS-C3560E-24TD:SIM4000X00{number}" for number in range(4)]
FEATURES = ("ipservices", "advipservices")  # the second is sold counted
device = st.sampled_from(DEVICES)
feature = st.sampled_from(FEATURES)


class Customers(RuleBasedStateMachine):
    """
    Licences that last are exactly the units taken from PAKs, wherever they are now.

    A refused act changes nothing; a device that failed holds nothing and gets nothing; no PAK gives more than it holds.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = Clock()
        self.authority = Authority.create("machine", bytes(range(32)))
        self.portal = Portal(Database(Path(self.folder.name) / "portal.db"), self.authority, clock=self.clock)
        self.customer = self.do(lambda act: accounts.create_customer(act, "Acme"))
        self.paks: list[str] = []
        self.permissions: list[str] = []  # documents
        self.failed: set[str] = set()

    def do(self, act):  # type: ignore[no-untyped-def]  # whatever `act` gives
        return self.portal.database.change_now(lambda db: act(self.portal.act(db, self.portal.system)))

    def attempt(self, act):  # type: ignore[no-untyped-def]  # as `do`, None where it is refused
        before = self.everything()
        try:
            return self.do(act)
        except Refusal:
            assert self.everything() == before
            return None

    def everything(self) -> str:
        def dump(db: sqlite3.Connection) -> str:
            tables = ("pak", "pak_item", "ledger", "device", "permission", "rma")
            return str([[tuple(row) for row in db.execute(f"select * from {table}")] for table in tables])

        return self.portal.database.change_now(dump)

    @initialize()
    def sell_some(self) -> None:
        for feature in FEATURES:
            self.sell(feature, 3)

    @rule(feature=feature, quantity=st.integers(1, 3))
    def sell(self, feature: str, quantity: int) -> None:
        item = {"feature": feature, "quantity": quantity, "seats": 5 if feature == "advipservices" else 0}
        self.paks.append(self.do(lambda act: paks.create(act, self.customer, [item]))["pak"])

    @rule(data=st.data(), devices=st.lists(device, min_size=1, max_size=2), quantity=st.integers(1, 2))
    def redeem(self, data: st.DataObject, devices: list[str], quantity: int) -> None:
        pak = data.draw(st.sampled_from(self.paks))
        self.attempt(lambda act: redemption.redeem(act, pak, [Wanted(udi, quantity) for udi in devices]))

    @rule(device=device, grace=st.booleans())
    def permit(self, device: str, grace: bool) -> None:
        made = self.attempt(lambda act: rehost.permit(act, credentials(device), grace=grace))
        if made is not None:
            self.permissions.append(made["file"])

    @rule(data=st.data(), to=device)
    def complete(self, data: st.DataObject, to: str) -> None:
        if not self.permissions:
            return
        permission = data.draw(st.sampled_from(self.permissions))
        trusted = Authorities((self.authority.key,))
        ticket = make_rehost_ticket(read_permission_ticket(permission.encode(), trusted), SEED).decode()
        self.attempt(lambda act: rehost.complete(act, ticket, to=to))

    @rule(failed=device, to=device)
    def replace(self, failed: str, to: str) -> None:
        if self.attempt(lambda act: rma.replace(act, failed, to)) is not None:
            self.failed.add(failed)

    @rule(device=device, feature=feature)
    def evaluate(self, device: str, feature: str) -> None:
        self.attempt(lambda act: trials.evaluate(act, device, feature, customer="Acme"))

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.clock.advance(days=days)

    @invariant()
    def what_lasts_is_what_was_taken(self) -> None:
        def look(act: Act) -> tuple[dict[str, int], dict[str, int]]:
            items = act.every("select feature, sum(redeemed) as n from pak_item group by feature")
            taken = {row["feature"]: row["n"] for row in items}
            held = dict.fromkeys(taken, 0)
            for row in act.every("select * from active where hours = 0"):
                held[row["feature"]] += row["count"] // 5 if row["count"] else 1
            return taken, held

        taken, held = self.do(look)
        assert held == taken

    @invariant()
    def a_device_holds_a_feature_once_and_a_failed_one_nothing(self) -> None:
        def look(act: Act) -> list[tuple[str, str]]:
            return [(row["udi"], row["feature"]) for row in act.every("select * from active where hours = 0")]

        lasting = self.do(look)
        assert len(lasting) == len(set(lasting))
        assert not self.failed & {udi for udi, _ in lasting}
        assert all(not self.do(lambda act, udi=udi: ledger.active(act, udi)) for udi in self.failed)

    def teardown(self) -> None:
        self.portal.database.close()
        self.folder.cleanup()


TestCustomers = Customers.TestCase
TestCustomers.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
