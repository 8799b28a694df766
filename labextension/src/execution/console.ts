/** Draws the console of an execution: time, level, message and position of each line. */

import { type Child, el, table } from './dom';
import type { ExecutionData, Figures, Ran } from './model';
import { linkPositions, shortPosition } from './positions';

/** Draws the tab of the console. */
export function drawConsole(data: ExecutionData, figures: Figures, ran: Ran): HTMLElement {
  if (data.console.length === 0) {
    return el('div', {}, el('p', { class: 'hsfunc-hint' }, 'The function wrote nothing.'));
  }
  const rows: Child[][] = data.console.map((line, index) => {
    const at = figures.console[index];
    const where = line.position === null ? line.place : shortPosition(line.position, ran);
    return [
      at === undefined ? '' : el('span', { class: 'hsfunc-number' }, `+${at.toFixed(1)} ms`),
      el(
        'span',
        { class: `hsfunc-level hsfunc-level-${/^[A-Z]+$/.test(line.level) ? line.level : 'INFO'}` },
        line.level
      ),
      el('span', { class: 'hsfunc-message hsfunc-long' }, ...linkPositions(line.text, ran)),
      el('span', { class: 'hsfunc-where' }, where)
    ];
  });
  return el(
    'div',
    {},
    table('Console', ['Time', 'Level', 'Message', 'Where'], rows),
    data.truncated &&
      el(
        'p',
        { class: 'hsfunc-hint' },
        data.platform === null
          ? '… truncated: the log keeps 4 KB of an execution.'
          : '… truncated: the log keeps no more of an execution.'
      )
  );
}
