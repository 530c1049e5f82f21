"""Which of the snippets that fit a conversation are shown beside it."""

from collections.abc import Sequence

from server.coaching.model import Prompts
from server.library.model import StoredSnippet

CANDIDATES = 60
"""So many fitting snippets are weighed against what the draft lacks."""


def choose(
    snippets: Sequence[StoredSnippet], prompts: Prompts, situation: str | None, emotion: str, most: int
) -> list[StoredSnippet]:
    """Of snippets that fit (best first), those that this reply needs: for its situation, and for a step it lacks."""

    def worth(snippet: StoredSnippet, place: int) -> float:
        content, needed = snippet.content, prompts.steps
        urgency = max((len(needed) - needed.index(step) for step in content.steps if step in needed), default=0)
        return (
            2.0 * (situation in content.situations)
            + 1.0 * (emotion in content.emotions)
            + (1.5 + 0.25 * urgency if urgency else 0.0)
            - 0.01 * place
        )

    ranked = sorted(enumerate(snippets), key=lambda item: worth(item[1], item[0]), reverse=True)
    return [snippet for _, snippet in ranked[:most]]
