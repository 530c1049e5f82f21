import assert from "node:assert/strict";
import { test } from "node:test";
import { diffWords, leftOut } from "../../extension/shared/diff.js";

const side = (parts, gone) => parts.filter(({ op }) => op !== gone).map(({ text }) => text).join("");

test("words that stay are kept apart from words that change", () => {
  assert.deepEqual(diffWords("We are sorry for the delay today.", "We can see what the delay cost you today."), [
    { op: "same", text: "We " },
    { op: "removed", text: "are sorry for" },
    { op: "added", text: "can see what" },
    { op: "same", text: " the delay" },
    { op: "added", text: " cost you" },
    { op: "same", text: " today." },
  ]);
});

test("a single word between two changes does not break them apart", () => {
  assert.deepEqual(diffWords("You must send it", "Could you post it"), [
    { op: "removed", text: "You must send" },
    { op: "added", text: "Could you post" },
    { op: "same", text: " it" },
  ]);
});

test("nothing in common is one replacement", () => {
  assert.deepEqual(diffWords("How awful", "I see"), [
    { op: "removed", text: "How awful" },
    { op: "added", text: "I see" },
  ]);
});

test("leaving words out and putting words in", () => {
  assert.deepEqual(diffWords("Gone now", ""), [{ op: "removed", text: "Gone now" }]);
  assert.deepEqual(diffWords("", "Here"), [{ op: "added", text: "Here" }]);
  assert.deepEqual(diffWords("Same", "Same"), [{ op: "same", text: "Same" }]);
  assert.deepEqual(diffWords("", ""), []);
});

test("a contraction is one word, an emoji is never cut in half", () => {
  assert.deepEqual(diffWords("I'm sad 😢!", "I'm glad 😀!"), [
    { op: "same", text: "I'm " },
    { op: "removed", text: "sad 😢" },
    { op: "added", text: "glad 😀" },
    { op: "same", text: "!" },
  ]);
});

test("any two texts: both sides can be put together again", () => {
  let seed = 7;
  const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const words = ["we", "see", "that", "sorry", "you", "paid", ".", ",", "\n", " ", "  ", "😀", "don't", "שלום", "é"];
  const text = () => Array.from({ length: next(40) }, () => words[next(words.length)]).join(next(2) ? " " : "");
  for (let i = 0; i < 500; i++) {
    const [before, after] = [text(), text()];
    const parts = diffWords(before, after);
    assert.equal(side(parts, "added"), before);
    assert.equal(side(parts, "removed"), after);
  }
});

test("texts too different to compare are still shown whole", () => {
  const before = Array.from({ length: 4000 }, (_, i) => `a${i}`).join(" ");
  const after = Array.from({ length: 4000 }, (_, i) => `b${i}`).join(" ");
  const parts = diffWords(before, after);
  assert.equal(side(parts, "added"), before);
  assert.equal(side(parts, "removed"), after);
});

test("words that are only taken out, without the letter that becomes a capital", () => {
  assert.equal(leftOut("I understand your frustration but y", "Y"), "I understand your frustration but");
  assert.equal(leftOut(" sorry for the inconvenience. W", " w"), "sorry for the inconvenience.");
  assert.equal(leftOut(", to be honest,", ","), "to be honest");
  assert.equal(leftOut("Rest assured. ", ""), "Rest assured.");
  assert.equal(leftOut("As said, 𝒜", "𝒜"), "As said");
});
