"""What `sources.yaml` may say: where deliveries come from. Secrets are named there and are in the environment only.

Belongs here: the models of each kind of source, and making the sources of them. Does not: how each kind works, the
sentences for what is wrong (configuration_faults.py).
"""

import os
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from expectations.geography import OFFICE_CODE
from resources.optional_packages import require_package_of
from resources.source import file_systems
from resources.source.configuration_faults import FieldError, faults, parsed_yaml
from resources.source.database import DatabaseSource, address_of
from resources.source.delivery import SourceConfigurationError, SourceKind
from resources.source.file_systems import expanded
from resources.source.folder import LEVELS, FolderSource
from resources.source.mailbox import MailSource
from resources.source.senders import AddressBook

VARIABLE = r"^[A-Z][A-Z0-9_]*$"
RELAY = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$"
LEVEL = {f"{{{name}}}": name for name in LEVELS}
UNENCRYPTED = "over http anybody on the way can read the files: https, or allow_unencrypted: true"


@dataclass(frozen=True)
class Places:
    """Where a configuration is: relative paths are of its ``folder``; the address book is that of the home."""

    folder: Path
    address_book: Path


def _checked_address(field: str, address: str, allow_unencrypted: bool) -> None:
    """Raise an error of ours where an address is not that of a web server alone, or is not encrypted."""
    try:
        parts = urlsplit(address)
        is_plain = bool(parts.hostname) and "@" not in parts.netloc and (parts.port or 1) > 0
    except ValueError:  # its text quotes the address
        is_plain = False
    if not is_plain or parts.scheme not in ("http", "https") or parts.query or parts.fragment or "::" in address:
        raise FieldError(f"{field} is a plain http or https address; user and password stand apart")
    if parts.scheme == "http" and not allow_unencrypted:
        raise FieldError(UNENCRYPTED)


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,19}$")
    wait_seconds: float = Field(default=60, gt=0, le=3600)

    def __repr_args__(self) -> Any:
        """Give the name alone: any other field may hold a secret by mistake."""
        return [("name", self.name)]

    def _secret(self, field: str) -> str:
        """Return the value of the variable that a field names.

        Raises SourceConfigurationError where it is not set; it names the field, as a secret may stand in its place.
        """
        value = os.environ.get(getattr(self, field))
        if not value:
            raise SourceConfigurationError(
                f"source {self.name}: the variable of the environment that {field} names is not set"
            )
        return value

    def _secret_if_named(self, field: str) -> str | None:
        return None if getattr(self, field) is None else self._secret(field)

    @abstractmethod
    def source(self, places: Places) -> SourceKind:
        """Return the source."""


class _OfFolders(_Kind):
    path: str = "{year}/{office}/{delivery}"  # the folders on the way to the files
    offices: dict[str, str] = {}  # folder name: office; the office's own code where there is none
    year: int | None = Field(default=None, ge=1990, le=2099)
    take_seconds: float = Field(default=600, gt=0, le=24 * 3600)

    @field_validator("offices")
    @classmethod
    def _are_codes(cls, offices: dict[str, str]) -> dict[str, str]:
        return _codes(offices)

    @model_validator(mode="after")
    def _path_leads_to_a_delivery(self) -> Self:
        parts = self.path.strip("/").split("/")
        if not set(parts) <= set(LEVEL) or len(set(parts)) < len(parts) or "{office}" not in parts:
            raise FieldError("path is made of {year}, {office} and {delivery}, each once, {office} among them")
        if ("{year}" in parts) == (self.year is not None):
            raise FieldError("the year is either in the path or said as year")
        return self

    def _of(self, connect: file_systems.Connect, root: str, *, is_remote: bool) -> FolderSource:
        levels = tuple(LEVEL[part] for part in self.path.strip("/").split("/"))
        return FolderSource(connect, root, levels=levels, offices=self.offices, year=self.year, is_remote=is_remote,
                            must_exist=True, look_s=self.wait_seconds, take_s=self.take_seconds)  # fmt: skip


