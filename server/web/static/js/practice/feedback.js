/** What the practice pages share: asking the server, and showing what a reply does. */

import { call } from "../api.js";
import { el, must } from "../dom.js";
import { offered } from "../offer.js";

/** @import {Finding, Point} from "./types.js" */

/** Ask until the engine has started. @param {string} path @returns {Promise<any>} */
export async function ready(path) {
  for (;;) {
    try {
      return await call("GET", path);
    } catch (error) {
      if (/** @type {import("../api.js").ApiError} */ (error).code !== "starting") throw error;
      await new Promise((resume) => window.setTimeout(resume, 1000));
    }
  }
}

/** Put the page's template in the place of "getting ready". @param {HTMLElement} root */
export function reveal(root) {
  const template = /** @type {HTMLTemplateElement} */ (must("[data-shown]"));
  root.replaceChildren(template.content.cloneNode(true));
  root.setAttribute("aria-busy", "false");
}

/** Say in the page's place why there is nothing to show. @param {HTMLElement} root @param {unknown} error */
export function couldNot(root, error) {
  const failed = /** @type {import("../api.js").ApiError} */ (error);
  root.setAttribute("aria-busy", "false");
  root.replaceChildren(el("p", { class: "empty" }, `${failed.message} ${failed.next ?? ""}`));
}

/** @param {string} title @param {...(Node | string)} children @returns {HTMLElement} */
export function part(title, ...children) {
  return el("div", { class: "part" }, el("h3", {}, title), ...children);
}

/** What was marked, why, and the best other words. @param {Finding[]} findings @param {string} reply @returns {HTMLElement} */
export function marked(findings, reply) {
  const rows = findings.map((finding) => {
    const row = el(
      "li",
      {},
      el("span", { class: `quote ${finding.category} ${finding.severity}` }, finding.quote),
      el("p", { class: "muted" }, finding.why),
    );
    const best = finding.replacements[0];
    if (best) row.append(el("p", {}, ...(best.removes ? [] : [el("span", { class: "muted" }, "Better: ")]), offered(best, reply)));
    return row;
  });
  return el("ul", { class: "findings" }, ...rows);
}

/** Points with a tick, or with what is still to do. @param {Point[]} points @returns {HTMLElement} */
export function ticks(points) {
  const rows = points.map((point) =>
    el(
      "li",
      { class: point.done ? "done" : "open" },
      el("span", { class: "mark", "aria-hidden": "true" }, point.done ? "✓" : "○"),
      el(
        "span",
        {},
        point.label,
        el("span", { class: "visually-hidden" }, point.done ? " (done)" : " (not yet)"),
        point.done || !point.hint ? "" : el("span", { class: "muted" }, point.hint),
      ),
    ),
  );
  return el("ul", { class: "ticks" }, ...rows);
}

/** Something to open when one wants to see it. @param {string} label @param {string} text @returns {HTMLElement} */
export function folded(label, text) {
  return el("details", { class: "folded" }, el("summary", {}, label), el("p", { class: "says" }, text));
}

/**
 * The reply box: sends with its button and with Ctrl or Command and Enter, once at a time; keeps the text when it fails,
 * and asks before the page is left with words in it.
 * @param {HTMLElement} root
 * @param {(text: string) => Promise<void>} send
 */
export function replyBox(root, send) {
  const form = /** @type {HTMLFormElement} */ (must("[data-reply-form]", root));
  const box = /** @type {HTMLTextAreaElement} */ (must("textarea", form));
  const button = /** @type {HTMLButtonElement} */ (must("button[type=submit]", form));
  const problem = must("[data-problem]", form);
  /** @param {string} text */
  const tell = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    if (!box.value.trim()) {
      tell("Write a reply first.");
      box.focus();
      return;
    }
    tell("");
    button.disabled = true;
    try {
      await send(box.value);
    } catch (error) {
      const failed = /** @type {import("../api.js").ApiError} */ (error);
      tell(`${failed.message} ${failed.next ?? ""} Your reply is still here.`);
    } finally {
      button.disabled = false;
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  let sent = "";
  window.addEventListener("beforeunload", (event) => {
    if (box.value.trim() && box.value !== sent) event.preventDefault();
  });
  return {
    form,
    box,
    /** These words were sent: leaving loses nothing. @param {string} text */
    settled(text) {
      sent = text;
    },
  };
}
