"""The data library: imported and recorded market data in Parquet files, read through DuckDB and Arrow.

The truth is immutable Parquet parts and one manifest that lists them (:mod:`terminal.stores.manifest`). Whoever reads
takes the manifest as it is and needs no lock; whoever writes replaces it whole, under one.
"""