class Folder(_OfFolders):
    """A folder of this machine, or one that another program keeps in step with a shared one."""

    kind: Literal["folder", "synced_folder"]
    folder: str

    def source(self, places: Places) -> SourceKind:
        """Return the source."""
        place = file_systems.local(expanded(self.folder, places.folder))
        return self._of(place.connect, place.root, is_remote=False)


class Sftp(_OfFolders):
    """A folder on an SFTP server; with a password, or a key file, from the environment."""

    kind: Literal["sftp"]
    host: str = Field(pattern=r"^[A-Za-z0-9:._-]+$")
    port: int = Field(default=22, ge=1, le=65535)
    user: str
    folder: str
    known_hosts: str  # the file with the server's host key
    password_variable: str | None = Field(default=None, pattern=VARIABLE)
    key_file: str | None = None
    passphrase_variable: str | None = Field(default=None, pattern=VARIABLE)

    @model_validator(mode="after")
    def _has_credentials(self) -> Self:
        if (self.password_variable is None) == (self.key_file is None):
            raise FieldError("either password_variable or key_file is said")
        return self

    def source(self, places: Places) -> SourceKind:
        """Return the source."""
        known_hosts = expanded(self.known_hosts, places.folder)
        if not known_hosts.is_file():
            raise SourceConfigurationError(f"source {self.name}: the file of known_hosts is not there")
        connect = file_systems.sftp(
            self.host,
            self.port,
            self.user,
            known_hosts=known_hosts,
            password=self._secret_if_named("password_variable"),
            key_file=str(expanded(self.key_file, places.folder)) if self.key_file else None,
            passphrase=self._secret_if_named("passphrase_variable"),
            wait_s=self.wait_seconds,
        )
        return self._of(connect, self.folder, is_remote=True)


class Http(_OfFolders):
    """A folder that a web server lists; certificates are checked against the system's authorities or a file of ours."""

    kind: Literal["http"]
    url: str
    user: str = ""
    password_variable: str | None = Field(default=None, pattern=VARIABLE)
    certificates: str | None = None
    allow_unencrypted: bool = False

    @model_validator(mode="after")
    def _is_encrypted(self) -> Self:
        _checked_address("url", self.url, self.allow_unencrypted)
        if bool(self.user) != (self.password_variable is not None):
            raise FieldError("user and password_variable are said together")
        return self

    def source(self, places: Places) -> SourceKind:
        """Return the source."""
        password = self._secret_if_named("password_variable") or ""
        certificates = str(expanded(self.certificates, places.folder)) if self.certificates else None
        connect = file_systems.https(self.user, password, certificates=certificates, wait_s=self.wait_seconds)
        return self._of(connect, self.url, is_remote=True)


class S3(_OfFolders):
    """A bucket, or a folder in it, of an S3-compatible store."""

    kind: Literal["s3"]
    bucket: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    folder: str = ""
    endpoint: str | None = None
    region: str | None = None
    certificates: str | None = None
    key_variable: str = Field(default="AWS_ACCESS_KEY_ID", pattern=VARIABLE)
    secret_variable: str = Field(default="AWS_SECRET_ACCESS_KEY", pattern=VARIABLE)
    allow_unencrypted: bool = False

    @model_validator(mode="after")
    def _is_encrypted(self) -> Self:
        if self.endpoint is not None:
            _checked_address("endpoint", self.endpoint, self.allow_unencrypted)
        return self

    def source(self, places: Places) -> SourceKind:
        """Return the source."""
        certificates = str(expanded(self.certificates, places.folder)) if self.certificates else None
        keys = self._secret("key_variable"), self._secret("secret_variable")
        connect = file_systems.s3(
            self.endpoint, self.region, *keys, certificates=certificates, wait_s=self.wait_seconds
        )
        return self._of(connect, f"{self.bucket}/{self.folder}".rstrip("/"), is_remote=True)


