"""Every object of the agent, as rows grouped by subject."""

from iosim.snmp.row import Group
from iosim.snmp.rows import cisco, entity, image_levels, interfaces, ip, licenses, stackwise, system

GROUPS: tuple[Group, ...] = (
    system.GROUP,
    interfaces.GROUP,
    ip.GROUP,
    entity.GROUP,
    cisco.GROUP,
    licenses.GROUP,
    licenses.SINCE_2008,
    licenses.SINCE_2011,
    image_levels.GROUP,
    stackwise.GROUP,
)
