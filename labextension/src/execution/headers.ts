/** Draws the headers of response and request side by side. */

import { el, explanation } from './dom';
import { headerNote } from './headerNotes';
import type { ExecutionData, Header } from './model';

/** Draws the tab of headers: first those that one has made. */
export function drawHeaders(data: ExecutionData): HTMLElement {
  return el(
    'div',
    { class: 'hsfunc-columns' },
    side('Response', data.response.headers),
    side('Request', data.request.headers)
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
