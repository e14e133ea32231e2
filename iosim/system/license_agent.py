"""What a running System keeps of its licence agent: who is connected, and how much was said."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is connected to the agent."""

    number: int
    source: str
    user: str  # "" where nobody is asked
    since_ms: int


@dataclass(slots=True)
class Agent:
    """Counters and sessions since the boot. Source: `show license agent counters` and `session`, RECALLED."""

    messages: int = 0
    bad_messages: int = 0
    operations: int = 0
    bad_operations: int = 0
    notifications: int = 0
    transmission_errors: int = 0
    refused_notifications: int = 0  # the receiver answered with an error
    sessions: dict[int, Session] = field(default_factory=dict)

    def clear_counters(self) -> None:
        """Back to zero."""
        self.messages = self.bad_messages = self.operations = self.bad_operations = 0
        self.notifications = self.transmission_errors = self.refused_notifications = 0

    def told(self, status: int | None) -> None:
        """A notification was sent: what the receiver answered, None where it could not be reached."""
        self.notifications += 1
        if status is None:
            self.transmission_errors += 1
        elif not 200 <= status < 300:
            self.refused_notifications += 1
