"""Which commands exist where: the tables, and the trees made of them, one for each personality, mode and privilege."""

from collections.abc import Iterator, Mapping, Sequence

from iosim.cli import (
    boot_commands,
    configure,
    configure_crypto,
    configure_pki,
    file_commands,
    file_configuration,
    file_copy,
    file_verify,
    license_agent,
    license_boot,
    license_call_home,
    license_commands,
    license_rehost,
    license_right,
    reload_commands,
    show_config,
    show_interfaces,
    show_license,
    show_license_some,
    show_license_store,
    show_logging,
    show_routing,
    show_ssh,
    show_switch,
    show_version,
    terminal_commands,
)
from iosim.cli.commands import EVERY_CONFIG, Commands, Mode
from iosim.cli.file_names import file_parameters
from iosim.config.language import language
from iosim.featureset.capabilities import granted
from iosim.featureset.personality import Personality
from iosim.grammar import PARAMETERS, Link, Node, Parameter, Rule, grow, interface_parameters

# One line for each table, in the order of their names.
TABLES: tuple[Commands, ...] = (
    boot_commands.commands,
    configure.commands,
    configure_crypto.commands,
    configure_pki.commands,
    file_commands.commands,
    file_configuration.commands,
    file_copy.commands,
    file_verify.commands,
    license_agent.commands,
    license_boot.commands,
    license_call_home.commands,
    license_commands.commands,
    license_rehost.commands,
    license_right.commands,
    reload_commands.commands,
    show_config.commands,
    show_interfaces.commands,
    show_license.commands,
    show_license_some.commands,
    show_license_store.commands,
    show_logging.commands,
    show_routing.commands,
    show_ssh.commands,
    show_switch.commands,
    show_version.commands,
    terminal_commands.commands,
)

HEADINGS: Mapping[str, str] = {
    Mode.EXEC: "Exec commands:",
    Mode.CONFIG: "Configure commands:",
    Mode.INTERFACE: "Interface configuration commands:",
    Mode.LINE: "Line configuration commands:",
    Mode.ROUTER: "Router configuration commands:",
}
"""What `?` prints above the words a line can begin with."""


def tree(personality: Personality, mode: str, privilege: int, tables: Sequence[Commands] = TABLES) -> Node:
    """
    The grammar of `mode` for somebody at `privilege`; made once for each personality, and visited lazily.

    `tables` are those of whoever asks first.
    """
    key = ("cli tree", mode, privilege)
    found: Node | None = personality.cache.get(key)
    if found is None:
        links = {}
        if mode != Mode.EXEC:
            links["do"] = Link("Run an EXEC command", tree(personality, Mode.EXEC, privilege, tables))
        found = personality.cache[key] = grow(
            rules(personality, mode, tables),
            parameters=parameters(personality),
            granted=granted(personality),
            privilege=privilege,
            links=links,
        )
    return found


def rules(personality: Personality, mode: str, tables: Sequence[Commands] = TABLES) -> Iterator[Rule]:
    """Every command and configuration statement of `mode`, granted or not."""
    for table in tables:
        for command in table.rows:
            if command.mode == mode or (command.mode == EVERY_CONFIG and mode != Mode.EXEC):
                yield command.rule()
    if mode != Mode.EXEC:
        yield from language(personality).rules(mode)


def parameters(personality: Personality) -> Mapping[str, Parameter]:
    """The kinds of argument, the interfaces and file systems of the model among them."""
    found: Mapping[str, Parameter] | None = personality.cache.get("cli parameters")
    if found is None:
        platform = personality.platform
        found = {
            **PARAMETERS,
            **interface_parameters(platform),
            **language(personality).parameters,
            **file_parameters(platform),
            **reload_commands.reload_parameters(),
        }
        personality.cache["cli parameters"] = found
    return found


def heading(mode: str) -> str:
    """What `?` prints above the first words of a mode."""
    return HEADINGS.get(mode.partition(" ")[0], f"{mode} configuration commands:")
