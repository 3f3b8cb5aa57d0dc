"""Bundled plugins, found by their manifests."""
