"""The host command line: `iosim COMMAND ...`, also as `python -m iosim`."""

import sys
from importlib import import_module

from iosim import __version__
from iosim.errors import IosimError, UsageError

# command -> (module with `main(arguments) -> exit code`, what it does). A module is imported when its command is used.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("iosim.host.run", "power on a device; on a terminal this is its console"),
    "license": ("iosim.host.license", "issue, show and verify licence files"),
    "authority": ("iosim.host.authority", "make or show a private licence authority"),
    "image": ("iosim.host.image", "list, build and verify universal images"),
    "portal": ("iosim.host.portal", "run a licence authority with its portal"),
    "pak": ("iosim.host.pak", "sell, redeem and list PAKs of a portal"),
    "rehost": ("iosim.host.rehost", "move licences from one device to another through a portal"),
    "rma": ("iosim.host.rma", "new licences for the replacement of a device that failed"),
    "config": ("iosim.host.config", "check a configuration file: what the device would not understand"),
    "clock": ("iosim.host.clock", "let simulated time pass on a running device"),
    "power": ("iosim.host.power", "switch a running device off and on"),
}


def usage() -> str:
    """The text of `iosim --help`."""
    rows = "\n".join(f"  {name:<10} {summary}" for name, (_, summary) in COMMANDS.items())
    return (
        "usage: iosim COMMAND ...\n\n"
        "A Catalyst 3750-E/3560-E switch or Cisco 860/880 router as a program.\n\n"
        f"{rows}\n\n"
        "`iosim COMMAND --help` tells the rest. `iosim run` is the place to begin.\n"
    )


def main(arguments: list[str] | None = None) -> int:
    """
    Run one command of the host.

    Returns:
        0 ended by the user or done, 1 it could not be done, 2 the command line asks for something impossible.
    """
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage())
        return 0 if words else 2
    if words[0] in ("-V", "--version"):
        sys.stdout.write(f"iosim {__version__}\n")
        return 0
    if words[0] not in COMMANDS:
        sys.stderr.write(f"iosim: there is no command {words[0]!r}; iosim --help lists them\n")
        return 2
    module, _ = COMMANDS[words[0]]
    try:
        return int(import_module(module).main(words[1:]))
    except UsageError as problem:
        sys.stderr.write(f"iosim {words[0]}: {problem}\n")
        return 2
    except (IosimError, OSError) as problem:
        sys.stderr.write(f"iosim {words[0]}: {problem}\n")
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
