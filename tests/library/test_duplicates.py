"""Snippets that say the same are found; those that only look alike are not."""

from server.library.library import Library

LONG = (
    "Your parcel left our depot on Monday and should have been with you the day after. It was not, and I am finding out why. "
    "I will write to you before five today with where it is, and if it is lost I will send a new one the same evening."
)


def bodies(library: Library, *texts: str) -> list[set[str]]:
    library.add_many({"title": f"Snippet {number}", "body": text} for number, text in enumerate(texts))
    return [{snippet.content.body for snippet in group} for group in library.duplicates()]


def test_the_same_words_are_the_same(library: Library) -> None:
    copy = LONG.upper().replace(",", " –")
    assert bodies(library, LONG, copy, "Something else.") == [{LONG, copy}]


def test_one_word_changed_in_a_long_text_is_the_same(library: Library) -> None:
    changed = LONG.replace("Monday", "Tuesday")
    assert bodies(library, LONG, changed) == [{LONG, changed}]


def test_short_texts_that_differ_are_not_the_same(library: Library) -> None:
    assert bodies(library, "Your order is on its way.", "Your refund is on its way.", "On it.", "Done.") == []


def test_short_texts_that_are_equal_are_the_same(library: Library) -> None:
    assert bodies(library, "On it!", "on it") == [{"On it!", "on it"}]


def test_another_language_is_another_snippet(library: Library) -> None:
    library.add_many([{"title": "a", "body": "OK", "language": "en"}, {"title": "b", "body": "OK", "language": "de"}])
    assert library.duplicates() == []


def test_the_trash_does_not_count(library: Library) -> None:
    first, _ = library.add_many([{"title": "a", "body": LONG}, {"title": "b", "body": LONG}])
    library.delete(first.id)
    assert library.duplicates() == []


def test_the_one_used_most_leads_its_group(library: Library) -> None:
    _, second = library.add_many([{"title": "a", "body": LONG}, {"title": "b", "body": LONG}])
    library.used(second.id)
    assert [snippet.content.title for snippet in library.duplicates()[0]] == ["b", "a"]
