/** Draws a share from 0 to 1 as a bar, with the words beside it. */

import { el } from './dom';

/** `name` is what the share is of, for those who do not see it. */
export function drawBar(name: string, part: number, shown: string): HTMLElement {
  const fill = el('span', { class: part > 0.9 ? 'hsfunc-fill hsfunc-fill-high' : 'hsfunc-fill' });
  fill.style.width = `${part * 100}%`;
  return el(
    'span',
    { class: 'hsfunc-meter' },
    el(
      'span',
      { class: 'hsfunc-bar-space', role: 'img', 'aria-label': `${name}: ${(part * 100).toFixed(1)} %` },
      fill
    ),
    el('span', { class: 'hsfunc-number' }, shown)
  );
}
