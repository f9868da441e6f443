"""What `sources.yaml` may say: where deliveries come from. Secrets are named there and are in the environment only.

Belongs here: the models of each kind of source, and making the sources of them. Does not: how each kind works.
"""

import os
from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from expectations.geography import OFFICE_CODE
from resources.optional_packages import require_package_of
from resources.source import file_systems
from resources.source.database import DatabaseSource
from resources.source.delivery import SourceError, SourceKind
from resources.source.folder import LEVELS, FolderSource
from resources.source.mailbox import MailSource

VARIABLE = r"^[A-Z][A-Z0-9_]*$"
LEVEL = {f"{{{name}}}": name for name in LEVELS}


class SourceConfigurationError(SourceError):
    """A configuration of sources that cannot be used; names the entry and never a secret."""

    def __init__(self, message: str) -> None:
        super().__init__("gone", message)


def secret(variable: str) -> str:
    """Return what a variable of the environment holds. Raises SourceConfigurationError where it is not set."""
    value = os.environ.get(variable)
    if not value:
        raise SourceConfigurationError(f"the variable {variable} of the environment is not set")
    return value


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,19}$")
    wait_seconds: float = Field(default=60, gt=0, le=3600)

    @abstractmethod
    def source(self, folder: Path) -> SourceKind:
        """Return the source; relative paths are of ``folder``."""


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
            raise ValueError("path is made of {year}, {office} and {delivery}, each once, {office} among them")
        if ("{year}" in parts) == (self.year is not None):
            raise ValueError("the year is either in the path or said as year")
        return self

    def _of(self, connect: file_systems.Connect, root: str, *, is_remote: bool) -> FolderSource:
        levels = tuple(LEVEL[part] for part in self.path.strip("/").split("/"))
        return FolderSource(connect, root, levels=levels, offices=self.offices, year=self.year, is_remote=is_remote,
                            must_exist=True, look_s=self.wait_seconds, take_s=self.take_seconds)  # fmt: skip


class Folder(_OfFolders):
    """A folder of this machine, or one that another program keeps in step with a shared one."""

    kind: Literal["folder", "synced_folder"]
    folder: str

    def source(self, folder: Path) -> SourceKind:
        """Return the source."""
        connect, root = file_systems.by_address((folder / Path(self.folder).expanduser()).as_uri())
        return self._of(connect, root, is_remote=False)


class Sftp(_OfFolders):
    """A folder on an SFTP server; with a password, or a key file, from the environment."""

    kind: Literal["sftp"]
    host: str
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
            raise ValueError("either password_variable or key_file is said")
        return self

    def source(self, folder: Path) -> SourceKind:
        """Return the source."""
        known_hosts = folder / Path(self.known_hosts).expanduser()
        if not known_hosts.is_file():
            raise SourceConfigurationError(f"source {self.name}: the file of known_hosts is not there")
        connect = file_systems.sftp(
            self.host,
            self.port,
            self.user,
            known_hosts=known_hosts,
            password=secret(self.password_variable) if self.password_variable else None,
            key_file=str(folder / Path(self.key_file).expanduser()) if self.key_file else None,
            passphrase=secret(self.passphrase_variable) if self.passphrase_variable else None,
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
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or "@" in parts.netloc:
            raise ValueError("url is a plain http or https address; user and password stand apart")
        if parts.scheme == "http" and not self.allow_unencrypted:
            raise ValueError("over http anybody on the way can read the files: https, or allow_unencrypted: true")
        if bool(self.user) != (self.password_variable is not None):
            raise ValueError("user and password_variable are said together")
        return self

    def source(self, folder: Path) -> SourceKind:
        """Return the source."""
        password = secret(self.password_variable) if self.password_variable else ""
        certificates = str(folder / Path(self.certificates).expanduser()) if self.certificates else None
        connect = file_systems.https(self.user, password, certificates=certificates, wait_s=self.wait_seconds)
        return self._of(connect, self.url, is_remote=True)


class S3(_OfFolders):
    """A bucket, or a folder in it, of an S3-compatible store."""

    kind: Literal["s3"]
    bucket: str
    folder: str = ""
    endpoint: str | None = None
    region: str | None = None
    certificates: str | None = None
    key_variable: str = Field(default="AWS_ACCESS_KEY_ID", pattern=VARIABLE)
    secret_variable: str = Field(default="AWS_SECRET_ACCESS_KEY", pattern=VARIABLE)
    allow_unencrypted: bool = False

    @model_validator(mode="after")
    def _is_encrypted(self) -> Self:
        if self.endpoint and urlsplit(self.endpoint).scheme != "https" and not self.allow_unencrypted:
            raise ValueError("over http anybody on the way can read the files: https, or allow_unencrypted: true")
        return self

    def source(self, folder: Path) -> SourceKind:
        """Return the source."""
        certificates = str(folder / Path(self.certificates).expanduser()) if self.certificates else None
        keys = secret(self.key_variable), secret(self.secret_variable)
        connect = file_systems.s3(
            self.endpoint, self.region, *keys, certificates=certificates, wait_s=self.wait_seconds
        )
        return self._of(connect, f"{self.bucket}/{self.folder}".rstrip("/"), is_remote=True)


class Mail(_Kind):
    """A folder of saved messages. ``senders``: address, or @domain, to office."""

    kind: Literal["mail"]
    folder: str
    senders: dict[str, str] = Field(min_length=1)
    year: int | None = Field(default=None, ge=1990, le=2099)

    @field_validator("senders")
    @classmethod
    def _are_codes(cls, senders: dict[str, str]) -> dict[str, str]:
        return _codes(senders)

    def source(self, folder: Path) -> SourceKind:
        """Return the source."""
        return MailSource(folder / Path(self.folder).expanduser(), self.senders, self.year)


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
            raise ValueError("either table or query is said")
        return self

    def source(self, folder: Path) -> SourceKind:
        """Return the source."""
        cover = {"nature": self.nature, **({"only_forms": ";".join(self.only_forms)} if self.only_forms else {})}
        url = secret(self.url_variable)
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

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[AnyKind, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [source.name for source in self.sources]
        if len(set(names)) < len(names):
            raise ValueError("two sources have one name")
        return self


def _codes(named: dict[str, str]) -> dict[str, str]:
    wrong = sorted(code for code in named.values() if not OFFICE_CODE.fullmatch(code))
    if wrong:
        raise ValueError(f"an office is three capital letters, not {', '.join(wrong)}")
    return named


def configured(path: Path) -> Iterator[tuple[str, SourceKind]]:
    """Yield each source of a configuration file by its name. Raises SourceConfigurationError, which never quotes a
    value."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        configuration = Configuration.model_validate(content)
    except (OSError, UnicodeDecodeError):
        raise SourceConfigurationError(f"{path.name} cannot be read") from None
    except yaml.YAMLError:
        raise SourceConfigurationError(f"{path.name} is not YAML") from None
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise SourceConfigurationError(f"{path.name}: {problems}") from None
    for source in configuration.sources:
        yield source.name, source.source(path.parent)
