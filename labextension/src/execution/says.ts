/** "Says who?" beside a rule that is emulated. */

import { el } from './dom';
import type { Source } from './model';

/** Unfolds to where a rule comes from: a source with its letter, or another standard by its name. */
export function says(source: Source | string): HTMLElement {
  return el(
    'details',
    { class: 'hsfunc-says' },
    el('summary', {}, 'says who?'),
    el('span', {}, typeof source === 'string' ? source : `${source.authority} · ${source.text}`)
  );
}
