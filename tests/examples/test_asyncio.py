"""The same names for asyncio: no thread, the devices live on your loop."""

import asyncio

import iosim.aio


def test_ten_switches_on_one_loop() -> None:
    async def names() -> list[str]:
        found = []
        for number in range(10):
            async with iosim.aio.boot(seed=number, hostname=f"floor-{number}") as switch:
                await switch.advance(hours=1)
                found.append(switch.hostname)
        return found

    assert asyncio.run(names()) == [f"floor-{number}" for number in range(10)]
