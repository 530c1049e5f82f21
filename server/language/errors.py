"""What is raised about a pack's words."""


class PatternError(ValueError):
    """A pattern is not well formed; the message says what and, in characters from 1, where."""
