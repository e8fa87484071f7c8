"""Samples that many tests look at: read and assessed once per process.

Results are frozen; a test that would change a table of the records takes a copy.
"""

from functools import lru_cache

import gkeval as gk


@lru_cache
def read(name: str) -> gk.Records:
    """Records of a sample; rows with errors are set aside."""
    return gk.read_records(gk.sample(name), on_error="report")


@lru_cache
def assessed(name: str) -> gk.Assessment:
    """A sample under the scheme of its name."""
    return gk.assess(name, read(name))
