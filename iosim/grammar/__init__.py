"""
The command language: words, parameters, matching, help, and what a dialogue may ask for. Knows no device.

    rule = Rule("vlan <number:1-4094>", target=..., help={"vlan": "VLAN commands", "<number>": "VLAN id"})
    root = grow([rule, ...], parameters=PARAMETERS | interface_parameters(platform), granted=..., privilege=15)
    match(root, "vl 10")    -> Matched | Ambiguous | Incomplete | Invalid(column) | Continues
    offers(root, "vl ")     -> what `?` lists;  complete(root, "vl") -> what tab makes of it

`iosim.grammar.syntax` describes the notation, `iosim.grammar.parameters` the kinds of argument.
"""

from iosim.grammar.help import Help, NoHelp, complete, offers
from iosim.grammar.interfaces import interface_parameters
from iosim.grammar.match import Ambiguous, Continues, Incomplete, Invalid, Matched, Outcome, match
from iosim.grammar.parameters import PARAMETERS, NeedsMore, Parameter, Refused, Unclear, of_word
from iosim.grammar.tree import Form, Link, Node, Rule, grow, visit

__all__ = [
    "PARAMETERS",
    "Ambiguous",
    "Continues",
    "Form",
    "Help",
    "Incomplete",
    "Invalid",
    "Link",
    "Matched",
    "NeedsMore",
    "NoHelp",
    "Node",
    "Outcome",
    "Parameter",
    "Refused",
    "Rule",
    "Unclear",
    "complete",
    "grow",
    "interface_parameters",
    "match",
    "of_word",
    "offers",
    "visit",
]
