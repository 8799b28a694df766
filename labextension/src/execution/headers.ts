/** Draws the headers of request and response side by side, and the parts of cookies. */

import { type Child, el, explanation, table } from './dom';
import { headerNote } from './headerNotes';
import type { Cookie, ExecutionData, Header } from './model';

/** Draws the tab of headers and cookies. */
export function drawHeaders(data: ExecutionData): HTMLElement {
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'hsfunc-columns' },
      side('Request', data.request.headers),
      side('Response', data.response.headers)
    ),
    data.cookies.length > 0 && cookies(data.cookies)
  );
}

function side(title: string, headers: Header[]): HTMLElement {
  const items = grouped(headers).map(([name, values]) => {
    const note = headerNote(name);
    return [
      el('dt', {}, el('code', {}, name)),
      ...values.map(value => el('dd', {}, value)),
      note !== null && el('dd', { class: 'hsfunc-hint' }, `${note.text} `, explanation(note.site, note.url))
    ];
  });
  return el(
    'section',
    {},
    el('h4', {}, `${title} headers (${headers.length})`),
    headers.length > 0 ? el('dl', { class: 'hsfunc-headers' }, ...items.flat()) : el('p', {}, 'None.')
  );
}

/** The values of each name, in the order of its first line. */
export function grouped(headers: Header[]): [name: string, values: string[]][] {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return [...values];
}

const ATTRIBUTES = ['Path', 'Domain', 'Expires', 'Max-Age', 'Secure', 'HttpOnly', 'SameSite'];

function cookies(all: Cookie[]): HTMLElement {
  const rows: Child[][] = all.map(cookie => {
    const attributes = new Map<string, string>();
    for (const attribute of cookie.attributes) {
      const [name = '', ...value] = attribute.split('=');
      attributes.set(name.trim().toLowerCase(), value.join('=').trim() || 'yes');
    }
    const others = [...attributes.keys()].filter(
      name => !ATTRIBUTES.some(known => known.toLowerCase() === name)
    );
    return [
      el('code', {}, cookie.name),
      el('code', {}, cookie.value),
      ...ATTRIBUTES.map(name => attributes.get(name.toLowerCase()) ?? '–'),
      others.join(', ') || '–',
      cookie.warnings.length > 0
        ? el('ul', { class: 'hsfunc-warnings' }, ...cookie.warnings.map(warning => el('li', {}, warning)))
        : 'None'
    ];
  });
  return el(
    'section',
    {},
    el('h4', {}, `Cookies (${all.length})`),
    el(
      'div',
      { class: 'hsfunc-scroll', tabindex: 0, role: 'region', 'aria-label': 'Cookies' },
      table('Cookies that the response sets', ['Cookie', 'Value', ...ATTRIBUTES, 'Other', 'Warnings'], rows)
    )
  );
}
