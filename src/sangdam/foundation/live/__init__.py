"""Telling open screens what happened, at once: server-sent events out of the table of events."""
