"""The two families of refusal: what the device says no to, and what a Python or shell caller got wrong."""


class IosimError(Exception):
    """Root of everything iosim raises on purpose."""


class DeviceRefusal(IosimError):
    """
    The device says no.

    A CLI session prints `str(refusal)` (the device's own words, without a line end); SNMP maps the
    type through a table. Subclasses carry the facts as attributes and make the message from them.
    """


class UsageError(IosimError):
    """The caller (Python, host command line, HTTP) asked for something impossible; one line says what."""
