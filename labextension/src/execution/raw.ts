/** Draws request and response as HTTP text. */

import { copyButton, el } from './dom';
import type { Body, ExecutionData, Header } from './model';
import { TextRows } from './rows';

/** Draws the tab of the HTTP text. */
export function drawRaw(data: ExecutionData): HTMLElement {
  const { curl } = data;
  return el(
    'div',
    { class: 'hsfunc-raw' },
    part('Request', requestText(data)),
    curl !== null &&
      el(
        'div',
        { class: 'hsfunc-bar' },
        copyButton('Copy as curl', () => curl)
      ),
    part('Response', responseText(data))
  );
}

function part(title: string, text: string): HTMLElement {
  return el(
    'section',
    {},
    el(
      'div',
      { class: 'hsfunc-bar' },
      el('h4', {}, title),
      copyButton(`Copy ${title.toLowerCase()}`, () => text)
    ),
    new TextRows(`${title} as HTTP text`, text).rows.node
  );
}

/** The request as it goes over the wire; of a body that is no text, or too large, only the size is named. */
export function requestText(data: ExecutionData): string {
  const { method, url, headers, body } = data.request;
  const target = /^[a-z]+:\/\/[^/?#]*(.*)$/i.exec(url)?.[1] ?? url;
  return message(`${method} ${target || '/'} HTTP/1.1`, headers, body);
}

/** The response as it comes over the wire. */
export function responseText(data: ExecutionData): string {
  const { status, reason, headers, body } = data.response;
  return message(`HTTP/1.1 ${status} ${reason}`.trimEnd(), headers, body);
}

function message(first: string, headers: Header[], body: Body | null): string {
  return [first, ...headers.map(([name, value]) => `${name}: ${value}`), '', bodyText(body)].join('\n');
}

function bodyText(body: Body | null): string {
  if (body === null) return '';
  if (body.text === undefined) return `[${body.size.toLocaleString('en')} bytes]`;
  return body.cut > 0 ? `${body.text}\n[… ${body.cut.toLocaleString('en')} more characters]` : body.text;
}
