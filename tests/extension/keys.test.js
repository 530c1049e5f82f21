import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_KEYS, nameOfKey, problemWithKey } from "../../extension/shared/keys.js";

const press = (key, code, held = "") => ({
  key,
  code,
  ctrlKey: held.includes("c"),
  altKey: held.includes("a"),
  shiftKey: held.includes("s"),
  metaKey: held.includes("m"),
});

test("keys are named as people read them, whatever the layout types", () => {
  assert.equal(nameOfKey(press("Enter", "Enter", "a")), "Alt+Enter");
  assert.equal(nameOfKey(press(" ", "Space", "cs")), "Ctrl+Shift+Space");
  assert.equal(nameOfKey(press("ß", "KeyS", "a")), "Alt+S");
  assert.equal(nameOfKey(press("F2", "F2")), "F2");
  assert.equal(nameOfKey(press("Control", "ControlLeft", "c")), "");
});

test("the keys of a fresh install can be used, and are all different", () => {
  for (const key of Object.values(DEFAULT_KEYS)) assert.equal(problemWithKey(key), "");
  assert.equal(new Set(Object.values(DEFAULT_KEYS)).size, Object.keys(DEFAULT_KEYS).length);
});

test("keys that people type or rely on are refused", () => {
  for (const key of ["A", "Shift+A", "Enter", "Ctrl+C", "Ctrl+Z", "Meta+V"]) assert.notEqual(problemWithKey(key), "");
});
