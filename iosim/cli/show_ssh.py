"""`show ip ssh`: whether the SSH server answers, and how long it waits."""

from iosim.cli.commands import Commands
from iosim.cli.context import Context
from iosim.config import read

commands = Commands()

_SHOW = {"show": "Show running system information", "ip": "IP information", "ssh": "Information on SSH"}


@commands.add("show ip ssh", needs="k9", help=_SHOW)
def show_ip_ssh(cx: Context) -> str:
    """Version, time limit and tries (RECALLED)."""
    settings = read.ssh_settings(cx.system.config)
    version = "1.99" if settings.version is None else f"{settings.version}.0"
    limits = f"Authentication timeout: {settings.timeout_s} secs; Authentication retries: {settings.retries}\n"
    if read.key_pair(cx.system.config) is not None:
        return f"SSH Enabled - version {version}\n{limits}"
    return (
        f"SSH Disabled - version {version}\n"
        "%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n"
        f"{limits}"
    )
