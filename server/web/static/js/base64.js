/** Bytes on their way into JSON. */

import { ApiError } from "./api.js";

/** @param {Blob} blob @returns {Promise<string>} throws ApiError when the file has gone meanwhile */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(new ApiError(0, { message: "The file could not be read.", next: "Choose it again." }));
    reader.readAsDataURL(blob);
  });
}
