"""Harper, a grammar and spelling checker, as judge: what the engine writes has no problem that was not there before.

A fill-in ([[…]]) is a gap that the agent fills; words that fit its place stand in for it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from harper import Linter

import phrases
from server.language.engine import Engine
from server.packs.model import Rule
from server.packs.read import read_pack

DRAFTS = Path(__file__).parents[2] / "training" / "drafts.jsonl"
RULE_PACKS = sorted((phrases.FOLDER / "rules").glob("*.yaml"))

# What is put for a fill-in, by the words before it; the first that fits.
FILLERS = tuple(
    (re.compile(rf"(?:{before})\s*$", re.IGNORECASE), words)
    for before, words in (
        (r"(?:^|[.?!:;—–-])", "I can call the depot"),
        (r"\b(?:so that|that way,?|because|what happened)", "we can call the depot"),
        (r"\b(?:carefully|you wrote),? and", "I am calling the depot"),
        (r"\b(?:happen again), I", "called the depot"),
        (
            r"\b(?:could you|can|could|will|to|I['’]ll|we['’]ll|lets me|I will|we will|do is|instead is|step is)",
            "call the depot",
        ),
        (r"\b(?:now), and", "I can call the depot"),
        (r"\b(?:I['’]m|I am|we['’]re|we are|starting with)", "calling the depot"),
        (r"\b(?:by|until)", "noon"),
        (r"\b(?:on|does|would)", "Monday"),
        (r"\bIt", "helps us"),
        (r"\breach me at", "this number"),
        (r"", "the receipt"),
    )
)
_FILL_IN = re.compile(r"\[\[.*?\]\]")

OWN_DRAFTS = (
    "Hi Ann, sorry for the inconvenience. There's nothing we can do about the fee, it's our policy. Thanks, Jo",
    "Hello Mr Lee,\n\nAs I said before, you must send the form by Friday, otherwise the case is closed.\n\nRegards, Kim",
    "You should have read the terms before you ordered. The lamp can't go back now.",
    "Calm down, please. The money left on 3 May and it takes five days.",
    "I'm so sorry you feel that way, but that's how the system works, so please wait.",
    "We understand your frustration. We apologise for any inconvenience caused and value your patience.",
    "That's terrible! Poor you. I'd be furious as well. Your parcel is in Leeds.",
    "Obviously the code has run out. You need to ask for a new one on the page.",
    "You failed to cancel in time, so the 12 pounds stay charged.",
    "It's not our fault, the courier lost it. Contact them.",
    "Nobody else has this problem, so it must be your phone. Have you tried turning it off and on?",
    "Unfortunately, we cannot help with that; you'll have to call the bank.",
    "I already told you twice that the part is not in stock, and I can't make it come faster.",
    "Your call is important to us. A member of our team will get back to you as soon as possible.",
    "With all due respect, you did not follow the steps in the manual.",
    "Don't worry about it, it's only a small scratch and you'll hardly see it.",
    "To be honest, there is no record of your call. Are you sure you rang us?",
    "You can't return it, period. The seal is broken, and the rules are clear.",
    "sorry for the trouble!! we are looking in to it, pls be patient. rgds sam",
    "I was devastated to read about your holiday. Words fail me. The refund of £412.50 is on its way.",
    "We're sorry if anything we said upset you. The invoice is correct, as you can see on page 2.",
    "That is simply not possible. You have to wait until the 14th like everybody else.",
    "Per our policy, we do not refund opened items. Please refer to section 4 of the terms.",
    "Hi team, as stated in my last mail, the export works as designed. Read the docs first.",
    "You are the only one who complained, Dana. The food was fine for the others.",
    "I have no idea why it broke. It's above my pay grade, so I can't say.",
    "Please note that you need to restart the router, and then you must not touch it for ten minutes.",
    "I hear you, and I totally get it, but my hands are tied on this one.",
    "Thank you for your feedback, we take it very seriously and strive to do better.",
    "At the end of the day it's your responsibility to keep the password safe.",
    "We regret any distress. The technician could not find your house because you gave the wrong number.",
    "I'm afraid that's the way it is. If you don't like it, you may take your business elsewhere.",
    "Relax, the payment only shows twice. It will drop off the statement in a few days.",
    "- Sorry about that\n- You must update the app\n- Then it works",
    "I can see how annoying it is to wait, and I've asked the depot to ring you by noon.",
    "Your ticket has been escalated. Rest assured that we are working tirelessly to fix it.",
)


def filled(text: str) -> str:
    """The text with every fill-in filled."""
    while match := _FILL_IN.search(text):
        before = text[: match.start()]
        words = next(words for pattern, words in FILLERS if pattern.search(before))
        opens = not before.strip() or before.rstrip()[-1] in ".?!"
        text = before + (words[0].upper() + words[1:] if opens else words) + text[match.end() :]
    return text


Problems = Counter[tuple[str, str]]


@cache
def linter() -> Linter:
    return Linter()


@cache
def problems(text: str) -> Problems:
    """Harper's lints of a text, by kind and words; remembered, because Harper is slow and many texts come again."""
    return Counter((lint.lint_kind, lint.problem_text) for lint in linter().lint(filled(text)))


