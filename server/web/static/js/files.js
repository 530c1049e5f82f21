/** Files that come in, chosen or dropped and sent in parts, and files that are handed out. */

import { ApiError, call } from "./api.js";

export const YAML = "application/yaml";

/** What one request carries, in bytes: a million characters of base64. */
export const PART = 750_000;

/**
 * Takes a file that is chosen with the field or dropped on its box.
 * @param {HTMLInputElement} field @param {HTMLElement} box @param {(file: File) => void} take
 */
export function whenChosen(field, box, take) {
  field.addEventListener("change", () => {
    const file = field.files?.[0];
    if (file) take(file);
    field.value = "";
  });
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.setAttribute("data-over", "");
  });
  box.addEventListener("dragleave", () => box.removeAttribute("data-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.removeAttribute("data-over");
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
}

/** @param {Blob} blob @returns {Promise<string>} throws ApiError when the file has gone meanwhile */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(new ApiError(0, { message: "The file could not be read.", next: "Choose it again." }));
    reader.readAsDataURL(blob);
  });
}

/**
 * Sends a file in parts to an address that was opened for it.
 * @param {string} address @param {File} file @param {(done: number) => void} [told] how far it is, from 0 to 1
 * @returns {Promise<any>} the answer to the last part, null for an empty file
 */
export async function sendParts(address, file, told) {
  let answer = null;
  for (let at = 0; at < file.size; at += PART) {
    answer = await call("POST", `${address}/part`, { data: await base64(file.slice(at, at + PART)) });
    told?.(Math.min(1, (at + PART) / file.size));
  }
  return answer;
}

/** Hands a file to the agent. @param {string} name @param {string | Blob} content @param {string} [type] of a text */
export function download(name, content, type = "text/plain") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: content instanceof Blob ? content.type : type }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
