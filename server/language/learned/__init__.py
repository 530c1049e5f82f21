"""The second stage of a review: a small classifier for blunt or pitying sentences that no rule foresaw."""

PACK = "learned"
