import assert from "node:assert/strict";
import { test } from "node:test";
import { fillPlaceholders, findFillIns, nextFillIn } from "../../extension/shared/fillins.js";

test("fill-ins with and without choices", () => {
  const text = "I'm [[next step]] and write [[when: today|by Friday]].";
  const found = findFillIns(text);
  assert.deepEqual(found.map(({ name, choices }) => ({ name, choices })), [
    { name: "next step", choices: [] },
    { name: "when", choices: ["today", "by Friday"] },
  ]);
  assert.deepEqual(found.map(({ start, end }) => text.slice(start, end)), ["[[next step]]", "[[when: today|by Friday]]"]);
});

test("brackets that are not a fill-in are left alone", () => {
  for (const text of ["[one]", "[[]]", "[[two\nlines]]", "a[[b"]) assert.deepEqual(findFillIns(text), []);
});

test("Tab goes on to the next gap and round to the first; Shift+Tab goes back", () => {
  const text = "[[a]] then [[b]]";
  const at = (start, end) => ({ start, end });
  assert.equal(nextFillIn(text, at(0, 5), false)?.name, "b");
  assert.equal(nextFillIn(text, at(16, 16), false)?.name, "a");
  assert.equal(nextFillIn(text, at(11, 16), true)?.name, "a");
  assert.equal(nextFillIn(text, at(0, 0), true)?.name, "b");
  assert.equal(nextFillIn("none", at(0, 0), false), null);
});

test("placeholders take the ticket's value, else their default, else become a gap", () => {
  const body = "Hi {{ ticket.requester.first_name | default: 'there' }}, about {{ticket.id}}: {{ticket.due_date}}";
  assert.equal(fillPlaceholders(body, { "ticket.requester.first_name": "Ana", "ticket.id": "42" }), "Hi Ana, about 42: [[due date]]");
  assert.equal(fillPlaceholders(body, {}), "Hi there, about [[id]]: [[due date]]");
  assert.equal(fillPlaceholders('{{ a.b | default: "you & me" | upcase }}', {}), "YOU & ME");
  assert.equal(fillPlaceholders("{{ a | capitalize }}", { a: "mIA" }), "Mia");
});

test("a value is text, never a placeholder or a fill-in of its own making by name", () => {
  assert.equal(fillPlaceholders("Hi {{a}}", { a: "{{b}} $& $1", b: "no" }), "Hi {{b}} $& $1");
});
