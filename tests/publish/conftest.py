import pytest

from tests import samples


@pytest.fixture(scope="session")
def sichuan():
    """21 cities, two of which tie."""
    return samples.assessed("sichuan-land-2011")


@pytest.fixture(scope="session")
def five_scheme(five):
    """The scheme of the five units."""
    return five.scheme


@pytest.fixture(scope="session")
def marked(five_scheme):
    """19 units whose every word and number bears a mark; see `canaries`."""
    from tests.publish import canaries

    return canaries.assessed(five_scheme)
