'use strict';
// Tells how the platform calls a function and what becomes of its answers: kinds and yes or no, never a value. No
// secret, no token and nothing of a person, a cookie or a header leaves it.

const MARK = 'hsfunc-probe';
const HEADERS = { 'X-Hsfunc-Probe': '1', 'Cache-Control': 'no-store' };
const COOKIES = ['hsfunc_probe_a=1', 'hsfunc_probe_b=2'];
const NO_TEXT = [0xe9, 0xff, 0xfe, 0x80, 0xc0, 0xee, 0xfd]; // 7 bytes that become more or fewer as text
const LOG_LINES = 300;
const LOG_LINE_BYTES = 1024; // the end of the line counted

const ANSWERS = {
  report,
  bare: () => `${MARK} bare`,
  redirect: () => answer({ statusCode: 302, headers: { ...HEADERS, Location: `https://example.com/${MARK}` } }),
  many: () => answer({ multiValueHeaders: { 'Set-Cookie': COOKIES } }),
  array: () => answer({ headers: { ...HEADERS, 'Set-Cookie': COOKIES } }),
  buffer: () =>
    answer({
      headers: { ...HEADERS, 'Content-Type': 'application/octet-stream' },
      body: Buffer.concat([Buffer.from(`${MARK}-bytes:`), Buffer.from(NO_TEXT)]),
    }),
  throw: () => {
    throw new Error(`${MARK} throws, as it was asked to`);
  },
  log: () => {
    for (let number = 1; number <= LOG_LINES; number += 1) {
      console.log(`${MARK} log ${String(number).padStart(4, '0')} `.padEnd(LOG_LINE_BYTES - 1, '.'));
    }
    return answer({});
  },
  wait11: () => wait(11),
  wait16: () => wait(16),
};

exports.main = async (context, second) => {
  if (context?.method === 'OPTIONS') {
    return answer({ statusCode: 204, headers: { ...HEADERS, 'Access-Control-Allow-Origin': '*' }, body: '' });
  }
  const given = context?.params?.what;
  const what = String(Array.isArray(given) ? given[0] : given);
  return Object.hasOwn(ANSWERS, what) ? ANSWERS[what](context, second) : report(context, second);
};

function answer(parts) {
  return { statusCode: 200, headers: HEADERS, body: MARK, ...parts };
}

async function wait(seconds) {
  await new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });
  return answer({});
}

function report(context, second) {
  const { params, headers } = context ?? {};
  const found = {
    probe: MARK,
    node: process.versions.node,
    keys: Object.keys(context ?? {}).filter((key) => /^\w{1,40}$/.test(key)),
    second: typeof second,
    single: kind(params?.single),
    repeated: kind(params?.repeated),
    portalid: params?.portalid !== undefined,
    body: kind(context?.body),
    contact: (context?.contact ?? null) !== null,
    limits: (context?.limits ?? null) !== null,
    token: Boolean(process.env.PRIVATE_APP_ACCESS_TOKEN),
    beside: beside(),
    customHeader: headerIsThere(headers, 'x-hsfunc-custom'),
    hubspotHeader: headerIsThere(headers, 'x-hubspot-probe'),
  };
  return answer({ headers: { ...HEADERS, 'Content-Type': 'application/json' }, body: JSON.stringify(found) });
}

/** What kind of value it is; which of the probe's own numbers a text has. */
function kind(value) {
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (typeof value !== 'string') return value === null ? 'null' : typeof value;
  return ['1', '2', '1,2', '1, 2'].includes(value) ? `text ${value}` : 'text';
}

function headerIsThere(headers, wanted) {
  return Object.keys(headers ?? {}).some((name) => name.toLowerCase() === wanted);
}

function beside() {
  try {
    return require('./hsfunc-probe-beside.js').works === true ? 'works' : 'odd';
  } catch (problem) {
    return problem?.code === 'MODULE_NOT_FOUND' ? 'fails' : 'odd';
  }
}
