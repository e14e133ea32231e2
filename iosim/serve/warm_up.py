"""
Importing what the first caller will need while nobody waits for anything else.

A process tells that it is ready before the command line is loaded. The modules come one at a time between turns
of the loop, so that a caller who is quick is served meanwhile and waits for the rest only.
"""

import asyncio
import pkgutil
from importlib import import_module


async def warm_up() -> None:
    """Import the command line of a device, piece by piece, and let a thread compute what a first login computes."""
    rehearsal = asyncio.get_running_loop().run_in_executor(None, _rehearse)
    package = import_module("iosim.cli")
    for module in pkgutil.iter_modules(package.__path__, "iosim.cli."):
        import_module(module.name)
        await asyncio.sleep(0)
    await rehearsal


def _rehearse() -> None:
    """The first key exchange of a process takes milliseconds longer than the next: the library sets itself up."""
    from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

    ours, theirs = x25519.X25519PrivateKey.generate(), x25519.X25519PrivateKey.generate()
    shared = ours.exchange(theirs.public_key())
    ed25519.Ed25519PrivateKey.generate().sign(shared)
    for cipher in (AESGCM(shared), ChaCha20Poly1305(shared)):
        cipher.encrypt(bytes(12), shared, None)
