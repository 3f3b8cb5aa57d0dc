"""Histories and states kept behind sdk ports."""
