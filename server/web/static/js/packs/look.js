/** One pack that is being looked at: what it would do, the agent's choices, and installing it. */

import { el, plural } from "../dom.js";
import { changeRow, counted, inside } from "./inside.js";

/** @typedef {import("./types.js").Looked} Looked */
/** @typedef {import("./types.js").Preview} Preview */
/** @typedef {import("./types.js").Refused} Refused */
/** @typedef {import("./types.js").SnippetChange} SnippetChange */
/** @typedef {import("./types.js").Wording} Wording */
/** @typedef {{conflicts: Record<string, string>, shortcuts: Record<string, string>}} Choices */
/** @typedef {{install: (looked: Looked) => Promise<void>, accept: (looked: Looked, words: string) => Promise<void>}} Actions */

const FIELD_NAMES = /** @type {Record<string, string>} */ ({ body: "text" });
const SAID = /** @type {Record<string, [string, string]>} */ ({
  added: ["comes in", "come in"], changed: ["changes", "change"], removed: ["goes to the trash", "go to the trash"],
  kept: ["leaves the pack and stays yours", "leave the pack and stay yours"],
  conflict: ["changed by you and by the pack", "changed by you and by the pack"],
  refused: ["cannot be stored", "cannot be stored"],
});

/** "12 snippets come in, 1 changes." @param {SnippetChange[]} changes @returns {string} */
export function effects(changes) {
  const told = Object.entries(SAID).flatMap(([kind, [one, many]]) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count ? [`${plural(count, "snippet")} ${count === 1 ? one : many}`] : [];
  });
  return told.length ? `${told.join(", ")}.` : "";
}

/** @param {Preview} preview @returns {HTMLElement} */
function signature(preview) {
  const words = el("code", { class: "key" }, preview.key ?? "");
  switch (preview.key_state) {
    case "new":
      return el("p", { class: "signature" }, "Signed. Compare these words with those your team lead reads out to you: ", words);
    case "known":
      return el("p", { class: "signature" }, "Signed with the key you know: ", words);
    case "changed":
      return el("p", { class: "signature" }, "Signed with the new key that you compared: ", words);
    default:
      return el("p", { class: "signature muted" }, "Not signed: nothing shows who wrote it.");
  }
}

/** Name of the radio buttons, one group each. */
let groups = 0;

/**
 * @param {string} legend
 * @param {[string, string][]} options value and label
 * @param {string | undefined} now the value that is chosen; the first if none is
 * @param {(value: string) => void} chosen
 * @returns {HTMLElement}
 */
function choice(legend, options, now, chosen) {
  const name = `choice-${(groups += 1)}`;
  return el("fieldset", { class: "choice" }, el("legend", { class: "visually-hidden" }, legend),
    ...options.map(([value, label], index) => {
      const radio = el("input", { type: "radio", name, value, checked: now ? now === value : index === 0, onchange: () => chosen(value) });
      return el("label", {}, radio, el("span", {}, label));
    }));
}

/** @param {Wording | null} words @param {string[]} fields @returns {HTMLElement} */
function wording(words, fields) {
  const lines = el("div", { class: "wording" });
  for (const field of fields) {
    const value = words ? words[/** @type {keyof Wording} */ (field)] : null;
    const text = Array.isArray(value) ? value.join(", ") : value ?? "";
    if (fields.length > 1 || field !== "body") lines.append(el("span", { class: "muted" }, FIELD_NAMES[field] ?? field));
    lines.append(el("p", {}, text || "(empty)"));
  }
  return lines;
}

/** @param {SnippetChange} change @param {Choices} choices @returns {HTMLElement} */
function conflictRow(change, choices) {
  return el("li", { class: "conflict" },
    el("h4", {}, change.title),
    el("div", { class: "sides" },
      el("div", {}, el("h5", {}, "Yours"), wording(change.mine, change.fields)),
      el("div", {}, el("h5", {}, "The pack's"), wording(change.theirs, change.fields))),
    choice(`Which words for ${change.title}?`, [["mine", "Keep mine"], ["theirs", "Take the pack's"], ["both", "Have both"]],
      choices.conflicts[change.snippet],
      (side) => { choices.conflicts[change.snippet] = side; }));
}

/** @param {SnippetChange} change @param {Choices} choices @returns {HTMLElement} */
function clashRow(change, choices) {
  const shortcut = change.theirs?.shortcut ?? "";
  return el("li", { class: "conflict" },
    el("p", {}, el("b", {}, change.title), " wants ", el("code", {}, shortcut), `, which belongs to “${change.mine?.title ?? ""}”.`),
    choice(`Who gets ${shortcut}?`, [["mine", `“${change.mine?.title ?? ""}” keeps it`], ["theirs", "Give it to the pack"]],
      choices.shortcuts[change.snippet],
      (side) => { choices.shortcuts[change.snippet] = side; }));
}

