import assert from "node:assert/strict";
import { test } from "node:test";
import { changedStretch, followSpans } from "../../extension/shared/spans.js";

const follow = (before, after) => followSpans(SPANS, changedStretch(before, after));
const BEFORE = "Oh dear. You must wait. Thanks.";
const SPANS = [
  { id: "a", start: 0, end: 7 },
  { id: "b", start: 9, end: 22 },
];

test("an edit before, between and behind moves only what stands after it", () => {
  assert.deepEqual(follow(BEFORE, `Hi! ${BEFORE}`).map(({ start }) => start), [4, 13]);
  assert.deepEqual(follow(BEFORE, BEFORE.replace("dear. ", "dear.  ")).map(({ start }) => start), [0, 10]);
  assert.deepEqual(follow(BEFORE, `${BEFORE} Bye`), SPANS);
});

test("an edit inside drops the span: it is not what was reviewed any more", () => {
  assert.deepEqual(follow(BEFORE, BEFORE.replace("must", "may")).map(({ id }) => id), ["a"]);
  assert.deepEqual(follow(BEFORE, ""), []);
});

test("spans that are kept still hold the same words", () => {
  let seed = 11;
  const next = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let i = 0; i < 2000; i++) {
    const start = next(BEFORE.length + 1);
    const end = start + next(BEFORE.length + 1 - start);
    const after = BEFORE.slice(0, start) + ["", "x", "must", " ", "You must wait."][next(5)] + BEFORE.slice(end);
    for (const { id, ...span } of follow(BEFORE, after)) {
      const original = SPANS.find((other) => other.id === id);
      assert.equal(after.slice(span.start, span.end), BEFORE.slice(original.start, original.end));
    }
  }
});

test("the stretch that differs", () => {
  assert.equal(changedStretch("same", "same"), null);
  assert.deepEqual(changedStretch("aaa", "aaaa"), { start: 3, endBefore: 3, endAfter: 4 });
});
