"""``alongside`` and ``alongside serve``: the long-running programs."""