/** @param {string} title @param {HTMLElement[]} rows @returns {HTMLElement[]} */
function part(title, rows) {
  return rows.length ? [el("h3", {}, title), el("ul", { class: "plain-list" }, ...rows)] : [];
}

/** @param {Looked} looked @param {Preview} preview @param {Choices} choices @param {Actions} actions @returns {HTMLElement} */
function shown(looked, preview, choices, actions) {
  const { pack } = preview;
  const of = /** @param {string} kind */ (kind) => preview.snippets.filter((change) => change.kind === kind);
  const label = !preview.old_version ? "Install" : "Install this version";
  const install = el("button", { type: "button", class: "button primary", "data-install": true, "aria-label": `${label}: ${pack.title}` }, label);
  install.addEventListener("click", async () => {
    install.disabled = true;
    try {
      await actions.install(looked);
    } finally {
      install.disabled = false;
    }
  });
  const made = [pack.author && `by ${pack.author}`, pack.license].filter(Boolean).join(" · ");
  return el("article", { class: "panel look", "data-pack": pack.id },
    el("div", { class: "pack-head" },
      el("h3", {}, pack.title, " ", el("span", { class: "muted version" }, pack.version)),
      ...(preview.old_version ? [el("span", { class: "muted" }, `you have ${preview.old_version}`)] : [])),
    ...(pack.description ? [el("p", { class: "muted" }, pack.description)] : []),
    el("p", { class: "brings" }, [counted(pack.counts), made].filter(Boolean).join(" · ")),
    signature(preview),
    ...preview.notes.map((note) => el("p", { class: "callout notice warning" }, note)),
    ...(preview.same ? [el("p", {}, el("b", {}, "This is what you have."))] : []),
    ...(effects(preview.snippets) ? [el("p", {}, el("b", {}, effects(preview.snippets)))] : []),
    ...part("You and the pack changed the same words", of("conflict").map((change) => conflictRow(change, choices))),
    ...part("A shortcut that is taken", of("shortcut-dropped").map((change) => clashRow(change, choices))),
    ...part("Stay with you", of("kept").map((change) => el("li", {}, change.title))),
    ...part("Cannot be stored", of("refused").map((change) => el("li", {}, `${change.title}: ${change.detail}`))),
    ...(preview.changes.length ? [el("details", { open: preview.changes.length <= 12 }, el("summary", {}, "What is different, in plain words"),
      el("ul", { class: "changes" }, ...preview.changes.map(changeRow)))] : []),
    ...(preview.contents ? [el("details", {}, el("summary", {}, "What comes in"), inside(preview.contents, pack.counts))] : []),
    el("div", { class: "actions" }, ...(looked.installed ? [el("b", { class: "done" }, "Installed")] : preview.same ? [] : [install])));
}

/** Both keys, one under the other, to be compared. @param {string} known @param {string | null} now @returns {HTMLElement[]} */
function keys(known, now) {
  return [
    el("p", {}, "Somebody else may have made this file, so it is not installed."),
    el("dl", { class: "keys" }, el("dt", {}, "The key you know"), el("dd", {}, el("code", { class: "key" }, known)),
      el("dt", {}, "The key of this file"), el("dd", {}, now ? el("code", { class: "key" }, now) : "None: it is not signed")),
  ];
}

/** @param {Looked} looked @param {Refused} refused @param {Actions} actions @returns {HTMLElement} */
function stopped(looked, refused, actions) {
  const known = refused.known_key;
  const body = el("section", { class: `panel look refused${known ? " loud" : ""}`, role: "alert", "aria-label": known ? "Stop" : "Not installed" },
    el("h3", {}, known ? "Stop: this is signed with another key" : "Not installed"),
    ...(known ? keys(known, refused.new_key) : [el("p", {}, refused.message)]), ...(refused.problems.length ? [el("ul", { class: "notes" }, ...refused.problems.map((line) => el("li", {}, line)))] : []),
    el("p", {}, refused.next), el("p", { class: "muted" }, "Nothing changed."));
  if (refused.new_key) {
    const field = el("input", { id: `words-${looked.number}`, autocomplete: "off", spellcheck: "false" });
    const form = el("form", {},
      el("div", { class: "field" }, el("label", { for: field.id }, "Your lead says the key is new? Type the eight words they read out"), field),
      el("div", { class: "actions" }, el("button", { type: "submit", class: "button" }, "Compare")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      actions.accept(looked, field.value);
    });
    body.append(form);
  }
  return body;
}

/** @param {Looked} looked @param {Choices} choices where what is chosen goes @param {Actions} actions @returns {HTMLElement} */
export function lookAt(looked, choices, actions) {
  if (looked.preview) return shown(looked, looked.preview, choices, actions);
  if (looked.refused) return stopped(looked, looked.refused, actions);
  return el("p", {}, looked.source);
}
