"""What a search finds, and in which order."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.library.library import Library
from server.library.search import CANDIDATES, COUNTED, Filter
from tests.library.conftest import Clock, Titles


def fill(library: Library, *entries: Mapping[str, object]) -> list[str]:
    return [snippet.id for snippet in library.add_many({"title": "?", "body": "?", **entry} for entry in entries)]


@pytest.fixture
def some(library: Library) -> list[str]:
    return fill(
        library,
        {"title": "Late order", "body": "You planned around Friday.", "shortcut": ";late", "tags": ["delivery"]},
        {"title": "Refund sent", "body": "The refund of your order left us.", "folder": "Money/Refunds"},
        {"title": "Password reset", "body": "I sent a link; it may arrive late.", "situations": ["cannot-log-in"]},
        {"title": "Café closed", "body": "Das Café hat zu.", "language": "de"},
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("late", ["Late order", "Password reset"]),  # title before body
        ("LATE", ["Late order", "Password reset"]),
        ("la", ["Late order", "Password reset"]),  # still being typed
        ("order late", ["Late order"]),  # all words, in any order
        ("refunds", ["Refund sent"]),  # other endings
        ("refunding", ["Refund sent"]),
        (";late", ["Late order", "Password reset"]),
        ("delivery", ["Late order"]),  # a tag
        ("log in", ["Password reset"]),  # a situation
        ("money", ["Refund sent"]),  # a folder
        ("cafe", ["Café closed"]),  # accents do not matter
        ("CAFÉ", ["Café closed"]),
        ("planned around", ["Late order"]),
    ],
)
@pytest.mark.usefixtures("some")
def test_words_are_found(titles: Titles, query: str, expected: list[str]) -> None:
    assert titles(query) == expected


@pytest.mark.parametrize(
    ("query", "corrected", "expected"),
    [
        ("refnud", "refund", ["Refund sent"]),  # swapped
        ("pasword", "password", ["Password reset"]),  # missing
        ("passsword", "password", ["Password reset"]),  # extra
        ("oreer", "order", ["Late order", "Refund sent"]),  # wrong
        ("delivrey", "delivery", ["Late order"]),
        ("refnud order", "refund order", ["Refund sent"]),
        ("passw", None, ["Password reset"]),  # right so far
        ("pasw", "password", ["Password reset"]),  # wrong so far
    ],
)
@pytest.mark.usefixtures("some")
def test_mistyped_words_are_mended(library: Library, query: str, corrected: str | None, expected: list[str]) -> None:
    result = library.search(query)
    assert [snippet.content.title for snippet in result.snippets] == expected
    assert result.corrected == corrected


@pytest.mark.usefixtures("some")
def test_when_not_all_words_are_there_some_will_do(library: Library) -> None:
    result = library.search("refund elephant")
    assert [snippet.content.title for snippet in result.snippets] == ["Refund sent"]


@pytest.mark.parametrize("query", ["elephant", "xyzzy plugh", "the quick brown fox"])
@pytest.mark.usefixtures("some")
def test_nothing_is_found_when_nothing_fits(library: Library, query: str) -> None:
    result = library.search(query)
    assert (result.snippets, result.total, result.corrected) == ((), 0, None)


@pytest.mark.parametrize("query", ["", "  ", '"', "*", "(", '"*(', "-", "; ;"])
@pytest.mark.usefixtures("some")
def test_without_words_everything_is_shown(library: Library, query: str) -> None:
    assert library.search(query).total == 4


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_can_be_searched(library: Library, query: str) -> None:
    if not library.count():
        fill(library, {"title": "Late order", "body": "a b c"})
    assert library.search(query, situation=query, emotion=query, only=Filter(folder=query)).total in (0, 1)


@given(
    st.lists(st.sampled_from(["late", "order", "NOT", "OR", "AND", "NEAR", '"', "*", "^", ":", "{title}", "é"])).map(
        " ".join
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_search_syntax_means_nothing(library: Library, query: str) -> None:
    if not library.count():
        fill(library, {"title": "Late order", "body": "not or and near e title"})
    assert library.search(query).total == 1


# Order -------------------------------------------------------------------------------------------------------------------


def test_the_exact_shortcut_comes_first(library: Library, titles: Titles) -> None:
    fill(library, {"title": "Ref", "body": "ref ref ref"}, {"title": "Money is back", "shortcut": ";ref"})
    assert titles("ref") == ["Money is back", "Ref"]
    assert titles(";ref") == ["Money is back", "Ref"]


def test_a_title_that_starts_with_the_words_comes_first(library: Library, titles: Titles) -> None:
    fill(library, {"title": "About a late order"}, {"title": "Late order again"}, {"title": "Order that is late"})
    assert titles("late order") == ["Late order again", "About a late order", "Order that is late"]


def test_what_is_used_comes_first_among_equals(library: Library, titles: Titles) -> None:
    ids = fill(library, {"title": "Refund one"}, {"title": "Refund two"}, {"title": "Refund three"})
    for snippet_id, uses in zip(ids, (1, 5, 0), strict=True):
        for _ in range(uses):
            library.used(snippet_id)
    assert titles("refund") == ["Refund two", "Refund one", "Refund three"]
    assert titles("") == ["Refund two", "Refund one", "Refund three"]


def test_recent_use_counts_more_than_old_use(library: Library, titles: Titles, clock: Clock) -> None:
    old, new = fill(library, {"title": "Refund old"}, {"title": "Refund new"})
    for _ in range(8):
        library.used(old)
    clock.on(days=120)
    library.used(new)
    assert titles("refund") == ["Refund new", "Refund old"]


def test_use_does_not_beat_a_much_better_match(library: Library, titles: Titles) -> None:
    _, often = fill(library, {"title": "Refund"}, {"title": "Hello", "body": "about your refund"})
    for _ in range(50):
        library.used(often)
    assert titles("refund") == ["Refund", "Hello"]


def test_what_fits_the_customer_comes_first_among_equals(library: Library, titles: Titles) -> None:
    fill(
        library,
        {"title": "Refund a"},
        {"title": "Refund b", "emotions": ["anger"]},
        {"title": "Refund c", "situations": ["charged-twice"]},
        {"title": "Other", "situations": ["charged-twice"], "emotions": ["anger"]},
    )
    assert titles("refund", situation="charged-twice", emotion="anger")[:3] == ["Refund c", "Refund b", "Refund a"]
    assert titles("", situation="charged-twice", emotion="anger") == ["Other", "Refund c", "Refund b", "Refund a"]
    suggested = library.suggest("charged-twice", "anger", limit=2)
    assert [snippet.content.title for snippet in suggested] == ["Other", "Refund c"]
    assert library.suggest("late-delivery", None) == ()
    assert library.suggest(None, None) == ()


@pytest.mark.usefixtures("some")
def test_everything_in_a_chosen_order(library: Library, titles: Titles) -> None:
    assert titles("", order="title") == ["Café closed", "Late order", "Password reset", "Refund sent"]
    library.update(library.search("refund").snippets[0].id, {"body": "newer"})
    assert titles("", order="newest")[0] == "Refund sent"


# Narrowing and paging ----------------------------------------------------------------------------------------------------


def test_only_this_folder_with_those_inside(library: Library, titles: Titles) -> None:
    fill(
        library,
        {"title": "one refund", "folder": "Money"},
        {"title": "two refund", "folder": "Money/Back"},
        {"title": "three refund", "folder": "Moneybags"},
        {"title": "four refund"},
    )
    for query in ("", "refund"):
        assert sorted(titles(query, only=Filter(folder="Money"))) == ["one refund", "two refund"]
        assert titles(query, only=Filter(folder="")) == ["four refund"]
        assert titles(query, only=Filter(folder="Money/Back")) == ["two refund"]
    assert library.folders() == [("", 1), ("Money", 1), ("Money/Back", 1), ("Moneybags", 1)]


def test_only_this_step_tag_and_origin(library: Library, titles: Titles) -> None:
    fill(
        library,
        {"title": "A refund", "steps": ["own"], "tags": ["x"]},
        {"title": "B refund", "steps": ["solve"], "tags": ["x", "y"]},
    )
    assert titles("refund", only=Filter(step="own")) == ["A refund"]
    assert titles("", only=Filter(tag="y")) == ["B refund"]
    assert titles("refund", only=Filter(step="own", tag="y")) == []
    assert sorted(titles("refund", only=Filter(origin="mine"))) == ["A refund", "B refund"]
    assert titles("refund", only=Filter(origin="core")) == []
    assert library.tags() == [("x", 2), ("y", 1)]


@pytest.mark.parametrize("query", ["", "refund"])
def test_pages_do_not_overlap_and_miss_nothing(library: Library, titles: Titles, query: str) -> None:
    fill(library, *({"title": f"Refund {number}", "situations": ["s"] if number % 3 else []} for number in range(50)))
    pages = [titles(query, limit=20, offset=offset, situation="s") for offset in (0, 20, 40, 60)]
    assert [len(page) for page in pages] == [20, 20, 10, 0]
    assert len({title for page in pages for title in page}) == 50


def test_a_common_word_does_not_hide_the_best_hits(library: Library, titles: Titles) -> None:
    """Of many hits only some are ranked; the best title, the most used and the fitting ones are always among them."""
    filler = ({"title": f"Number {number}", "body": "about an order"} for number in range(COUNTED + 3 * CANDIDATES))
    fill(library, *filler)
    title, used, meant = fill(
        library,
        {"title": "Order here"},
        {"title": "Used much", "body": "an order too"},
        {"title": "Meant for it", "body": "an order too", "situations": ["late-delivery"]},
    )
    for _ in range(30):
        library.used(used)
    result = library.search("order", situation="late-delivery")
    assert {snippet.id for snippet in result.snippets[:3]} == {title, used, meant}
    assert result.more
    assert result.total > COUNTED
