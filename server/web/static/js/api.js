/** Calls to the server: JSON in, JSON out, the page's CSRF token with every change. */

/** What the server said no to: `message` what happened, `what` is safe, `next` what to do, `code` for programs,
 * `field` the one of several fields it is about. */
export class ApiError extends Error {
  /** @param {number} status @param {{code?: string, message?: string, what?: string, next?: string, field?: string}} error */
  constructor(status, error) {
    super(error.message ?? "Alongside did not answer.");
    this.status = status;
    this.code = error.code ?? "unreachable";
    this.field = error.field ?? null;
    this.what = error.what ?? "What you typed is still here.";
    this.next = error.next ?? "Start it from your apps, or run `alongside`, then try again.";
  }
}

/**
 * One call. Throws ApiError for every answer that is not 2xx, and when there is no answer.
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function call(method, path, body, signal) {
  const token = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
  /** @type {Record<string, string>} */
  const headers = { "X-Alongside-CSRF": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, { message: "Alongside is not running." });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer.error ?? {});
  return answer;
}
