import assert from "node:assert/strict";
import { test } from "node:test";
import { badgePlace, besideWords, overlap } from "../../extension/content/place.js";

const view = { width: 1000, height: 700 };
const box = (left, top, right, bottom) => ({ left, top, right, bottom });
const at = ({ left, top }, { width, height }) => box(left, top, left + width, top + height);

test("a card stands below its words, above when there is no room, and never over them", () => {
  const size = { width: 400, height: 200 };
  assert.deepEqual(besideWords(box(50, 100, 200, 120), size, view), { left: 50, top: 126, height: 200 });
  assert.deepEqual(besideWords(box(50, 600, 200, 620), size, view), { left: 50, top: 394, height: 200 });
  for (const words of [box(0, 0, 90, 20), box(900, 340, 990, 360), box(980, 680, 999, 699)]) {
    const card = at(besideWords(words, size, view), size);
    assert.equal(overlap(card, words), false);
    assert.ok(card.left >= 0 && card.right <= view.width && card.top >= 0 && card.bottom <= view.height);
  }
});

test("a card that is too high for either side is made lower, unless that would leave a slit", () => {
  const tall = { width: 400, height: 560 };
  assert.deepEqual(besideWords(box(50, 280, 200, 300), tall, view), { left: 50, top: 306, height: 386 });
  assert.deepEqual(besideWords(box(50, 480, 200, 500), tall, view), { left: 50, top: 8, height: 466 });
  const { top, height } = besideWords(box(50, 100, 200, 120), tall, { width: 320, height: 256 });
  assert.deepEqual({ top, height }, { top: 8, height: 240 });
});

const scene = {
  box: box(100, 100, 600, 300),
  words: [],
  full: { width: 100, height: 26 },
  compact: { width: 30, height: 26 },
  view,
  rtl: false,
  isFree: () => true,
};

test("the badge stands in the lower corner at the end of the line", () => {
  assert.deepEqual(badgePlace(scene), { left: 494, top: 268, compact: false });
  assert.deepEqual(badgePlace({ ...scene, rtl: true }), { left: 106, top: 268, compact: false });
});

test("the badge makes way for text: smaller, then elsewhere, never on top of it", () => {
  const half = badgePlace({ ...scene, words: [box(110, 270, 540, 290)] });
  assert.deepEqual(half, { left: 564, top: 268, compact: true });
  const words = [box(110, 110, 595, 295)];
  const away = badgePlace({ ...scene, words });
  assert.ok(away && words.every((word) => !overlap(word, at(away, scene.full))));
});

test("the badge never stands on the page's buttons; without any room it stays away", () => {
  assert.equal(badgePlace({ ...scene, isFree: () => false }), null);
  const below = badgePlace({ ...scene, words: [box(100, 100, 600, 300)], isFree: (place) => place.top < 300 });
  assert.ok(below && below.top + 26 <= 100);
});
