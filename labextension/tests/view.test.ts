/** The view as a document: drawn from any data, without ever taking text for markup. */

import { beforeEach, describe, expect, test, vi } from 'vitest';

import { type NotebookBridge, notebook } from '../src/execution/notebookBridge';
import { JsonTree } from '../src/execution/jsonTree';
import { drawExecution } from '../src/execution/view';

const HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>';

function execution(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: 1,
    endpoint: 'f',
    status: 'SUCCESS',
    request: {
      method: 'GET',
      url: `https://a.b/_hcms/api/f?${HOSTILE}`,
      headers: [['host', HOSTILE]],
      body: null
    },
    response: {
      status: 200,
      reason: 'OK',
      meaning: 'Fine',
      headers: [['x-a', HOSTILE]],
      body: { type: 'application/json', size: 9, cut: 0, text: JSON.stringify({ [HOSTILE]: HOSTILE }) }
    },
    cookies: [
      { name: HOSTILE, value: HOSTILE, attributes: [`Path=${HOSTILE}`, HOSTILE], warnings: [HOSTILE] }
    ],
    context: { [HOSTILE]: HOSTILE },
    omitted: {},
    undocumented: { keys: [], source: { authority: 'P', text: HOSTILE } },
    console: [
      { level: HOSTILE, text: HOSTILE, position: { file: HOSTILE, line: 1, column: 2 } },
      { level: HOSTILE, text: HOSTILE, place: `${HOSTILE}:1:2` }
    ],
    truncated: false,
    outgoing: [
      {
        method: HOSTILE,
        url: HOSTILE,
        by: HOSTILE,
        rule: HOSTILE,
        status: null,
        reason: HOSTILE,
        failure: { kind: HOSTILE, code: HOSTILE, message: HOSTILE },
        request: { headers: [[HOSTILE, HOSTILE]], body: { type: HOSTILE, size: 9, cut: 1, text: HOSTILE } },
        response: null,
        position: { file: HOSTILE, line: 1, column: 2 }
      }
    ],
    error: {
      type: HOSTILE,
      message: HOSTILE,
      stack: [HOSTILE],
      hint: HOSTILE,
      file: HOSTILE,
      line: 1,
      column: 5,
      source: HOSTILE,
      before: [HOSTILE],
      after: [HOSTILE],
      properties: [[HOSTILE, HOSTILE]],
      cause: { type: HOSTILE, message: HOSTILE, stack: [HOSTILE], properties: [[HOSTILE, HOSTILE]] },
      errors: [{ type: HOSTILE, message: HOSTILE, stack: [HOSTILE] }],
      more: 2
    },
    notes: [{ text: HOSTILE, source: { authority: 'R', text: HOSTILE } }],
    leaks: [],
    history: [{ method: HOSTILE, url: HOSTILE, status: 301, reason: HOSTILE, location: HOSTILE }],
    location: `javascript:${HOSTILE}`,
    limits: [
      {
        name: 'memory_mb',
        value: 128,
        unit: 'MB',
        meaning: HOSTILE,
        source: { authority: 'R', text: HOSTILE }
      }
    ],
    cors: {
      outcome: 'blocked',
      title: HOSTILE,
      message: HOSTILE,
      summary: HOSTILE,
      ran: true,
      preflight: HOSTILE,
      rule: HOSTILE,
      cure: { title: HOSTILE, lines: [HOSTILE] },
      readable: [HOSTILE],
      hidden: [HOSTILE],
      advice: [{ text: HOSTILE, source: { authority: HOSTILE, text: HOSTILE } }]
    },
    curl: HOSTILE,
    ...changes
  };
}

function bridge(changes: Partial<NotebookBridge> = {}): NotebookBridge {
  return {
    ask: vi.fn(),
    askOutgoing: vi.fn(),
    askSource: vi.fn(),
    reveal: () => true,
    run: vi.fn(),
    ...changes
  };
}

function drawn(data: unknown, figures: unknown = {}): HTMLElement {
  const view = drawExecution(data, figures);
  document.body.replaceChildren(view);
  view.querySelectorAll<HTMLElement>('[role=tab]').forEach(tab => {
    tab.click();
  });
  return view;
}

beforeEach(() => {
  notebook.bridge = null;
  Element.prototype.scrollIntoView = vi.fn();
});

test('hostile text stays text in every tab', () => {
  const view = drawn(execution());
  expect(view.querySelectorAll('script, img, a[href^="javascript"]')).toHaveLength(0);
  expect(view.textContent).toContain(HOSTILE);
});

