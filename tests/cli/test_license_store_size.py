"""The store of a router: it fills up, and can be expanded at a reload."""

from iosim.license_store import granted, write
from tests.cli.made_files import Operator

UDI = "CISCO881-K9:SIM1234X0AB"
MANY = [granted(UDI, "advipservices", type="extension", created=f"2020-01-01T00:00:{at:02d}") for at in range(12)]
FULL = "Installing...Feature:advipservices...Failed:License store is full\n"


def reloaded(router: Operator) -> None:
    router.types("write\nreload")
    router.device.restart(0)
    router.device.finish_boot(0)


def test_a_full_store_says_so_and_takes_more_once_it_is_expanded() -> None:
    router = Operator("CISCO881-K9", serial="SIM1234X0AB")
    router.keep("many.lic", write(MANY))
    said = router.types("configure terminal\nlicense accept end user agreement", ["yes"])
    assert "Invalid" not in said

    first = router.types("license install flash:many.lic")
    expanded = router.types("configure terminal\nlicense expand nvram")
    early = router.types("license install flash:many.lic")
    reloaded(router)
    late = router.types("license install flash:many.lic")

    assert first.count(FULL) == early.count(FULL) > 0
    assert "% License NVRAM expanded; reload to take effect\n" in expanded
    assert FULL not in late
    assert "license expand nvram\n" in router.types("show running-config")


def test_what_was_installed_stays_when_the_store_shrinks_again() -> None:
    router = Operator("CISCO881-K9", serial="SIM1234X0AB")
    router.types("configure terminal\nlicense expand nvram\nlicense accept end user agreement", ["yes"])
    reloaded(router)
    router.keep("many.lic", write(MANY))
    router.types("license install flash:many.lic")

    router.types("configure terminal\nno license expand nvram")
    reloaded(router)

    assert router.types("show license all").count("License Type: Extension") == len(MANY)
    router.keep("more.lic", write([granted(UDI, "advipservices")]))
    assert FULL in router.types("license install flash:more.lic")


def test_switches_and_early_routers_have_no_store_to_expand() -> None:
    for model, image in (("WS-C3750E-24TD", ""), ("CISCO881-K9", "c880data-universalk9-mz.124-15.XZ")):
        device = Operator(model, image=image)
        assert "Invalid input" in device.types("configure terminal\nlicense expand nvram")
