// Asks the language server for YAML that editors use, over stdio, and prints what it answers as JSON.
//
//     node ask.mjs FOLDER SCHEMA
//
// FOLDER holds files that are read by SCHEMA. A file `NAME.ask.json` beside `NAME` lists what is asked about it:
// `{"hover": [LINE, COLUMN]}` or `{"complete": [LINE, COLUMN]}`, both from 0.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, schema] = process.argv.slice(2).map((path) => resolve(path));
const program = fileURLToPath(new URL("./node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url));
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });

const waiting = new Map();
const diagnostics = new Map();
let [buffer, last] = [Buffer.alloc(0), 0];

const settings = {
  yaml: { schemas: { [pathToFileURL(schema).href]: ["*.yaml"] }, validate: true, hover: true, completion: true },
};

server.stdout.on("data", (bytes) => {
  buffer = Buffer.concat([buffer, bytes]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())?.[1]);
    if (end < 0 || buffer.length < end + 4 + length) return;
    hear(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()));
    buffer = buffer.subarray(end + 4 + length);
  }
});

/** Takes a message of the server. */
function hear(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    diagnostics.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    const isSettings = message.method === "workspace/configuration";
    const result = isSettings ? message.params.items.map((item) => settings[item.section] ?? null) : null;
    send({ id: message.id, result });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result);
  }
}

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function ask(method, params) {
  const id = ++last;
  send({ id, method, params });
  return new Promise((answer) => waiting.set(id, answer));
}

const timer = setTimeout(() => {
  console.error("the server does not answer");
  process.exit(1);
}, 60_000);

await ask("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  capabilities: {
    textDocument: { hover: { contentFormat: ["markdown"] }, completion: { completionItem: {} }, publishDiagnostics: {} },
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: false } },
  },
});
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings } });

const answers = {};
for (const name of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  const path = join(folder, name);
  const uri = pathToFileURL(path).href;
  const told = new Promise((answer) => diagnostics.set(uri, answer));
  const text = readFileSync(path, "utf8");
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  const found = await told;
  const questions = existsSync(`${path}.ask.json`) ? JSON.parse(readFileSync(`${path}.ask.json`, "utf8")) : [];
  const answered = [];
  for (const question of questions) {
    const [line, character] = question.hover ?? question.complete;
    const about = { textDocument: { uri }, position: { line, character } };
    if (question.hover) {
      answered.push((await ask("textDocument/hover", about))?.contents?.value ?? "");
    } else {
      const list = await ask("textDocument/completion", about);
      answered.push((list?.items ?? list ?? []).map((item) => item.label));
    }
  }
  answers[name] = { found: found.map(({ range, message }) => [range.start.line, message]), answered };
}
clearTimeout(timer);
console.log(JSON.stringify(answers));
server.kill();
