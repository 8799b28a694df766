/** Draws the requests that a function has sent: a table whose addresses unfold to headers and bodies. */

import { badge } from './badge';
import { drawBody, type Whole } from './body';
import { type Child, el, table } from './dom';
import type { Exchange, ExecutionData, Figures, Message, Ran } from './model';
import { shortPosition } from './positions';

const HEADINGS = ['Method', 'URL', 'Answer', 'Time', 'Size', 'By', 'Where'];
// Who has answered, as the other forms of the view name it.
const NAMES: Record<string, string> = { hubspot: 'small HubSpot' };

/** Draws the tab of the requests. */
export function drawOutgoing(data: ExecutionData, figures: Figures, ran: Ran): HTMLElement {
  const rows: Child[][] = data.outgoing.map((exchange, number) => {
    const took = figures.outgoing[number]?.[1];
    return [
      badge(exchange.method),
      unfolding(exchange, number, ran.id),
      answer(exchange),
      took === undefined ? '' : el('span', { class: 'hsfunc-number' }, `${took.toFixed(1)} ms`),
      exchange.response === null ? '' : bytes(exchange.response),
      el('span', { class: 'hsfunc-line' }, NAMES[exchange.by] ?? exchange.by),
      exchange.position === null
        ? ''
        : el('span', { class: 'hsfunc-where' }, shortPosition(exchange.position, ran))
    ];
  });
  const more = data.outgoingMore.toLocaleString('en');
  return el(
    'div',
    {},
    table('Outgoing', HEADINGS, rows),
    data.outgoingMore > 0 &&
      el('p', { class: 'hsfunc-hint' }, `… ${more} more: see `, el('code', {}, 'execution.outgoing'))
  );
}

function answer(exchange: Exchange): HTMLElement {
  const { status, reason, failure } = exchange;
  const tone = status === null || status >= 500 ? 'bad' : status < 300 ? 'ok' : 'other';
  const told =
    status !== null
      ? `${status} ${reason}`.trim()
      : failure !== null
        ? failure.code || failure.kind
        : 'no answer';
  return el('span', { class: `hsfunc-status hsfunc-${tone}` }, told);
}

function bytes(message: Message): HTMLElement {
  return el('span', { class: 'hsfunc-number' }, `${(message.body?.size ?? 0).toLocaleString('en')} bytes`);
}

function unfolding(exchange: Exchange, number: number, id: string): HTMLElement {
  const { failure, response } = exchange;
  const url = el('code', { class: 'hsfunc-address' }, exchange.url);
  const inner: Child[] = [
    failure !== null && failure.message !== '' && el('p', {}, failure.message),
    exchange.rule !== '' && el('p', {}, 'Answered by ', el('code', {}, exchange.rule)),
    ...drawMessage('Request', exchange.request, number, id),
    ...(response === null ? [] : drawMessage('Response', response, number, id))
  ];
  if (inner.every(child => child === false)) return url;
  return el('details', { class: 'hsfunc-exchange' }, el('summary', {}, url), ...inner);
}

function drawMessage(title: string, message: Message, number: number, id: string): Child[] {
  const { headers, moreHeaders, body } = message;
  const part = title === 'Request' ? 'sent' : 'received';
  const whole: Whole = {
    from: `execution.outgoing[${number}].${title.toLowerCase()}`,
    ask: (bridge, view) => bridge.askOutgoing(view, id, number, part)
  };
  const count = headers.length + moreHeaders;
  const more = moreHeaders.toLocaleString('en');
  return [
    count > 0 && el('h4', {}, `${title} headers (${count})`),
    headers.length > 0 && el('pre', {}, headers.map(([name, value]) => `${name}: ${value}`).join('\n')),
    moreHeaders > 0 &&
      el('p', { class: 'hsfunc-hint' }, `… ${more} more; `, el('code', {}, whole.from), ' has them.'),
    body !== null && el('h4', {}, `${title} body (${body.size.toLocaleString('en')} bytes)`),
    body !== null && drawBody(body, id, whole)
  ];
}
