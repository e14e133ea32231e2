"""
Configuration commands that write what the boot loader keeps: its variables and the configuration register.

They take effect with the next boot and are not part of running-config.

Source: "Assigning the Switch IP Address and Default Gateway" of the Catalyst guides, modifying the boot process;
configuration register of the IOS guides.
"""

from iosim.boot import variables
from iosim.cli.commands import Commands, Mode
from iosim.cli.context import Context
from iosim.grammar import Form

commands = Commands()
_BOOT = {"boot": "Modify system boot parameters"}


@commands.add(
    "boot manual", mode=Mode.CONFIG, privilege=15, needs="switch", no=True, help={**_BOOT, "manual": "Manual Boot"}
)
def boot_manual(cx: Context, form: Form = Form.PLAIN) -> None:
    _set_switch(cx, variables.MANUAL_BOOT, on=form is Form.PLAIN)


@commands.add(
    "boot enable-break",
    mode=Mode.CONFIG,
    privilege=15,
    needs="switch",
    no=True,
    help={**_BOOT, "enable-break": "Enable Break while booting"},
)
def boot_enable_break(cx: Context, form: Form = Form.PLAIN) -> None:
    _set_switch(cx, variables.ENABLE_BREAK, on=form is Form.PLAIN)


@commands.add(
    "config-register <value:0x0-0xFFFF>",
    mode=Mode.CONFIG,
    privilege=15,
    needs="router",
    no=True,
    help={"config-register": "Define the configuration register", "<value>": "Config register number"},
)
def config_register(cx: Context, value: int = 0, form: Form = Form.PLAIN) -> None:
    """`no config-register` goes back to the platform's own value."""
    chassis, platform = cx.system.chassis, cx.personality.platform
    if form is not Form.PLAIN:
        value = int(platform.words["config_register"], 16)
    variables.put_register(chassis, value)


def _set_switch(cx: Context, name: str, *, on: bool) -> None:
    variables.put(cx.system.chassis, name, "yes" if on else "no")
