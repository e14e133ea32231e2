"""Questions to a running device: answered at once while they change nothing, else as everything else is."""

import asyncio
from types import SimpleNamespace
from typing import Any

from tests.serve.test_driver import Bench, played


def running(bench: Bench) -> Any:
    """Give the device a system, and let the driver see it."""
    system: Any = SimpleNamespace(config=object(), recorded=lambda now_ms: True)
    bench.device.system = system
    bench.driver.call(lambda now_ms: None)
    return system


def test_a_question_that_changes_nothing_is_answered_at_once() -> None:
    async def story() -> None:
        bench = Bench()
        system = running(bench)
        heard: list[Any] = []

        bench.driver.question(lambda *asked: repr(asked).encode(), b"get", "127.0.0.9", heard.append)

        assert heard == [repr((system, b"get", "127.0.0.9", 0)).encode()]

    played(story)


def test_an_answer_that_says_what_was_kept_waits_for_the_commit() -> None:
    async def story() -> None:
        bench = Bench()
        running(bench)
        heard: list[Any] = []

        def install(system: Any, data: bytes, peer: str, now_ms: int) -> bytes:
            return bench.device.keep("license/1", b"x").encode()

        bench.driver.question(install, b"set", "127.0.0.9", heard.append)
        bench.driver.question(lambda *asked: b"polled", b"get", "127.0.0.9", heard.append)

        assert heard == []
        bench.commits.commit()
        assert heard == [b"kept license/1", b"polled"]

    played(story)


def test_use_of_a_licence_is_kept_before_it_is_told() -> None:
    async def story() -> None:
        bench = Bench()
        system = running(bench)
        system.recorded = lambda now_ms: False
        heard: list[Any] = []

        def advance(now_ms: int) -> None:
            bench.device.chassis.put("usage/x", b"%d" % now_ms)

        bench.device.advance = advance  # type: ignore[method-assign]
        bench.driver.question(lambda *asked: b"used", b"get", "127.0.0.9", heard.append)

        assert heard == []
        bench.commits.commit()
        assert heard == [b"used"]

    played(story)


def test_what_is_due_happens_before_a_question_is_answered() -> None:
    async def story() -> None:
        bench = Bench()
        running(bench)
        bench.device.timers.append((0, "due"))
        bench.driver.call(lambda now_ms: None)
        bench.device.timers.append((5, "later"))
        bench.driver.call(lambda now_ms: None)
        bench.clock.skip_to(6)
        done: list[Any] = []

        bench.driver.question(lambda *asked: repr(bench.device.done).encode(), b"get", "127.0.0.9", done.append)

        assert done == [b"[(0, 'due'), (5, 'later')]"]

    played(story)


def test_a_device_without_a_system_is_not_asked() -> None:
    async def story() -> None:
        bench = Bench()
        heard: list[Any] = []

        bench.driver.question(lambda *asked: b"answer", b"get", "127.0.0.9", heard.append)
        await asyncio.sleep(0)

        assert heard == []

    played(story)
