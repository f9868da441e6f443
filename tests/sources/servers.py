"""Real servers on loopback, each started by the tests on a free port: SFTP, HTTP, HTTPS and an S3-compatible store."""

import asyncio
import base64
import datetime
import functools
import http.server
import ipaddress
import ssl
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import asyncssh
import boto3
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto.server import ThreadedMotoServer

from tests.sources.wire import Wire

USER, SECRET = "review", "not-a-secret-of-anybody"
VARIABLE = "TEST_SOURCE_SECRET"


class Server(ABC):
    """One server with a wire before it; ``put`` writes a file as an office would."""

    kind = ""
    wire: Wire

    @abstractmethod
    def put(self, way: str, content: bytes) -> None: ...

    @abstractmethod
    def configured(self, **changes: Any) -> dict[str, Any]: ...

    def close(self) -> None:
        self.wire.close()


class _OfFolder(Server):
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "served"
        (self.folder / "drop").mkdir(parents=True)
        self.aside = folder

    def put(self, way: str, content: bytes) -> None:
        path = self.folder / "drop" / way
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class SftpServer(_OfFolder):
    kind = "sftp"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._key = asyncssh.generate_private_key("ssh-ed25519")
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)
        self.wire = Wire(self._server.get_port())
        self.known_hosts = self._hosts(self._key, "known_hosts")
        self.other_hosts = self._hosts(asyncssh.generate_private_key("ssh-ed25519"), "other_hosts")

    def _hosts(self, key: Any, name: str) -> Path:
        path = self.aside / name
        path.write_text(f"[127.0.0.1]:{self.wire.port} {key.export_public_key().decode()}")
        return path

    async def _listen(self) -> Any:
        class Login(asyncssh.SSHServer):
            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                return (username, password) == (USER, SECRET)

        root = str(self.folder)
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Login,
            server_host_keys=[self._key],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=root),
        )

    def configured(self, **changes: Any) -> dict[str, Any]:
        told = {"kind": "sftp", "host": "127.0.0.1", "port": self.wire.port, "user": USER, "folder": "/drop"}
        return told | {"password_variable": VARIABLE, "known_hosts": str(self.known_hosts)} | changes

    def close(self) -> None:
        super().close()
        self._loop.call_soon_threadsafe(self._server.close)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self._is_allowed():
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._is_allowed():
            super().do_HEAD()

    def _is_allowed(self) -> bool:
        wanted = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") == wanted:
            return True
        self.send_error(401)
        return False

    def log_message(self, *_: Any) -> None:
        pass


class HttpServer(_OfFolder):
    kind = "http"
    scheme = "http"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        handler = functools.partial(_Quiet, directory=str(self.folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._secured()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.wire = Wire(self._server.server_address[1])

    def _secured(self) -> None:
        pass

    def configured(self, **changes: Any) -> dict[str, Any]:
        url = f"{self.scheme}://127.0.0.1:{self.wire.port}/drop"
        told = {"kind": "http", "url": url, "user": USER, "password_variable": VARIABLE, "allow_unencrypted": True}
        return told | changes

    def close(self) -> None:
        super().close()
        self._server.shutdown()
        self._server.server_close()


class HttpsServer(HttpServer):
    kind = "https"
    scheme = "https"

    def _secured(self) -> None:
        self.authority = self.aside / "authority.pem"
        key = self.aside / "key.pem"
        _write_certificate(self.authority, key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)

    def configured(self, **changes: Any) -> dict[str, Any]:
        return super().configured(certificates=str(self.authority), allow_unencrypted=False, **changes)


def _write_certificate(path: Path, key_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    key_path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))


class S3Server(Server):
    """moto's server, with its check of credentials switched on once a user who may read is there."""

    kind = "s3"

    def __init__(self, folder: Path) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", 0)
        self._server.start()
        _, port = self._server.get_host_and_port()
        self.wire = Wire(port)
        self._url = f"http://127.0.0.1:{port}"
        root = {"aws_access_key_id": "root", "aws_secret_access_key": "root", "region_name": "us-east-1"}
        users = boto3.client("iam", endpoint_url=self._url, **root)
        users.create_user(UserName=USER)
        policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
        users.put_user_policy(UserName=USER, PolicyName="all", PolicyDocument=policy)
        made = users.create_access_key(UserName=USER)["AccessKey"]
        self.key, self.secret = made["AccessKeyId"], made["SecretAccessKey"]
        own = {"aws_access_key_id": self.key, "aws_secret_access_key": self.secret, "region_name": "us-east-1"}
        self._objects = boto3.client("s3", endpoint_url=self._url, **own)
        self._objects.create_bucket(Bucket="review")
        self._objects.put_object(Bucket="review", Key="drop/", Body=b"")
        requests.post(f"{self._url}/moto-api/reset-auth", data=b"0", timeout=10)

    def put(self, way: str, content: bytes) -> None:
        self._objects.put_object(Bucket="review", Key=f"drop/{way}", Body=content)

    def configured(self, **changes: Any) -> dict[str, Any]:
        told = {"kind": "s3", "bucket": "review", "folder": "drop", "endpoint": f"http://127.0.0.1:{self.wire.port}"}
        return told | {"key_variable": "TEST_S3_KEY", "secret_variable": VARIABLE, "allow_unencrypted": True} | changes

    def close(self) -> None:
        super().close()
        requests.post(f"{self._url}/moto-api/reset-auth", data=b"inf", timeout=10)
        self._server.stop()


SERVERS: dict[str, type[Server]] = {one.kind: one for one in (SftpServer, HttpServer, HttpsServer, S3Server)}