def new_problems(before: str, after: str) -> list[tuple[str, str]]:
    """What Harper says of ``after`` and does not say of ``before``."""
    return sorted((problems(after) - problems(before)).keys())


# Where Harper is wrong: the kind and words of the lint, and the words around them. Each must still be needed.
WRONG = {
    (
        "WordChoice",
        "find out",
    ): r"\bfind out (?:together )?(?:and|what|who|why|how|when|where)\b",  # it wants “find what happened”
    ("WordChoice", "new"): r"\banything new comes up\b",  # it wants “knew”
    ("WordChoice", "you"): r"\bput this right for you myself\b",  # it wants “your”
    ("Agreement", "is"): r"\b[Ww]hat (?:I|we) can tell you is\b",  # the subject is the clause, not “you”
}


def complaints(before: str, after: str) -> list[str]:
    """The same, in a line each, without those where Harper is wrong."""
    return [
        f"{kind} {words!r} in {after!r} (from {before!r})"
        for kind, words in new_problems(before, after)
        if not ((kind, words) in WRONG and re.search(WRONG[kind, words], filled(after)))
    ]


def rules() -> Iterator[Rule]:
    for path in RULE_PACKS:
        yield from read_pack(path).rules


def results(engine: Engine, before: str, customer: str | None = None) -> Iterator[str]:
    """Everything the agent could be offered for a draft: each suggestion alone, and the rewrite."""
    review = engine.review(before, customer)
    for finding in review.findings:
        for option in finding.replacements:
            yield before[: option.start] + option.text + before[option.end :]
    yield review.rewrite.text


def test_fill_ins_are_filled_with_words_that_fit() -> None:
    assert filled("I'll [[what you will do next]] by [[when]].") == "I'll call the depot by noon."
    assert filled("Here is what I can do: [[what you can do]].") == "Here is what I can do: I can call the depot."
    assert filled("Could you send me [[what you need]]? [[the first step]]") == (
        "Could you send me the receipt? I can call the depot"
    )


def test_the_judge_judges() -> None:
    """Otherwise the tests below would prove nothing."""
    assert new_problems("We will check it.", "We will will check it.")
    assert new_problems("We will check it.", "we will chekc it.")
    assert not new_problems("We will chekc it.", "Soon we will chekc it.")
    assert complaints("It is late.", "It is a old.")


def test_what_the_packs_promise() -> None:
    found = [
        complaint
        for rule in rules()
        for example in rule.examples
        if example.after is not None
        for complaint in complaints(example.before, example.after)
    ]
    assert found == []


def test_every_suggestion_for_every_example(engine: Engine) -> None:
    found = [
        complaint
        for rule in rules()
        for example in rule.examples
        for result in results(engine, example.before)
        for complaint in complaints(example.before, result)
    ]
    assert found == []


def test_what_harper_gets_wrong_is_still_needed() -> None:
    """An entry nothing needs any more could hide a mistake of ours."""
    texts = [example.after for rule in rules() for example in rule.examples if example.after]
    needed = {
        entry for text in texts for entry in problems(text) if entry in WRONG and re.search(WRONG[entry], filled(text))
    }
    assert needed == set(WRONG)


def test_rewritten_drafts(engine: Engine) -> None:
    found = []
    for line in DRAFTS.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        draft = entry["draft"]
        rewritten = {engine.review(draft, customer).rewrite.text for customer in (None, entry["customer_message"])}
        found += [f"{entry['id']}: {c}" for text in rewritten for c in complaints(draft, text)]
    assert found == []


@pytest.mark.parametrize("draft", OWN_DRAFTS)
def test_drafts_of_many_kinds(draft: str, engine: Engine) -> None:
    customer = "I have called three times now and my parcel is still not here. This is really frustrating."
    found = [
        complaint
        for about in (None, customer)
        for result in results(engine, draft, about)
        for complaint in complaints(draft, result)
    ]
    assert found == []
