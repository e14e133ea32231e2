"""
Arguments of the host commands: one row per option, each also an environment variable.

`Parser` is argparse with two habits of this house: a mistake is one line on stderr and exit code 2, and
`IOSIM_FLAG` stands in for `--flag` where the command line does not say it.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from iosim.errors import UsageError

Convert = Callable[[str], Any]


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` with one line instead of printing its usage."""

    def __init__(self, prog: str, description: str, **settings: Any) -> None:
        settings.setdefault("allow_abbrev", False)
        super().__init__(prog=prog, description=description, **settings)
        self._options: list[tuple[argparse.Action, Convert, Any]] = []  # with its default; a list: collects

    def option(
        self,
        flag: str,
        convert: Convert = str,
        *,
        default: Any = None,
        many: bool = False,
        metavar: str | None = None,
        text: str = "",
    ) -> None:
        """Add `flag VALUE`, also `IOSIM_FLAG`; `many` collects a list (separated by commas in the variable)."""
        action = self.add_argument(
            flag,
            type=convert,
            action="append" if many else "store",
            default=argparse.SUPPRESS,
            metavar=metavar,
            help=text,
        )
        self._options.append((action, convert, [] if many else default))

    def operand(self, name: str, *, default: str, text: str) -> None:
        """Add a word that may be left out, also `IOSIM_NAME`."""
        action = self.add_argument(name, nargs="?", default=argparse.SUPPRESS, metavar=name.upper(), help=text)
        self._options.append((action, str, default))

    def switch(self, flag: str, text: str) -> None:
        """Add `flag`, also `IOSIM_FLAG` with 1, yes or true."""
        action = self.add_argument(flag, action="store_true", default=argparse.SUPPRESS, help=text)
        self._options.append((action, _truth, False))

    def read(self, arguments: Sequence[str]) -> tuple[argparse.Namespace, frozenset[str]]:
        """
        The options of this call, and the names of those that the command line itself gave.

        Raises:
            UsageError: an unknown option, a bad value, in the arguments or in a variable.
        """
        values = self.parse_args(list(arguments))
        given = frozenset(vars(values))
        for action, convert, default in self._options:
            if action.dest in given:
                continue
            variable = f"IOSIM_{action.dest.upper()}"
            text = os.environ.get(variable)
            if text is None:
                setattr(values, action.dest, default)
                continue
            many = isinstance(default, list)
            try:
                setattr(values, action.dest, [convert(part) for part in text.split(",")] if many else convert(text))
            except (ValueError, argparse.ArgumentTypeError) as problem:
                raise UsageError(f"{variable}={text}: {problem}") from None
        return values, given

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; {self.prog} --help tells more")


def port(text: str) -> int:
    """A TCP or UDP port; 0 is any free one."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def seconds(text: str) -> float:
    """A span of wall time that is not negative."""
    return _at_least_zero(text, "a number of seconds")


def factor(text: str) -> float:
    """How many simulated seconds pass in a real one; 0 stops the clock."""
    return _at_least_zero(text, "a factor (0 or more)")


def number(text: str) -> int:
    """A whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def _at_least_zero(text: str, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return value


def _truth(text: str) -> bool:
    if text.lower() in ("1", "yes", "true", "on"):
        return True
    if text.lower() in ("", "0", "no", "false", "off"):
        return False
    raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no")
