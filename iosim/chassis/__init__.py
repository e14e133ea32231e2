"""What outlives a reload and a power cut: identity, and rows of bytes with a journal."""

from iosim.chassis.chassis import Change, Chassis, Udi

__all__ = ["Change", "Chassis", "Udi"]