class Mail(_Kind):
    """A folder of saved messages. ``senders``: address, or @domain, to office, besides the address book of the home.

    ``authenticated_by`` is the relay whose Authentication-Results count. Without it nothing is taken, unless
    ``unauthenticated: accepted`` says that anybody may send in the name of an office.
    """

    kind: Literal["mail"]
    folder: str
    senders: dict[str, str] = {}
    year: int | None = Field(default=None, ge=1990, le=2099)
    authenticated_by: str | None = Field(default=None, pattern=RELAY)
    unauthenticated: Literal["accepted"] | None = None

    @field_validator("senders")
    @classmethod
    def _are_codes(cls, senders: dict[str, str]) -> dict[str, str]:
        return _codes(senders)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.authenticated_by is not None and self.unauthenticated is not None:
            raise FieldError("either authenticated_by or unauthenticated: accepted is said")
        return self

    def source(self, places: Places) -> SourceKind:
        """Return the source."""
        book = AddressBook.of_file(places.address_book).with_entries(self.senders, f"senders of source {self.name}")
        if not book:
            raise SourceConfigurationError(
                f"source {self.name}: no sender is listed; list addresses and offices in address_book.yaml of the home"
            )
        folder = expanded(self.folder, places.folder)
        return MailSource(
            folder, book, self.year, relay=self.authenticated_by, takes_any=self.unauthenticated is not None
        )


class Database(_Kind):
    """A table or a query; the address of the database, with its password, is in the environment."""

    kind: Literal["sql"]
    url_variable: str = Field(pattern=VARIABLE)
    table: str | None = None
    query: str | None = None
    office_column: str
    year_column: str
    file_name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")  # a form, or any other name for a layout's file
    nature: Literal["real", "demonstration", "synthetic"] = "real"
    only_forms: tuple[str, ...] = ()
    keeps_office_and_year: bool = False  # the two columns stay in the file, for a layout that reads them

    @model_validator(mode="after")
    def _is_table_or_query(self) -> Self:
        if (self.table is None) == (self.query is None):
            raise FieldError("either table or query is said")
        return self

    def source(self, places: Places) -> SourceKind:
        """Return the source."""
        cover = {"nature": self.nature, **({"only_forms": ";".join(self.only_forms)} if self.only_forms else {})}
        url = self._secret("url_variable")
        try:
            address_of(url)
        except SourceConfigurationError as error:
            raise SourceConfigurationError(f"source {self.name}: {error}") from None
        require_package_of(url)
        return DatabaseSource(
            url,
            table=self.table,
            query=self.query,
            office_column=self.office_column,
            year_column=self.year_column,
            file_name=self.file_name,
            cover=cover,
            wait_s=self.wait_seconds,
            keeps_office_and_year=self.keeps_office_and_year,
        )


AnyKind = Annotated[Folder | Sftp | Http | S3 | Mail | Database, Field(discriminator="kind")]


class Configuration(BaseModel):
    """All sources of an installation, in the order in which they are listed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    sources: tuple[AnyKind, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [source.name for source in self.sources]
        if len(set(names)) < len(names):
            raise FieldError("two sources have one name")
        return self


KINDS = ("folder", "synced_folder", "sftp", "http", "s3", "mail", "sql")
FIELDS = frozenset(field for kind in (Folder, Sftp, Http, S3, Mail, Database) for field in kind.model_fields)


def _codes(named: dict[str, str]) -> dict[str, str]:
    if not all(OFFICE_CODE.fullmatch(code) for code in named.values()):
        raise FieldError("an office is three capital letters")
    return named


def configured(path: Path, address_book: Path, known_as: str) -> Iterator[tuple[str, SourceKind]]:
    """Yield each source of a configuration file by its name. Raises SourceConfigurationError, which never quotes a
    value and calls the file as ``known_as`` says."""
    content = parsed_yaml(path, known_as)
    try:
        configuration, wrong = Configuration.model_validate(content), ""
    except ValidationError as error:
        configuration, wrong = None, faults(error, KINDS, FIELDS)
    if configuration is None:
        raise SourceConfigurationError(f"{known_as}: {wrong}")
    places = Places(path.absolute().parent, address_book)
    for source in configuration.sources:
        yield source.name, source.source(places)
