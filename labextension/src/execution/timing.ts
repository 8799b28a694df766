/** Draws where the time of a call went, as a waterfall. */

import { type Child, el, table } from './dom';
import { type Figures, type Phase, PHASES } from './model';

// Name, what it is in a cold instance, and what it is in a warm one where that differs.
const MEANINGS: Record<Phase, [name: string, cold: string, warm?: string]> = {
  admit: ['Admit', 'routing, limits, the context'],
  queue: ['Queue', 'until an instance was free, or one could be started', 'until a warm instance was free'],
  cold_start: [
    'Cold start',
    'until a new instance had the file; next to nothing where one stood by',
    'none: the instance was warm'
  ],
  load: ['Load', 'the top level of the file, with what it requires', 'none: the file was loaded before'],
  run: ['Run', 'main, until the execution ended'],
  respond: ['Respond', 'the reply, and its checks']
};

/** Draws the tab of the timing. */
export function drawTiming(figures: Figures): HTMLElement {
  const timing = figures.timing;
  if (timing === null) {
    return el(
      'div',
      {},
      el('p', { class: 'hsfunc-hint' }, 'Nothing was measured: the function did not run.')
    );
  }
  const total = PHASES.reduce((sum, phase) => sum + timing[phase], 0);
  let begun = 0;
  const rows: Child[][] = PHASES.map(phase => {
    const ms = timing[phase];
    const [name, cold, warm] = MEANINGS[phase];
    const bar = el('span', { class: 'hsfunc-fill' });
    bar.style.marginLeft = `${Math.min(99.5, (begun / (total || 1)) * 100)}%`;
    bar.style.width = ms > 0 ? `max(1px, ${(ms / total) * 100}%)` : '0px';
    begun += ms;
    return [
      name,
      el('span', { class: 'hsfunc-bar-space hsfunc-wide', 'aria-hidden': 'true' }, bar),
      time(ms),
      figures.cold === false && warm !== undefined ? warm : cold
    ];
  });
  if (figures.outgoing.length > 0) {
    rows.splice(PHASES.indexOf('run') + 1, 0, outgoing(figures, timing, total));
  }
  rows.push(['Total', '', time(total), '']);
  const elapsed = figures.elapsed;
  return el(
    'div',
    {},
    table('Timing', ['Phase', 'From the call to the reply', 'Time', 'What it is'], rows),
    elapsed !== null &&
      el(
        'p',
        { class: 'hsfunc-hint' },
        `The execution time, which the log and the limits count: ${elapsed.toFixed(2)} ms.`
      )
  );
}

/** The requests that the function has sent, each where it was under way; they are part of load and run. */
function outgoing(figures: Figures, timing: Record<Phase, number>, total: number): Child[] {
  const begin = timing.admit + timing.queue + timing.cold_start;
  const space = el('span', { class: 'hsfunc-bar-space hsfunc-wide hsfunc-spans', 'aria-hidden': 'true' });
  let underWay = 0;
  let done = 0;
  for (const [at, took] of [...figures.outgoing].sort(([one], [other]) => one - other)) {
    const start = Math.min(begin + at, total);
    const end = Math.min(begin + at + took, total);
    underWay += Math.max(0, end - Math.max(start, done));
    done = Math.max(done, end);
    const bar = el('span', { class: 'hsfunc-fill' });
    bar.style.left = `${Math.min(99.5, (start / (total || 1)) * 100)}%`;
    bar.style.width = `max(1px, ${((end - start) / (total || 1)) * 100}%)`;
    space.append(bar);
  }
  return ['Outgoing', space, time(underWay), 'requests under way, within load and run'];
}

function time(ms: number): HTMLElement {
  return el('span', { class: 'hsfunc-number' }, `${ms.toFixed(2)} ms`);
}
