"""Practising hard conversations: scenarios and listening drills from packs, played, judged, and counted."""
