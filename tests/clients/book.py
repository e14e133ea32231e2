"""
A document whose commands are carried out as its reader would carry them out.

Fenced blocks of these kinds mean something; all others are only read:

    sh          commands of a shell in a scratch folder, `sh -e`; exported variables and files stay until the end
    sh exit N   the same, but the last command ends with N; nothing is kept of its variables
    sh stays    one command in a terminal of its own, which is ended when the document is
    text        directly after one of these: what they printed, whole (after `sh stays`: how that begins)
    device A    a new SSH session with the device at address A, as it looked: what follows a prompt or a question was
                typed, and RETURN after it; user and password are admin

In what is shown, `<NAME>` stands for one word that differs from run to run: it is kept where it is first shown and put
in wherever the name stands later. `...` stands for any text, alone on a line for any number of lines. Empty lines do
not count, runs of blanks and tabs are one blank. What was typed need not have been echoed (passwords).

Two things are other than for a reader. Addresses 127.9.0.N are in a network of this run, so that runs do not meet;
ports stay as they are, since nobody else has these addresses. A boot takes a fraction of a second (IOSIM_BOOT_TIME).
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import paramiko

from tests.clients.served import PYTHON

PATIENCE_S = 30.0
QUIET_S = 0.08  # a line that ends like a question and goes on is not one
BOOT_TIME_S = "0.2"
PORT = 2222

_FENCE = re.compile(r"^```(?P<kind>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^##+ (?P<title>.*)$", re.MULTILINE)
_NAME = re.compile(r"<(?P<name>[A-Z][A-Z0-9_]*)>")
_PROMPT = re.compile(r"[\w-]+(\([\w-]+\))?[#>]")
_QUESTION = re.compile(r".*(: ?|\? ?|\[confirm\])")
_HIDDEN = re.compile(r"\x1b\[[0-9;]*m|\x08")


@dataclass(frozen=True)
class Block:
    """A fenced block; `shown` is the text block that follows it."""

    line: int
    section: str
    kind: str
    argument: str
    text: str
    shown: str | None


def blocks(document: str) -> list[Block]:
    """What there is to do in a document, in its order."""
    titles = [(match.start(), match["title"]) for match in _HEADING.finditer(document)]
    found: list[Block] = []
    fences = list(_FENCE.finditer(document))
    for number, match in enumerate(fences):
        kind, _, argument = match["kind"].strip().partition(" ")
        if kind not in ("sh", "device"):
            continue
        shown = None
        for following in fences[number + 1 : number + 2]:
            if following["kind"].strip() == "text" and not document[match.end() : following.start()].strip():
                shown = following["text"]
        section = [title for start, title in titles if start < match.start()][-1]
        line = document.count("\n", 0, match.start()) + 1
        found.append(Block(line, section, kind, argument, match["text"], shown))
    return found


class Differs(AssertionError):
    """The document shows something else than what happened."""


class Reader:
    """Somebody who types everything the document shows, and looks whether it happens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, str] = {}  # <NAME> -> what it stands for
        number = os.getpid() % 60_000
        self._network = f"127.{10 + number // 250}.{number % 250}."
        self._staying: list[subprocess.Popen[str]] = []
        self._environment = self._prepared()

    def play(self, block: Block) -> None:
        """
        Carry out a block.

        Raises:
            Differs: something else happened than is shown.
        """
        if block.kind == "device":
            self._talk(self._here(block.argument), self._here(block.text))
        elif block.argument == "stays":
            self._start(self._put_in(block.text), self._here(block.shown or ""))
        else:
            wanted = int(block.argument.removeprefix("exit ") or 0)
            self._run(self._put_in(block.text), wanted, None if block.shown is None else self._here(block.shown))

    def end(self) -> None:
        """End what stayed, newest first."""
        for process in reversed(self._staying):
            process.terminate()
        for process in self._staying:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def _prepared(self) -> dict[str, str]:
        """Variables of a shell in which iosim is a command, and ssh and scp ask for no password and no key."""
        programs = self.folder / "bin"
        programs.mkdir()
        quiet = "-F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
        for name, command in {
            "iosim": f'exec "{PYTHON}" -m iosim "$@"',
            "python3": f'exec "{sys.executable}" "$@"',
            "ssh": f'exec {shutil.which("ssh")} {quiet} "$@"',
            "scp": f'exec {shutil.which("scp")} -q -S {programs}/ssh "$@"',
            "password": "echo admin",
        }.items():
            (programs / name).write_text(f"#!/bin/sh\n{command}\n")
            (programs / name).chmod(0o700)
        kept = {name: value for name, value in os.environ.items() if name in ("LANG", "PYTHONPATH", "TMPDIR")}
        return kept | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "SSH_ASKPASS": str(programs / "password"),
            "SSH_ASKPASS_REQUIRE": "force",
            "IOSIM_BOOT_TIME": BOOT_TIME_S,
            "PYTHONUNBUFFERED": "1",
        }

    def _here(self, text: str) -> str:
        return text.replace("127.9.0.", self._network)

    def _put_in(self, text: str) -> str:
        """The text with everything that stands for something else replaced; all of it has to be known."""

        def value(match: re.Match[str]) -> str:
            if match["name"] not in self.known:
                raise Differs(f"{match[0]} was not shown before")
            return self.known[match["name"]]

        return _NAME.sub(value, self._here(text))

    def _run(self, commands: str, wanted: int, shown: str | None) -> None:
        kept = self.folder / ".variables"
        script = f'cd "{self.folder}"\n{commands}' + (f"\nenv -0 >{kept}\n" if wanted == 0 else "")
        done = subprocess.run(
            ["sh", "-e", "-c", script],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=2 * PATIENCE_S,
            check=False,
        )
        if done.returncode != wanted:
            raise Differs(f"exit status {done.returncode} instead of {wanted}:\n{done.stdout}")
        if wanted == 0:
            pairs = (pair.partition("=") for pair in kept.read_text().split("\0") if pair)
            self._environment = {name: value for name, _, value in pairs}
        if shown is not None:
            lines = iter(done.stdout.splitlines())
            self._compare(shown, lambda: next(lines, None))

    def _start(self, command: str, shown: str) -> None:
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._staying.append(process)
        assert process.stdout is not None
        read = process.stdout.readline

        def line() -> str | None:
            return read().rstrip("\n") if process.poll() is None else None

        self._compare(shown, line, whole=False)
        address = re.search(r"iosim run .*--host (\S+)", command, re.DOTALL)
        if address is not None:
            _reachable(address[1])

    def _compare(self, shown: str, line: Callable[[], str | None], *, whole: bool = True) -> None:
        """Hold what is shown against the lines that come."""
        skipping = False
        for wanted in _lines(shown):
            if wanted == "...":
                skipping = True
                continue
            while True:
                came = line()
                if came is None:
                    raise Differs(f"{wanted!r} never came")
                came = _plain(came)
                if self._same(wanted, came):
                    break
                if came and not skipping:
                    raise Differs(f"shown: {wanted!r}\ncame:  {came!r}")
            skipping = False
        while whole and not skipping and (came := line()) is not None:
            if _plain(came):
                raise Differs(f"not shown: {_plain(came)!r}")

    def _same(self, wanted: str, came: str) -> bool:
        """Whether a line is what is shown; what it tells of names is kept."""
        pattern, place = "", 0
        named: list[str] = []
        for match in re.finditer(rf"{_NAME.pattern}|\.\.\.", wanted):
            pattern += re.escape(wanted[place : match.start()])
            place = match.end()
            name = match["name"]
            if name is None:
                pattern += ".*"
            elif name in self.known:
                pattern += re.escape(self.known[name])
            elif name in named:
                pattern += f"(?P={name})"
            else:
                named.append(name)
                pattern += rf"(?P<{name}>\S+)"
        found = re.fullmatch(pattern + re.escape(wanted[place:]), came)
        if found is None:
            return False
        self.known.update({name: found[name] for name in named})
        return True

    def _talk(self, address: str, shown: str) -> None:
        _reachable(address)
        with paramiko.SSHClient() as client:
            client.set_missing_host_key_policy(paramiko.MissingHostKeyPolicy())
            client.connect(address, PORT, "admin", "admin", look_for_keys=False, allow_agent=False, timeout=PATIENCE_S)
            channel = client.invoke_shell(width=200, height=500)
            screen = Screen(channel)
            screen.until_prompt()
            self._converse(screen, shown)
        _reachable(address)  # it may have been reloaded

    def _converse(self, screen: "Screen", shown: str) -> None:
        skipping = False
        for wanted in _lines(shown):
            if wanted == "...":
                skipping = True
                continue
            while True:
                came, waiting = screen.next()
                if came is None:
                    raise Differs(f"{wanted!r} never came: the session ended")
                if waiting:
                    if not wanted.startswith(came):
                        raise Differs(f"shown: {wanted!r}\nasked: {came!r}")
                    screen.type(self._put_in(wanted[len(came) :].strip()))
                    break
                if self._same(wanted, came):
                    break
                if came and not skipping:
                    raise Differs(f"shown: {wanted!r}\ncame:  {came!r}")
            skipping = False
        while True:  # up to the next prompt, or the end of the session
            came, waiting = screen.next()
            if came is None or waiting:
                return
            if came and not skipping:
                raise Differs(f"not shown: {came!r}")


