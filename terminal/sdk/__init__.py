"""The one surface that panels and plugins import."""
