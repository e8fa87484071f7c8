"""A local Spark session, started once; skipped with the reason where Java is missing."""

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from gkeval.engines import host


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason='PySpark is not installed: pip install "gkeval[spark]"')
    java = shutil.which("java")
    if java is None:
        pytest.skip("Spark needs Java 17 or later, and there is none on this machine")
    subprocess.run([java, "-version"], check=True, capture_output=True)
    session = host("spark").anchor
    yield session
    session.stop()
