"""How an asset is told of: its grain, its source, what a replay does, and the columns of the table it fills."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from catalog.database import Table
from catalog.tables import ALL_TABLES
from pipeline.assets.columns import DESCRIPTIONS
from pipeline.assets.partitioned import FRESH, OWNERS

CODE_VERSION = "1"  # raise it where the same answers would give other rows
TABLES = {table._meta.table_name: table for table in ALL_TABLES}  # noqa: SLF001 - peewee's public name for it


def make_spec(
    name: str, *, group: str, deps: Iterable[str], tells: tuple[str, str, str], table: str | None = None
) -> dg.AssetSpec:
    """Describe an asset. ``tells`` is its grain, its source and what a replay does; ``table`` what it fills."""
    filled = table or name
    grain, source, replay = tells
    return dg.AssetSpec(
        name,
        group_name=group,
        deps=list(deps),
        description=f"{grain}\n\n**Source.** {source}\n\n**Replay.** {replay}",
        kinds={"postgres", "json"} if name.startswith("raw_") else {"postgres", "table"},
        owners=OWNERS,
        code_version=CODE_VERSION,
        freshness_policy=FRESH,
        metadata={"dagster/table_name": filled, "dagster/column_schema": _columns(TABLES[filled])},
    )


def _columns(table: type[Table]) -> dg.TableSchema:
    return dg.TableSchema(
        [
            dg.TableColumn(
                field.column_name,
                field.field_type.lower(),
                DESCRIPTIONS.get(field.column_name),
                dg.TableColumnConstraints(nullable=field.null),
            )
            for field in table._meta.sorted_fields  # noqa: SLF001 - the same
        ]
    )