describe('data of any shape', () => {
  test.each([
    [null],
    ['text'],
    [{ version: 2 }],
    [{ version: 1 }],
    [
      {
        version: 1,
        request: [],
        response: 'x',
        headers: {},
        console: [null, 3],
        notes: {},
        error: [],
        limits: [1]
      }
    ],
    [
      {
        version: 1,
        response: { body: { type: 'image/png', base64: '%%%', cut: 'x' } },
        context: [],
        history: [[]]
      }
    ],
    [
      execution({
        console: 'x',
        cookies: { length: 9 },
        cors: { cure: { lines: 3 }, readable: [null], advice: [7], preflight: {} },
        omitted: { a: 'x' },
        outgoing: [null, 3, { request: [], response: { headers: 'x', body: {} }, failure: {} }],
        outgoingMore: 'x',
        error: { properties: { a: 1 }, cause: [1], errors: 'x', more: 'y' },
        limits: [{ name: 'memory_mb', value: -1 }]
      })
    ]
  ])('%j is drawn', data => {
    const odd = { timing_ms: {}, console_ms: [null], outgoing_ms: [null, ['x'], [1]], limits: 3 };
    expect(() => drawn(data, odd)).not.toThrow();
    expect(() => drawn(data, { timing_ms: 'x', console_ms: 7, outgoing_ms: 7 })).not.toThrow();
  });
});

test('an error tells its properties, its causes and the errors that it holds', () => {
  const error = {
    type: 'TypeError',
    message: 'fetch failed',
    stack: ['at main (app.functions/f.js:1:2)'],
    properties: [['code', 'E1']],
    cause: { type: 'Error', message: 'refused', stack: ['at a', 'at b'], cause: { message: 'the reason' } },
    errors: [{ type: 'string', message: 'one', properties: [['code', 'E2']] }],
    more: 3
  };
  const failure = drawn(execution({ error, cors: null })).querySelector('.hsfunc-failure');
  const told = [...(failure?.querySelectorAll('p, dt, dd, summary') ?? [])].map(part => part.textContent);
  expect(told).toEqual([
    'TypeError: fetch failed',
    ...['code', 'E1'],
    'Stack (1)',
    'Caused by: Error: refused',
    'Stack (2)',
    'Caused by: the reason',
    'Error 1 of 4: string: one',
    ...['code', 'E2'],
    '… 3 more errors'
  ]);
});

test('a function of a project says its platform, and one without a URL its uid', () => {
  const url = drawExecution(execution({ platform: 'project 2026.09', uid: 'greet', byUid: false }), {});
  expect(url.querySelector('.hsfunc-headline')?.textContent).toContain('Platform project 2026.09');
  const called = drawExecution(execution({ platform: 'project 2026.09', uid: 'greet', byUid: true }), {});
  expect(called.querySelector('.hsfunc-url')?.textContent).toBe('uid:greet');
  expect(called.querySelector('.hsfunc-headline .hsfunc-badge')).toBeNull();
  expect(drawExecution(execution(), {}).querySelector('.hsfunc-headline')?.textContent).not.toContain(
    'Platform'
  );
});

test('data of another version asks to run the cell again', () => {
  expect(drawn({ version: 2 }).textContent).toContain('run the cell again');
});

test('secrets in the context are said to be masked', () => {
  const secrets = { KEY: '•••' };
  const said = 'Secrets are masked';
  expect(drawn(execution({ context: { secrets } })).textContent).toContain(said);
  expect(drawn(execution({ context: { secrets: {} } })).textContent).not.toContain(said);
});

test('what is not stored is said, and asked of the kernel where there is one', async () => {
  const body = { type: 'text/plain', size: 30, cut: 25, text: 'begin' };
  const data = execution({ response: { status: 200, reason: 'OK', meaning: '', headers: [], body } });
  expect(drawn(data, { id: '1' }).textContent).toContain('execution.response');

  const ask = vi.fn().mockResolvedValue({ text: 'begin and all the rest' });
  notebook.bridge = bridge({ ask });
  const view = drawn(data, { id: '1' });
  [...view.querySelectorAll('button')].find(button => button.textContent === 'Load all')?.click();
  await vi.waitFor(() => {
    expect(view.textContent).toContain('and all the rest');
  });
  expect(ask).toHaveBeenCalledWith(expect.anything(), '1', 'response');
});

test('what the kernel let go is said', async () => {
  const body = { type: 'text/plain', size: 30, cut: 25, text: 'begin' };
  notebook.bridge = bridge({ ask: () => Promise.resolve({ gone: true }) });
  const view = drawn(execution({ response: { status: 200, reason: '', meaning: '', headers: [], body } }), {
    id: '1'
  });
  [...view.querySelectorAll('button')].find(button => button.textContent === 'Load all')?.click();
  await vi.waitFor(() => {
    expect(view.textContent).toContain('does not have it any more');
  });
});

