"""A result in the form asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terminal.domain.errors import UserError

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa


class ArrowTable:
    """A :class:`~terminal.sdk.data.Table` over Arrow columns."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    @classmethod
    def of(cls, frame: pl.DataFrame) -> ArrowTable:
        """From polars, without a copy."""
        return cls(frame.to_arrow())

    def arrow(self) -> pa.Table:
        """As an Arrow table."""
        return self.table

    def polars(self) -> pl.DataFrame:
        """As a ``polars.DataFrame``."""
        import polars as pl

        return pl.DataFrame(self.table)

    def pandas(self) -> Any:
        """As a ``pandas.DataFrame``.

        Raises:
            UserError: pandas is not installed; it is no part of the terminal.
        """
        try:
            return self.table.to_pandas()
        except ModuleNotFoundError as error:
            raise UserError(f"a pandas frame was asked for, and {error.name} is not installed; use polars()") from error
