/** A view with figures as a document: from the metadata, or from the data, and never from markup. */

import { beforeEach, expect, test } from 'vitest';

import { drawFigures } from '../src/figures/view';

const HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>';

function shown(data: unknown, metadata?: unknown): HTMLElement {
  document.body.replaceChildren(...drawFigures(data, metadata));
  return document.body;
}

beforeEach(() => {
  document.body.replaceChildren();
});

test('the metadata has the figures; without it the data is shown', () => {
  const used = (cell: unknown): unknown => ({
    parts: [{ kind: 'table', head: ['Limit', 'Used'], rows: [[{ text: 'account', font: 'code' }, cell]] }]
  });
  const data = used({ text: 'measured' });
  expect(shown(data, used({ bar: 0.25, text: '150' })).textContent).toBe('LimitUsedaccount150');
  const bar = document.body.querySelector('[role=img]');
  expect(bar?.getAttribute('aria-label')).toBe('account: 25.0 %');
  expect(shown(data).textContent).toBe('LimitUsedaccountmeasured');
  expect(shown(data, {}).textContent).toBe('LimitUsedaccountmeasured');
});

test('a picture has the shapes that are known, with attributes that are known', () => {
  const shapes = [
    [
      'rect',
      { x: '1', y: '2', width: '3', height: '4', onclick: 'alert(1)', style: 'x', fill: 'url(https://a)' }
    ],
    ['text', { x: '1', fill: 'currentColor' }, HOSTILE],
    ['image', { href: 'https://a' }],
    ['script', {}, 'alert(1)'],
    'rect'
  ];
  const picture = shown({
    parts: [{ kind: 'picture', title: HOSTILE, width: 560, height: 90, shapes }]
  }).querySelector('svg');
  expect([...(picture?.children ?? [])].map(shape => shape.outerHTML.replace(/ xmlns="[^"]*"/, ''))).toEqual([
    '<rect x="1" y="2" width="3" height="4"></rect>',
    `<text x="1" fill="currentColor">${HOSTILE.replace(/</g, '&lt;').replace(/>/g, '&gt;')}</text>`
  ]);
  expect(picture?.getAttribute('viewBox')).toBe('0 0 560 90');
});

test('text stays text', () => {
  const parts = [
    { kind: 'text', text: HOSTILE },
    { kind: 'plain', text: HOSTILE },
    { kind: 'table', head: [HOSTILE], rows: [[{ text: HOSTILE }, { text: HOSTILE, font: 'line' }]] }
  ];
  expect(shown({ parts }).querySelector('img, script')).toBeNull();
});

test('what nobody knows asks to run the cell again, or is left out', () => {
  expect(shown(null).textContent).toContain('run the cell again');
  expect(shown({ parts: [7, { kind: 'table' }, { kind: 'other' }, { kind: 'picture' }] }).textContent).toBe(
    ''
  );
});
