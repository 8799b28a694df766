/** "Says who?" beside a rule that is emulated. */

import { el } from './dom';
import type { Source } from './model';

/** Unfolds to where a rule comes from: a source with its letter. */
export function says(source: Source): HTMLElement {
  return el(
    'details',
    { class: 'hsfunc-says' },
    el('summary', {}, 'says who?'),
    el('span', {}, `${source.authority} · ${source.text}`)
  );
}
