"""How the customer feels: emotion, intensity, urgency and signals, with the words that gave it away."""

from server.language.model import Trend
from server.language.mood.reader import UPSET, MoodReader

__all__ = ["UPSET", "MoodReader", "Trend"]
