"""The list of built-in schemes."""

import gkeval as gk


def test_the_list_holds_what_the_schemes_say():
    table = gk.schemes().set_index("scheme")
    assert {"sichuan-land-2011", "ningxia-2017"} <= set(table.index)
    sichuan = table.loc["sichuan-land-2011"]
    assert sichuan["points"] == 100
    assert sichuan["indicators"] == 5
    assert sichuan["points_from"] == "printed"
    assert sichuan["period"] == "2011-01-01–2011-12-31"
    assert sichuan["groups"] == "city"
    assert sichuan["fingerprint"] == gk.load_scheme("sichuan-land-2011").fingerprint
    assert table.loc["ningxia-2017", "groups"] == "city;county;department"
    assert list(table.index) == sorted(table.index)
