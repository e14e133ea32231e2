"""What happens to licences, told to the URLs of `license agent notify`."""

from iosim.agent.message import document, element
from iosim.config.license_agent import notified
from iosim.events import Event
from iosim.outputs import Notice
from iosim.syslog.stamp import iso_text
from iosim.system.system import System


def notify_witness(system: System, event: Event) -> None:
    """Post `event` to everybody who asked for it."""
    if not event.kind.startswith("license.") or event.kind == "license.debug":
        return
    facts = [element("fact", {"name": name}, text=str(value)) for name, value in event.facts.items() if name != "key"]
    for one in notified(system.config):
        attributes = {
            "udi": system.chassis.udi,
            "event": event.kind,
            "at": iso_text(system.calendar.at(event.at_ms)),
            "uptime-s": system.uptime_ms(event.at_ms) // 1000,
        }
        data = document([element("notification", attributes, facts)])
        system.outbox.append(Notice(one.url, data, one.user, one.password))
