"""Reviews an export of sent replies: ``job`` runs it, ``worker`` reads the replies, ``tally`` counts, ``tables`` shows."""
