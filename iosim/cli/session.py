"""
One login as a terminal: bytes in, effects out. Pure; whoever owns it moves the bytes and runs the errands.

What is typed is echoed and edited here, a whole line goes to the interpreter, and the steps of the command that
comes of it are taken one at a time: text is paged, a question waits for the operator, a `Fetch`, `Put` or `Job` goes
out as an effect and the session waits for `resume`. What is typed meanwhile is kept and read afterwards.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from iosim.cli.context import Context, Screen
from iosim.cli.display import Display
from iosim.cli.editor import Editor
from iosim.cli.help import completed, question
from iosim.cli.interpreter import interpret, printed
from iosim.cli.pager import ERASE, MORE, Pager
from iosim.config import read
from iosim.errors import DeviceRefusal
from iosim.grammar.dialogue import Ask, Dialogue, Effect, Fetch, Hangup, Interrupted, Job, Put, Step
from iosim.system.lines import Line

if TYPE_CHECKING:
    from iosim.device.device import Device

_PRINTABLE = re.compile(rb"[\x20-\x7e\x80-\xff]+")
_CR, _LF, _NUL, _TAB, _QUESTION = 0x0D, 0x0A, 0x00, 0x09, 0x3F
_INTERRUPT, _END_OF_CONFIG, _ESCAPE_KEY = 0x03, 0x1A, 0x1E
_DEFAULT = read.LineConfig()
WIDEST = 512
TYPEAHEAD_LIMIT = 65_536
LOGIN_GRACE_MS = 30_000
UNPAGED = ("exec", "api")


class _State(Enum):
    EDITING = auto()  # a command line is being typed
    ASKING = auto()  # a dialogue waits for an answer
    WAITING = auto()  # an effect was sent out and its result is due
    MORE = auto()  # a full screen waits for a key
    LEAVING = auto()  # the device goes down: nothing is read any more
    OVER = auto()


class Session:
    """A terminal (`system.kit.Terminal`) that speaks IOS."""

    def __init__(
        self,
        device: "Device",
        line: Line,
        *,
        user: str | None = None,
        privilege: int | None = None,
        transport: str = "",
        command: str = "",
        dialogue: Callable[[Context], Dialogue] | None = None,
    ) -> None:
        """
        Args:
            device: a running device.
            line: the terminal line, as `System.open_line` gave it.
            user: who was let in; None leaves what the line says.
            privilege: the level to begin at; None leaves what the line says.
            transport: "ssh", "telnet", "console", or "exec" and "api", which run `command` unpaged, without echo
                or prompt, and hang up; "" takes the line's.
            command: lines for "exec" and "api".
            dialogue: what comes before the prompt, such as a login; it sets `leaving` to end the session.
        """
        assert device.system is not None, "only a running device has sessions"
        if user is not None:
            line.user = user
        if privilege is not None:
            line.privilege = privilege
        self.cx = Context(device, device.system, line, transport=transport or line.transport)
        self.generation = device.generation
        settings = self.cx.line_config
        self._quiet = self.cx.transport in UNPAGED
        self.cx.screen = Screen(
            0 if self._quiet else settings.length,
            0 if self._quiet else settings.width,
            settings.history_size or 10,
            settings.history_size > 0,
        )
        self._commands = command.split("\n")
        self._first = dialogue
        self._config_history: list[str] = []
        self._state = _State.EDITING
        self._editor = Editor()
        self._pager = Pager(self.cx.screen.length)
        self._dialogue: Iterator[Step] | None = None
        self._ask: Ask | None = None
        self._muted = False  # the operator quit the output at --More--
        self._after_cr = False
        self._end_after = False  # ^Z: leave configuration once the line was carried out
        self._kept_line = ""  # what was typed before a `?`, shown again after the help
        self._typeahead = b""
        self._held = ""  # asynchronous text that waits until a screen was read
        self._display = Display()

    # -- what its owner asks and tells

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return self._state is _State.OVER

    @property
    def idle_limit_ms(self) -> int | None:
        """Wall time without input after which its owner hangs up (`exec-timeout`); None: never."""
        if self._quiet:
            return None
        if self._first is not None:
            return LOGIN_GRACE_MS
        return self.cx.line_config.exec_timeout_s * 1000 or None

    def resize(self, columns: int, rows: int) -> None:
        """The window has this size now; 0 is unknown. `length` and `width` of the line's configuration go first."""
        settings = self.cx.line_config
        if self._quiet:
            return
        if columns and settings.width == _DEFAULT.width:
            self.cx.screen.width = min(columns, WIDEST)
            self._editor.width = self.cx.screen.width
        if rows and settings.length == _DEFAULT.length:
            self.cx.screen.length = min(rows, WIDEST) if rows > 1 else 0

    def start(self, now_ms: int) -> list[Effect]:
        """Greet and prompt, or run the one command of an exec request."""
        self.cx.now_ms = now_ms
        if self._gone():
            return self._display.take()
        if self.cx.transport == "exec":
            self._display.send("\r\n")
        if self._quiet:
            self._finish()
            return self._display.take()
        if self._first is not None:
            self._dialogue = self._first(self.cx)
            self._advance(None)
            return self._display.take()
        self._banner("motd")
        self._greet()
        return self._display.take()

    def expire(self, now_ms: int) -> list[Effect]:
        """Nothing was typed for `idle_limit_ms`: hang up."""
        self.cx.now_ms = now_ms
        if not self._gone():
            if self._first is not None:
                self._display.send("\r\n% Username:  timeout expired!\r\n")  # RECALLED
            self._drop_dialogue()
            self.cx.end()
            self._hang_up()
        return self._display.take()

    def receive(self, data: bytes, now_ms: int) -> list[Effect]:
        """Take what was typed, any number of bytes."""
        self.cx.now_ms = self.cx.line.input_at_ms = now_ms
        if not self._gone():
            self._read(data)
        return self._display.take()

    def resume(self, result: Any, now_ms: int) -> list[Effect]:
        """The errand is done: go on, then read what was typed meanwhile."""
        self.cx.now_ms = now_ms
        if not self._gone() and self._state is _State.WAITING:
            self._state = _State.EDITING
            self._advance(result)
            data, self._typeahead = self._typeahead, b""
            self._read(data)
        return self._display.take()

    def notify(self, text: str, now_ms: int) -> list[Effect]:
        """
        Print text nobody asked for.

        With `logging synchronous` the prompt and what was typed are shown again below it, and a screen that is
        being read is not disturbed; without, it lands where the cursor is.
        """
        if self._gone() or self._quiet:
            return self._display.take()
        if self._state is _State.MORE:
            self._held += text
            return self._display.take()
        typing = self._state in (_State.EDITING, _State.ASKING) and not self._display.at_line_start
        if not self._display.at_line_start:
            self._display.send("\r\n")
        self._display.print(text)
        if typing and self.cx.line_config.logging_synchronous:
            self._display.send(self._editor.redraw().removeprefix("\r\n"))
        return self._display.take()

    def close(self, now_ms: int) -> None:
        """The operator has gone: a dialogue that waits is abandoned, a configuration mode is left."""
        self.cx.now_ms = now_ms
        if self._state is _State.OVER:
            return
        self._state = _State.OVER
        self._drop_dialogue()
        if self.cx.device.generation == self.generation:
            self.cx.end()

    def _gone(self) -> bool:
        """Whether it is over, or its System is: then it hangs up once."""
        if self._state is _State.OVER:
            return True
        if self.cx.device.generation != self.generation:
            self._drop_dialogue()
            self._hang_up()
            return True
        return False

    # -- input

    def _read(self, data: bytes) -> None:
        at, length = 0, len(data)
        while at < length and self._state not in (_State.OVER, _State.LEAVING):
            if self._state is _State.WAITING:
                self._typeahead = (self._typeahead + data[at:])[:TYPEAHEAD_LIMIT]
                return
            code = data[at]
            if code == _LF and self._after_cr:
                self._after_cr = False
                at += 1
                continue
            self._after_cr = code == _CR
            if self._state is _State.MORE:
                at += 1
                self._more(code)
            elif self._editor.plain and (found := _PRINTABLE.match(data, at)) and not self._one_key:
                at = self._type(data, at, found.end())
            else:
                at += 1
                self._key(code)

    @property
    def _one_key(self) -> bool:
        return self._ask is not None and self._ask.single_key

    def _type(self, data: bytes, at: int, end: int) -> int:
        """Printable characters, up to a question mark that asks for help."""
        if self._ask is None and not self._quiet:
            mark = data.find(b"?", at, end)
            if mark == at:
                self._help()
                return at + 1
            if mark > 0:
                end = mark
        echo = self._editor.insert(data[at:end].decode("latin-1"))
        self._display.echo("" if self._quiet else echo)
        return end

    def _key(self, code: int) -> None:
        if code in (_CR, _LF) and self._editor.plain:
            self._line_end()
        elif code == _NUL:
            return
        elif self._one_key:
            self._answer_key(code)
        elif not self._editor.plain:
            self._edit(code)
        elif code == _INTERRUPT:
            self._interrupt()
        elif code == _END_OF_CONFIG and self._ask is None:
            self._display.send("^Z")
            self._line_end(last=True)
        elif code == _TAB and self._ask is None:
            self._complete()
        else:
            self._edit(code)

    def _edit(self, code: int) -> None:
        echo = self._editor.key(code)
        if not self._quiet:
            self._display.echo(echo)

    def _line_end(self, *, last: bool = False) -> None:
        """RETURN, or ^Z, which also leaves configuration after the line was carried out."""
        text = self._editor.line
        if not self._quiet:
            self._display.send("\r\n")
        self._display.at_line_start = True
        if self._ask is not None:
            self._ask = None
            self._advance(text)
            return
        if text.strip() and self.cx.screen.history_enabled:
            history = self._config_history if self.cx.places else self.cx.history
            if not history or history[-1] != text:
                history.append(text)
            del history[: -self.cx.screen.history_size]
        if last:
            self._end_after = True
        self._enter(text)

    def _answer_key(self, code: int) -> None:
        """A key at a `[confirm]`."""
        if code == _INTERRUPT:
            self._interrupt()
            return
        text = chr(code)
        self._ask = None
        if not self._quiet:
            self._display.send((text if text.isprintable() else "") + "\r\n")
        self._display.at_line_start = True
        self._advance(text)

    def _interrupt(self) -> None:
        """^C: out of the dialogue, or out of the line and of configuration."""
        self._display.send("^C\r\n")
        if self._ask is not None:
            self._ask = None
            self._throw(Interrupted())
            return
        self.cx.end()
        self._prompt()

    def _help(self) -> None:
        self._display.send("?\r\n")
        text = self._editor.line[: self._editor.cursor]
        self._pager.restart(self.cx.screen.length)
        self._dialogue = iter((question(self.cx, text),))
        self._kept_line = self._editor.line
        self._advance(None)

    def _complete(self) -> None:
        editor = self._editor
        longer = completed(self.cx, editor.line) if editor.cursor == len(editor.line) else None
        if longer is not None:
            editor.line, editor.cursor = longer, len(longer)
        self._display.send(editor.redraw())

    # -- a command

    def _enter(self, text: str) -> None:
        """Carry out a line."""
        self._pager.restart(self.cx.screen.length)
        result = interpret(self.cx, text)
        self._dialogue = iter((result,)) if isinstance(result, str) else iter(result)
        self._advance(None)

    def _advance(self, answer: Any) -> None:
        """Take steps of the dialogue until it waits for something or is over."""
        dialogue = self._dialogue
        send = getattr(dialogue, "send", None)
        try:
            while dialogue is not None:
                step = next(dialogue) if answer is None or send is None else send(answer)
                answer = None
                if not self._take(step):
                    return
        except StopIteration:
            pass
        except DeviceRefusal as refusal:
            self._display.print(printed(refusal))
        except Interrupted:
            pass
        self._finish()

    def _throw(self, error: Exception) -> None:
        """Let the dialogue hear of `error` where it waits."""
        dialogue = self._dialogue
        throw = getattr(dialogue, "throw", None)
        try:
            if throw is not None and not self._take(throw(error)):
                return
        except (StopIteration, Interrupted):
            self._finish()
            return
        except DeviceRefusal as refusal:
            self._display.print(printed(refusal))
            self._finish()
            return
        self._advance(None)

    def _take(self, step: Step) -> bool:
        """One step of a dialogue; whether the next may follow at once."""
        if isinstance(step, str):
            if not self._muted:
                self._display.print(self._pager.take(step))
                if self._pager.rest:
                    self._ask_more()
                    return False
            return True
        self._muted = False
        if isinstance(step, Ask):
            self._display.print(step.prompt)
            self._ask = step
            self._state = _State.ASKING
            self._editor.begin(step.prompt.rpartition("\n")[2], self.cx.screen.width, echo=step.echo)
            self._pager.restart(self.cx.screen.length)
            return False
        assert isinstance(step, Fetch | Put | Job)
        self._display.effect(step)
        self._state = _State.WAITING
        return False

    def _finish(self) -> None:
        """The command is done."""
        self._dialogue = None
        self._muted = False
        self._state = _State.EDITING
        if self._end_after:
            self._end_after = False
            self.cx.end()
        if self._held:
            held, self._held = self._held, ""
            self._display.fresh_line()
            self._display.print(held)
        if self.cx.leaving:
            self._hang_up()
        elif self._quiet:
            if self._commands:
                self._enter(self._commands.pop(0))
            else:
                self._hang_up()
        elif self.cx.system.leaving is not None:
            self._state = _State.LEAVING
        elif self._first is not None:
            self._first = None
            self._greet()
        else:
            self._prompt()

    def _drop_dialogue(self) -> None:
        dialogue, self._dialogue = self._dialogue, None
        if (close := getattr(dialogue, "close", None)) is not None:
            close()

    # -- paging

    def _ask_more(self) -> None:
        self._state = _State.MORE
        self._display.send(MORE)

    def _more(self, code: int) -> None:
        """A key at `--More--`: a blank shows a screen, RETURN a line, anything else is enough."""
        if code == _NUL:
            return
        self._display.send(ERASE)
        self._display.at_line_start = True
        self._state = _State.EDITING
        if code in (0x20, _CR, _LF):
            self._display.print(self._pager.scroll(line=code != 0x20))
            if self._pager.rest:
                self._ask_more()
                return
        else:
            self._pager.quit()
            self._muted = True
        self._advance(None)

    # -- output

    def _prompt(self) -> None:
        self._display.fresh_line()
        prompt = self.cx.prompt()
        self._ask = None
        self._state = _State.EDITING
        history = self._config_history if self.cx.places else self.cx.history
        self._editor.begin(prompt, self.cx.screen.width, history=history)
        if self._kept_line:
            line, self._kept_line = self._kept_line, ""
            self._display.send(prompt + self._editor.replace(line))
        else:
            self._display.send(prompt)

    def _greet(self) -> None:
        self._banner("exec")
        self._display.send("\r\n")
        self._prompt()

    def _banner(self, kind: str) -> None:
        text = read.banner(self.cx.system.config, kind)
        if text:
            self._display.send("\r\n")
            self._display.print(text)
            self._display.fresh_line()

    def _hang_up(self) -> None:
        self._display.effect(Hangup())
        self._state = _State.OVER
