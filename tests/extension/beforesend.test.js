import assert from "node:assert/strict";
import { test } from "node:test";
import { leftToDo } from "../../extension/content/beforesend.js";
import { describeMood, describeTrend, whatWasFound } from "../../extension/shared/text.js";
import { isSendKey } from "../../extension/sites/send.js";

const finding = (severity, original) => ({ severity, original, rule: "r", why: "why", start: 0, end: original.length });

test("only grave findings and gaps are worth a word before sending", () => {
  const left = leftToDo("See [[when: today|tomorrow]].", [finding("high", "Calm down"), finding("medium", "Sadly"), finding("hint", "just")]);
  assert.deepEqual(left.map(({ words }) => words), ["when", "Calm down"]);
  assert.deepEqual(leftToDo("All is well.", [finding("hint", "just")]), []);
});

test("Ctrl+Enter and Cmd+Enter send, other keys do not", () => {
  const key = (more) => ({ type: "keydown", key: "Enter", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  assert.ok(isSendKey(key({ ctrlKey: true })));
  assert.ok(isSendKey(key({ metaKey: true })));
  for (const more of [{}, { altKey: true, ctrlKey: true }, { shiftKey: true, ctrlKey: true }, { type: "keyup", ctrlKey: true }, { ctrlKey: true, key: "a" }])
    assert.ok(!isSendKey(key(more)));
});

test("the status line and the mood read as sentences", () => {
  assert.equal(whatWasFound({ site: "Zendesk", found: ["a", "b", "c"] }), "On this Zendesk page I found a, b and c.");
  assert.equal(whatWasFound({ site: "", found: [] }), "On this page I found only your reply, and read that.");
  const mood = { emotion: "anger", intensity: 3, urgent: true, signals: ["money"], evidence: [] };
  assert.deepEqual(describeMood(mood), { feeling: "They sound very angry.", signs: "It is urgent, money is at stake." });
  assert.equal(describeTrend({ direction: "rising" }), "More upset than in their earlier messages.");
  assert.equal(describeTrend({ direction: "steady" }), "");
  assert.deepEqual(describeMood({ ...mood, emotion: "neutral", intensity: 0, urgent: false, signals: [] }), { feeling: "They sound calm.", signs: "" });
});
