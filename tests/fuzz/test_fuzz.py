"""Problems or success, never another exception, never a hang, never more than the memory limit.

A short pass in the quick suite; `make fuzz` looks for FUZZ_MINUTES. What once failed stays in
corpus/: every file there is read again each time.
"""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import gkeval as gk
from gkeval.composite.coin import read_coin_tool
from tests.fuzz.shapes import record_files, scheme_files, workbook_files

CORPUS = Path(__file__).parent / "corpus"
MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
SECONDS_EACH = 20
GIGABYTES = 4
QUICK = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
LONG = settings(
    max_examples=10**9,
    derandomize=False,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
EXAMPLES = LONG if MINUTES else QUICK


class Enough(BaseException):
    """The time is over."""


@pytest.fixture(autouse=True, scope="module")
def warmed_up() -> None:
    """Load what the readers load on first use, which is no matter of a single input."""
    gk.check_scheme("sichuan-land-2011")
    gk.check_records(gk.sample("sichuan-land-2011"))


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """A memory limit, and a clock that each input winds up anew."""

    def late(*_: object) -> None:
        raise TimeoutError(f"an input took more than {SECONDS_EACH} seconds")

    kept = resource.getrlimit(resource.RLIMIT_DATA)
    now = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (now + (GIGABYTES << 30), kept[1]))
    before = signal.signal(signal.SIGALRM, late)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    resource.setrlimit(resource.RLIMIT_DATA, kept)


def scheme(content: bytes) -> None:
    signal.alarm(SECONDS_EACH)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "drawn.yaml"
        file.write_bytes(content)
        problems = gk.check_scheme(file)
        assert all(p.found and p.allowed and p.remedy for p in problems)
        if problems.errors:
            with pytest.raises(gk.InputError) as raised:
                gk.load_scheme(file)
            assert raised.value.problems == problems
        else:
            gk.describe(gk.load_scheme(file))
    signal.alarm(0)


def records(name: str, content: bytes) -> None:
    signal.alarm(SECONDS_EACH)
    with TemporaryDirectory() as folder:
        (Path(folder) / "units.csv").write_text("unit,group\nA,g\nB,g\n", "utf-8")
        (Path(folder) / name).write_bytes(content)
        read = gk.read_records(folder, on_error="report")
        assert all(p.found and p.allowed and p.remedy for p in read.problems)
        _ = read.fingerprint
    signal.alarm(0)


def workbook(content: bytes) -> None:
    signal.alarm(SECONDS_EACH)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "drawn.xlsx"
        file.write_bytes(content)
        read = gk.read_records(file, on_error="report")
        assert all(p.found and p.allowed and p.remedy for p in read.problems)
        with pytest.raises(gk.GkevalError):
            read_coin_tool(file)
    signal.alarm(0)


def drawn(files: object, check: Callable[..., None]) -> None:
    """Check drawn inputs; in the long run each of the three kinds has a third of the time."""
    began = time.monotonic()

    @EXAMPLES
    @given(files)
    def each(held: object) -> None:
        if MINUTES and time.monotonic() - began > MINUTES * 20:
            raise Enough
        check(*held) if isinstance(held, tuple) else check(held)

    with suppress(Enough):
        each()


def test_schemes():
    drawn(scheme_files(), scheme)


def test_records():
    drawn(record_files(), records)


def test_workbooks():
    drawn(workbook_files(), workbook)


READ = {
    ".yaml": lambda file: scheme(file.read_bytes()),
    ".csv": lambda file: records(file.name.split("@")[-1], file.read_bytes()),
    ".xlsx": lambda file: workbook(file.read_bytes()),
}


@pytest.mark.parametrize("file", sorted(CORPUS.iterdir()), ids=lambda file: file.name)
def test_what_once_failed(file: Path):
    READ[file.suffix](file)
