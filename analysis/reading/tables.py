"""Tables, a row an article: ``.csv``, ``.tsv``, ``.xlsx``, ``.parquet``."""

from .delimited import divide_rows, read_delimited
from .parquet import read_parquet
from .workbooks import read_workbook

__all__ = ["divide_rows", "read_delimited", "read_parquet", "read_workbook"]
