'use strict';
// Answers requests from OpenAPI files, by Prism: `node prism.js FOLDER FILE…`, where FOLDER has the node_modules. It
// writes a line of JSON once it has read the files, and then one for each line that it gets, in their order.

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { createInterface } = require('node:readline');

const [folder, ...files] = process.argv.slice(2);
const load = createRequire(`${folder}/`);

const quiet = { child: () => quiet };
for (const level of ['trace', 'debug', 'info', 'success', 'warn', 'error', 'fatal']) quiet[level] = () => {};

function tell(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

// HubSpot's files say `"example": null` wherever there is none; taken at its word, every response would be null.
function withoutEmptyExamples(value) {
  if (Array.isArray(value)) return value.map(withoutEmptyExamples);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key, inner]) => key !== 'example' || inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutEmptyExamples(inner)]));
}

function read(file) {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const found = /^\s*\{/.test(text) ? JSON.parse(text) : load('@stoplight/yaml').parse(text);
  if (found === null || typeof found !== 'object' || !(found.openapi || found.swagger)) {
    throw new Error('it is no OpenAPI file, which says openapi: 3.0.1 or the like');
  }
  return withoutEmptyExamples(found);
}

async function client() {
  const { getHttpOperationsFromSpec } = load('@stoplight/prism-http');
  const { createClientFromOperations } = load('@stoplight/prism-http/dist/client');
  const operations = [];
  for (const file of files) {
    try {
      const found = await getHttpOperationsFromSpec(read(file));
      if (found.length === 0) throw new Error('it has no paths');
      operations.push(...found);
    } catch (error) {
      throw new Error(`${file}: ${error.message}`);
    }
  }
  const made = createClientFromOperations(operations, {
    mock: { dynamic: false },
    checkSecurity: false,
    // These files require what HubSpot itself does without, such as associations of a new contact.
    validateRequest: false,
    validateResponse: false,
    errors: false,
    isProxy: false,
    upstreamProxy: undefined,
    logger: quiet,
  });
  return { made, count: operations.length };
}

async function answer(made, { method, path, headers, body }) {
  try {
    const response = await made.request(path, { method, headers, body });
    return { status: response.status, headers: response.headers, body: response.data };
  } catch (error) {
    if (error.status === 404 || error.status === 405) return { none: true };
    return { problem: String(error.message) };
  }
}

async function main() {
  const { made, count } = await client();
  tell({ operations: count });
  // The end of the input is the end of who asks.
  for await (const line of createInterface({ input: process.stdin })) tell(await answer(made, JSON.parse(line)));
}

main().catch((error) => tell({ problem: error.message }));
