/** Shows the source that ran, where the notebook has no cell with it any more. */

import { button, el } from './dom';
import type { Position } from './model';
import { Rows } from './rows';

// A bundle may be one line of megabytes.
const LONGEST_LINE = 400;

/** Shows it in the part of the view that the link is in; `text` is null where the kernel has let it go. */
export function showSource(link: HTMLElement, position: Position, text: string | null): void {
  const part = link.closest<HTMLElement>('.hsfunc-panel, .hsfunc-summary');
  if (part === null) return;
  part.querySelector('.hsfunc-ran')?.remove();
  const close = button('Close', () => {
    shown.remove();
    link.focus();
  });
  const why = `No cell of this notebook has the source of ${position.file} that ran`;
  const told =
    text === null ? `${why}, and the kernel does not have it any more: run the call again.` : `${why}:`;
  const shown = el(
    'section',
    { class: 'hsfunc-ran', 'aria-label': 'The source that ran' },
    el('div', { class: 'hsfunc-bar', role: 'status' }, told, close)
  );
  part.append(shown);
  if (text !== null) {
    const rows = numbered(text);
    shown.append(rows.node);
    rows.reveal(position.line - 1);
    rows.node.focus({ preventScroll: true });
  }
  shown.scrollIntoView({ block: 'nearest' });
}

function numbered(text: string): Rows {
  const lines = text.split(/\r\n|\r|\n/);
  const width = String(lines.length).length;
  return new Rows('The source that ran', lines.length, index => {
    const line = lines[index] ?? '';
    const cut = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
    return `${String(index + 1).padStart(width)} | ${cut}`;
  });
}
