"""The pytest plugin, used as its users do."""

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    return pytester


def test_a_switch_and_a_router_are_there_and_gone_after_the_test(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest

        kept = []

        def test_use(ios_switch, ios_router):
            assert ios_switch.udi.startswith("WS-C3750E-24TD:")
            assert ios_router.udi.startswith("CISCO881-K9:")
            kept.extend([ios_switch, ios_router])

        def test_after():
            for device in kept:
                with pytest.raises(Exception, match="closed"):
                    device.cli("show clock")
        """
    )

    project.runpytest_subprocess("-q").assert_outcomes(passed=2)


def test_each_test_gets_a_device_as_new(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("turn", [1, 2])
        def test_use(ios_switch, turn):
            assert ios_switch.hostname == "Switch"
            ios_switch.cli("configure terminal", "hostname used")
        """
    )

    project.runpytest_subprocess("-q").assert_outcomes(passed=2)


def test_the_factory_takes_what_boot_takes_and_makes_several(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_use(ios_device):
            one = ios_device("CISCO881-K9", licenses=["advipservices"], hostname="one")
            two = ios_device(serial="SIM1234X0AB", hostname="two")
            assert (one.level, one.hostname) == ("advipservices", "one")
            assert two.udi == "WS-C3750E-24TD:SIM1234X0AB"
            assert one.ssh != two.ssh
        """
    )

    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_model_and_listeners_are_overridden_by_fixtures(project: pytest.Pytester) -> None:
    project.makeconftest(
        """
        import pytest

        @pytest.fixture
        def ios_model():
            return "WS-C3560E-48TD"

        @pytest.fixture
        def ios_listen():
            return {"host": "127.0.0.9"}
        """
    )
    project.makepyfile(
        """
        def test_use(ios_switch):
            assert ios_switch.udi.startswith("WS-C3560E-48TD:")
            assert ios_switch.ssh.host == "127.0.0.9"
        """
    )

    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_a_run_that_uses_no_device_imports_none(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import sys

        def test_nothing():
            assert "asyncssh" not in sys.modules
            assert "iosim.device" not in sys.modules
        """
    )

    project.runpytest_subprocess("-q").assert_outcomes(passed=1)
