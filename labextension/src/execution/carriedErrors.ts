/** Draws what an error carries: its own properties, its causes, the errors that it holds. */

import { type Child, el } from './dom';
import type { CarriedError, Ran } from './model';
import { linkPositions } from './positions';

const LONG = 500;

/** `TypeError: fetch failed`. */
export function headlineOf(error: CarriedError): string {
  return [error.type, error.message].filter(part => part !== '').join(': ');
}

/** The stack of an error, folded; null where it has none. */
function drawStack(error: CarriedError, ran: Ran): Child {
  if (error.stack.length === 0) return null;
  const lines = error.stack.map(line => el('div', {}, ...linkPositions(line, ran)));
  return el(
    'details',
    {},
    el('summary', {}, `Stack (${error.stack.length})`),
    el('div', { class: 'hsfunc-stack' }, ...lines)
  );
}

/** What stands below an error: its properties, its stack, and further to the right its causes. */
export function drawCarried(error: CarriedError, ran: Ran): Child[] {
  const whole = error.errors.length + error.more;
  return [
    error.properties.length > 0 && drawProperties(error.properties),
    drawStack(error, ran),
    error.cause !== null && drawInner('Caused by', error.cause, ran),
    ...error.errors.map((inner, index) => drawInner(`Error ${index + 1} of ${whole}`, inner, ran)),
    error.more > 0 && el('p', {}, `… ${error.more.toLocaleString('en')} more errors`)
  ];
}

function drawProperties(properties: [string, string][]): HTMLElement {
  const rows = properties.flatMap(([name, value]) => [
    el('dt', {}, name),
    // A long one scrolls, by the keyboard too.
    el('dd', value.length > LONG ? { tabindex: 0 } : {}, el('code', {}, value))
  ]);
  return el('dl', { class: 'hsfunc-properties', 'aria-label': 'Properties of the error' }, ...rows);
}

function drawInner(label: string, error: CarriedError, ran: Ran): HTMLElement {
  return el(
    'div',
    { class: 'hsfunc-cause' },
    el('p', {}, el('span', { class: 'hsfunc-hint' }, `${label}: `), el('strong', {}, headlineOf(error))),
    ...drawCarried(error, ran)
  );
}
