"""How commands say that something could not be done."""

COULD_NOT, CALLED_WRONGLY, NOT_RUNNING = 1, 2, 3


class CommandError(Exception):
    """Something a person can mend: ``str(problem)`` says what happened and what to do next; ends the command."""

    def __init__(self, message: str, exit_code: int = COULD_NOT) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def not_running() -> CommandError:
    """The agent was asked for something and does not answer."""
    return CommandError("Alongside is not running. Start it from your apps, or run `alongside`.", NOT_RUNNING)
