"""
The skeleton of a running-config: every global subject and mode in the order in which the device writes it.

A line of one `!` is a separator, written once between what has something to say. A line that begins with `@`
is written by the writer itself. Order as seen in running-configs of 3750-E, 3750-X and 881; where a subject was
not seen, its place is INFERRED.
"""

SKELETON = """
!
@version
service pad
service nagle
service tcp-keepalives-in
service tcp-keepalives-out
service timestamps
service password-encryption
service sequence-numbers
service compress-config
!
hostname
!
@boot-start-marker
boot system
@boot-end-marker
!
logging on
logging message-counter
logging userinfo
logging buffered
logging console
logging monitor
enable secret
enable password
!
username
aaa new-model
!
aaa authentication login
aaa authentication enable
aaa authorization console
aaa authorization exec
aaa authorization commands
aaa session-id
!
clock timezone
clock summer-time
switch provision
system mtu
system mtu jumbo
system mtu routing
ip subnet-zero
ip source-route
ip routing
ip cef
ip vrf
ip domain-lookup
ip domain-name
ip name-server
ip host
ip inspect
ip ips config location
ip ips
ip wccp
ip multicast-routing
ipv6 unicast-routing
login on-failure
login on-success
vtp domain
vtp mode
mls qos
!
crypto pki trustpoint
!
crypto pki certificate chain
!
license boot level
license boot module
license call-home url
license agent default
license agent max-sessions
license agent listener http
license agent notify
license accept end user agreement
license expand nvram
@license udi
file prompt
archive
log config
!
!
errdisable detect
errdisable recovery
errdisable recovery interval
spanning-tree mode
spanning-tree loopguard
spanning-tree portfast default
spanning-tree portfast bpduguard default
spanning-tree portfast bpdufilter default
spanning-tree extend
spanning-tree vlan
!
vlan internal allocation policy
!
vlan
!
ip ftp source-interface
ip ftp username
ip ftp passive
ip tftp source-interface
ip tftp blocksize
ip ssh time-out
ip ssh authentication-retries
ip ssh logging events
ip ssh version
ip ssh source-interface
!
ip ssh pubkey-chain
ip ssh pubkey-chain username
ip ssh pubkey-chain key-string
!
ip scp server enable
!
class-map type inspect
!
policy-map type inspect
policy-map type inspect class
!
zone security
zone-pair security
!
crypto isakmp policy
crypto isakmp key
!
crypto ipsec security-association
crypto ipsec transform-set
!
crypto map
!
bridge
bridge priority
!
interface
!
router eigrp
router ospf
router bgp
router isis
router rip
ipv6 router ospf
ipv6 router rip
!
ip default-gateway
ip default-network
ip classless
ip forward-protocol
ip http server
ip http access-class
ip http authentication
ip http secure-server
ip pim
ip pim ssm
ip msdp
ip route
ip local policy
!
ip access-list standard
ip access-list extended
!
logging history
logging history size
logging trap
logging origin-id
logging facility
logging source-interface
logging host
access-list
ipv6 route
route-map
!
snmp-server view
snmp-server community
snmp-server ifindex persist
snmp-server trap link
snmp-server trap-source
snmp-server source-interface
snmp-server packetsize
snmp-server queue-length
snmp-server trap-timeout
snmp-server location
snmp-server contact
snmp-server chassis-id
snmp-server system-shutdown
snmp-server tftp-server-list
snmp-server enable traps
snmp-server host
!
tacacs-server host
tacacs-server key
radius-server host
radius-server key
!
banner
alias
!
line
!
cdp run
lldp run
ntp source
ntp server
"""


def ranks() -> dict[str, int]:
    """Subject -> its place."""
    return {name: index for index, name in enumerate(SKELETON.split("\n")) if name and name != "!"}


def groups() -> list[list[str]]:
    """Subjects between two separators, in order."""
    found: list[list[str]] = []
    for part in f"\n{SKELETON.strip()}\n".split("\n!\n"):
        names = [name for name in part.split("\n") if name]
        if names:
            found.append(names)
    return found
