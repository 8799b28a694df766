/** Draws the cookies that the response sets, taken apart, and those that came with the request. */

import { type Child, el, table } from './dom';
import type { Cookie, ExecutionData } from './model';

const ATTRIBUTES = ['Path', 'Domain', 'Expires', 'Max-Age', 'Secure', 'HttpOnly', 'SameSite'];

/** Names and values of the cookies that came with the request. */
export function sentCookies(data: ExecutionData): [name: string, value: string][] {
  return data.request.headers
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const at = part.indexOf('=');
      return at < 0 ? ['', part] : [part.slice(0, at), part.slice(at + 1)];
    });
}

/** Draws the tab of cookies. */
export function drawCookies(data: ExecutionData): HTMLElement {
  const sent = sentCookies(data);
  return el(
    'div',
    {},
    part(
      `Set by the response (${data.cookies.length})`,
      data.cookies.length > 0 ? setCookies(data.cookies) : null
    ),
    part(
      `Sent with the request (${sent.length})`,
      sent.length === 0
        ? null
        : table(
            'Cookies of the request',
            ['Cookie', 'Value'],
            sent.map(([name, value]) => [code(name), code(value)])
          )
    )
  );
}

function part(title: string, cookies: HTMLElement | null): HTMLElement {
  return el('section', {}, el('h4', {}, title), cookies ?? el('p', { class: 'hsfunc-hint' }, 'None.'));
}

function code(text: string): HTMLElement {
  return el('code', { class: 'hsfunc-long' }, text);
}

/** The attributes that browsers know, and in one column whatever else there is. */
function setCookies(all: Cookie[]): HTMLElement {
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
      code(cookie.name),
      code(cookie.value),
      ...ATTRIBUTES.map(name => attributes.get(name.toLowerCase()) ?? '–'),
      others.join(', ') || '–',
      cookie.warnings.length > 0
        ? el('ul', { class: 'hsfunc-warnings' }, ...cookie.warnings.map(warning => el('li', {}, warning)))
        : 'None'
    ];
  });
  return table('Cookies of the response', ['Cookie', 'Value', ...ATTRIBUTES, 'Other', 'Warnings'], rows);
}
