"""What goes out to the terminal: text in order, errands between, and whether the cursor stands at a line's start."""

from iosim.grammar.dialogue import Effect


class Display:
    """Collects what a session puts out until its owner takes it."""

    __slots__ = ("_effects", "_text", "at_line_start")

    def __init__(self) -> None:
        self.at_line_start = True
        self._text: list[str] = []
        self._effects: list[Effect] = []

    def send(self, text: str) -> None:
        """Characters as the terminal gets them."""
        if text:
            self._text.append(text)
            self.at_line_start = text[-1] == "\n"

    def print(self, text: str) -> None:
        """Text of the device, whose lines end in a newline."""
        self.send(text.replace("\n", "\r\n"))

    def echo(self, text: str) -> None:
        """What a key shows; the cursor is inside a line then, even where nothing was shown."""
        self._text.append(text)
        self.at_line_start = False

    def fresh_line(self) -> None:
        """To the beginning of a line, unless the cursor is there."""
        if not self.at_line_start:
            self.send("\r\n")

    def effect(self, effect: Effect) -> None:
        """An errand or the hang-up, after everything sent before it."""
        self._flush()
        self._effects.append(effect)

    def take(self) -> list[Effect]:
        """Everything since the last call, in order."""
        self._flush()
        effects, self._effects = self._effects, []
        return effects

    def _flush(self) -> None:
        if self._text:
            data = "".join(self._text).encode("latin-1", "replace")
            self._text = []
            if data:
                self._effects.append(data)
