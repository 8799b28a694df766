/** A search field that says how much was found, and goes from one match to the next. */

import { button, el } from './dom';

const PAUSE = 150; // ms after the last letter

/** Looks for what is typed; Enter, Shift+Enter and the buttons go from match to match. */
export function searchBox<Match>(
  label: string,
  find: (words: string) => Match[],
  go: (match: Match) => void
): HTMLElement {
  const field = el('input', {
    type: 'search',
    class: 'hsfunc-search',
    placeholder: label,
    'aria-label': label
  });
  const told = el('span', { role: 'status', class: 'hsfunc-hint' });
  let matches: Match[] = [];
  let at = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looked = '';

  const look = (): void => {
    clearTimeout(timer);
    if (field.value === looked) return;
    looked = field.value;
    matches = looked === '' ? [] : find(looked);
    at = -1;
    told.textContent = looked === '' ? '' : `${matches.length} found`;
  };
  const move = (by: number): void => {
    look();
    if (matches.length === 0) return;
    at = (at + by + matches.length) % matches.length;
    told.textContent = `${at + 1} of ${matches.length}`;
    const match = matches[at];
    if (match !== undefined) go(match);
  };
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  field.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    move(event.shiftKey ? -1 : 1);
    field.focus();
  });
  const back = button(
    '↑',
    () => {
      move(-1);
    },
    { 'aria-label': 'Previous place' }
  );
  const on = button(
    '↓',
    () => {
      move(1);
    },
    { 'aria-label': 'Next place' }
  );
  return el('span', { role: 'search', class: 'hsfunc-searching' }, field, back, on, told);
}
