"""The sentences of a year's review, from protected tables.

Belongs here: choosing which claims are made and filling their texts. Does not: the numbers (evidence.py), the texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.published import ProtectedTable, require_protected
from reports.sentences.claims import Claim, load_claims
from reports.sentences.evidence import Evidence, UnsaidReason, UnsupportedClaimError, evidence_of
from reports.sentences.messages import message
from reports.sentences.number_words import direction, round_number, some, tens_above, word_of_share
from reports.sentences.numbers import half_up, in_words, listed, with_article, written


@dataclass(frozen=True)
class Sentence:
    """One sentence and the published cells whose numbers it uses."""

    key: str
    theme: str
    headline: bool
    follows: str | None  # the sentence before, which its words refer to
    text: str
    cell_ids: tuple[str, ...]


@dataclass(frozen=True)
class Unsaid:
    """A claim that was not made, and why."""

    key: str
    reason: UnsaidReason


@dataclass(frozen=True)
class Said:
    """The sentences of a review, in the order of claims.yaml, and the claims that were not made."""

    sentences: tuple[Sentence, ...]
    unsaid: tuple[Unsaid, ...]

    def of_theme(self, theme: str) -> tuple[Sentence, ...]:
        """Return the sentences of one chapter."""
        return tuple(sentence for sentence in self.sentences if sentence.theme == theme)

    @property
    def headlines(self) -> tuple[Sentence, ...]:
        """The sentences of the first page."""
        return tuple(sentence for sentence in self.sentences if sentence.headline)


def say(tables: Mapping[str, ProtectedTable], language: str = "en") -> Said:
    """Return the sentences of the year of ``tables``.

    A claim is not made where a cell of it is confidential, missing or zero, its response is under 80 per cent, or its
    base is too small (field rules 8.3, 8.6); it is listed in ``unsaid`` then. MessageError: no texts in ``language``.
    """
    require_protected(tables)
    claims = load_claims()
    sentences: list[Sentence] = []
    unsaid: list[Unsaid] = []
    for claim in claims.claims:
        if claim.unless is not None and any(sentence.key == claim.unless for sentence in sentences):
            unsaid.append(Unsaid(claim.key, "said_more_fully"))
            continue
        if claim.follows is not None and all(sentence.key != claim.follows for sentence in sentences):
            unsaid.append(Unsaid(claim.key, "nothing_to_follow"))
            continue
        try:
            evidence = evidence_of(claim, tables, claims.rules)
        except UnsupportedClaimError as why:
            unsaid.append(Unsaid(claim.key, why.reason))
            continue
        text = message(claim.key, language, **_arguments(claim, evidence, language))
        sentences.append(
            Sentence(claim.key, claim.theme, claim.headline, claim.follows, text, tuple(evidence.cell_ids))
        )
    return Said(tuple(sentences), tuple(unsaid))


def _arguments(claim: Claim, evidence: Evidence, language: str) -> dict[str, str | int]:
    year = next(iter(evidence.tables.values())).year
    arguments: dict[str, str | int] = {"year": str(year), "before": str(year - 1)}
    arguments |= {name: written(count, language) for name, count in evidence.counts.items()}
    for name, share in evidence.shares_pct.items():
        arguments |= {name: written(share, language), f"{name}_word": word_of_share(share)}
        arguments[f"{name}_near"] = written(tens_above(share), language)
    for name, change in evidence.changes_pct.items():
        arguments |= {name: written(abs(change), language), f"{name}_direction": direction(half_up(change))}
    for name, ends in claim.points.items():
        now, before = evidence.shares_pct[ends.now], evidence.shares_pct[ends.before]
        decimals = 0 if half_up(now - before) == half_up(now) - half_up(before) else 1
        points = half_up(half_up(now, decimals) - half_up(before, decimals), decimals)
        arguments |= {ends.now: written(now, language, decimals), ends.before: written(before, language, decimals)}
        arguments |= {name: in_words(abs(points), language, decimals), f"{name}_direction": direction(points)}
        arguments[f"{name}_number"] = 1 if abs(points) == 1 else 2
    for name, top in evidence.ranks.items():
        arguments[name] = listed(tuple(with_article(*entry, language) for entry in top.items()), language)
    for count_name in claim.approximations.values():
        word, near = round_number(evidence.counts[count_name])
        arguments |= {"approximately": word, "round": written(near, language)}
        arguments["some"] = written(some(evidence.counts[count_name]), language)
    return arguments
