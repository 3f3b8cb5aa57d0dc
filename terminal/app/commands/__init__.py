"""The sub-commands of `plimsoll`, one module each, imported only when used."""
