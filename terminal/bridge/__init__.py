"""The only importer of the Rust core."""
