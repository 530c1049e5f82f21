"""Reads how a customer feels from their message, or from a thread of messages."""

import functools
from collections.abc import Sequence
from typing import get_args

from server.language.model import Emotion, Mood, Signal, Span, Trend
from server.language.mood.features import MAX_CHARS, Reader, Reading
from server.language.mood.weights import Scores, Weights

NEUTRAL = Mood("neutral", 0, False)
UPSET: frozenset[Emotion] = frozenset(("anger", "frustration", "disappointment", "anxiety", "sadness"))
EMOTIONS: tuple[Emotion, ...] = get_args(Emotion)
SIGNALS: tuple[Signal, ...] = get_args(Signal)

_EVIDENCE = 4
_EVIDENCE_LEAST = 0.25
_FOREIGN_FROM = 4
_FOREIGN_SHARE = 0.5
# A question about a flight is not urgent, nor is a let-down told calmly: time matters where somebody is pressed.
_PRESSED: frozenset[Emotion] = frozenset(("anger", "frustration", "anxiety", "sadness", "confusion"))
# Not words that gave a feeling away, only how the message is built.
_UNTELLING = frozenset(("polite-ask", "want", "give-info", "order-words", "but", "form-clock", "form-part"))


class MoodReader:
    """Reads moods. Safe to call from several threads; never raises on any text."""

    def __init__(self, weights: Weights | None = None) -> None:
        """``weights``: a model other than the one that ships."""
        self._weights = weights or Weights.load()
        self._reader = Reader(self._weights.lexicon)
        self._read = functools.lru_cache(maxsize=128)(self._read_text)

    def read(self, text: str) -> Mood:
        """Read one message. Quoted mail in it is left out; a message that is empty or not English is neutral.

        The offsets of ``evidence`` are code points into ``text``.
        """
        return self._read(text[:MAX_CHARS])

    def read_thread(self, messages: Sequence[str]) -> Mood:
        """Read a thread of one customer's messages, oldest first, to its last one.

        The feeling is the last message's. What the earlier ones told (a wait, money, a threat to leave) still holds, unless the
        customer is content by now; writing more than twice, upset again at the end, is a repeated contact. ``evidence``: offsets
        into the last message that is not empty.
        """
        moods = [self.read(message) for message in messages if message.strip()]
        if not moods:
            return NEUTRAL
        last = moods[-1]
        if last.emotion == "positive" or len(moods) == 1:
            return last
        said = {signal for mood in moods for signal in mood.signals if signal != "sarcasm"} | set(last.signals)
        if len(moods) > 2 and last.emotion in UPSET and sum(mood.emotion in UPSET for mood in moods) > 1:
            said.add("repeat-contact")
        urgent = any(mood.urgent for mood in moods)
        signals = tuple(signal for signal in SIGNALS if signal in said)
        return Mood(last.emotion, last.intensity, urgent, signals, last.evidence)

    def trend(self, messages: Sequence[str]) -> Trend:
        """Whether the customer grows more upset over a thread (oldest first), and since which message (index in it)."""
        levels = [(place, _level(self.read(message))) for place, message in enumerate(messages) if _telling(message)]
        if not levels:
            return Trend("steady", 0)
        at = len(levels) - 1
        while at and levels[at - 1][1] == levels[at][1]:
            at -= 1
        if not at:
            return Trend("steady", levels[0][0])
        rising = levels[at][1] > levels[at - 1][1]
        while at > 1 and levels[at - 1][1] != levels[at - 2][1] and (levels[at - 1][1] > levels[at - 2][1]) == rising:
            at -= 1
        return Trend("rising" if rising else "falling", levels[at][0])

    def _read_text(self, text: str) -> Mood:
        reading = self._reader.read(text)
        if not any(word[0].isalnum() for word in reading.tokens.words) and not any(
            name.endswith("-face") for name in reading.hits
        ):
            return NEUTRAL
        if self._foreign(reading):
            return NEUTRAL
        scores = self._weights.score(reading)
        column = self._weights.column
        signals = tuple(name for name in SIGNALS if scores[column["signal:" + name]] > 0)
        felt = [name for name in EMOTIONS if name != "positive" or "sarcasm" not in signals]  # mocked praise is none
        emotion = max(felt, key=lambda name: scores[column[name]])
        intensity = 0 if emotion == "neutral" else min(3, max(1, round(float(scores[column["intensity"]]))))
        urgent = emotion in _PRESSED and bool(scores[column["urgent"]] > 0)
        return Mood(emotion, intensity, urgent, signals, self._evidence(reading, emotion, signals, urgent, scores))

    def _foreign(self, reading: Reading) -> bool:
        words = [word for word in reading.tokens.words if word.isalpha()]
        known = sum(word in self._weights.near_rows or "w:" + word in self._weights.rows for word in words)
        return len(words) >= _FOREIGN_FROM and known < _FOREIGN_SHARE * len(words)

    def _evidence(
        self, reading: Reading, emotion: Emotion, signals: tuple[Signal, ...], urgent: bool, scores: Scores
    ) -> tuple[Span, ...]:
        """The cues that weighed most for what was read, as spans in order that do not overlap."""
        column = self._weights.column
        wanted = ["signal:" + name for name in signals] + (["urgent"] if urgent else [])
        rival = max((name for name in EMOTIONS if name != emotion), key=lambda name: scores[column[name]])
        weighed: list[tuple[float, int, int]] = []
        for name, (start, end) in reading.hits.items():
            if name in _UNTELLING:
                continue
            parts = [self._weights.part("cue:" + name, column[output]) for output in wanted]
            if emotion != "neutral":
                own = self._weights.part("cue:" + name, column[emotion])
                parts.append(own - self._weights.part("cue:" + name, column["neutral"]))
                parts.append(own - self._weights.part("cue:" + name, column[rival]))
            if emotion in UPSET:  # words of another unhappy feeling show that they are upset, if not how
                worst = max(self._weights.part("cue:" + name, column[other]) for other in UPSET)
                parts.append(0.5 * (worst - self._weights.part("cue:" + name, column["neutral"])))
            best = max(parts, default=0.0)
            if best >= _EVIDENCE_LEAST:
                weighed.append((best, start, end))
        taken: list[tuple[int, int]] = []
        for _, start, end in sorted(weighed, reverse=True):
            if len(taken) < _EVIDENCE and all(end <= before or start >= after for before, after in taken):
                taken.append((start, end))
        return tuple(Span(start, end, reading.text[start:end]) for start, end in sorted(taken))


def _level(mood: Mood) -> int:
    if mood.emotion in UPSET:
        return mood.intensity
    return -1 if mood.emotion == "positive" else 0


def _telling(message: str) -> bool:
    """Not "ok" and the like, which say nothing about where the mood is going."""
    return len(message.split()) > 2
