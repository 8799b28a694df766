/** Shows HTML that a function sent, in a frame without scripts, requests and links. */

import { el } from './dom';
import { harmless } from './harmless';

/** A frame of its own origin, without scripts, forms, links, windows and network. */
export function preview(html: string): HTMLElement {
  const page = harmless(html);
  if (page === null) {
    return el('p', { class: 'hsfunc-hint' }, 'This page cannot be shown safely: look at its source.');
  }
  const frame = el('iframe', {
    class: 'hsfunc-preview',
    title: 'Preview of the response, without scripts',
    sandbox: '',
    referrerpolicy: 'no-referrer',
    loading: 'lazy'
  });
  frame.setAttribute('srcdoc', page);
  return el(
    'div',
    {},
    frame,
    el('p', { class: 'hsfunc-hint' }, 'Scripts, forms, links and whatever lies elsewhere are switched off.')
  );
}
