/** Draws what a browser makes of a page's call: its message, the reason, and the header that would help. */

import { type Child, el } from './dom';
import type { Cors } from './model';
import { drawCitation } from './citation';

/** The verdict, below the header line. */
export function drawCors(cors: Cors): HTMLElement {
  const { message, rule, ruleSource, preflight, cure, readable, hidden, advice } = cors;
  return el(
    'section',
    { class: 'hsfunc-cors', 'aria-label': 'What the browser makes of it' },
    el('p', {}, el('strong', {}, cors.title)),
    message !== '' && el('div', { class: 'hsfunc-failure', role: 'alert' }, el('p', {}, message)),
    el('p', {}, cors.summary),
    preflight !== null && el('p', {}, preflight),
    rule !== '' && el('p', {}, `Rule: ${rule}. `, ruleSource !== null && drawCitation(ruleSource)),
    cure !== null &&
      el(
        'div',
        {},
        el('p', {}, cure.title),
        ...cure.lines.map(line => el('p', { class: 'hsfunc-cure' }, el('code', {}, line)))
      ),
    names('Headers of the response that the page sees: ', readable),
    names('Headers that it does not see: ', hidden),
    advice.length > 0 &&
      el(
        'ul',
        { class: 'hsfunc-notes', 'aria-label': 'Why, and what helps' },
        ...advice.map(({ text, source }) => el('li', {}, `${text} `, drawCitation(source)))
      )
  );
}

function names(label: string, headers: string[]): Child {
  return headers.length > 0 && el('p', {}, label, el('code', {}, headers.join(', ')));
}
