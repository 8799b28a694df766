/** The tab of the requests that a function has sent, and their row in the waterfall. */

import { beforeEach, expect, test, vi } from 'vitest';

import { notebook } from '../src/execution/notebookBridge';
import { drawExecution } from '../src/execution/view';

const JSON_BODY = { type: 'application/json', size: 11, cut: 0, text: '{"id": "7"}' };
const CUT_BODY = { type: 'text/plain', size: 900, cut: 895, text: 'begin' };
const MOCKED = {
  method: 'POST',
  url: 'https://api.hubapi.com/crm/v3/objects/contacts',
  by: 'mock',
  rule: 'POST https://api.hubapi.com/*',
  status: 201,
  reason: 'Created',
  failure: null,
  request: { headers: [['authorization', 'Bearer •••']], moreHeaders: 3, body: CUT_BODY },
  response: { headers: [['content-type', 'application/json']], body: JSON_BODY },
  position: { file: 'app.functions/f.js', line: 3, column: 9 }
};
const NOTHING = { headers: [], body: null };
const LOST = {
  ...MOCKED,
  method: 'GET',
  by: 'network',
  rule: '',
  status: null,
  reason: '',
  failure: { kind: 'dns', code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND api.hubapi.com' },
  request: NOTHING,
  response: null,
  position: null
};
const PENDING = { ...LOST, failure: null, by: 'hubspot' };
const TIMING = { admit: 1, queue: 1, cold_start: 0, load: 2, run: 5, respond: 1 };

function drawn(outgoing: unknown[], figures: unknown = {}, more: Record<string, unknown> = {}): HTMLElement {
  const view = drawExecution({ version: 1, endpoint: 'f', outgoing, ...more }, figures);
  document.body.replaceChildren(view);
  view.querySelectorAll<HTMLElement>('[role=tab]').forEach(tab => {
    tab.click();
  });
  return view;
}

const tabNames = (view: HTMLElement): string[] =>
  [...view.querySelectorAll('[role=tab]')].map(tab => tab.textContent);

const rows = (view: HTMLElement, label: string): (string | null)[][] =>
  [...view.querySelectorAll(`table[aria-label=${label}] > tbody > tr`)].map(row =>
    [...row.children].map(cell => cell.textContent)
  );

beforeEach(() => {
  notebook.bridge = null;
});

test('there is a tab with a count where something was sent', () => {
  expect(tabNames(drawn([MOCKED, LOST], {}, { outgoingMore: 180 }))).toContain('Outgoing182');
  expect(tabNames(drawn([])).some(name => name.startsWith('Outgoing'))).toBe(false);
});

test('each is a row that unfolds to headers and bodies', () => {
  const view = drawn([MOCKED, LOST, PENDING], { outgoing_ms: [[1, 12.34]] });
  const told = rows(view, 'Outgoing').map(([method, , ...rest]) => [method, ...rest]);
  expect(told).toEqual([
    ['POST', '201 Created', '12.3 ms', '11 bytes', 'mock', 'f.js:3'],
    ['GET', 'ENOTFOUND', '', '', 'network', ''],
    ['GET', 'no answer', '', '', 'small HubSpot', '']
  ]);
  const [first, second, ...others] = view.querySelectorAll('details.hsfunc-exchange');
  expect(others).toHaveLength(0); // a request that was pending, and of which nothing is known, unfolds to nothing
  expect(first?.querySelector('summary')?.textContent).toBe(MOCKED.url);
  for (const fact of [
    'Answered by POST https://api.hubapi.com/*',
    'Request headers (4)',
    'authorization: Bearer •••',
    '… 3 more; execution.outgoing[0].request has them.',
    'Request body (900 bytes)',
    'execution.outgoing[0].request has all of it',
    'Response body (11 bytes)'
  ]) {
    expect(first?.textContent).toContain(fact);
  }
  expect(first?.querySelector('[role=tree]')?.textContent).toContain('id: "7"');
  expect(second?.textContent).toContain('getaddrinfo ENOTFOUND');
});

test('a position leads to its cell, and what is not stored is asked of the kernel', async () => {
  const reveal = vi.fn().mockReturnValue(true);
  const askOutgoing = vi.fn().mockResolvedValue({ text: 'begin and all the rest' });
  notebook.bridge = { ask: vi.fn(), askOutgoing, askSource: vi.fn(), reveal, run: vi.fn() };
  const view = drawn([LOST, MOCKED], { id: '1' });
  const press = (label: string): void => {
    const buttons = view.querySelectorAll<HTMLButtonElement>('table[aria-label=Outgoing] button');
    [...buttons].find(button => button.textContent === label)?.click();
  };
  press('f.js:3');
  expect(reveal).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ line: 3, column: 9 }));
  press('Load all');
  await vi.waitFor(() => {
    expect(view.textContent).toContain('and all the rest');
  });
  expect(askOutgoing).toHaveBeenCalledWith(expect.anything(), '1', 1, 'sent');
});

test('the waterfall shows when requests were under way', () => {
  const outgoing_ms = [
    [2, 3],
    [0, 1],
    [3, 1]
  ];
  const view = drawn([MOCKED, MOCKED, MOCKED], { timing_ms: TIMING, outgoing_ms });
  const timing = rows(view, 'Timing');
  expect(timing.map(([name]) => name)).toEqual([
    ...['Admit', 'Queue', 'Cold start', 'Load', 'Run', 'Outgoing', 'Respond', 'Total']
  ]);
  expect(timing[5]?.[2]).toBe('4.00 ms');
  const bars = [...view.querySelectorAll<HTMLElement>('.hsfunc-spans > span')].map(bar => bar.style.left);
  expect(bars).toEqual(['20%', '40%', '50%']);
  expect(rows(drawn([], { timing_ms: TIMING }), 'Timing').map(([name]) => name)).not.toContain('Outgoing');
});
