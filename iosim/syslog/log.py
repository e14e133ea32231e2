"""The log buffer: the last messages that fit into its bytes."""

from collections import deque
from dataclasses import dataclass, field

from iosim.syslog.messages import Message


@dataclass(frozen=True, slots=True)
class Record:
    """One message as it was rendered when it happened."""

    at_ms: int
    message: Message
    line: str  # stamp and all, without a line end

    @property
    def severity(self) -> int:
        """0 emergencies to 7 debugging."""
        return self.message.severity

    @property
    def name(self) -> str:
        """FACILITY-SEVERITY-MNEMONIC."""
        return self.message.name

    @property
    def body(self) -> str:
        """The text after `%FAC-S-MNEM: `."""
        return self.line.partition(f"%{self.message.name}: ")[2]


@dataclass(slots=True)
class LogBuffer:
    """`logging buffered`: bounded by bytes, oldest messages leave first."""

    size_bytes: int = 4096
    records: deque[Record] = field(default_factory=deque)
    used_bytes: int = 0

    def append(self, record: Record) -> None:
        """Keep `record`; the oldest make room."""
        self.records.append(record)
        self.used_bytes += len(record.line) + 1
        self._trim()

    def resize(self, size_bytes: int) -> None:
        """`logging buffered SIZE`."""
        self.size_bytes = size_bytes
        self._trim()

    def clear(self) -> None:
        """`clear logging`."""
        self.records.clear()
        self.used_bytes = 0

    def _trim(self) -> None:
        while self.used_bytes > self.size_bytes and len(self.records) > 1:
            self.used_bytes -= len(self.records.popleft().line) + 1
