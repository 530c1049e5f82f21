import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** The parts of the browser that the worker uses, kept in memory. */
const area = () => {
  let kept = {};
  return {
    get: async (keys) => Object.fromEntries([keys].flat().filter((key) => key in kept).map((key) => [key, structuredClone(kept[key])])),
    set: async (values) => void Object.assign(kept, structuredClone(values)),
    remove: async (key) => void delete kept[key],
    clear: () => (kept = {}),
  };
};
const local = area();
const session = area();
const told = [];
globalThis.chrome = {
  storage: { local, session },
  tabs: { query: async () => [{ id: 1 }], sendMessage: async (_id, message) => told.push(message) },
  runtime: { sendMessage: async () => undefined, getURL: (path) => `chrome-extension://ours/${path}` },
  permissions: { contains: async ({ origins }) => origins.every((origin) => origin === "https://desk.example/*") },
  action: { setIcon: async () => {}, setTitle: async () => {} },
};

globalThis.navigator ??= /** @type {any} */ ({ userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/142.0" });

/** Servers by port: what each answers to "METHOD /path". @type {Map<number, (call: string, init: RequestInit) => [number, unknown]>} */
const servers = new Map();
const calls = [];
globalThis.fetch = async (url, init) => {
  const { port, pathname } = new URL(url);
  calls.push(`${port} ${pathname}`);
  const server = servers.get(Number(port));
  if (!server) throw new TypeError("Failed to fetch");
  const [status, body] = pathname === "/v1/hello" ? [200, { app: "alongside", api: 1 }] : server(`${init.method} ${pathname}`, init);
  return new Response(JSON.stringify(body), { status });
};

const { call } = await import("../../extension/worker/server.js");
const { callAndLearn, currentState } = await import("../../extension/worker/connection.js");
const { checkPairing, startPairing } = await import("../../extension/worker/pairing.js");
const { whereLetIn } = await import("../../extension/worker/sites.js");
const { changeSettings, loadSettings } = await import("../../extension/worker/store.js");

const problem = (code) => ({ error: { code, message: code } });
const withToken = (token) => (_call, { headers }) =>
  headers.Authorization === `Bearer ${token}` ? [200, { state: "ready", paused_until: null }] : [401, problem("not-paired")];

beforeEach(() => {
  servers.clear();
  local.clear();
  session.clear();
  calls.length = told.length = 0;
});

test("the server is found on any of its ports and remembered", async () => {
  servers.set(27184, () => [200, { fine: true }]);
  assert.deepEqual(await call("GET", "/v1/status"), { ok: true, data: { fine: true } });
  calls.length = 0;
  await call("GET", "/v1/status");
  assert.deepEqual(calls, ["27184 /v1/status"], "no second search");
});

test("when it moves, it is found again, and the call is made there", async () => {
  await local.set({ port: 27180 });
  servers.set(27183, () => [200, "here"]);
  assert.deepEqual(await call("POST", "/v1/review", {}), { ok: true, data: "here" });
  assert.deepEqual(await local.get("port"), { port: 27183 });
});

test("of two servers the one that knows the token is ours", async () => {
  await local.set({ token: "ours" });
  servers.set(27180, withToken("another"));
  servers.set(27181, withToken("ours"));
  assert.equal((await call("GET", "/v1/status")).ok, true);
  assert.deepEqual(await local.get("port"), { port: 27181 });
});

test("something else on the port is not taken for the server", async () => {
  await local.set({ port: 27180, token: "t" });
  servers.set(27180, () => [404, "<html>"]);
  servers.set(27182, withToken("t"));
  assert.equal((await call("GET", "/v1/status")).ok, true);
});

test("without a server: away, said to everyone once", async () => {
  await local.set({ token: "t" });
  assert.equal((await currentState({ fresh: true })).connection.state, "away");
  const answer = await callAndLearn("POST", "/v1/review", {});
  assert.equal(answer.problem.code, "away");
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(told.map(({ state }) => state.connection.state), ["away"]);
});

test("the server's own problem is passed on as it is", async () => {
  servers.set(27180, () => [422, problem("draft-too-long")]);
  assert.equal((await call("POST", "/v1/review", {})).problem.code, "draft-too-long");
});

test("pairing: a code, patience, a token once", async () => {
  let state = "waiting";
  servers.set(27180, (name, init) => {
    if (name === "POST /v1/pairings") return [201, { request: "r1", secret: "s1", code: "AB-12", expires_in: 300 }];
    if (name === "POST /v1/pairings/r1/claim") {
      assert.deepEqual(JSON.parse(init.body), { secret: "s1" });
      return [200, state === "approved" ? { state, token: "new" } : { state }];
    }
    return withToken("new")(name, init);
  });
  assert.equal((await startPairing()).code, "AB-12");
  assert.equal((await checkPairing()).state, "waiting");
  const server = servers.get(27180);
  servers.delete(27180);
  assert.equal((await checkPairing()).state, "waiting", "a server that restarts costs no code");
  servers.set(27180, server);
  state = "approved";
  assert.equal((await checkPairing()).state, "approved");
  assert.equal((await checkPairing()).state, "none");
  assert.equal((await currentState({ fresh: true })).connection.state, "ready");
});

test("a pairing turned down leaves nothing behind", async () => {
  servers.set(27180, (name) =>
    name === "POST /v1/pairings" ? [201, { request: "r", secret: "s", code: "C", expires_in: 300 }] : [200, { state: "refused" }],
  );
  await startPairing();
  assert.equal((await checkPairing()).state, "refused");
  assert.equal((await checkPairing()).state, "none");
  assert.deepEqual(await local.get("token"), {});
});

test("changes of the settings never overwrite each other", async () => {
  await Promise.all(
    ["a", "b", "c"].map((rule) => changeSettings((settings) => (settings.ignoredRules[rule] = rule))),
  );
  assert.deepEqual(Object.keys((await loadSettings()).ignoredRules), ["a", "b", "c"]);
});

test("a tab whose site was taken away is not heard, whatever frame it speaks from", async () => {
  const read = whereLetIn(async ({ body }) => ({ ok: true, data: body }));
  const heard = async (sender) => (await read({ body: "draft" }, sender)).ok;
  assert.ok(await heard({ origin: "https://desk.example:8443", url: "https://desk.example:8443/a" }));
  assert.ok(await heard({ origin: "null", url: "about:srcdoc", tab: { url: "https://desk.example/a" } }));
  assert.ok(await heard({ url: "chrome-extension://ours/pages/welcome.html" }));
  for (const sender of [{ origin: "https://other.example", url: "https://other.example/" }, { origin: "null", url: "about:srcdoc" }, {}])
    assert.ok(!(await heard(sender)));
});
