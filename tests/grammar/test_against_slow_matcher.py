"""The matcher against an independent one that is slow and obviously right: it writes out every sentence."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from iosim.grammar import Ambiguous, Incomplete, Invalid, Matched, Rule, grow, match

Sentence = tuple[str, ...]


def sequence(*parts: list[Sentence]) -> list[Sentence]:
    made: list[Sentence] = [()]
    for part in parts:
        made = [before + after for before in made for after in part]
    return made


def words(text: str) -> list[Sentence]:
    return [tuple(text.split())]


def any_order(*parts: list[Sentence], least: int = 0) -> list[Sentence]:
    chosen: list[Sentence] = []
    for count in range(least, len(parts) + 1):
        for order in permutations(parts, count):
            chosen += sequence(*order)
    return chosen


OPTIONAL: list[Sentence] = [()]
# Each rule twice: in the notation, and as the sentences it stands for.
LANGUAGE: dict[str, list[Sentence]] = {
    "show version": words("show version"),
    "show vlan [<number:1-99>]": words("show vlan") + words("show vlan <1-99>"),
    "show {ip|ipv6} route": words("show ip route") + words("show ipv6 route"),
    "shutdown": words("shutdown"),
    "set {alpha|alphabet <1-9>} [{beta|gamma}]": sequence(
        words("set"), words("alpha") + words("alphabet <1-9>"), OPTIONAL + words("beta") + words("gamma")
    ),
    "user <word> [* ro | view <view:word> | level <1-9>]": sequence(
        words("user <word>"), any_order(words("ro"), words("view <word>"), words("level <1-9>"))
    ),
    "tag {* red | green}": sequence(words("tag"), any_order(words("red"), words("green"), least=1)),
    "no shutdown": words("no shutdown"),
    "name <line>": words("name <line>"),
}
SENTENCES = [(sentence, rule) for rule, sentences in LANGUAGE.items() for sentence in sentences]
ROOT = grow([Rule(syntax, syntax) for syntax in LANGUAGE])


def slow(text: str) -> tuple[str, object]:
    left = SENTENCES
    typed = text.split()
    for index, word in enumerate(typed):
        heads = {sentence[0] for sentence, _ in left if sentence}
        keywords = {head for head in heads if head[0] != "<"}
        fits = {head for head in keywords if head.startswith(word.lower())}
        if word.lower() in fits:
            chosen = word.lower()
        elif len(fits) == 1:
            (chosen,) = fits
        elif fits:
            return "ambiguous", None
        elif "<1-99>" in heads and word.isdigit() and 1 <= int(word) <= 99:
            chosen = "<1-99>"
        elif "<1-9>" in heads and word.isdigit() and 1 <= int(word) <= 9:
            chosen = "<1-9>"
        elif "<word>" in heads:
            chosen = "<word>"
        elif "<line>" in heads:
            return "matched", next(rule for sentence, rule in left if sentence == ("<line>",))
        else:
            column = sum(len(before) + 1 for before in typed[:index])
            common = max(
                (n for n in range(len(word) + 1) for head in keywords if head.startswith(word[:n].lower())), default=0
            )
            return "invalid", column + common
        left = [(sentence[1:], rule) for sentence, rule in left if sentence and sentence[0] == chosen]
    whole = {rule for sentence, rule in left if not sentence}
    return ("matched", whole.pop()) if whole else ("incomplete", None)


def fast(text: str) -> tuple[str, object]:
    found = match(ROOT, text)
    if isinstance(found, Matched):
        return "matched", found.target
    if isinstance(found, Invalid):
        return "invalid", found.column
    return {Ambiguous: "ambiguous", Incomplete: "incomplete"}[type(found)], None  # type: ignore[index]


VOCABULARY = [
    *sorted({word for sentence, _ in SENTENCES for word in sentence if word[0] != "<"}),
    "5",
    "50",
    "500",
    "x",
]
WORDS = st.sampled_from(VOCABULARY).flatmap(
    lambda word: st.integers(1, len(word)).map(lambda length: word[:length])
) | st.text(alphabet="abghilrstuvwx159", min_size=1, max_size=5)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join) | st.sampled_from(
    [" ".join(sentence).replace("<1-99>", "50").replace("<1-9>", "5") for sentence, _ in SENTENCES]
)


@settings(max_examples=400)
@given(LINES)
def test_every_line_means_the_same_to_both(text: str) -> None:
    assert fast(text) == slow(text)
