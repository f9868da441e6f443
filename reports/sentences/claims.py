"""Claims: numbers, ranks and directions inside a sentence, each bound to published cells; claims.yaml holds them.

Belongs here: the model of claims and loading them. Does not: their numbers (evidence.py), their words
(messages.<language>.ftl).
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import Field, model_validator

from reports.sentences.messages import has_message
from reports.specification_loader import SpecificationEntry


class Count(SpecificationEntry):
    """A count: one cell, or several exclusive cells added."""

    table: str
    codes: tuple[str, ...] = ()
    sum: tuple[tuple[str, ...], ...] = ()
    measure: str = "persons"
    year: Literal["this", "before"] = "this"

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.codes) == bool(self.sum):
            raise ValueError("a count names either codes or a sum")
        return self

    @property
    def all_codes(self) -> tuple[tuple[str, ...], ...]:
        """The codes of every cell of the count."""
        return self.sum or (self.codes,)


class Response(SpecificationEntry):
    """Where the missing answers of a share are counted: a dimension and its code for unknown."""

    dimension: str
    unknown: str
    several_answers: bool = False


class Share(SpecificationEntry):
    """One count in per cent of another, both published."""

    part: str
    whole: str
    response: Response


class ClaimedChange(SpecificationEntry):
    """From one count to another in per cent, or from one share to another in percentage points."""

    now: str
    before: str


class Rank(SpecificationEntry):
    """The first codes of a ranking table of one dimension."""

    table: str
    dimension: str
    first: int = Field(ge=1, le=5)


class Claim(SpecificationEntry):
    """One sentence: its numbers, by the names that its text uses."""

    key: str
    theme: str
    headline: bool = False
    unless: str | None = None  # left out where this fuller one is made
    follows: str | None = None  # made only after this one, to which its words refer
    counts: dict[str, Count] = Field(default_factory=dict)
    shares: dict[str, Share] = Field(default_factory=dict)
    changes: dict[str, ClaimedChange] = Field(default_factory=dict)
    points: dict[str, ClaimedChange] = Field(default_factory=dict)
    ranks: dict[str, Rank] = Field(default_factory=dict)
    approximations: dict[str, str] = Field(default_factory=dict)

    def stands_on(self, table: str, codes: tuple[str, ...], measure: str) -> bool:
        """Say whether a printed number of the year itself would be used by the sentence.

        Of a ranking that is every number of its table: any of them may come first.
        """
        if any(rank.table == table and measure == "persons" for rank in self.ranks.values()):
            return True
        own = {name: count for name, count in self.counts.items() if (count.table, count.measure) == (table, measure)}
        if any(codes in count.all_codes for count in own.values() if count.year == "this"):
            return True
        wholes = [own[share.whole] for share in self.shares.values() if share.whole in own]
        return any(len(codes) == len(whole.codes) and _differ_in_one(codes, whole.codes) for whole in wholes)

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        counts = [name for s in self.shares.values() for name in (s.part, s.whole)]
        counts += [name for c in self.changes.values() for name in (c.now, c.before)] + [*self.approximations.values()]
        shares = [name for p in self.points.values() for name in (p.now, p.before)]
        unknown = (set(counts) - set(self.counts)) | (set(shares) - set(self.shares))
        if unknown:
            raise ValueError(f"claim {self.key}: no number named {', '.join(sorted(unknown))}")
        return self


def _differ_in_one(codes: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Say whether two cells are in one line, along the dimension of the response."""
    return sum(one != other for one, other in zip(codes, others, strict=True)) <= 1


class Rules(SpecificationEntry):
    """Bounds under which a claim is not made (field rules 8.3, 8.6)."""

    response_at_least_pct: float
    direction_base: float
    per_cent_base: float


class Claims(SpecificationEntry):
    """All claims in the order of their sentences, and the rules for all of them."""

    rules: Rules
    claims: tuple[Claim, ...]

    @model_validator(mode="after")
    def _keys_have_texts(self) -> Self:
        keys = [claim.key for claim in self.claims]
        if len(keys) != len(set(keys)):
            raise ValueError("two claims have the same key")
        for claim in self.claims:
            if not has_message(claim.key):
                raise ValueError(f"claim {claim.key} has no text in messages.en.ftl")
            if wrong := {claim.unless, claim.follows} - {None, *keys[: keys.index(claim.key)]}:
                raise ValueError(f"claim {claim.key} names {wrong.pop()}, which does not stand before it")
        return self


@lru_cache(maxsize=1)
def load_claims() -> Claims:
    """Return the claims; pydantic's ValidationError names the claim and the fault."""
    return Claims.model_validate(yaml.safe_load((Path(__file__).parent / "claims.yaml").read_text(encoding="utf-8")))
