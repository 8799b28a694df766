/** A search field: how many places were found, and from one to the next. */

import { button, el } from './dom';

const PAUSE = 150; // ms after the last letter

/** Looks for what is typed, and goes from place to place by Enter, Shift+Enter or the buttons. */
export function searchBox<Place>(
  label: string,
  find: (words: string) => Place[],
  go: (place: Place) => void
): HTMLElement {
  const field = el('input', {
    type: 'search',
    class: 'hsfunc-search',
    placeholder: label,
    'aria-label': label
  });
  const told = el('span', { role: 'status', class: 'hsfunc-hint' });
  let places: Place[] = [];
  let at = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looked = '';

  const look = (): void => {
    clearTimeout(timer);
    if (field.value === looked) return;
    looked = field.value;
    places = looked === '' ? [] : find(looked);
    at = -1;
    told.textContent = looked === '' ? '' : `${places.length} found`;
  };
  const move = (by: number): void => {
    look();
    if (places.length === 0) return;
    at = (at + by + places.length) % places.length;
    told.textContent = `${at + 1} of ${places.length}`;
    const place = places[at];
    if (place !== undefined) go(place);
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
