/** The row above a body with its search field: there where more than a screen is to be searched, or when / is pressed. */

import { el } from './dom';

/** So many lines are seen at once. */
export const SCREEN = 30;

/** Whether so many lines are more than one sees at once. */
export function isLong(lines: number): boolean {
  return lines > SCREEN;
}

/** The row. `area` is what is searched: pressed in it, / goes to the field; Escape in an empty field goes back. */
export function searchRow(search: HTMLElement, area: HTMLElement, long: boolean): HTMLElement {
  const row = el('div', { class: 'hsfunc-bar', hidden: !long }, search);
  const field = search.querySelector('input');
  area.setAttribute('aria-keyshortcuts', '/');
  area.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    row.hidden = false;
    field?.focus();
  });
  field?.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || field.value !== '') return;
    row.hidden = !long;
    area.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  });
  return row;
}
