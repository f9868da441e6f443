"""The stores of one installation, opened together: what every step reads and writes.

Belongs here: opening them. Does not: what they do (resources).
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from expectations.contract import Contract, load_contract
from resources.editions import EditionRecords
from resources.home import Home
from resources.home_identity import open_identified
from resources.key import InstallationKey
from resources.register import Register
from resources.shelf import Shelf
from resources.source import Source
from resources.vault import Vault
from resources.warehouse import Warehouse


@dataclass(frozen=True)
class Stores:
    """Home, contract and the stores of an installation."""

    home: Home
    contract: Contract
    key: InstallationKey
    source: Source
    vault: Vault
    warehouse: Warehouse
    register: Register
    shelf: Shelf
    editions: EditionRecords


@lru_cache(maxsize=8)
def open_stores(home: Home) -> Stores:
    """Open the stores of a home, once a process; makes key, warehouse and folders on first use.

    Raises HomeError where the parts of the home do not belong together (home_identity.py).
    """
    contract = load_contract()
    key, warehouse = open_identified(home, contract)
    return Stores(
        home=home,
        contract=contract,
        key=key,
        source=Source.of_home(home),
        vault=Vault(home.vault, key),
        warehouse=warehouse,
        register=Register(warehouse),
        shelf=Shelf(home.shelf),
        editions=EditionRecords(warehouse),
    )


def at_home(stores: Stores, home: Home) -> Stores:
    """Return the same stores with the places of files that are made under another ``home``."""
    return replace(stores, home=home)
