import assert from "node:assert/strict";
import { test } from "node:test";
import { Shortcuts, typedShortcut } from "../../extension/content/shortcuts.js";

const at = (text) => ({ start: text.length, end: text.length });
const LATE = { id: "1", title: "Late", body: "It is late.", shortcut: ";late" };

test("a shortcut is a word that begins with a sign and stands right before the caret", () => {
  assert.equal(typedShortcut("Hi ;late", at("Hi ;late")), ";late");
  assert.equal(typedShortcut("/late", at("/late")), "/late");
  for (const text of ["late", "not;late", "Hi ;late ", ";", "“Yes", "(so"]) assert.equal(typedShortcut(text, at(text)), "", text);
  assert.equal(typedShortcut(";late", { start: 0, end: 5 }), "", "a selection is no caret");
  assert.equal(typedShortcut(";late", null), "");
});

test("it is known at Tab what was looked up while typing, and nothing else", async () => {
  const asked = [];
  const shortcuts = new Shortcuts(async (q) => (asked.push(q), { ok: true, data: { snippets: [LATE] } }));
  await shortcuts.lookUp("Plain words", at("Plain words"));
  assert.deepEqual(asked, [], "ordinary words are not looked up");
  await shortcuts.lookUp(";la", at(";la"));
  await shortcuts.lookUp(";la", at(";la"));
  assert.deepEqual(asked, [";la"]);
  assert.deepEqual(shortcuts.match("Hi ;LATE", at("Hi ;LATE")), { start: 3, end: 8, snippet: LATE });
  assert.equal(shortcuts.match(";lat", at(";lat")), null);
});

test("after a while, and when the agent comes back, it is looked up anew", async () => {
  let now = 0;
  const asked = [];
  const shortcuts = new Shortcuts(async (q) => (asked.push(q), { ok: true, data: { snippets: [LATE] } }), () => now);
  await shortcuts.lookUp(";late", at(";late"));
  now = 31_000;
  await shortcuts.lookUp(";late", at(";late"));
  shortcuts.forget();
  assert.equal(shortcuts.match(";late", at(";late")), null);
  assert.equal(asked.length, 2);
});

test("a server that is away is asked again", async () => {
  let answers = { ok: false, problem: { code: "away", message: "" } };
  const shortcuts = new Shortcuts(async () => answers);
  await shortcuts.lookUp(";late", at(";late"));
  answers = { ok: true, data: { snippets: [LATE] } };
  await shortcuts.lookUp(";late", at(";late"));
  assert.ok(shortcuts.match(";late", at(";late")));
});
