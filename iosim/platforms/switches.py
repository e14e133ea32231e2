"""
Rows of the Catalyst 3750-E and 3560-E.

Port numbering follows IF-MIB as these switches answer it (GigabitEthernetM/0/P = 10100 + P, TenGigabit = 10200 + P);
part numbers and CLEI codes not seen in any output are marked INFERRED.
"""

from iosim.platforms.platform import Entity, Orderable, Platform, Port

CISCO_PRODUCTS = (1, 3, 6, 1, 4, 1, 9, 1)
VENDOR_TYPES = (1, 3, 6, 1, 4, 1, 9, 12, 3, 1)
ZERO_DOT_ZERO = (0, 0)  # entPhysicalVendorType of parts whose type is not known

ETHERNET = 6
PROP_VIRTUAL = 53
OTHER = 1

SVI_MAC_OFFSET = 0x40  # the first Vlan interface; later ones follow in order of creation
FLASH_BYTES = 57671680
CATALYST_37XX_STACK = (*CISCO_PRODUCTS, 516)  # a stackable answers as its stack, of one member too


def _ports(slot: str, copper: int) -> tuple[Port, ...]:
    """Ports of a fresh switch: `copper` ports, four SFP (TwinGig), two ten-gigabit, and what is built in."""
    ports = [
        Port("Vlan1", "Vl1", 1, PROP_VIRTUAL, 1_000_000_000, "svi", SVI_MAC_OFFSET, hardware="EtherSVI"),
    ]
    for number in range(1, copper + 5):
        ports.append(
            Port(
                f"GigabitEthernet{slot}{number}",
                f"Gi{slot}{number}",
                10100 + number,
                ETHERNET,
                1_000_000_000,
                "switchport",
                number,
                hardware="Gigabit Ethernet",
                media="10/100/1000BaseTX" if number <= copper else "Not Present",
                uplink=number == 1,
            )
        )
    for number in (1, 2):
        ports.append(
            Port(
                f"TenGigabitEthernet{slot}{number}",
                f"Te{slot}{number}",
                10200 + number,
                ETHERNET,
                10_000_000_000,
                "switchport",
                copper + 4 + number,
                hardware="Ten Gigabit Ethernet",
                media="Not Present",
            )
        )
    ports.append(Port("Null0", "Nu0", 14501, OTHER, 4_294_967_295, "null", None, hardware="Unknown"))
    ports.append(
        Port(
            "FastEthernet0",
            "Fa0",
            14502,  # INFERRED: next after Null0
            ETHERNET,
            100_000_000,
            "management",
            copper + 7,  # INFERRED: next after the last physical port
            hardware="PowerPC405 FastEthernet",
            media="10/100BaseTX",
        )
    )
    return tuple(ports)


def _entities(
    pid: str, ports: tuple[Port, ...], stack: bool, types: tuple[int, int | None], power: tuple[str, int]
) -> tuple[Entity, ...]:
    """The entity tree: stack (3750-E only), chassis, fixed module, power supply, fan, sensor, ports."""
    chassis_type, module_type = types
    power_model, power_type = power
    rows = []
    if stack:
        rows.append(Entity(1, "c37xx Stack", (*VENDOR_TYPES, 3, 11, 2), 0, 11, 0, ""))
    rows += [
        Entity(
            1001,
            pid,
            (*VENDOR_TYPES, 3, chassis_type),
            1 if stack else 0,
            3,
            1,
            "1",
            hardware_revision="V02",
            firmware_revision="12.2(44r)SE3" if stack else "12.2(44r)SE5",
            is_fru=True,
            chassis=True,
            listed=True,
        ),
        Entity(
            1002,
            f"{pid} - Fixed Module 0",
            (*VENDOR_TYPES, 9, 50, module_type) if module_type is not None else ZERO_DOT_ZERO,
            1001,
            9,
            0,
            "Fixed Module 0",
        ),
        Entity(
            1003,
            "FRU Power Supply",
            (*VENDOR_TYPES, 6, power_type),
            1001,
            6,
            0,
            "Power Supply 0",
            hardware_revision="V01D",
            model=power_model,
            serial_prefix="SIM",
            is_fru=True,
            listed=True,
        ),
        Entity(1004, f"{pid} - Fan 0", ZERO_DOT_ZERO, 1001, 7, 0, "Fan 0"),
        Entity(1005, f"{pid} - Sensor 0", (*VENDOR_TYPES, 8, 31), 1001, 8, 0, "Sensor 0"),
    ]
    physical = [port for port in ports if port.kind == "switchport"]
    for position, port in enumerate(physical, start=1):
        if port.name.startswith("Ten"):
            descr, port_type = "Ten Gigabit Ethernet Port", 184
        elif port.media == "Not Present":
            descr, port_type = "Gigabit Ethernet SFP Port", 151
        else:
            descr, port_type = "Gigabit Ethernet Port", 150
        rows.append(
            Entity(
                1005 + position,
                descr,
                (*VENDOR_TYPES, 10, port_type),
                1002,
                10,
                position,
                port.name,
                if_index=port.if_index,
            )
        )
    return tuple(rows)


