"""Firewall, inspection, intrusion prevention and IPsec of the routers: configuration only, nothing is forwarded."""

from iosim.config.statement import Edit, Statement, keep

_CLASS, _POLICY, _IN_POLICY = "config-cmap", "config-pmap", "config-pmap-c"
_PROTOCOLS = (
    "protocol={bgp|dns|ftp|h323|http|https|icmp|imap|isakmp|ntp|pop3|rtsp|sip|smtp|snmp|ssh|tcp|telnet|tftp|udp}"
)


def _class_map(edit: Edit) -> None:
    edit.arguments.setdefault("match", "match-all")
    keep(edit)


ZONES: tuple[Statement, ...] = (
    Statement(
        "class-map type inspect [match={match-all|match-any}] <name:word>",
        slot="class-map type inspect",
        keys=("match", "name"),
        opens=_CLASS,
        needs="zone-firewall",
        apply=_class_map,
        no="class-map type inspect [match={match-all|match-any}] <name:word>",
    ),
    Statement("description <text:line>", mode=_CLASS),
    Statement(f"match protocol {_PROTOCOLS}", mode=_CLASS, keys=("protocol",), no=f"match protocol {_PROTOCOLS}"),
    Statement("match access-group {<list:1-2699>|name <name:word>}", mode=_CLASS),
    Statement("match class-map <name:word>", mode=_CLASS),
    Statement(
        "policy-map type inspect <name:word>",
        slot="policy-map type inspect",
        keys=("name",),
        opens=_POLICY,
        needs="zone-firewall",
    ),
    Statement("description <text:line>", mode=_POLICY),
    Statement(
        "class type inspect <class:word>",
        mode=_POLICY,
        slot="policy-map type inspect class",
        keys=("class",),
        opens=_IN_POLICY,
        inside="policy-map type inspect",
        write=lambda language, path, value: (
            "class class-default" if path[-1] == "class-default" else f"class type inspect {path[-1]}"
        ),
    ),
    Statement(
        "class name={class-default}",
        mode=_POLICY,
        slot="policy-map type inspect class",
        keys=("name",),
        opens=_IN_POLICY,
        inside="policy-map type inspect",
        no=False,
    ),
    Statement("action={drop|inspect|pass}", mode=_IN_POLICY, slot="action", no="action={drop|inspect|pass}"),
    Statement("zone security <name:word>", keys=("name",), opens="config-sec-zone", needs="zone-firewall"),
    Statement("description <text:line>", mode="config-sec-zone"),
    Statement(
        "zone-pair security <name:word> source <source:word> destination <destination:word>",
        slot="zone-pair security",
        keys=("name", "source", "destination"),
        opens="config-sec-zone-pair",
        needs="zone-firewall",
        no="zone-pair security <name:word> [<rest:line>]",
    ),
    Statement("description <text:line>", mode="config-sec-zone-pair"),
    Statement("service-policy type inspect <policy:word>", mode="config-sec-zone-pair"),
)

INSPECTION: tuple[Statement, ...] = (
    Statement(
        f"ip inspect name <name:word> {_PROTOCOLS}",
        slot="ip inspect",
        keys=("name", "protocol"),
        needs="inspect",
        no=f"ip inspect name <name:word> [{_PROTOCOLS}]",
    ),
    Statement("ip ips name <name:word> [list <list:acl>]", slot="ip ips", keys=("name",), needs="ips"),
    Statement("ip ips config location <url:word>", needs="ips"),
)

IPSEC: tuple[Statement, ...] = (
    Statement(
        "crypto isakmp policy <priority:1-10000>",
        slot="crypto isakmp policy",
        keys=("priority",),
        opens="config-isakmp",
        needs="ipsec k9",
    ),
    Statement("encr {cipher={3des|des}|cipher=aes [bits={128|192|256}]}", mode="config-isakmp", slot="encr"),
    Statement("encryption {cipher={3des|des}|cipher=aes [bits={128|192|256}]}", mode="config-isakmp", slot="encr"),
    Statement("hash algorithm={md5|sha}", mode="config-isakmp", implicit="sha"),
    Statement("authentication method={pre-share|rsa-encr|rsa-sig}", mode="config-isakmp", implicit="rsa-sig"),
    Statement("group number={1|2|5|14}", mode="config-isakmp", implicit="1"),
    Statement("lifetime <seconds:60-86400>", mode="config-isakmp", implicit=86400),
    Statement(
        "crypto isakmp key <key:word> address <address:address> [<mask:mask>]",
        slot="crypto isakmp key",
        keys=("address",),
        needs="ipsec k9",
        no="crypto isakmp key <key:word> address <address:address> [<mask:mask>]",
    ),
    Statement(
        "crypto ipsec security-association lifetime seconds <seconds:120-86400>",
        slot="crypto ipsec security-association",
        implicit=3600,
        needs="ipsec k9",
    ),
    Statement(
        "crypto ipsec transform-set <name:word> <transforms:transform>...",
        slot="crypto ipsec transform-set",
        keys=("name",),
        opens="cfg-crypto-trans",
        needs="ipsec k9",
        no="crypto ipsec transform-set <name:word> [<rest:line>]",
    ),
    Statement("mode kind={transport|tunnel}", mode="cfg-crypto-trans", implicit="tunnel"),
    Statement(
        "crypto map <name:word> <sequence:1-65535> ipsec-isakmp",
        slot="crypto map",
        keys=("name", "sequence"),
        opens="config-crypto-map",
        needs="ipsec k9",
        no="crypto map <name:word> [<sequence:1-65535>] [<rest:line>]",
    ),
    Statement("description <text:line>", mode="config-crypto-map"),
    Statement("set peer <peer:word>", mode="config-crypto-map", keys=("peer",)),
    Statement("set transform-set <names:word>...", mode="config-crypto-map"),
    Statement("match address <list:word>", mode="config-crypto-map"),
)
