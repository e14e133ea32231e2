"""What every test of the project shares: in CI nothing may be skipped, and nothing is left to chance."""

import os
from collections.abc import Generator

import pytest

try:
    from hypothesis import HealthCheck, settings
except ModuleNotFoundError:  # the environments of scrapli, Ansible and others hold none
    pass
else:
    # How long an example takes says something of the machine, not of the device. CI looks at the same examples every
    # time: what a seed finds elsewhere becomes a named test first.
    settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("ci", settings.get_profile("here"), derandomize=True, database=None)
    settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """
    Turn a skip into a failure where `IOSIM_NO_SKIP` is set: CI has every tool, so a skip hides something.

    The MIB files are their publishers' and not part of the project: where IOSIM_MIBS names none, what compares with
    them may be skipped.
    """
    report = yield
    excused = "IOSIM_MIBS" in str(report.longrepr) and not os.environ.get("IOSIM_MIBS")
    if os.environ.get("IOSIM_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail") and not excused:
        report.outcome = "failed"
        report.longrepr = f"skipped although IOSIM_NO_SKIP is set: {report.longrepr}"
    return report
