"""Discovery, validation and lifecycle of panels and plugins."""
