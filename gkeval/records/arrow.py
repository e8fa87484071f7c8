"""Arrow tables as they come → Arrow tables and frames that say the same in parts and as a whole.

Parquet files of newer writers hold views of texts, which not every step knows; and pandas makes
floats of the whole numbers in a list or structure where another row of the same part has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa


def without_views(held: pa.Table) -> pa.Table:
    """Return a table whose texts and bytes are stored as such, also those within lists.

    Examples
    --------
    >>> import pyarrow as pa
    >>> held = pa.table({"unit": pa.array(["A"], pa.string_view())})
    >>> without_views(held).schema.field("unit").type
    DataType(large_string)
    """
    import pyarrow as pa

    wanted = pa.schema([column.with_type(_stored(column.type)) for column in held.schema])
    return held if wanted.equals(held.schema) else held.cast(wanted)


def to_frame(held: pa.Table) -> pd.DataFrame:
    """Return a table in pandas; lists, structures and maps as Python has them.

    Examples
    --------
    >>> import pyarrow as pa
    >>> to_frame(pa.table({"n": pa.array([[1, 2], [3, None]])}))["n"].tolist()
    [[1, 2], [3, None]]
    """
    from pyarrow import nulls, types

    held = without_views(held)
    nested = [place for place, kind in enumerate(held.schema.types) if types.is_nested(kind)]
    plain = held
    for place in nested:
        plain = plain.set_column(place, held.field(place).name, nulls(held.num_rows))
    frame: pd.DataFrame = plain.to_pandas(date_as_object=False, ignore_metadata=True)
    for place in nested:
        objects = pd.Series(held.column(place).to_pylist(), dtype=object)
        frame.isetitem(place, objects.to_numpy())
    return frame


def _stored(kind: Any) -> Any:
    """Return a type without views, in whatever it is nested."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_string_view(kind):
        return pa.large_string()
    if types.is_binary_view(kind):
        return pa.large_binary()
    if types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _stored(kind.value_type), kind.ordered)
    if types.is_list(kind):
        return pa.list_(_stored(kind.value_type))
    if types.is_large_list(kind):
        return pa.large_list(_stored(kind.value_type))
    if types.is_map(kind):
        return pa.map_(_stored(kind.key_type), _stored(kind.item_type))
    if types.is_struct(kind):
        return pa.struct([field.with_type(_stored(field.type)) for field in kind])
    return kind
