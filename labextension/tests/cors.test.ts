/** What a browser makes of a page's call, as the view tells it. */

import { expect, test } from 'vitest';

import { drawExecution } from '../src/execution/view';

const BLOCKED = {
  outcome: 'blocked',
  title: 'As a page on https://shop.example: blocked by the browser',
  message: "Access to fetch at 'https://a.b/f' has been blocked by CORS policy",
  summary: 'The function ran all the same; the page gets an error.',
  ran: true,
  preflight: null,
  rule: 'Access-Control-Allow-Origin is missing',
  rule_source: { authority: 'S', text: 'a standard: Fetch, CORS check' },
  cure: {
    title: 'What would cure it in the response:',
    lines: ['Access-Control-Allow-Origin: https://shop.example']
  },
  readable: [],
  hidden: [],
  advice: [{ text: 'Another domain.', source: { authority: 'R', text: 'the reference: CORS' } }]
};

function drawn(cors: unknown, status = 200): HTMLElement {
  return drawExecution({ version: 1, status: 'SUCCESS', response: { status, reason: 'OK' }, cors }, {});
}

function section(view: HTMLElement): Element | null {
  return view.querySelector('.hsfunc-summary section[aria-label="What the browser makes of it"]');
}

test('a blocked call tells the message, whether the function ran, the rule, the cure and why', () => {
  const view = drawn(BLOCKED);
  const found = section(view);
  expect(found?.querySelector('strong')?.textContent).toBe(BLOCKED.title);
  expect(found?.querySelector('[role=alert]')?.textContent).toBe(BLOCKED.message);
  expect(found?.textContent).toContain(BLOCKED.summary);
  expect(found?.textContent).toContain(
    'Rule: Access-Control-Allow-Origin is missing. sourcea standard: Fetch, CORS check'
  );
  expect(found?.textContent).toContain('What would cure it in the response:');
  expect([...(found?.querySelectorAll('code') ?? [])].map(code => code.textContent)).toEqual(
    BLOCKED.cure.lines
  );
  expect(found?.querySelector('li')?.textContent).toBe('Another domain. sourcethe reference: CORS');
  // The function's 200 is no success for the page.
  expect(view.querySelector('.hsfunc-status')?.classList).toContain('hsfunc-bad');
});

test('a call that is not sent has no status', () => {
  expect(drawn(BLOCKED, 0).querySelector('.hsfunc-status')?.textContent).toBe('not sent');
});

test('a preflight is told', () => {
  const preflight = 'Preflight: the browser asks first whether it may send PUT.';
  expect(section(drawn({ ...BLOCKED, preflight }))?.textContent).toContain(preflight);
});

test('a response that may be read tells its headers, and nothing alarming', () => {
  const view = drawn({
    ...BLOCKED,
    outcome: 'readable',
    message: '',
    rule: '',
    rule_source: null,
    cure: null,
    readable: ['content-type', 'x-shown'],
    hidden: ['x-other'],
    advice: []
  });
  const found = section(view);
  expect(found?.textContent).toContain('Headers of the response that the page sees: content-type, x-shown');
  expect(found?.textContent).toContain('Headers that it does not see: x-other');
  expect(found?.textContent).not.toMatch(/Rule|cure/);
  expect(found?.querySelector('[role=alert], ul')).toBeNull();
  expect(view.querySelector('.hsfunc-status')?.classList).toContain('hsfunc-ok');
});

test('without a page nothing is said of browsers', () => {
  expect(section(drawn(undefined))).toBeNull();
  expect(section(drawn(null))).toBeNull();
});
