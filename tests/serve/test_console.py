"""The console as a serial line, and telnet to the vtys."""

import asyncio
from pathlib import Path

import pytest

from iosim.assembly import Order
from iosim.serve.telnet import BRK, CONSOLE_OFFERS, IAC, SB, SE, VTY_OFFERS, WINDOW_SIZE
from tests.serve.served import Line, changed, configured, played, served


def test_telnet_negotiates_as_ios_and_logs_in() -> None:
    async def story() -> None:
        async with served() as single:
            line = await Line.dial("127.0.0.1", single.sockets.telnet.port)
            greeting = await line.until(b"Username: ")
            assert greeting == VTY_OFFERS + b"\r\n\r\nUser Access Verification\r\n\r\nUsername: "
            line.type(b"admin\r\n")
            await line.until(b"Password: ")
            line.type(b"admin\r\0")
            await line.until(b"\r\nSwitch#")
            line.type(bytes((IAC, SB, WINDOW_SIZE, 0, 100, 0, 2, IAC, SE)) + b"show version\r\n")
            await line.until(b" --More-- ")
            line.type(b"q")
            await line.until(b"Switch#")
            line.type(b"exit\r\n")
            await line.ended()
            await line.close()

    played(story)


def test_telnet_gives_up_after_three_wrong_logins() -> None:
    async def story() -> None:
        async with served() as single:
            line = await Line.dial("127.0.0.1", single.sockets.telnet.port)
            for _ in range(3):
                await line.until(b"Username: ")
                line.type(b"admin\r\n")
                await line.until(b"Password: ")
                line.type(b"wrong\r\n")
                await line.until(b"% Login invalid")
            await line.ended()
            await line.close()
            assert single.device.system is not None
            assert not single.device.system.lines

    played(story)


def test_an_idle_session_ends_with_its_exec_timeout_on_wall_time() -> None:
    async def story() -> None:
        async with served() as single:
            configured(single, "line vty 0 15\nexec-timeout 0 1\nno login\nprivilege level 15")
            line = await Line.dial("127.0.0.1", single.sockets.telnet.port)
            await line.until(b"Switch")
            await single.advance(3_600_000)  # simulated time logs nobody out
            line.type(b"show privilege\r\n")
            await line.until(b"privilege level is")

            await line.ended()
            await line.close()

    played(story)


def test_time_may_pass_for_sessions_as_well() -> None:
    async def story() -> None:
        async with served() as single:
            line = await Line.dial("127.0.0.1", single.sockets.telnet.port)
            await line.until(b"Username: ")

            await single.advance(3_600_000, sessions=True)

            await line.ended()
            await line.close()

    played(story)


def test_the_console_keeps_login_and_mode_when_the_client_drops_and_is_shared() -> None:
    async def story() -> None:
        async with served() as single:
            first = await Line.dial("127.0.0.1", single.sockets.console.port)
            assert (await first.until(b"Press RETURN to get started")).startswith(CONSOLE_OFFERS)
            first.type(b"\r")
            await first.until(b"Switch>")
            first.type(b"enable\r")
            await first.until(b"Password: ")
            first.type(b"admin\rconfigure terminal\r")
            await first.until(b"Switch(config)#")
            await first.close()

            second = await Line.dial("127.0.0.1", single.sockets.console.port)
            third = await Line.dial("127.0.0.1", single.sockets.console.port)
            await third.until(CONSOLE_OFFERS)
            second.type(b"hostname Lab\r")
            assert b"User Access" not in await second.until(b"Lab(config)#")
            assert (await third.until(b"Lab(config)#")).startswith(b"hostname Lab\r\n")
            third.type(b"end\r")
            await second.until(b"Lab#")
            await second.close()
            await third.close()

    played(story)


def test_the_console_shows_the_whole_boot_and_a_break_stops_it() -> None:
    async def story() -> None:
        async with served(Order(model="CISCO881-K9"), on=False, boot_time_s=0.3) as single:
            line = await Line.dial("127.0.0.1", single.sockets.console.port)
            await line.until(CONSOLE_OFFERS)
            single.power_on()
            text = await line.until(b"Press RETURN to get started")
            assert text.count(b"\r\n") > 20
            assert b"Cisco IOS Software" in text

            single.driver.power_off()
            single.power_on()
            await line.until(b"\r\n")
            line.type(bytes((IAC, BRK)))
            await line.until(b"rommon 1 >")
            assert single.device.system is None
            with pytest.raises(ConnectionRefusedError):
                await Line.dial("127.0.0.1", single.sockets.ssh.port)
            line.type(b"boot\r")
            await line.until(b"Press RETURN to get started")
            await changed(single, lambda: single.is_open("ssh"))
            await line.close()

    played(story)


def test_log_messages_reach_the_console_and_a_monitoring_vty() -> None:
    async def story() -> None:
        async with served() as single:
            console = await Line.dial("127.0.0.1", single.sockets.console.port)
            await console.until(b"Press RETURN")
            vty = await Line.dial("127.0.0.1", single.sockets.telnet.port)
            await vty.until(b"Username: ")
            vty.type(b"admin\r\nadmin\r\n")
            await vty.until(b"Switch#")
            vty.type(b"terminal monitor\r\nconfigure terminal\r\ninterface Vlan1\r\nshutdown\r\nend\r\n")

            for line in (console, vty):
                await line.until(b"%LINK-5-CHANGED: Interface Vlan1, changed state to administratively down\r\n")
                await line.close()

    played(story)


def test_a_client_that_reads_nothing_costs_bounded_memory() -> None:
    async def story() -> None:
        async with served() as single:
            line = await Line.dial("127.0.0.1", single.sockets.console.port)
            await line.until(b"Press RETURN")
            line.writer.transport.pause_reading()  # type: ignore[attr-defined]
            for _ in range(2_000):
                single.console.seat.notify("x" * 8_000 + "\n")
                await asyncio.sleep(0)
            (wire,) = single.console._wires
            assert wire._transport is not None
            assert wire._transport.get_write_buffer_size() < 2 << 20
            await line.close()

    played(story)


def test_only_its_own_address_reaches_a_device(tmp_path: Path) -> None:
    async def story() -> None:
        async with served(host="127.0.0.9") as single:
            for port in (single.sockets.ssh.port, single.sockets.telnet.port, single.sockets.console.port):
                with pytest.raises(ConnectionRefusedError):
                    await Line.dial("127.0.0.1", port)
                await (await Line.dial("127.0.0.9", port)).close()

    played(story)
