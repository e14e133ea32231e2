"""netmiko's `cisco_ios`: what most automation begins with."""

from pathlib import Path

import pytest

from tests.clients.served import Served

netmiko = pytest.importorskip("netmiko")
pytestmark = pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning:netmiko")


def test_show_version_license_and_dir_parse(device: Served) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        version = session.send_command("show version", use_textfsm=True)
        licenses = session.send_command("show license", use_textfsm=True)
        files = session.send_command("dir", use_textfsm=True)

    udi = device.ready["udi"].split(":")
    assert version[0]["serial"] == [udi[1]]
    assert version[0]["running_image"].startswith("/") or version[0]["running_image"]
    assert isinstance(licenses, list)
    assert {row["feature"] for row in licenses}
    assert any(row["name"].endswith(".bin") or row["permissions"].startswith("d") for row in files)
    assert int(files[0]["total_size"]) > int(files[0]["total_free"]) > 0


def test_enable_from_the_user_level(device: Served) -> None:
    with netmiko.ConnectHandler(**device.netmiko(username="operator", password="operator")) as session:
        assert not session.check_enable_mode()

        session.enable()

        assert session.check_enable_mode()
        assert "Current privilege level is 15" in session.send_command("show privilege")


def test_a_configuration_is_sent_and_saved(device: Served) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        sent = session.send_config_set(
            ["snmp-server location rack 4", "logging buffered 8192"], error_pattern=r"% Invalid"
        )
        saved = session.save_config()

        assert "(config)#" in sent
        assert "[OK]" in saved
        assert "snmp-server location rack 4" in session.send_command("show startup-config")


def test_a_wrong_line_of_configuration_is_noticed(device: Served) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session, pytest.raises(netmiko.ConfigInvalidException):
        session.send_config_set(["no such thing"], error_pattern=r"% Invalid")


def test_a_file_is_put_and_verified_and_fetched_back(device: Served, tmp_path: Path) -> None:
    source, back = tmp_path / "sent.cfg", tmp_path / "back.cfg"
    source.write_bytes(b"! a file\n" * 3000)
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        put = netmiko.file_transfer(session, source_file=str(source), dest_file="sent.cfg", overwrite_file=True)
        again = netmiko.file_transfer(session, source_file=str(source), dest_file="sent.cfg")
        got = netmiko.file_transfer(session, source_file="sent.cfg", dest_file=str(back), direction="get")

    assert put == {"file_exists": True, "file_transferred": True, "file_verified": True}
    assert again == {"file_exists": True, "file_transferred": False, "file_verified": True}
    assert got["file_verified"]
    assert back.read_bytes() == source.read_bytes()


def test_a_file_larger_than_flash_is_refused_before_it_is_sent(switch: Served, tmp_path: Path) -> None:
    source = tmp_path / "huge.bin"
    with source.open("wb") as file:
        file.truncate(100_000_000)
    with netmiko.ConnectHandler(**switch.netmiko()) as session, pytest.raises(ValueError, match="space"):
        netmiko.file_transfer(session, source_file=str(source), dest_file="huge.bin")


def test_a_question_is_answered(device: Served) -> None:
    with netmiko.ConnectHandler(**device.netmiko()) as session:
        asked = session.send_command("copy running-config flash:kept.cfg", expect_string=r"\?")
        done = session.send_command("\n", expect_string=r"#", strip_prompt=False, strip_command=False)
        session.send_command("delete /force flash:kept.cfg")

    assert "Destination filename [kept.cfg]?" in asked
    assert "bytes copied in" in done


def test_telnet_logs_in(device: Served) -> None:
    arguments = device.netmiko(device_type="cisco_ios_telnet", port=device.telnet_port)
    with netmiko.ConnectHandler(**arguments) as session:
        assert "Cisco IOS Software" in session.send_command("show version")
