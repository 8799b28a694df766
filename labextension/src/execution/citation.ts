/** Shows where an emulated rule comes from, behind the words "source". */

import { el } from './dom';
import type { Citation } from './model';

/** A line that opens to a citation: who says it, and where. */
export function drawCitation(citation: Citation): HTMLElement {
  return el(
    'details',
    { class: 'hsfunc-citation' },
    el('summary', {}, 'source'),
    el('span', {}, citation.text)
  );
}