describe('the console', () => {
  const console_ = [
    { level: 'INFO', text: 'first', position: { file: 'app.functions/lib/f.js', line: 3, column: 9 } },
    { level: 'WARN', text: 'from a package', position: { file: 'lodash/lodash.js', line: 12, column: 3 } },
    { level: 'ERROR', text: 'written past it' }
  ];
  const rows = (view: HTMLElement): (string | null | undefined)[][] =>
    [...view.querySelectorAll('table[aria-label=Console] tbody tr')].map(row =>
      [...row.children].map(cell => cell.textContent)
    );

  test('says where each line was written, and leads to lines of the function', () => {
    const reveal = vi.fn().mockReturnValue(true);
    notebook.bridge = bridge({ reveal });
    const view = drawn(execution({ console: console_ }), { console_ms: [1, 2.25] });
    expect(rows(view)).toEqual([
      ['+1.0 ms', 'INFO', 'first', 'lib/f.js:3'],
      ['+2.3 ms', 'WARN', 'from a package', 'lodash/lodash.js:12'],
      ['', 'ERROR', 'written past it', '']
    ]);
    const buttons = view.querySelectorAll<HTMLButtonElement>('table[aria-label=Console] button');
    expect([...buttons].map(button => button.textContent)).toEqual(['lib/f.js:3']);
    buttons[0]?.click();
    const position = { endpoint: 'f', file: 'app.functions/lib/f.js', line: 3, column: 9, digest: null };
    expect(reveal).toHaveBeenCalledWith(expect.anything(), position);
  });

  test('shows the text that notebooks of earlier versions have for a position, without a link', () => {
    notebook.bridge = bridge();
    const view = drawn(
      execution({ console: [{ level: 'INFO', text: 'old', place: 'app.functions/f.js:3:9' }] })
    );
    expect(rows(view)).toEqual([['', 'INFO', 'old', 'app.functions/f.js:3:9']]);
    expect(view.querySelectorAll('table[aria-label=Console] button')).toHaveLength(0);
  });

  test.each([
    'app.functions/f.js:3:9',
    { file: 'app.functions/f.js', line: 3 },
    { file: 'app.functions/f.js', line: 0, column: 1 },
    { file: 'app.functions/f.js', line: 1.5, column: 1 },
    { file: 'app.functions/f.js', line: '3', column: '9' },
    { file: 3, line: 3, column: 9 },
    null
  ])('shows no position where it has none that can be: %j', position => {
    notebook.bridge = bridge();
    const view = drawn(execution({ console: [{ level: 'INFO', text: 'odd', position }] }));
    expect(rows(view)).toEqual([['', 'INFO', 'odd', '']]);
  });

  test('has no buttons where there is no notebook', () => {
    const view = drawn(execution({ console: console_ }));
    expect(view.querySelectorAll('table[aria-label=Console] button')).toHaveLength(0);
    expect(rows(view)[0]?.[3]).toBe('lib/f.js:3');
  });
});

describe('a link', () => {
  const file = 'app.functions/f.js';
  const line = { level: 'INFO', text: 'here', position: { file, line: 2, column: 1 } };
  const link = (): HTMLButtonElement | null =>
    document.querySelector<HTMLButtonElement>('table[aria-label=Console] button');
  const data = execution({ console: [line], sources: { [file]: '0a1b2c3d' } });

  test('belongs to the source that ran', () => {
    const reveal = vi.fn().mockReturnValue(true);
    notebook.bridge = bridge({ reveal });
    drawn(data, { id: '1' });
    link()?.click();
    expect(reveal).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ digest: '0a1b2c3d' }));
  });

  test('shows the source that ran where no cell has it, and gives the keyboard back', async () => {
    const askSource = vi.fn().mockResolvedValue({ text: `one\n${HOSTILE}\nthree` });
    notebook.bridge = bridge({ reveal: () => false, askSource });
    const view = drawn(data, { id: '1' });
    link()?.click();
    await vi.waitFor(() => {
      expect(view.querySelector('.hsfunc-ran .hsfunc-marked')?.textContent).toBe(`2 | ${HOSTILE}`);
    });
    expect(askSource).toHaveBeenCalledWith(expect.anything(), '1', file);
    expect(view.querySelectorAll('script, img')).toHaveLength(0);
    view.querySelector<HTMLElement>('.hsfunc-ran button')?.click();
    expect(view.querySelector('.hsfunc-ran')).toBeNull();
    expect(document.activeElement).toBe(link());
  });

  test.each([() => Promise.resolve({ gone: true }), () => Promise.reject(new Error('no answer'))])(
    'says that the source is gone where nobody has it',
    async askSource => {
      notebook.bridge = bridge({ reveal: () => false, askSource });
      const view = drawn(data, { id: '1' });
      link()?.click();
      await vi.waitFor(() => {
        expect(view.querySelector('.hsfunc-ran')?.textContent).toContain('run the call again');
      });
    }
  );
});

