import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, around, difference, follow, moveOffset, smallest } from "../../../extension/editors/marks.js";

/** A small seeded generator (mulberry32), so that a failure can be run again. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const pick = (next, list) => list[Math.floor(next() * list.length)];
const PIECES = ["a", "b", " ", "ll", "é", "👋", "🙌", "\n", "ab"];
const words = (next, most) => Array.from({ length: Math.floor(next() * most) }, () => pick(next, PIECES)).join("");
const change = (text, { start, removed }, added) => text.slice(0, start) + added + text.slice(start + removed);

test("the difference of two texts turns one into the other and cuts no surrogate pair", () => {
  const next = random(1);
  for (let i = 0; i < 3000; i++) {
    const before = words(next, 9);
    const after = words(next, 9);
    const found = difference(before, after, next() < 0.5 ? Math.floor(next() * (after.length + 1)) : undefined);
    if (before === after) {
      assert.equal(found, null);
      continue;
    }
    const added = after.slice(found.start, found.start + found.added);
    assert.equal(change(before, found, added), after);
    assert.ok(added.isWellFormed(), JSON.stringify([before, after, added]));
    assert.ok(before.slice(found.start, found.start + found.removed).isWellFormed());
  }
});

test("the caret tells which of two equal letters was typed", () => {
  assert.deepEqual(difference("all", "alll", 2), { start: 1, removed: 0, added: 1 });
  assert.deepEqual(difference("all", "alll", 4), { start: 3, removed: 0, added: 1 });
});

test("emoji that share their first half are replaced whole", () => {
  assert.deepEqual(smallest("a 👋 b", { start: 2, end: 4, text: "🙌" }), { start: 2, end: 4, text: "🙌" });
});

test("an edit is cut down to what differs", () => {
  assert.deepEqual(smallest("read our terms first", { start: 5, end: 14, text: "our conditions" }), { start: 9, end: 13, text: "condition" });
  assert.equal(smallest("same", { start: 0, end: 4, text: "same" }), null);
});

test("cutting an edit down never changes what comes out", () => {
  const next = random(2);
  for (let i = 0; i < 3000; i++) {
    const text = words(next, 9);
    const points = [0, text.length, ...[...text].reduce((at, c) => [...at, (at.at(-1) ?? 0) + c.length], [])].sort((a, b) => a - b);
    const [start, end] = [pick(next, points), pick(next, points)].sort((a, b) => a - b);
    const edit = { start, end, text: words(next, 4) };
    const small = smallest(text, edit);
    assert.equal(apply(text, small ? [small] : []), apply(text, [edit]));
  }
});

const MARK = { id: "m", start: 4, end: 9 };
const after = (start, removed, added) => follow([MARK], { start, removed, added }).map(({ start, end }) => [start, end]);

test("a mark follows edits before it, around it and inside it", () => {
  assert.deepEqual(after(0, 0, 3), [[7, 12]]);
  assert.deepEqual(after(0, 3, 0), [[1, 6]]);
  assert.deepEqual(after(9, 0, 3), [[4, 9]], "right behind: not joined");
  assert.deepEqual(after(4, 0, 3), [[7, 12]], "right before: not joined");
  assert.deepEqual(after(6, 0, 2), [[4, 11]], "inside: grows");
  assert.deepEqual(after(6, 2, 0), [[4, 7]], "inside: shrinks");
  assert.deepEqual(after(2, 4, 1), [[3, 6]], "front cut off");
  assert.deepEqual(after(7, 4, 1), [[4, 7]], "back cut off");
  assert.deepEqual(after(4, 5, 0), [], "gone");
  assert.deepEqual(after(0, 20, 7), [], "gone with everything");
});

test("a mark outside the edited stretch always keeps its words", () => {
  const next = random(3);
  for (let i = 0; i < 3000; i++) {
    const text = words(next, 12);
    const [a, b, c, d] = Array.from({ length: 4 }, () => Math.floor(next() * (text.length + 1))).sort((x, y) => x - y);
    const added = words(next, 3);
    for (const [mark, edit] of [
      [{ start: a, end: b }, { start: c, removed: d - c, added: added.length }],
      [{ start: c, end: d }, { start: a, removed: b - a, added: added.length }],
    ]) {
      if (mark.start === mark.end) continue;
      const [moved] = follow([mark], edit);
      assert.equal(change(text, edit, added).slice(moved.start, moved.end), text.slice(mark.start, mark.end));
    }
  }
});

test("offsets move with what stands behind them", () => {
  const typed = { start: 3, removed: 0, added: 2 };
  assert.equal(moveOffset(3, typed, "left"), 3);
  assert.equal(moveOffset(3, typed, "right"), 5);
  const replaced = { start: 3, removed: 4, added: 2 };
  assert.equal(moveOffset(2, replaced, "right"), 2);
  assert.equal(moveOffset(5, replaced, "right"), 5);
  assert.equal(moveOffset(7, replaced, "left"), 5);
  assert.equal(moveOffset(9, replaced, "left"), 7);
});

test("an edit goes around what must stay, or not at all", () => {
  const text = "Hi @Maria, so sorry";
  const mention = [{ start: 3, end: 9 }];
  const parts = around(text, { start: 0, end: 19, text: "Dear @Maria, glad" }, mention);
  assert.deepEqual(parts.length, 2);
  assert.equal(apply(text, parts), "Dear @Maria, glad");
  assert.equal(around(text, { start: 0, end: 19, text: "Dear Sam" }, mention), null, "lost");
  assert.equal(around(text, { start: 0, end: 6, text: "Dear" }, mention), null, "cut");
  assert.equal(around(text, { start: 5, end: 5, text: "x" }, mention), null, "inside");
  assert.deepEqual(around(text, { start: 3, end: 3, text: "x" }, mention), [{ start: 3, end: 3, text: "x" }]);
  assert.deepEqual(around(text, { start: 10, end: 13, text: " very" }, mention).length, 1);
});

test("edits are applied from left to right", () => {
  const before = "Oh dear. You must wait. Thanks.";
  const edits = [
    { start: 0, end: 2, text: "Well" },
    { start: 9, end: 17, text: "Could you" },
  ];
  assert.equal(apply(before, edits), "Well dear. Could you wait. Thanks.");
  assert.equal(apply(before, []), before);
});
