"""A receipt for each submission, once, in the office's language, with counts and nothing of a person."""

import email
import email.policy

import pytest

import resources.warehouse.store as store
from assets.steps.cases.check import check_cases
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receipts import write_receipts
from assets.steps.submissions.receive import receive
from assets.steps.submissions.submission_reference import submission_reference
from resources.home import Home
from resources.stores import open_stores
from tests.lib.submissions.faulty_workbooks import OFFICE, victim, workbook
from tests.lib.submissions.files import YEAR

CANARY = "Zyxwvutcanary4711"


@pytest.fixture
def stores(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "is_at_its_newest", lambda connection: False)
    monkeypatch.setattr(store, "migrate", lambda connection, metadata: metadata.create_all(connection))
    return open_stores(Home(tmp_path))


def deliver(stores, name, content, office=OFFICE, file="office.xlsx"):
    folder = stores.home.drop / str(YEAR) / office / name
    folder.mkdir(parents=True)
    (folder / file).write_bytes(content)


def made(faulty=(), language="es"):
    rows = [victim(number, **({"sex": CANARY} if number in faulty else {})) for number in range(12)]
    return workbook({"trafficking": rows}, language)[0].content


def run(stores, office=OFFICE):
    receive(stores, YEAR, [office])
    read_submissions(stores, YEAR, [office])
    for form in stores.contract.forms:
        check_cases(stores, form, YEAR, [office])
    return write_receipts(stores, YEAR, [office])


def messages(stores):
    found = sorted(stores.home.outbox.glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]


def test_a_receipt_says_what_was_received_when_and_what_to_mend_first_in_the_offices_language(stores):
    deliver(stores, "2013-01-10-1", made(faulty=(3, 5)))
    assert run(stores) == 1
    (message,) = messages(stores)
    (row,) = stores.register.rows(YEAR, OFFICE)
    text = message.get_content()
    assert message["Subject"] == f"Se recibió su envío: {OFFICE} {YEAR}"
    assert (message["X-Review-Office"], message["Content-Language"], message["To"]) == (OFFICE, "es", None)
    assert "Fecha en el nombre del envío: 2013-01-10" in text
    assert f"Referencia: {submission_reference(stores.key, row.digest)}" in text
    assert "- Trata: Filas leídas 12, Filas aceptadas 12, Filas retenidas 0, Hallazgos" in text
    assert "- 2 × Trata:" in text.partition("Qué corregir primero:")[2]
    assert "Nunca vuelva a contactar a la persona" in text


def test_no_value_no_place_and_no_name_of_a_file_stands_in_a_receipt(stores):
    deliver(stores, "2013-01-10-1", made(faulty=(3,)), file=f"{CANARY}.xlsx")
    run(stores)
    (path,) = stores.home.outbox.glob("*.eml")
    assert CANARY not in path.read_text(encoding="utf-8") + path.name
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_receipt_is_written_once_even_where_a_mail_program_has_taken_it_away(stores):
    deliver(stores, "2013-01-10-1", made())
    assert run(stores) == 1
    for path in stores.home.outbox.glob("*.eml"):
        path.unlink()
    assert run(stores) == 0
    assert messages(stores) == []


def test_a_refusal_a_repetition_and_a_submission_overtaken_each_have_their_receipt(stores):
    first = made(language="fr")  # made once: the bytes of a workbook hold the time
    deliver(stores, "2013-01-10-1", first)
    deliver(stores, "2013-01-10-2", first)
    deliver(stores, "2013-01-11-1", made(faulty=(1,), language="fr"))
    deliver(stores, "2013-01-12-1", b"no workbook", file="office.xlsx")
    assert run(stores) == 4
    texts = [message.get_content() for message in messages(stores)]
    assert "Un envoi ultérieur de votre bureau l'a remplacé" in texts[0]
    assert "les mêmes fichiers que le précédent" in texts[1]
    assert "Que corriger d'abord" in texts[2]
    assert "L'envoi n'a pas pu être lu" in texts[3] and "reste valable" in texts[3]


def test_an_import_of_headquarters_and_records_without_a_country_get_none(stores):
    deliver(stores, "import-ctdc_2021-1-0123456789ab", made())
    assert run(stores) == 0
    deliver(stores, "1", made(), office="XXX")
    assert run(stores, "XXX") == 0
    assert not stores.home.outbox.exists()


def test_a_receipt_that_a_version_before_named_by_the_digest_is_not_written_again(stores):
    deliver(stores, "2013-01-10-1", made())
    deliver(stores, "2013-01-11-1", made(faulty=(1,)))
    run(stores)
    former, unsent = (
        f"receipt-{OFFICE}-{YEAR}-{row.submission_no}-{row.digest[:12]}.eml" for row in stores.register.rows(YEAR)
    )
    now = sorted(path.name for path in stores.home.outbox.glob("*.eml"))
    for name in now:
        (stores.home.outbox / name).unlink()
    (stores.home.outbox / unsent).write_bytes(b"not sent yet")
    (stores.home.outbox / ".written").write_text(f"{former}\n{unsent}\n")
    assert run(stores) == 1
    assert [path.name for path in stores.home.outbox.glob("*.eml")] == now[1:]
    assert sorted((stores.home.outbox / ".written").read_text().split()) == now
    assert run(stores) == 0


def test_the_same_submission_gives_the_same_bytes(stores, tmp_path):
    deliver(stores, "2013-01-10-1", made(faulty=(3,)))
    run(stores)
    first = [path.read_bytes() for path in stores.home.outbox.glob("*.eml")]
    (stores.home.outbox / ".written").write_text("")
    run(stores)
    assert [path.read_bytes() for path in stores.home.outbox.glob("*.eml")] == first
