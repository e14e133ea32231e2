"""
Doing what the first caller will need while nobody waits for anything.

A process tells that it is ready before everything is loaded and computed. The rest comes piece by piece between turns
of the loop or in a thread, so that a caller who is quick is served meanwhile.
"""

import asyncio
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iosim.serve.single import SingleDevice

QUIET_S = 0.5  # after everything else, before the RSA key is made


async def warm_up(single: "SingleDevice", *, quiet_s: float = QUIET_S) -> None:
    """Import the command line, compute once what a login computes, and when all is quiet make the RSA host key."""
    rehearsal = asyncio.get_running_loop().run_in_executor(None, _rehearse)
    package = import_module("iosim.cli")
    for module in pkgutil.iter_modules(package.__path__, "iosim.cli."):
        import_module(module.name)
        await asyncio.sleep(0)
    await rehearsal
    # Most clients do not want it, and one who dials at once would share the processor with its making.
    await asyncio.sleep(quiet_s)
    await single.make_host_keys()


def _rehearse() -> None:
    """The first key exchange of a process takes milliseconds longer than the next: the library sets itself up."""
    from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

    ours, theirs = x25519.X25519PrivateKey.generate(), x25519.X25519PrivateKey.generate()
    shared = ours.exchange(theirs.public_key())
    ed25519.Ed25519PrivateKey.generate().sign(shared)
    for cipher in (AESGCM(shared), ChaCha20Poly1305(shared)):
        cipher.encrypt(bytes(12), shared, None)
