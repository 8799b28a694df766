/** HTML that a function sent, in a frame that runs nothing, asks nobody and stays in its box. */

import { el } from './dom';

// Nothing is fetched: a preview must not tell anybody that it was looked at.
const POLICY =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; form-action 'none'";

/** A frame of its own origin, without scripts, forms, windows and network. */
export function preview(html: string): HTMLElement {
  const frame = el('iframe', {
    class: 'hsfunc-preview',
    title: 'Preview of the response, without scripts',
    sandbox: '',
    referrerpolicy: 'no-referrer',
    loading: 'lazy'
  });
  const policy = `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><base target="_blank">`;
  frame.setAttribute('srcdoc', `<!doctype html>${policy}${html}`);
  return el(
    'div',
    {},
    frame,
    el('p', { class: 'hsfunc-hint' }, 'Scripts, forms, links and whatever lies elsewhere are switched off.')
  );
}
