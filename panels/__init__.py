"""Bundled dockable panels, found through their manifests."""
