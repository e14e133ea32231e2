"""`show running-config` and `show startup-config`: the configuration as text."""

from iosim.chassis import keys
from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.show_interfaces import NoSuchInterface
from iosim.config.language import language
from iosim.errors import DeviceRefusal

commands = Commands()

BUILDING = "Building configuration...\n\n"
_RUNNING = {
    "show": "Show running system information",
    "running-config": "Current operating configuration",
    "interface": "Show interface configuration",
    "brief": "Configuration without certificate data",
    "full": "Full configuration",
    "view": "View options",
    "<interface>": "Interface name",
}
_WRITE = {"write": "Write running configuration to memory, network, or terminal", "terminal": "Write to terminal"}
_STARTUP = {
    "show": "Show running system information",
    "startup-config": "Contents of startup configuration",
    "configuration": "Contents of Non-Volatile memory",
}


class NoStartupConfig(DeviceRefusal):
    """Nothing was ever saved, or it was erased."""

    def __init__(self) -> None:
        super().__init__("startup-config is not present")


@commands.add("show running-config [{brief|full|view full}]", privilege=15, help=_RUNNING)
@commands.add(
    "write terminal", privilege=15, help={"write": "Write running configuration", "terminal": "Write to terminal"}
)
def show_running_config(cx: Context) -> str:
    """All of it."""
    text = language(cx.personality).write(cx.system.config, udi=cx.system.chassis.udi)
    return _shown(text)


@commands.add("show running-config interface <interface>", privilege=15, help=_RUNNING)
def show_running_interface(cx: Context, interface: str) -> str:
    """One interface of it."""
    path = ("interface", interface)
    if cx.system.config.section(path) is None:
        raise NoSuchInterface
    return _shown(f"!\n{language(cx.personality).write_section(cx.system.config, path)}end\n")


@commands.add("show startup-config", privilege=15, help=_STARTUP)
@commands.add("show configuration", privilege=15, help=_STARTUP)
def show_startup_config(cx: Context) -> str:
    """What the next boot reads."""
    saved = cx.system.chassis.get(keys.STARTUP_CONFIG)
    if not saved:
        raise NoStartupConfig
    text = saved.decode("utf-8", "replace")
    return f"Using {len(saved)} out of {cx.personality.platform.nvram_bytes} bytes\n{text}\n"


def _shown(text: str) -> str:
    return f"{BUILDING}Current configuration : {len(text.encode())} bytes\n{text}\n"
