"""
One request to the licence agent and its answer.

Who may ask follows from the configuration: the path and access list of the listener, and local users of privilege 15.
`serve` finds out who is there and keeps the connections; what is asked and answered is decided here.
"""

from dataclasses import dataclass

from iosim.aaa.policy import LoginMethod, Policy, Verdict, attempt
from iosim.agent.message import BadMessage, document, element, read
from iosim.agent.operations import SUCCESSFUL, Act, perform
from iosim.config import license_agent
from iosim.config.license_agent import Listener
from iosim.config.read import permits, users
from iosim.grammar.dialogue import Job
from iosim.system.system import System

PRIVILEGE = 15


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent answers."""

    status: int
    body: bytes


def listener(system: System, scheme: str, path: str) -> Listener | None:
    """The agent's listener at this path of the HTTP (plaintext) or HTTPS (secure) server; None where there is none."""
    if not system.personality.image.licensed:
        return None
    for found in license_agent.listeners(system.config):
        if (found.scheme, found.path) == (scheme, path):
            return found
    return None


def lets_in(system: System, found: Listener, source: str) -> bool:
    """Whether the listener's access list lets an address try."""
    return not found.access_list or permits(system.config, found.access_list, source)


def login(system: System, user: str, password: str) -> Verdict | Job:
    """Whether somebody is who he says; a `Job` where that takes a while."""
    return attempt(Policy(LoginMethod.LOCAL, users(system.config)), user, password)


def respond(system: System, data: bytes, user: str, source: str, now_ms: int) -> Reply:
    """Carry out what a message asks for, one operation after the other; one that fails does not stop the others."""
    agent = system.licensing.agent
    agent.messages += 1
    try:
        operations = read(data)
    except BadMessage as problem:
        agent.bad_messages += 1
        system.licensing.debug("agent error", f"message from {source}: {problem}", now_ms)
        return Reply(400, error(str(problem)))
    answers = []
    by = f"{user or 'license agent'} on license agent ({source})"
    for operation in operations:
        agent.operations += 1
        result = perform(Act(system, operation, by, now_ms))
        failed = result.status != SUCCESSFUL
        agent.bad_operations += failed
        system.licensing.debug(
            "agent error" if failed else "agent", f"{operation.name} from {source}: {result.status}", now_ms
        )
        facts = {
            "id": operation.id,
            "operation": operation.name,
            "status": result.status,
            "reason": result.reason or None,
            "cause": result.cause or None,
        }
        answers.append(element("response", facts, result.children))
    return Reply(200, document(answers))


def error(text: str) -> bytes:
    """The document of a message that was not looked at."""
    return document([element("error", {}, text=text)])