def _orderables(pid: str) -> tuple[Orderable, ...]:
    """-S comes from the factory as IP Base; -E as IP Services, with the IP Base licence beside it."""
    return (Orderable(f"{pid}-S", ("ipbase",)), Orderable(f"{pid}-E", ("ipbase", "ipservices")))


def _switch(
    pid: str,
    *,
    copper: int,
    object_id: tuple[int, ...],
    chassis_type: int,
    types: tuple[int, int | None],
    power: tuple[str, int],
    parts: dict[str, str],
) -> Platform:
    stack = pid.startswith("WS-C3750E")
    family = "3750" if stack else "3560"
    ports = _ports("1/0/" if stack else "0/", copper)
    loader_version = "12.2(44r)SE3" if stack else "12.2(44r)SE5"  # 3750-E INFERRED from the 3560-E
    return Platform(
        pid=pid,
        orderables=_orderables(pid),
        family="switch",
        module=f"c{family}e",
        image_family=f"c{family}e",
        object_id=object_id,
        chassis_type=chassis_type,
        hostname="Switch",
        flash_bytes=FLASH_BYTES,
        nvram_bytes=512 * 1024,
        license_store_bytes=64 * 1024,  # INFERRED
        vty_lines=16,
        management_port="Vlan1",
        ports=ports,
        entities=_entities(pid, ports, stack, types, power),
        memory_bytes=(256 if stack else 128) * 1024 * 1024,  # RECALLED
        processor="PowerPC405",
        revision="F0",
        words={
            "rom": f"Bootstrap program is C{family}E boot loader",
            "bootldr": f"C{family}E Boot Loader (C{family}E-HBOOT-M) Version {loader_version}, RELEASE SOFTWARE (fc3)",
            "memory_split": "245760K/16376K" if stack else "122880K/8184K",  # 12.2(46)SE and before; 3750-E INFERRED
            "config_register": "0xF",
            "stackable": "yes" if stack else "no",
            "poe": "yes" if pid.endswith("PD") else "no",
            "motherboard_assembly": "73-10317-11",
            "motherboard_revision": "B0",
            "daughterboard_assembly": "800-28590-01",
            "top_assembly": "800-27550-03",
            "top_assembly_revision": "A0",
            "version_id": "V02",
            "clei": "COMSA00ARA",
            "hardware_board_revision": "0x01",
        }
        | parts,
    )


SWITCHES = (
    _switch(
        "WS-C3750E-24TD",
        copper=24,
        object_id=CATALYST_37XX_STACK,
        chassis_type=532,
        types=(589, 19),
        power=("C3K-PWR-265WAC", 184),
        parts={"motherboard_assembly": "73-9675-11", "top_assembly": "800-26857-02", "clei": "COMRN00ARA"},  # INFERRED
    ),
    _switch(
        "WS-C3750E-48TD",
        copper=48,
        object_id=CATALYST_37XX_STACK,
        chassis_type=531,
        types=(588, 20),
        power=("C3K-PWR-265WAC", 184),
        parts={"motherboard_assembly": "73-9676-11", "top_assembly": "800-26858-02", "clei": "COMRP00ARA"},  # INFERRED
    ),
    _switch(
        "WS-C3750E-24PD",
        copper=24,
        object_id=CATALYST_37XX_STACK,
        chassis_type=533,
        types=(590, 22),
        power=("C3K-PWR-750WAC", 186),
        parts={"motherboard_assembly": "73-9673-11", "top_assembly": "800-26855-02", "clei": "COMRR00ARA"},  # INFERRED
    ),
    _switch(
        "WS-C3750E-48PD",
        copper=48,
        object_id=CATALYST_37XX_STACK,
        chassis_type=534,
        types=(591, 21),
        power=("C3K-PWR-1150WAC", 191),
        parts={"motherboard_assembly": "73-9674-11", "top_assembly": "800-26856-02", "clei": "COMRS00ARA"},  # INFERRED
    ),
    _switch(
        "WS-C3560E-24TD",
        copper=24,
        object_id=(*CISCO_PRODUCTS, 793),
        chassis_type=535,
        types=(592, None),
        power=("C3K-PWR-265WAC", 184),
        parts={},
    ),
    _switch(
        "WS-C3560E-48TD",
        copper=48,
        object_id=(*CISCO_PRODUCTS, 794),
        chassis_type=536,
        types=(593, None),
        power=("C3K-PWR-265WAC", 184),
        parts={"motherboard_assembly": "73-10318-11", "top_assembly": "800-27551-03", "clei": "COMSB00ARA"},  # INFERRED
    ),
)
