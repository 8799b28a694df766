/** Tabs as the ARIA practices describe them: one stop of the Tab key, arrows between them, panels drawn when first shown. */

import { el } from './dom';

export interface Tab {
  name: string;
  count?: number;
  draw: () => Node;
}

let made = 0;

/** The tabs and their panels; the first is open. */
export function tabs(label: string, all: Tab[]): HTMLElement {
  const prefix = `hsfunc-${made++}`;
  const tablist = el('div', { class: 'hsfunc-tabs', role: 'tablist', 'aria-label': label });
  const root = el('div', { class: 'hsfunc-tabbed' }, tablist);
  const handles: HTMLElement[] = [];
  const panels: HTMLElement[] = [];

  const show = (index: number): void => {
    const tab = all[index];
    const chosen = panels[index];
    if (tab === undefined || chosen === undefined) return;
    if (!chosen.hasChildNodes()) chosen.append(tab.draw());
    handles.forEach((handle, at) => {
      handle.setAttribute('aria-selected', String(at === index));
      handle.tabIndex = at === index ? 0 : -1;
    });
    panels.forEach((panel, at) => {
      panel.hidden = at !== index;
    });
  };

  all.forEach((tab, index) => {
    const handle = el(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `${prefix}-tab-${index}`,
        'aria-controls': `${prefix}-panel-${index}`
      },
      tab.name,
      tab.count !== undefined && el('span', { class: 'hsfunc-count' }, tab.count)
    );
    handle.className = 'hsfunc-tab';
    handle.addEventListener('click', () => {
      show(index);
    });
    handles.push(handle);
    tablist.append(handle);
    const panel = el('div', {
      class: 'hsfunc-panel',
      role: 'tabpanel',
      id: `${prefix}-panel-${index}`,
      'aria-labelledby': `${prefix}-tab-${index}`,
      tabindex: 0
    });
    panels.push(panel);
    root.append(panel);
  });

  tablist.addEventListener('keydown', event => {
    const at = handles.findIndex(handle => handle === event.target);
    const to = destination(event.key, at, handles.length);
    if (at < 0 || to === null) return;
    event.preventDefault();
    show(to);
    handles[to]?.focus();
  });
  show(0);
  return root;
}

/** The index of the tab that a key leads to from the one at `at`; null for other keys. */
export function destination(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