class Screen:
    """What a device sends, line by line, and whether it waits for something to be typed."""

    def __init__(self, channel: paramiko.Channel) -> None:
        self._channel = channel
        self._text = ""

    def next(self) -> tuple[str | None, bool]:
        """The next line and whether the device waits after it; None when the session has ended."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            line, newline, rest = self._text.partition("\n")
            if newline:
                self._text = rest
                return _plain(line), False
            came = _plain(line)
            if _PROMPT.fullmatch(came):
                return came, True
            asked = bool(_QUESTION.fullmatch(came))
            if not self._more(QUIET_S if asked else PATIENCE_S):
                if asked and not self._channel.closed:
                    return came, True
                return None, False
        raise Differs(f"nothing comes after {self._text!r}")

    def type(self, text: str) -> None:
        """Type a line and skip its echo, where there is one."""
        asked, self._text = self._text, ""
        self._channel.sendall((text + "\r").encode())
        end = time.monotonic() + PATIENCE_S
        while "\n" not in self._text and time.monotonic() < end and self._more(PATIENCE_S):
            pass
        echo, _, self._text = self._text.partition("\n")
        if _plain(echo) not in ("", _plain(text)):
            raise Differs(f"typed {text!r} after {_plain(asked)!r}, and saw {_plain(echo)!r}")

    def until_prompt(self) -> None:
        """Skip what a session begins with."""
        while not _PROMPT.fullmatch(_plain(self._text.rpartition("\n")[2])):
            if not self._more(PATIENCE_S):
                raise Differs(f"no prompt came, but {self._text!r}")
        self._text = self._text.rpartition("\n")[2]

    def _more(self, patience_s: float) -> bool:
        """Wait for more text; False when there is none."""
        self._channel.settimeout(patience_s)
        with suppress(TimeoutError, OSError):
            data = self._channel.recv(65536)
            self._text += _HIDDEN.sub("", data.decode("utf-8", "replace")).replace("\r", "")
            return bool(data)
        return False


def _lines(shown: str) -> Iterator[str]:
    return (line for line in map(_plain, shown.splitlines()) if line)


def _plain(line: str) -> str:
    return " ".join(line.split())


def _reachable(address: str) -> None:
    """Wait until a device takes SSH connections."""
    end = time.monotonic() + PATIENCE_S
    while True:
        with suppress(OSError), socket.create_connection((address, PORT), timeout=2) as client:
            if client.recv(4) == b"SSH-":
                return
        if time.monotonic() > end:
            raise Differs(f"no device answers at {address}")
        time.sleep(0.05)
