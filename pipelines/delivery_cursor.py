"""What the sensor of new deliveries remembers: which listings it has seen, and which it has asked a run for.

Belongs here: the state and which deliveries are due. Does not: the register, Dagster (sensors.py). It holds digests of
places and of listings, never a time, and goes into Dagster's database at each evaluation, so the digests are short.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field

from resources.source import Delivery

PLACE, LISTING = 12, 8  # hexadecimal digits: three years of 150 offices with three deliveries each take 36 kB
ATTEMPTS = 3


def place_of(delivery: Delivery) -> str:
    """Return a digest of a delivery's place, so that an office's folder name does not go into Dagster's database."""
    return _digest([delivery.year, delivery.office, delivery.name])[:PLACE]


def listing_of(delivery: Delivery) -> str:
    """Return a digest of a delivery's listing (names, sizes, versions); it changes while files are being written."""
    return _digest([[file.name, file.size, file.version] for file in delivery.files])[:LISTING]


def digest_of_batch(deliveries: Iterable[Delivery]) -> str:
    """Return a digest of the places and listings of deliveries."""
    return _digest(sorted(place_of(delivery) + listing_of(delivery) for delivery in deliveries))[:16]


def _digest(described: object) -> str:
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()


@dataclass
class DeliveryCursor:
    """The state between two evaluations; ``seen``, ``taken`` and ``asked`` are by place.

    ``seen``: the listing of a delivery that is not taken, at the evaluation before. ``taken``: the listing with which
    it was taken in. ``asked``: how often a run was asked for, until the register knows the delivery.
    """

    seen: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    arrivals: int = 0

    @classmethod
    def parse(cls, text: str | None) -> "DeliveryCursor":
        """Read a cursor; one of version 0.2 has longer digests."""
        stored = json.loads(text or "{}")
        short = {
            name: {place[:PLACE]: listing[:LISTING] for place, listing in stored.get(name, {}).items()}
            for name in ("seen", "taken")
        }
        return cls(**stored | short)

    def serialize(self) -> str:
        """Return the cursor as text."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    def due(
        self, deliveries: Collection[Delivery], is_registered: Callable[[Delivery], bool], busy: Collection[int]
    ) -> list[Delivery]:
        """Return the deliveries to take in now, and note them as taken.

        A delivery is due if its listing is the same as at the evaluation before and it was not taken in with it. One
        that is new to this cursor and that the register has already was taken in long ago. One for which a run was
        asked and that the register does not have is due again, up to ``ATTEMPTS`` times. None of a ``busy`` year is.
        """
        settled, again, seen = [], [], {}
        for delivery in deliveries:
            place, listing = place_of(delivery), listing_of(delivery)
            if not delivery.files:
                continue
            if self.taken.get(place) == listing:
                if place in self.asked and delivery.year not in busy:
                    again += self._asked_in_vain(delivery, is_registered)
            elif place not in self.taken and is_registered(delivery):
                self.taken[place] = listing
            else:
                seen[place] = listing
                if self.seen.get(place) == listing and delivery.year not in busy:
                    settled.append(delivery)
        for delivery in settled:
            self.taken[place_of(delivery)] = seen.pop(place_of(delivery))
            self.asked[place_of(delivery)] = 1
        for delivery in again:
            self.asked[place_of(delivery)] += 1
        self.seen = seen
        self.arrivals += len(settled) + len(again)
        return settled + again

    def _asked_in_vain(self, delivery: Delivery, is_registered: Callable[[Delivery], bool]) -> list[Delivery]:
        """Return a delivery for which a run was asked and that the register does not have, until it is given up."""
        if not is_registered(delivery) and self.asked[place_of(delivery)] < ATTEMPTS:
            return [delivery]
        del self.asked[place_of(delivery)]
        return []

    def forget_all_but(self, deliveries: Iterable[Delivery]) -> None:
        """Forget the deliveries that are not listed any more."""
        places = {place_of(delivery) for delivery in deliveries}
        self.taken = {place: listing for place, listing in self.taken.items() if place in places}
        self.asked = {place: times for place, times in self.asked.items() if place in places}
