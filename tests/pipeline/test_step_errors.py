"""What leaves a step that fails: one sentence in the run's log and at its end, and nothing that a library said."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import dagster as dg
import pytest

from assets.steps.editions.freeze import FreezeError
from assets.steps.runtime.errors import StepError, redact_errors, redacted
from pipelines.run_year import _error_of, _was_interrupted
from resources.vault import VaultError
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS

pytestmark = IMPORTING_GREAT_EXPECTATIONS
CANARY = "Amina Otieno"
STEP = "step"


def _fail(error: Exception) -> NoReturn:
    try:
        raise KeyError(CANARY)
    except KeyError as before:
        raise error from before


def _run(error: Exception, *, as_generator: bool) -> dg.ExecuteInProcessResult:
    if as_generator:

        @dg.multi_asset(specs=[dg.AssetSpec("made")])
        @redacted(STEP)
        def made(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
            yield dg.MaterializeResult("made")
            _fail(error)

    else:

        @dg.asset(name="made")
        @redacted(STEP)
        def made(context: dg.AssetExecutionContext) -> None:
            _fail(error)

    return dg.materialize([made], raise_on_error=False)


@pytest.mark.parametrize("as_generator", [False, True])
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (KeyError(CANARY), f"{STEP}: an error of the program (KeyError): report it with this line"),
        (
            OSError(errno.ENOSPC, CANARY),
            f"{STEP}: the disk is full: free space, then run the same command again",
        ),
        (VaultError("the vault has no such entry"), f"{STEP}: the vault has no such entry"),
        (FreezeError("2012 is frozen"), "2012 is frozen"),
    ],
)
def test_a_failed_step_is_one_sentence_in_the_log_and_at_the_end(
    error: Exception, sentence: str, as_generator: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    result = _run(error, as_generator=as_generator)
    assert _error_of(result) == sentence
    failure = next(event for event in result.all_events if event.is_step_failure).step_failure_data.error
    assert failure is not None
    assert CANARY not in failure.to_string() + "".join(capfd.readouterr())
    if not isinstance(error, FreezeError):
        assert failure.cause is not None
        assert (failure.cause.cause, failure.cause.context) == (None, None)


def test_a_step_that_works_on_one_office_names_it(tmp_path: Path) -> None:
    with pytest.raises(StepError) as caught, redact_errors("cases/health", office="KEN"):
        raise KeyError(CANARY)
    assert str(caught.value) == (
        "cases/health: an error of the program (KeyError, office KEN): report it with this line"
    )
    assert caught.value.__cause__ is None


def test_a_run_that_was_interrupted_is_known_from_one_that_failed() -> None:
    @dg.asset(name="made")
    def made() -> None:
        raise KeyboardInterrupt

    assert _was_interrupted(dg.materialize([made], raise_on_error=False))
    assert not _was_interrupted(_run(KeyError(CANARY), as_generator=False))
