"""
Rows of the 860 and 880 Integrated Services Routers.

Interfaces are numbered from 1 in hardware order; the four switch ports belong to Vlan1, which is the LAN.
"""

from iosim.platforms.platform import Entity, Orderable, Platform, Port

CISCO_PRODUCTS = (1, 3, 6, 1, 4, 1, 9, 1)
VENDOR_TYPES = (1, 3, 6, 1, 4, 1, 9, 12, 3, 1)
ZERO_DOT_ZERO = (0, 0)  # entPhysicalVendorType of a chassis that has none of its own

ETHERNET = 6
ATM = 37
PROP_VIRTUAL = 53
OTHER = 1

MEMORY_BYTES = 256 * 1024 * 1024


def _ports(wan: str) -> tuple[Port, ...]:
    """Four switch ports, the WAN port (FastEthernet4 or ATM0), Null0 and Vlan1."""
    ports = [
        Port(
            f"FastEthernet{number}",
            f"Fa{number}",
            number + 1,
            ETHERNET,
            100_000_000,
            "switchport",
            number + 1,  # INFERRED
            hardware="Fast Ethernet",
            media="100BaseTX/FX",
            uplink=number == 0,
        )
        for number in range(4)
    ]
    if wan == "ATM0":
        ports.append(
            Port("ATM0", "AT0", 5, ATM, 0, "atm", 5, mtu=4470, hardware="MPC ATMSAR", media="")  # INFERRED
        )
    else:
        ports.append(
            Port(
                "FastEthernet4",
                "Fa4",
                5,
                ETHERNET,
                100_000_000,
                "routed",
                5,  # INFERRED
                hardware="PQII_PRO_UEC",
                media="100BaseTX/FX",
            )
        )
    ports.append(Port("Null0", "Nu0", 6, OTHER, 4_294_967_295, "null", None, hardware="Unknown"))
    ports.append(Port("Vlan1", "Vl1", 7, PROP_VIRTUAL, 100_000_000, "svi", 0, hardware="EtherSVI"))
    return tuple(ports)


def _entities(model: str, vendor_type: int, ports: tuple[Port, ...]) -> tuple[Entity, ...]:
    """Chassis, then its physical ports."""
    rows = [
        Entity(
            1,
            f"{model} chassis, Hw Serial#: {{serial}}, Hw Revision: 1.0",
            (*VENDOR_TYPES, 3, vendor_type) if vendor_type else ZERO_DOT_ZERO,
            0,
            3,
            0,
            model,
            hardware_revision="V01",
            firmware_revision="12.4(22r)YB5",
            chassis=True,
            listed=True,
        )
    ]
    physical = [port for port in ports if port.kind in ("switchport", "routed", "atm")]
    for position, port in enumerate(physical):
        descr = "ATM Port" if port.kind == "atm" else "10/100 Fast Ethernet Port"
        rows.append(
            Entity(
                position + 2,
                descr,
                (*VENDOR_TYPES, 10, 1),
                1,
                10,
                position,
                port.name,
                if_index=port.if_index,
            )
        )
    return tuple(rows)


def _router(
    pid: str,
    *,
    model: str,
    object_id: int,
    chassis_type: int,
    vendor_type: int,
    wan: str,
    flash_kilobytes: int,
    factory: tuple[str, ...],
) -> Platform:
    line = "c880" if model.startswith("88") else "c860"
    ports = _ports(wan)
    return Platform(
        pid=pid,
        orderables=(Orderable(pid, factory),),
        family="router",
        module=f"{line}-data",
        image_family="c880data" if line == "c880" else "c860",
        object_id=(*CISCO_PRODUCTS, object_id),
        chassis_type=chassis_type,
        hostname="Router",
        flash_bytes=flash_kilobytes * 1024,
        nvram_bytes=256 * 1024,
        license_store_bytes=8 * 1024,  # INFERRED
        vty_lines=5,
        management_port="Vlan1",
        ports=ports,
        entities=_entities(model, vendor_type, ports),
        memory_bytes=MEMORY_BYTES,
        processor="MPC8300",
        revision="1.0",
        words={
            "rom": "System Bootstrap, Version 12.4(22r)YB5, RELEASE SOFTWARE (fc1)",
            "rom_copyright": "Copyright (c) 2009 by cisco Systems, Inc.",
            "rom_platform": line.upper(),  # INFERRED
            "marketing_name": f"Cisco {model}",
            "memory_split": "236544K/25600K",
            "config_register": "0x2102",
            "vpn_module": "yes" if line == "c880" else "no",
            "version_id": "V01",
        },
    )


ROUTERS = (
    _router(
        "CISCO861-K9",
        model="861",
        object_id=834,
        chassis_type=0,
        vendor_type=0,
        wan="FastEthernet4",
        flash_kilobytes=125440,
        factory=("advsecurity",),
    ),
    _router(
        "CISCO867-K9",
        model="867",
        object_id=836,
        chassis_type=560,
        vendor_type=623,
        wan="ATM0",
        flash_kilobytes=125440,
        factory=("advsecurity",),
    ),
    _router(
        "CISCO881-K9",
        model="881",
        object_id=837,
        chassis_type=0,
        vendor_type=624,
        wan="FastEthernet4",
        flash_kilobytes=125440,
        factory=("advsecurity",),
    ),
    _router(
        "CISCO881-SEC-K9",
        model="881",
        object_id=837,
        chassis_type=0,
        vendor_type=624,
        wan="FastEthernet4",
        flash_kilobytes=126000,
        factory=("advsecurity", "advipservices"),
    ),
    _router(
        "CISCO887-K9",
        model="887",
        object_id=847,
        chassis_type=571,
        vendor_type=634,
        wan="ATM0",
        flash_kilobytes=125440,
        factory=("advsecurity",),
    ),
)
