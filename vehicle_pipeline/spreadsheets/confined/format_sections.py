"""Reads the codes of number formats: their sections, and what each shows beside the number."""

import re
from typing import NamedTuple

# A text in quotes, an escaped character, a blank as wide as a character or a filling one, a
# currency with the country that it is written for, a condition or colour, the number as it is, an
# exponent, any other character.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].?|\[\$(?P<symbol>[^\]\-]*)(?P<country>[^\]]*)\]?'
    r"|\[(?P<bracket>[^\]]*)\]?|(?P<general>(?i:general|standard|geral)|@)|(?P<exponent>[Ee][+-][0#?]+)"
    r'|(?P<own>[^"\\_*\[])',
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)")
_BRAZIL = "416"
# Kinds of parts that stand for digits.
PLACES = frozenset({"digit", "general", "exponent"})


class Part(NamedTuple):
    """A piece of a section: a place for a digit or more, a mark between such, or a text."""

    kind: str
    text: str


class Section(NamedTuple):
    """What a format shows of the numbers that it is for.

    `codes` are its own characters, `@` for a number as it is; `currency` is what it names as one.
    """

    condition: tuple[str, float] | None
    parts: list[Part]
    codes: str
    currency: str

    @property
    def visible(self) -> str:
        """All that is shown, in its order."""
        return "".join(part.text for part in self.parts)

    @property
    def texts(self) -> tuple[str, str, str]:
        """The texts before the number, inside it and after it; all before where there is none."""
        places = [at for at, part in enumerate(self.parts) if part.kind in PLACES]
        first, last = (places[0], places[-1]) if places else (len(self.parts), len(self.parts))
        bounds = ((0, first), (first, last), (last, len(self.parts)))
        before, inside, after = (
            "".join(part.text for part in self.parts[start:end] if part.kind == "text")
            for start, end in bounds
        )
        return before, inside, after

    @property
    def is_fraction(self) -> bool:
        """Whether the number is shown as one: `# ?/?`."""
        return "?/" in self.codes

    def is_for(self, number: float) -> bool:
        """Whether a number fulfils the condition, if there is one."""
        if self.condition is None:
            return True
        sign, bound = self.condition
        return {
            "<": number < bound,
            ">": number > bound,
            "=": number == bound,
            "<=": number <= bound,
            ">=": number >= bound,
            "<>": number != bound,
        }[sign]


def sections_of(code: str) -> list[Section]:
    """Return the sections of a format, at least one."""
    found = [Section(None, [], "", "")]
    for token in _TOKEN.finditer(code):
        if token["own"] == ";":
            found.append(Section(None, [], "", ""))
        else:
            found[-1] = _with(found[-1], token)
    return found


def for_prices(sections: list[Section]) -> list[Section]:
    """Return the sections that numbers above 0 may be shown by, in the order of their conditions.

    Without a condition the first is the only one.
    """
    until = next((at for at, each in enumerate(sections) if each.condition is None), len(sections))
    return [each for each in sections[: until + 1] if not _is_for_others(each.condition)]


def _is_for_others(condition: tuple[str, float] | None) -> bool:
    """Whether a condition is none that a number above 0 fulfils."""
    return condition is not None and condition[0] in ("<", "<=", "=") and condition[1] <= 0


def _with(section: Section, token: re.Match[str]) -> Section:
    """Add what a token says."""
    kind, text = token.lastgroup, token[token.lastgroup] if token.lastgroup else ""
    if kind == "bracket":
        found = _CONDITION.fullmatch(text)
        return section._replace(condition=(found[1], float(found[2]))) if found else section
    if kind == "country":
        symbol = token["symbol"]
        symbol = "R$" if symbol == "$" and text.endswith(_BRAZIL) else symbol
        section.parts.append(Part("text", symbol))
        return section._replace(currency=symbol.strip() or section.currency)
    if kind is not None:
        section.parts.append(Part(_kind(kind, text), text))
    own = {"own": text, "exponent": "0", "general": "@"}.get(kind or "", "")
    return section._replace(codes=section.codes + own)


def _kind(group: str, text: str) -> str:
    if group in ("general", "exponent"):
        return group
    if group == "own" and text in "0#?":
        return "digit"
    return "mark" if group == "own" and text in ".," else "text"
