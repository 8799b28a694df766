/** Where the time of a call went, as a waterfall. */

import { type Child, el, table } from './dom';
import type { Figures } from './model';

/** The tab. */
export function drawTiming(figures: Figures): HTMLElement {
  const timing = figures.timing;
  if (timing === null) {
    return el(
      'div',
      {},
      el('p', { class: 'hsfunc-hint' }, 'Nothing was measured: the function did not run.')
    );
  }
  const phases: [name: string, ms: number, meaning: string][] = [
    ['Admit', timing.admit, 'routing, limits, the context'],
    figures.cold === true
      ? ['Cold start', timing.wait, 'a free place, and a new instance']
      : ['Queue', timing.wait, 'until a warm instance took it'],
    figures.cold === true
      ? ['Load and run', timing.run, 'the file is loaded, then main: the execution time']
      : ['Run', timing.run, 'main: the execution time'],
    ['Respond', timing.respond, 'the reply, and its checks']
  ];
  const total = phases.reduce((sum, [, ms]) => sum + ms, 0) || 1;
  let begun = 0;
  const rows: Child[][] = phases.map(([name, ms, meaning]) => {
    const bar = el('span', { class: 'hsfunc-fill' });
    bar.style.marginLeft = `${(begun / total) * 100}%`;
    bar.style.width = `max(1px, ${(ms / total) * 100}%)`;
    begun += ms;
    return [
      name,
      el('span', { class: 'hsfunc-bar-space hsfunc-wide', 'aria-hidden': 'true' }, bar),
      el('span', { class: 'hsfunc-number' }, `${ms.toFixed(2)} ms`),
      meaning
    ];
  });
  rows.push(['Total', '', el('span', { class: 'hsfunc-number' }, `${total.toFixed(2)} ms`), '']);
  return el('div', {}, table('Timing', ['Phase', 'From the call to the reply', 'Time', 'What it is'], rows));
}