describe('what is counted and said', () => {
  const tab = (view: HTMLElement, name: string): string | undefined =>
    [...view.querySelectorAll('[role=tab]')].map(one => one.textContent).find(told => told.startsWith(name));
  const cookie = { name: 'a', value: '1', attributes: ['Path=/', 'Secure'], warnings: ['no HttpOnly'] };
  const view = (): HTMLElement =>
    drawn(
      execution({
        request: {
          method: 'GET',
          url: 'https://a.b/_hcms/api/f',
          headers: [
            ['host', 'a.b'],
            ['cookie', 'b=2; c=x=y; lone']
          ],
          body: null
        },
        cookies: [cookie]
      })
    );

  test('headers stand with the response first, and the tab counts those of both', () => {
    const heads = [...view().querySelectorAll('h4')].map(head => head.textContent);
    expect(heads.slice(0, 2)).toEqual(['Response headers (1)', 'Request headers (2)']);
    expect(tab(view(), 'Headers')).toBe('Headers3');
  });

  test('cookies of both have a tab, with attributes and warnings', () => {
    expect(tab(view(), 'Cookies')).toBe('Cookies4');
    const cells = (label: string): (string | null)[] =>
      [...view().querySelectorAll(`table[aria-label="${label}"] td`)].map(cell => cell.textContent);
    const known = ['/', '–', '–', '–', 'yes', '–', '–'];
    expect(cells('Cookies of the response')).toEqual(['a', '1', ...known, '–', 'no HttpOnly']);
    expect(cells('Cookies of the request')).toEqual(['b', '2', 'c', 'x=y', '', 'lone']);
    expect(tab(drawn(execution({ cookies: [] })), 'Cookies')).toBe('Cookies0');
  });

  test('a citation is told in words', () => {
    const source = { authority: 'R', text: "HubSpot's serverless functions reference: Limits" };
    const told = drawn(execution({ notes: [{ text: 'a', source }], cors: null })).querySelector(
      '.hsfunc-notes'
    );
    expect(told?.textContent).toBe(`a source${source.text}`);
  });

  test('the size is told once', () => {
    const shown = view();
    expect(shown.querySelector('.hsfunc-headline')?.textContent).toContain('9 bytes');
    expect(shown.querySelector('.hsfunc-body')?.textContent).not.toContain('bytes');
  });

  test('what is to be read first stands before the error, with the cell that helps', () => {
    const text = 'The account has no secret API_KEY: it is undefined. Add it: %hs secrets add API_KEY.';
    const run = vi.fn();
    notebook.bridge = bridge({ run });
    const notes = [
      { text: 'later', source: {} },
      { text, source: {}, first: true }
    ];
    const summary = drawn(execution({ notes })).querySelector('.hsfunc-summary');
    const classes = [...(summary?.children ?? [])].map(part => part.className);
    expect(classes.indexOf('hsfunc-first')).toBe(classes.indexOf('hsfunc-headline') + 1);
    expect(summary?.querySelector('.hsfunc-notes')?.textContent).not.toContain('API_KEY');
    summary?.querySelector<HTMLElement>('.hsfunc-first button')?.click();
    expect(run).toHaveBeenCalledWith(expect.anything(), '%hs secrets add API_KEY');
  });
});

