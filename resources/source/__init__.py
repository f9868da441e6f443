"""Where submissions come from: folders, SFTP, HTTP(S), S3-compatible stores, mail and databases.

Belongs here: one file a kind of source, finding deliveries and taking their bytes. Does not: keeping them (vault.py),
what they hold (expectations).
"""

from resources.source.delivery import (
    DeliveredFile,
    Delivery,
    SourceConfigurationError,
    SourceError,
    SourceUnreachableError,
    natural_order,
    version_of,
)
from resources.source.source import FILE_VARIABLE, URL_VARIABLE, Source

__all__ = [
    "FILE_VARIABLE",
    "URL_VARIABLE",
    "DeliveredFile",
    "Delivery",
    "Source",
    "SourceConfigurationError",
    "SourceError",
    "SourceUnreachableError",
    "natural_order",
    "version_of",
]
