"""The operations of the portal's API, subject by subject."""

from iosim.portal.api import accounts, call_home, devices, paks, records, rehosts, trials
from iosim.portal.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    records.OPERATIONS
    + accounts.OPERATIONS
    + paks.OPERATIONS
    + devices.OPERATIONS
    + trials.OPERATIONS
    + rehosts.OPERATIONS
    + call_home.OPERATIONS
)
