import assert from "node:assert/strict";
import { test } from "node:test";
import { countLabel, describeConnection, pausedLabel } from "../../extension/shared/text.js";

test("a pause says until when, with the day when it is not today", () => {
  const now = new Date(2026, 4, 4, 12, 0);
  const later = new Date(2026, 4, 4, 15, 0);
  const time = later.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  assert.equal(pausedLabel(later.toISOString(), now), `Paused until ${time}`);
  assert.match(pausedLabel(new Date(2026, 4, 6, 9, 0).toISOString(), now), /^Paused until \p{L}+ /u);
  assert.equal(pausedLabel(null, now), "Paused");
  assert.equal(pausedLabel("nonsense", now), "Paused");
});

test("every state has words, and what can be mended says how", () => {
  for (const state of ["ready", "starting", "paused", "failed", "unpaired", "away"]) {
    const { label, next } = describeConnection({ state, pausedUntil: null });
    assert.ok(label);
    if (["failed", "unpaired", "away"].includes(state)) assert.ok(next);
  }
  assert.equal(countLabel(0), "Reads well");
  assert.equal(countLabel(2), "2 to look at");
});