describe('the timing', () => {
  const timing = { admit: 1, queue: 2, cold_start: 30, load: 15, run: 50, respond: 2 };
  const rows = (view: HTMLElement): HTMLElement[] => [
    ...view.querySelectorAll<HTMLElement>('table[aria-label=Timing] tbody tr')
  ];
  const bars = (view: HTMLElement): [string, string][] =>
    [...view.querySelectorAll<HTMLElement>('table[aria-label=Timing] .hsfunc-fill')].map(({ style }) => [
      style.marginLeft,
      style.width
    ]);

  test('is a waterfall: each phase begins where the one before it ended', () => {
    const view = drawn(execution(), { cold: true, elapsed_ms: 95, timing_ms: timing });
    expect(rows(view).map(row => `${row.children[0]?.textContent} ${row.children[2]?.textContent}`)).toEqual([
      'Admit 1.00 ms',
      'Queue 2.00 ms',
      'Cold start 30.00 ms',
      'Load 15.00 ms',
      'Run 50.00 ms',
      'Respond 2.00 ms',
      'Total 100.00 ms'
    ]);
    expect(bars(view).map(([start, width]) => `${start} ${width}`)).toEqual([
      '0% max(1px, 1%)',
      '1% max(1px, 2%)',
      '3% max(1px, 30%)',
      '33% max(1px, 15%)',
      '48% max(1px, 50%)',
      '98% max(1px, 2%)'
    ]);
    expect(view.textContent).toContain('the limits count: 95.00 ms');
  });

  test('says that a warm instance neither starts nor loads', () => {
    const view = drawn(execution(), { cold: false, timing_ms: { ...timing, cold_start: 0, load: 0 } });
    expect(rows(view)[2]?.textContent).toContain('none: the instance was warm');
    expect(rows(view)[3]?.textContent).toContain('none: the file was loaded before');
    expect(bars(view)[3]?.[1]).toBe('0px');
  });

  test('is not there where the function did not run', () => {
    const view = drawn(execution(), {});
    expect(rows(view)).toHaveLength(0);
    expect(view.textContent).toContain('Nothing was measured');
  });

  test('of any shape is drawn', () => {
    for (const timing_ms of [{}, { run: -5 }, { run: Infinity, load: 'x' }, []]) {
      expect(() => drawn(execution(), { timing_ms })).not.toThrow();
    }
  });
});

describe('the tree', () => {
  const tree = (value: unknown): JsonTree => {
    const made = new JsonTree('JSON', value, path => {
      document.title = path;
    });
    document.body.replaceChildren(made.node);
    return made;
  };

  test('a hundred thousand entries are a few rows', () => {
    const made = tree(Array.from({ length: 100_000 }, (_, index) => index));
    expect(made.node.querySelectorAll('li').length).toBeLessThan(120);
    made.reveal([77_777]);
    expect(document.title).toBe('$[77777]');
    expect(made.node.querySelectorAll('li').length).toBeLessThan(400);
  });

  test('a key among many is found', () => {
    const made = tree(
      Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, { index }]))
    );
    made.reveal(['key321', 'index']);
    expect(document.title).toBe('$.key321.index');
    expect(made.node.querySelector('[aria-selected=true]')?.textContent).toBe('index: 321');
  });
});

describe('a body', () => {
  const small = { a: { b: { c: [1, { d: 'deep' }] } } };
  const large = { a: Array.from({ length: 40 }, () => 'deep') };

  const body = (value: unknown): HTMLElement => {
    const text = JSON.stringify(value);
    const view = drawExecution(
      execution({
        response: {
          status: 200,
          reason: 'OK',
          meaning: '',
          headers: [],
          body: { type: 'application/json', size: text.length, cut: 0, text }
        }
      }),
      {}
    );
    document.body.replaceChildren(view);
    const found = view.querySelector<HTMLElement>('.hsfunc-body');
    if (found === null) throw new Error('there is no body');
    return found;
  };
  const field = (view: HTMLElement): HTMLElement | null =>
    view.querySelector<HTMLElement>('[hidden] input') === null ? view.querySelector('input') : null;
  const press = (at: Element | null | undefined, key: string): void => {
    at?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  };

  test('of one screen is open at once, a larger one folded', () => {
    expect(body(small).textContent).toContain('deep');
    expect(body(large).textContent).not.toContain('deep');
  });

  test('has a search field where it is more than a screen', () => {
    expect(field(body(large))).not.toBeNull();
    const view = body(small);
    expect(field(view)).toBeNull();
    view.querySelectorAll('button')[1]?.click();
    expect(field(view)).toBeNull();
  });

  test('has a search field when / is pressed, and none again after Escape', () => {
    const view = body(small);
    const root = view.querySelector<HTMLElement>('[role=treeitem]');
    press(root, '/');
    const shown = field(view);
    expect(document.activeElement).toBe(shown);
    expect(shown).not.toBeNull();
    press(shown, 'Escape');
    expect(field(view)).toBeNull();
    expect(document.activeElement).toBe(root);
  });

  test('says the path of what was chosen, and nothing before', () => {
    const view = body(small);
    const path = view.querySelector('output');
    expect(path?.closest('[hidden]')).not.toBeNull();
    view.querySelectorAll<HTMLElement>('.hsfunc-tree-row')[2]?.click();
    expect(path?.closest('[hidden]')).toBeNull();
    expect(path?.textContent).toBe('$.a.b');
    view.querySelectorAll<HTMLElement>('.hsfunc-tree-row')[0]?.click();
    expect(path?.closest('[hidden]')).not.toBeNull();
  });
});
