"""`--More--`: how much of an output is printed before the device waits for a key."""

MORE = " --More-- "
ERASE = "\b" * 9 + " " * 8 + "\b" * 9
"""What the device sends over the prompt once a key was pressed."""


class Pager:
    """Counts the lines of one screen. `length` is that of the terminal; 0 does not page."""

    __slots__ = ("_left", "length", "rest")

    def __init__(self, length: int) -> None:
        self.rest = ""  # output that waits for a key
        self.restart(length)

    def restart(self, length: int) -> None:
        """Begin with an empty screen: after each line that was typed."""
        self.length = length
        self._left = max(1, length - 1)

    def take(self, text: str) -> str:
        """
        What may be printed now; `rest` holds what must wait, and is "" where all of it fits.

        A full screen asks only when there is more to show.
        """
        if not self.length:
            return text
        at = 0
        while self._left:
            line_end = text.find("\n", at)
            if line_end < 0:
                return text
            at = line_end + 1
            self._left -= 1
            if at == len(text):
                return text
        self.rest = text[at:]
        return text[:at]

    def scroll(self, *, line: bool) -> str:
        """What may be printed after a key: one more line, or one more screen."""
        self._left = 1 if line else max(1, self.length - 1)
        text, self.rest = self.rest, ""
        return self.take(text)

    def quit(self) -> None:
        """Forget what waits."""
        self.rest = ""
