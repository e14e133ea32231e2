"""
Doing a thing once, however often it is asked for.

A request may carry a key of its sender's choice. Its answer is kept with the key in the very transaction that made
the change: the same request with the same key is answered from there, also after a crash between the two.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from iosim.portal.act import Act
from iosim.portal.refusals import KeyReused

KEY_LENGTH = 200
KEPT_DAYS = 30


def once(act: Act, key: str, operation: str, given: Any, do: Callable[[], Any]) -> Any:
    """
    The answer of `do`, or the one it gave when this key was used before.

    Args:
        key: "" does it anyway.
        operation, given: what is asked for; a key stands for one thing only.

    Raises:
        KeyReused: it stood for something else.
    """
    if not key:
        return do()
    digest = sha256(json.dumps([operation, given], sort_keys=True).encode()).hexdigest()
    kept = act.one("select * from idempotency where user = ? and key = ?", act.visitor.user, key)
    if kept is not None:
        if kept["digest"] != digest:
            raise KeyReused()
        return json.loads(kept["answer"])
    answer = do()
    act.db.execute("delete from idempotency where at < ?", (act.later(days=-KEPT_DAYS),))
    act.insert("idempotency", user=act.visitor.user, key=key, digest=digest, answer=json.dumps(answer), at=act.now)
    return answer
