"""
Counters of the snmp group that an agent can move, as places in one array of a device.

Those that every poll moves come first; the array of a device reaches as far as its last counter that ever moved.
The other counters of the group stay 0 for ever.
Source: SNMPv2-MIB (RFC 3418), snmp group; deprecated ones as the device still answers them.
"""

(
    IN_PACKETS,
    OUT_PACKETS,
    OUT_RESPONSES,
    REQUESTED_VARIABLES,
    GETS,
    GET_NEXTS,
    BAD_VERSIONS,
    BAD_COMMUNITY_NAMES,
    BAD_COMMUNITY_USES,
    PARSE_ERRORS,
    SET_VARIABLES,
    SETS,
    OUT_TOO_BIGS,
    OUT_NO_SUCH_NAMES,
    OUT_BAD_VALUES,
    OUT_GEN_ERRS,
    OUT_TRAPS,
    SILENT_DROPS,
) = range(18)
POLLED = 6  # the counters of an ordinary poll
