/** Examples that the editor puts into a pack: each stands in its section, which is made when it is missing. */

/** @type {Record<string, {section: string, text: string}>} */
const BLOCKS = {
  rule: {
    section: "rules",
    text: `  - id: NAME
    category: formulaic
    severity: medium
    match:
      - "circle back"
    why: "They hear office talk, and no time."
    say:
      - "get back to you"
    examples:
      - "We will circle back on Monday. => We will get back to you on Monday."
      - "Let me circle back with the details."
      - "I'll circle back soon."
    leave-alone:
      - "The circle on the back is the battery door."
      - "I will get back to you on Monday."
`,
  },
  snippet: {
    section: "snippets",
    text: `  - id: NAME
    title: What happens next
    body: "Here is what happens next: [[what you do]]. You hear from me by [[when: today|tomorrow]]."
    steps: [own]
`,
  },
  situation: {
    section: "situations",
    text: `  - id: NAME
    when: ["parcel~ (was|were) opened", "opened parcel~"]
    as: "getting an opened parcel"
    feeling: upsetting
`,
  },
  gesture: {
    section: "gestures",
    text: `  - id: NAME
    title: Express, free
    limit: Orders up to 200
    body: "I'm sending it by express at no cost to you, so it's with you [[when: tomorrow|on Friday]]."
`,
  },
  override: {
    section: "overrides",
    text: `  - rule: rest-assured
    severity: hint
`,
  },
  words: { section: "words", text: `  NAME: [parcel, package, box]\n` },
};

/**
 * Where an example goes, and what goes there.
 * @param {string} text the pack
 * @param {string} kind one of the names above
 * @returns {{at: number, insert: string, line: number} | null} `line`: where the example begins, from 1
 */
export function block(text, kind) {
  const found = BLOCKS[kind];
  if (!found) return null;
  let name = `new-${kind}`;
  for (let number = 2; new RegExp(`(id: |^ +)${name}\\b(?!-)`, "m").test(text); number += 1) name = `new-${kind}-${number}`;
  const words = found.text.replaceAll("NAME", name);
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`${found.section}:`));
  const empty = start >= 0 && /:\s*(\[\s*\]|\{\s*\})/.test(lines[start] ?? "");
  if (start < 0 || empty) {
    const head = `${text.endsWith("\n") || !text ? "" : "\n"}\n${found.section}:\n`;
    return empty ? null : { at: text.length, insert: head + words, line: (text + head).split("\n").length };
  }
  let end = start + 1;
  lines.forEach((line, index) => {
    if (index > start && index === end && (/^[ \-#]/.test(line) || !line.trim())) end = index + 1;
  });
  while (end > start + 1 && !(lines[end - 1] ?? "").trim()) end -= 1;
  const at = lines.slice(0, end).join("\n").length;
  const gap = found.section === "words" ? "\n" : "\n\n";
  return { at, insert: gap + words.trimEnd(), line: end + gap.length };
}

/** The text with a higher version, or null when it has none. @param {string} text @returns {{at: number, end: number, version: string} | null} */
export function raised(text) {
  const found = /^version:[ "']*(\d+)\.(\d+)\.(\d+)/m.exec(text);
  if (!found) return null;
  const number = `${found[1]}.${found[2]}.${found[3]}`;
  const at = found.index + found[0].length - number.length;
  return { at, end: at + number.length, version: `${found[1]}.${Number(found[2]) + 1}.0` };
}
