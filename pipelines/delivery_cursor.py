"""What the sensor of new deliveries remembers: which listings it has seen, and which it has asked a run for.

Belongs here: the state and which deliveries are due. Does not: the register, Dagster (sensors.py). It holds digests of
places and of listings, never a time, and goes into Dagster's database at each evaluation, so the digests are short.
They are keyed: a listing has names and sizes of files, which can be guessed for a small delivery.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from resources.source import Delivery

PLACE, LISTING = 12, 8  # hexadecimal digits: three years of 150 offices with three deliveries each take 36 kB
ATTEMPTS = 3
KeyedDigest = Callable[[str], str]
"""Returns hexadecimal digits for a text, which nobody can compute without the key of the installation."""


@dataclass(frozen=True)
class DeliveryDigests:
    """Digests of deliveries. ``keyed``: makes a digest of a text."""

    keyed: KeyedDigest

    def place(self, delivery: Delivery) -> str:
        """Return the digest of a delivery's place, so that a folder's name does not go into Dagster's database."""
        return self._digest([delivery.year, delivery.office, delivery.name])[:PLACE]

    def listing(self, delivery: Delivery) -> str:
        """Return the digest of a listing (names, sizes, versions); it changes while files are being written."""
        return self._digest([[file.name, file.size, file.version] for file in delivery.files])[:LISTING]

    def batch(self, deliveries: Iterable[Delivery]) -> str:
        """Return the digest of the places and listings of deliveries."""
        return self._digest(sorted(self.place(delivery) + self.listing(delivery) for delivery in deliveries))[:16]

    def _digest(self, described: object) -> str:
        return self.keyed(json.dumps(described))


@dataclass
class DeliveryCursor:
    """The state between two evaluations; ``seen``, ``taken`` and ``asked`` are by place.

    ``seen``: the listing of a delivery that is not taken, at the evaluation before. ``taken``: the listing with which
    it was taken in. ``asked``: how often a run was asked for, until the register knows the delivery.
    """

    digests: DeliveryDigests
    seen: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    arrivals: int = 0

    @classmethod
    def parse(cls, text: str | None, digests: DeliveryDigests) -> "DeliveryCursor":
        """Read a cursor. The digests of one of version 0.2 are of no key: its deliveries are looked up again."""
        return cls(digests, **json.loads(text or "{}"))

    def serialize(self) -> str:
        """Return the cursor as text."""
        state = {name: getattr(self, name) for name in ("seen", "taken", "asked", "arrivals")}
        return json.dumps(state, sort_keys=True, separators=(",", ":"))

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
            place, listing = self.digests.place(delivery), self.digests.listing(delivery)
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
            self.taken[self.digests.place(delivery)] = seen.pop(self.digests.place(delivery))
            self.asked[self.digests.place(delivery)] = 1
        for delivery in again:
            self.asked[self.digests.place(delivery)] += 1
        self.seen = seen
        self.arrivals += len(settled) + len(again)
        return settled + again

    def _asked_in_vain(self, delivery: Delivery, is_registered: Callable[[Delivery], bool]) -> list[Delivery]:
        """Return a delivery for which a run was asked and that the register does not have, until it is given up."""
        if not is_registered(delivery) and self.asked[self.digests.place(delivery)] < ATTEMPTS:
            return [delivery]
        del self.asked[self.digests.place(delivery)]
        return []

    def forget_all_but(self, deliveries: Iterable[Delivery]) -> None:
        """Forget the deliveries that are not listed any more."""
        places = {self.digests.place(delivery) for delivery in deliveries}
        self.taken = {place: listing for place, listing in self.taken.items() if place in places}
        self.asked = {place: times for place, times in self.asked.items() if place in places}
