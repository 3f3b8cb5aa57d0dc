"""Whether the distributions that a plugin needs are installed, in a version that it can use."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from terminal.sdk.manifest import PluginManifest


def missing(manifest: PluginManifest) -> str:
    """What is not there and how to install it; empty where nothing is missing."""
    if not manifest.requires:
        return ""
    from packaging.requirements import Requirement

    wanting, wrong = [], []
    for words in manifest.requires:
        requirement = Requirement(words)
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            wanting.append(words)
            wrong.append(f"{words}, which is not installed")
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            wanting.append(words)
            wrong.append(f"{words}, but {requirement.name} {found} is installed")
    if not wrong:
        return ""
    install = " ".join(f"'{words}'" for words in wanting)
    return f"needs {'; '.join(wrong)}; install it with: pip install {install}"
