"""The operations of the portal's API, subject by subject."""

from iosim.portal.api import accounts, devices, paks, records
from iosim.portal.operation import Operation

OPERATIONS: tuple[Operation, ...] = records.OPERATIONS + accounts.OPERATIONS + paks.OPERATIONS + devices.OPERATIONS
