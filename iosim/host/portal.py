"""`iosim portal`: the licence authority with its portal, as a process."""

import asyncio
import json
import logging
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from iosim.control.guard import is_loopback
from iosim.errors import UsageError
from iosim.host.arguments import Parser, port
from iosim.serve.listen import TcpPort

if TYPE_CHECKING:
    from argparse import Namespace

    from iosim.portal.keys import Keys
    from iosim.portal.post import MailServer

DEFAULT_PORT = 8443
STATE_NAME = "portal.db"
MOST_FILES = 65536


def main(arguments: list[str]) -> int:
    """Run a portal until the user ends it."""
    values, _ = options().read(arguments)
    if values.port is None:
        values.port = 0 if values.json else DEFAULT_PORT
    mail_server = _mail_server(values)
    _raise_limit_of_files()
    listening = TcpPort(values.host, values.port, "port")
    temporary = None if values.state else Path(tempfile.mkdtemp(prefix="iosim-portal-"))
    try:
        state = Path(values.state) if temporary is None else temporary / STATE_NAME
        if temporary is not None:
            sys.stderr.write("iosim: without --state nothing of this portal outlives the process\n")
        return asyncio.run(_serve(values, listening, state, mail_server))
    finally:
        listening.close()
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def options() -> Parser:
    """The command line of `iosim portal`."""
    parser = Parser("iosim portal", "Run the licence authority and its portal. Every option is also a variable.")
    parser.option("--host", default="127.0.0.1", metavar="ADDRESS", text="address to listen at; default: 127.0.0.1")
    parser.option("--port", port, metavar="PORT", text=f"default: {DEFAULT_PORT}, with --json any free one")
    parser.option("--state", metavar="FILE", default="", text="keep everything in this file; its keys in FILE.keys")
    parser.option("--authority", metavar="DIR", text="licence authority; made there when there is none yet")
    parser.option("--smtp", metavar="HOST[:PORT]", text="mail server that licence files are sent through")
    parser.option(
        "--smtp-user", metavar="NAME", default="", text="whom to sign in as; the password is IOSIM_SMTP_PASSWORD"
    )
    parser.switch("--smtp-starttls", "speak TLS with the mail server")
    parser.option("--mail-from", metavar="ADDRESS", default="portal@iosim.invalid", text="sender of the mail")
    parser.switch("--json", "print one line when the portal answers, and nothing else")
    return parser


async def _serve(values: "Namespace", listening: TcpPort, state: Path, mail_server: "MailServer | None") -> int:
    from iosim.portal import keys
    from iosim.portal.database import Database
    from iosim.portal.portal import Portal
    from iosim.portal.post import PostOffice
    from iosim.portal.server import Server

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="iosim: %(message)s")
    place = Path(values.authority) if values.authority else None
    database = Database(state)
    try:
        held = keys.prepare(Path(f"{state}.keys"), place, values.host)
        portal = Portal(database, held.authority, sends_mail=mail_server is not None)
        token = portal.start_token()
    except BaseException:
        database.close()
        raise
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_ in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(signal_, stop.set)
    url = _url(values.host, listening.port)
    server = Server(portal, listening.open(), held.context(), url)
    post = None if mail_server is None else asyncio.create_task(PostOffice(portal, mail_server).run())
    try:
        await server.run(stop, lambda: _say(values, url, token, held))
    finally:
        if post is not None:
            post.cancel()
            await asyncio.gather(post, return_exceptions=True)
        await portal.close()
    return 0


def _say(values: "Namespace", url: str, token: str, held: "Keys") -> None:
    """Tell where the portal is, and who may do everything."""
    ready = {
        "url": url,
        "ca": str(held.ca.resolve()),
        "token": token,
        "process": os.getpid(),
        "trust": str(held.trust.resolve()),
    }
    if values.json:
        text = json.dumps(ready) + "\n"
    else:
        text = (
            f"The portal answers at {url}\n"
            f"  certificate of its CA   {ready['ca']}\n"
            f"  token of user admin     {token}\n"
            f"  devices trust it with   iosim run --trust {ready['trust']}\n\n"
            f"  export IOSIM_PORTAL={url} IOSIM_TOKEN={token} IOSIM_CA={ready['ca']}\n"
            "  iosim pak create --feature ipservices --quantity 10 --customer Example\n"
        )
    if not is_loopback(values.host):
        logging.getLogger(__name__).warning("others on the network reach the portal at %s", values.host)
    with suppress(BrokenPipeError):
        sys.stdout.write(text)
        sys.stdout.flush()


def _raise_limit_of_files() -> None:
    """Let as many clients connect at once as the system allows this process without asking."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _url(host: str, at: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "") else host
    return f"https://[{shown}]:{at}" if ":" in shown else f"https://{shown}:{at}"


def _mail_server(values: "Namespace") -> "MailServer | None":
    """
    The mail server that the options name.

    Raises:
        UsageError: the port is none.
    """
    if not values.smtp:
        return None
    from iosim.portal.post import MailServer

    host, _, at = values.smtp.rpartition(":") if ":" in values.smtp else (values.smtp, "", "25")
    if not at.isdecimal() or not 1 <= int(at) <= 65535 or not host:
        raise UsageError(f"--smtp {values.smtp!r} is not HOST or HOST:PORT")
    return MailServer(
        host,
        int(at),
        sender=values.mail_from,
        user=values.smtp_user,
        password=os.environ.get("IOSIM_SMTP_PASSWORD", ""),
        starttls=values.smtp_starttls,
    )
