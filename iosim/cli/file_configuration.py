"""The two configurations as files: saving, merging, erasing."""

from collections.abc import Generator, Iterator

from iosim.chassis import keys
from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.cli.file_questions import confirmed
from iosim.config import private
from iosim.config.language import language
from iosim.config.outcome import CONFIG, INVALID, Refused
from iosim.config.value import changed
from iosim.flash import PRIVATE_CONFIG, RUNNING_CONFIG, STARTUP_CONFIG
from iosim.grammar import Invalid, match
from iosim.grammar.dialogue import Dialogue, Step
from iosim.system.system import System

commands = Commands()
BUILDING = "Building configuration...\n"
ERASE = "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"


def save(cx: Context) -> Generator[Step, None, None]:
    """`write memory`: the running configuration becomes the startup configuration. Raises NotEnoughSpace."""
    yield BUILDING
    files = cx.system.files
    files.write(STARTUP_CONFIG, files.read(RUNNING_CONFIG), cx.now_ms)
    files.write(PRIVATE_CONFIG, private.write(cx.system.config).encode(), cx.now_ms)
    cx.system.running_saved_ms = cx.now_ms
    startup_changed(cx)
    yield "[OK]\n"


def startup_changed(cx: Context) -> None:
    """The startup configuration is another than before."""
    cx.system.startup_changed_ms = cx.now_ms


def unsaved(system: System) -> bool:
    """Whether the running configuration is not what the next boot would read."""
    saved = system.chassis.get(keys.STARTUP_CONFIG)
    if saved is None:
        return True
    secret = system.chassis.get(keys.PRIVATE_CONFIG)
    known = language(system.personality).parse(
        saved.decode("utf-8", "replace"), None if secret is None else secret.decode("utf-8", "replace")
    )
    return bool(changed(known.config, system.config))


def merge(system: System, data: bytes, now_ms: int, by: str, url: str) -> str:
    """
    Type a file over the running configuration.

    Args:
        data: the file; lines of it that this device does not take are skipped.
        by: who does it, as messages name them.
        url: where it came from, as messages name it.

    Returns:
        What the screen shows of the lines that were skipped.
    """
    text = data.decode("utf-8", "replace")
    speaks = language(system.personality)
    parsed = speaks.merge(system.config, text)
    refused = list(parsed.refused)
    if parsed.kept and not system.device.kit.lenient:
        # Unlike a saved configuration, what is typed must be understood, except for what is there already.
        unknown = {kept.number for kept in parsed.kept}
        lines = text.splitlines()
        text = "\n".join("" if number in unknown else line for number, line in enumerate(lines, start=1))
        parsed = speaks.merge(system.config, text)
        present = {line.strip() for line in speaks.write(system.config).splitlines()}
        refused = [*parsed.refused, *_typed_in_vain(system, lines, unknown, present)]
    system.change(parsed.config, now_ms, by)
    system.emit("config.copied", now_ms, by=by, url=url)
    return "".join(line.shown() for line in sorted(refused, key=lambda line: line.number))


def _typed_in_vain(system: System, lines: list[str], unknown: set[int], present: set[str]) -> Iterator[Refused]:
    tree = language(system.personality).node(CONFIG)
    for number in unknown:
        line = lines[number - 1]
        if line.strip() not in present:
            outcome = match(tree, line)
            column = outcome.column if isinstance(outcome, Invalid) else len(line) - len(line.lstrip())
            yield Refused(number, line, column, CONFIG, INVALID, False)


@commands.add(
    "write [memory]",
    privilege=15,
    help={"write": "Write running configuration to memory, network, or terminal", "memory": "Write to NV memory"},
)
def write_memory(cx: Context) -> Dialogue:
    """The running configuration becomes the startup configuration."""
    yield from save(cx)


@commands.add("write erase", privilege=15, help={"erase": "Erase NV memory"})
@commands.add(
    "erase {nvram:|startup-config}",
    privilege=15,
    help={
        "erase": "Erase a filesystem",
        "nvram:": "Filesystem to be erased",
        "startup-config": "Erase contents of configuration memory",
    },
)
def erase(cx: Context) -> Dialogue:
    """Forget both configurations of nvram:; licences and boot variables stay."""
    if not (yield from confirmed(ERASE)):
        return
    cx.system.files.erase_nvram()
    startup_changed(cx)
    yield "[OK]\nErase of nvram: complete\n"
    cx.system.emit("nvram.erased", cx.now_ms)
