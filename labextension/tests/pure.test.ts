/** The rules that need no page: paths, rows, positions, links, texts. */

import { describe, expect, test } from 'vitest';

import { visible } from '../src/execution/dom';
import { followLine, secretLine } from '../src/execution/summary';
import { headerNote } from '../src/execution/headerNotes';
import { grouped } from '../src/execution/headers';
import { findInJson, writePath } from '../src/execution/jsonPath';
import { hexRow, rowStarts } from '../src/execution/rows';
import { destination } from '../src/execution/tabs';
import { findCell, magicLine } from '../src/notebook/cells';
import { digest } from '../src/notebook/digest';

describe('visible text', () => {
  test.each([
    ['a\u202eb', 'a\\u202eb'],
    ['\x1b[31m', '\\x1b[31m'],
    ['\ufeff\u200b', '\\ufeff\\u200b'],
    ['\ud800', '\\ud800'],
    ['line\nand\ttab 😀 é', 'line\nand\ttab 😀 é']
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});

test('a path is written as JavaScript reads it', () => {
  expect(writePath([])).toBe('$');
  expect(writePath(['list', 0, 'odd "name"', '__proto__'])).toBe('$.list[0]["odd \\"name\\""].__proto__');
});

test('JSON is searched in its order, in keys and values, as far as asked', () => {
  const value = { a: ['needle', { Needle: 1 }], b: { c: 'no' }, d: 'a NEEDLE here' };
  expect(findInJson(value, 'needle', 10)).toEqual([['a', 0], ['a', 1, 'Needle'], ['d']]);
  expect(findInJson(value, 'needle', 1)).toHaveLength(1);
  expect(findInJson(JSON.parse('{"__proto__": {"x": "needle"}}'), 'needle', 10)).toEqual([
    ['__proto__', 'x']
  ]);
});

describe('rows', () => {
  const rows = (text: string, columns: number): string[] => {
    const starts = rowStarts(text, columns);
    return starts.slice(1).map((end, index) => text.slice(starts[index], end));
  };
  test('they are the lines, and parts of long ones', () => {
    expect(rows('one\n\ntwo three\n', 5)).toEqual(['one\n', '\n', 'two t', 'hree\n']);
    expect(rows('', 5)).toEqual([]);
  });
  test('they lose nothing, and no character is torn', () => {
    const text = `${'😀'.repeat(50)}\nplain\n${'x'.repeat(33)}`;
    expect(rows(text, 7).join('')).toBe(text);
    for (const row of rows(text, 7)) expect(row).not.toMatch(/^[\udc00-\udfff]/);
  });
  test('bytes are told by offset, hexadecimal and letter', () => {
    expect(hexRow(new Uint8Array([0, 65, 255]), 0)).toMatch(/^000000 {2}00 41 ff +\.A\.$/);
    expect(hexRow(new Uint8Array(20).fill(66), 1)).toMatch(/^000010 {2}42 42 42 42 +BBBB$/);
  });
});

test('arrows go round the tabs', () => {
  expect(destination('ArrowRight', 6, 7)).toBe(0);
  expect(destination('ArrowLeft', 0, 7)).toBe(6);
  expect(destination('Home', 3, 7)).toBe(0);
  expect(destination('End', 3, 7)).toBe(6);
  expect(destination('d', 3, 7)).toBeNull();
});

test('several values of a header stay apart, under its name', () => {
  expect(
    grouped([
      ['a', '1'],
      ['b', '2'],
      ['a', '3']
    ])
  ).toEqual([
    ['a', ['1', '3']],
    ['b', ['2']]
  ]);
});

test('every common header of the reference is explained', () => {
  const names =
    'accept accept-encoding accept-language cache-control connection cookie host true-client-ip upgrade-insecure-requests user-agent x-forwarded-for';
  for (const name of names.split(' ')) {
    expect(headerNote(name)?.url).toMatch(/^https:\/\/develope(r|rs)\.(mozilla\.org|cloudflare\.com)\//);
  }
  expect(headerNote('accept')?.text).toBe('The content types, as MIME types, that the client can read.');
  expect(headerNote('etag')?.url).toMatch(/\/ETag$/);
  expect(headerNote('x-forwarded-for')?.url).toMatch(/\/X-Forwarded-For$/);
  expect(headerNote('constructor')).toBeNull();
  expect(headerNote('x-anything')).toBeNull();
});

describe('following a redirect', () => {
  test.each([
    ['https://a.b/_hcms/api/x?y=1', "%hscall GET 'https://a.b/_hcms/api/x?y=1'"],
    ["https://a.b/x?y='; rm -rf ~", "%hscall GET 'https://a.b/x?y=%27;%20rm%20-rf%20~'"],
    ['https://a.b/x\n!rm', "%hscall GET 'https://a.b/x!rm'"],
    ['https://a.b/#\\', "%hscall GET 'https://a.b/#%5C'"],
    ['javascript:alert(1)', null],
    ['nonsense', null]
  ])('%j becomes %j', (location, line) => {
    expect(followLine('GET', location)).toBe(line);
  });
  test('a method that is none is not followed', () => {
    expect(followLine("GET'\n!rm", 'https://a.b/')).toBeNull();
  });
});

describe('the cell of a function', () => {
  const cells = [
    '%load_ext hsfunc_magics',
    '%%hsfunction events --method GET\nold',
    '%%hsfunction --file cart.js shop/cart\nx',
    '%%hsfunction events\nnew',
    "print('%%hsfunction events')"
  ];
  test('is the last one of its endpoint, or the one of its file', () => {
    expect(findCell(cells, { endpoint: 'events', file: 'app.functions/events.js' })).toBe(3);
    expect(findCell(cells, { endpoint: 'other', file: 'app.functions/cart.js' })).toBe(2);
    expect(findCell(cells, { endpoint: null, file: 'app.functions/none.js' })).toBe(-1);
  });

  test('is the one of the file before the one of the endpoint', () => {
    const two = ['%%hsfunction lib/text\nx', '%%hsfunction events\ny'];
    expect(findCell(two, { endpoint: 'events', file: 'app.functions/lib-text.js' })).toBe(0);
    expect(findCell(two, { endpoint: 'events', file: 'app.functions/imported.js' })).toBe(1);
  });

  test('of a project is one with --project', () => {
    const both = [
      '%%hsfunction events/new --project\nx',
      '%%hsfunction events/new\ny',
      '%%hsfunction f --project=shop'
    ];
    expect(findCell(both, { endpoint: 'events/new', file: 'src/app/functions/events_new.js' })).toBe(0);
    expect(findCell(both, { endpoint: 'events/new', file: 'app.functions/events-new.js' })).toBe(1);
    expect(findCell(both, { endpoint: null, file: 'src/app/functions/f.js' })).toBe(2);
  });
});

test("the digest is the kernel's: CRC-32 of what stands below the magic, its end trimmed", () => {
  expect(digest('123456789')).toBe('cbf43926');
  expect(digest('')).toBe('00000000');
  expect(digest('a\r\nb\rc \t\n\n')).toBe(digest('a\nb\nc'));
  expect(digest('é😀')).toBe('7f805a06');
  expect(digest(' a')).not.toBe(digest('a'));
});

test('a position lies in the cell that has the source that ran, and in no other', () => {
  const sources = ['%%hsfunction a\none', '%%hsfunction a\ntwo\n', '\n%%hsfunction a --method POST\none'];
  const position = { endpoint: 'a', file: 'app.functions/a.js' };
  expect(findCell(sources, position)).toBe(2);
  expect(findCell(sources, { ...position, digest: digest('two') })).toBe(1);
  expect(findCell(sources.slice(0, 2), { ...position, digest: digest('one') })).toBe(0);
  expect(findCell(sources, { ...position, digest: digest('three') })).toBe(-1);
  expect(sources.map(magicLine)).toEqual([0, 0, 1]);
});

test('of a note only the command for one secret is run', () => {
  expect(secretLine('Add it: %hs secrets add API_KEY.')).toBe('%hs secrets add API_KEY');
  expect(secretLine('Change it: %hs secrets update KEY_2.')).toBe('%hs secrets update KEY_2');
  for (const other of [
    'Add each: %hs secrets add NAME.',
    '%hs secrets add 1',
    '!rm',
    "account.secrets.add('A', …)"
  ]) {
    expect(secretLine(other)).toBeNull();
  }
  expect(secretLine('%hs secrets add A; !rm\n!rm')).toBe('%hs secrets add A');
});
