'use strict';
// A platform of one function, made by hand for a test: it reads the function's place, how each switch stands and
// requests from the input, and writes the answers and the log that is kept. Time does not pass: waits are counted.

const fs = require('node:fs');
const Module = require('node:module');

const { file, switches, requests } = JSON.parse(fs.readFileSync(0, 'utf8'));
const ACCOUNT = '123456';
let clock = 0;
let log = '';

globalThis.setTimeout = (work, milliseconds) => {
  clock += milliseconds;
  setImmediate(work);
};
console.log = (text) => {
  log += `${text}\n`;
};
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: `${switches.node}.1.0` } });
if (switches.token === 'injected') process.env.PRIVATE_APP_ACCESS_TOKEN = 'pat-the-token';
if (switches.relative_require === 'fails') {
  const load = Module._load;
  Module._load = (name, ...rest) => {
    if (name.startsWith('./')) throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    return load(name, ...rest);
  };
}
const { main } = require(file);

function params(query) {
  const found = new URLSearchParams(query);
  const made = {};
  for (const name of new Set(found.keys())) {
    const values = found.getAll(name);
    const mixed = values.length > 1 ? values : values[0];
    made[name] = { arrays: values, scalars: values.at(-1), mixed }[switches.params];
  }
  return made;
}

function context(request) {
  const made = { accountId: Number(ACCOUNT), method: request.method, params: params(request.query), headers: {} };
  for (const [name, value] of request.headers) {
    if (name.toLowerCase().startsWith('x-hubspot-')) made.headers[name.toLowerCase()] = value;
  }
  if (request.data !== null) made.body = JSON.parse(request.data);
  if (switches.limits === 'present') made.limits = { timeRemaining: 1, executionsRemaining: 1 };
  if (switches.contact === 'present' && request.contact) made.contact = { vid: 7, email: 'ann@example.com' };
  return made;
}

function sent(value) {
  const whole = typeof value === 'object' && value !== null && 'statusCode' in value;
  const { statusCode: status, headers = {}, multiValueHeaders, body } = whole ? value : { statusCode: 200, body: value };
  const lines = [];
  for (const [name, one] of Object.entries(headers)) {
    const each = Array.isArray(one) && switches.header_arrays === 'lines' ? one : [String(one)];
    lines.push(...each.map((text) => [name, text]));
  }
  if (switches.multi_value_headers === 'sent') {
    for (const [name, many] of Object.entries(multiValueHeaders ?? {})) lines.push(...many.map((text) => [name, text]));
  }
  let data = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  if (Buffer.isBuffer(body) && switches.binary === 'bytes') data = body;
  if (status >= 300 && status < 400 && switches.redirects === 'dropped') {
    return { status: 200, headers: lines.filter(([name]) => name !== 'Location'), data };
  }
  return { status, headers: lines, data };
}

async function answered(request) {
  const empty = { headers: [['Content-Type', 'application/json']], data: Buffer.from('{}') };
  const asked = new URLSearchParams(request.query).get('portalid');
  if (switches.portalid === 'checked' && asked !== null && asked !== ACCOUNT) return { ...empty, status: 400 };
  if (request.method === 'OPTIONS' && switches.cors === 'platform') {
    return { status: 204, headers: [], data: Buffer.alloc(0) };
  }
  try {
    const value = await main(context(request));
    return clock > switches.seconds * 1000 ? { ...empty, status: 504 } : sent(value);
  } catch {
    return { ...empty, status: Number(switches.throw_status) };
  }
}

(async () => {
  const answers = [];
  for (const request of requests) {
    clock = 0;
    log = '';
    const { status, headers, data } = await answered(request);
    const seconds = Math.min(clock / 1000, Number(switches.seconds)) + 0.35;
    answers.push({ name: request.name, status, headers, data: data.toString('base64'), seconds });
  }
  fs.writeFileSync(1, JSON.stringify({ answers, log: log.slice(0, Number(switches.log_bytes)) }));
})();
