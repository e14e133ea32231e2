"""What a hardware model is, as data. Rows live in `switches.py` and `routers.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Port:
    """One interface of a fresh device, physical or built in."""

    name: str  # GigabitEthernet1/0/1
    short: str  # Gi1/0/1, also ifName
    if_index: int
    if_type: int  # IANAifType
    speed_bps: int
    kind: str  # "switchport", "routed", "management", "svi", "null", "atm"
    mac_offset: int | None  # added to the base MAC; None: no address
    mtu: int = 1500
    hardware: str = ""  # as in `show interfaces`: "Gigabit Ethernet"
    media: str = ""  # "10/100/1000BaseTX"
    uplink: bool = False  # begins connected (the tester's management path)
    member: int = 1  # switch of the stack it belongs to: its base MAC address counts


@dataclass(frozen=True, slots=True)
class Entity:
    """One row of entPhysicalTable and (where `listed`) of `show inventory`."""

    index: int
    descr: str
    vendor_type: tuple[int, ...]
    contained_in: int
    entity_class: int  # 3 chassis, 6 powerSupply, 7 fan, 8 sensor, 9 module, 10 port, 11 stack, 5 container
    parent_position: int
    name: str
    hardware_revision: str = ""
    firmware_revision: str = ""
    model: str = ""  # "" with `chassis=True` means the orderable PID
    serial_prefix: str = ""  # "" and not chassis: no serial; else prefix of a derived one
    is_fru: bool = False
    chassis: bool = False  # serial and model are those of the device
    listed: bool = False
    if_index: int = 0  # ports
    member: int = 1  # switch of the stack it is a part of: its serial number counts


@dataclass(frozen=True, slots=True)
class Orderable:
    """One product number of the price list: hardware plus what manufacturing installs."""

    pid: str  # WS-C3750E-24TD-S
    factory_licenses: tuple[str, ...]  # features with a permanent licence from the factory


@dataclass(frozen=True, slots=True)
class Platform:
    """One hardware model."""

    pid: str  # base PID, the one in the UDI: WS-C3750E-24TD, CISCO881-K9
    orderables: tuple[Orderable, ...]  # the first is the default
    family: str  # "switch" or "router"
    module: str  # licence module name: c3750e, c3560e, c880-data, c860-data
    image_family: str  # c3750e, c3560e, c880data, c860: which images run here
    object_id: tuple[int, ...]
    chassis_type: int  # OLD-CISCO-CHASSIS-MIB, 0 where the model has none
    hostname: str  # Switch / Router
    flash_bytes: int
    nvram_bytes: int
    license_store_bytes: int
    vty_lines: int  # 16 on switches, 5 on routers
    management_port: str  # Vlan1 / Vlan1: the interface that answers at the address clients dial
    ports: tuple[Port, ...]
    entities: tuple[Entity, ...]
    memory_bytes: int
    processor: str  # "PowerPC405"
    revision: str
    words: dict[str, str]  # everything only `show version` and boot texts print (assembly numbers, CLEI, ...)
    members: tuple["Platform", ...] = ()  # of a stack: the models of all its switches, the master's first

    @property
    def stackable(self) -> bool:
        """Whether switches of this model can be stacked."""
        return self.words.get("stackable") == "yes"
