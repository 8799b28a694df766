/** Draws the tree as the ARIA practices describe it: one stop of the Tab key, arrows, Enter. */

import { badge } from '../execution/badge';
import { el } from '../execution/dom';
import { type Action, type Item, keyed, type Shown, shownItems } from './tree';

export class TreeView {
  readonly node = el('ul', { class: 'hsfunc-side-tree', role: 'tree', 'aria-label': 'Functions' });
  private roots: Item[] = [];
  private shown: Shown[] = [];
  private readonly toggled = new Map<string, boolean>();
  private current = '';

  constructor(private readonly act: (action: Action) => void) {
    this.node.addEventListener('keydown', event => {
      this.pressed(event);
    });
    // A screen reader may set the focus, too.
    this.node.addEventListener('focusin', event => {
      this.choose((event.target as HTMLElement).dataset.key ?? this.current);
    });
    this.node.addEventListener('click', event => {
      this.clicked(event);
    });
    this.node.addEventListener('dblclick', event => {
      const here = this.itemAt(event);
      if (here?.item.action) this.act(here.item.action);
    });
    this.node.addEventListener('contextmenu', event => {
      const here = this.itemAt(event);
      if (here !== undefined) this.choose(here.item.key);
    });
  }

  /** Draws a tree; focus and what is open stay. */
  draw(roots: Item[]): void {
    this.roots = roots;
    const focused = this.node.contains(document.activeElement);
    this.shown = shownItems(roots, this.toggled);
    if (!this.shown.some(({ item }) => item.key === this.current)) {
      this.current = this.shown[0]?.item.key ?? '';
    }
    this.node.replaceChildren(...roots.map(root => this.element(root, 1)));
    if (focused) this.focus();
  }

  /** Puts the keyboard into the tree. */
  focus(): void {
    const at = this.shown.findIndex(({ item }) => item.key === this.current);
    this.node.querySelectorAll<HTMLElement>('[role=treeitem]')[at]?.focus();
  }

  private choose(key: string): void {
    this.current = key;
    for (const item of this.node.querySelectorAll<HTMLElement>('[role=treeitem]')) {
      item.tabIndex = item.dataset.key === key ? 0 : -1;
      item.setAttribute('aria-selected', String(item.dataset.key === key));
    }
  }

  private element(item: Item, level: number): HTMLElement {
    const inner = item.children.length > 0;
    const open = this.shown.some(other => other.item === item && other.open);
    const row = el(
      'div',
      { class: `hsfunc-side-row${item.warning ? ' hsfunc-side-warning' : ''}` },
      el('span', { class: 'hsfunc-side-twisty', 'aria-hidden': 'true' }, inner ? (open ? '▾' : '▸') : ''),
      item.warning && el('span', { 'aria-hidden': 'true' }, '⚠ '),
      ...item.badges.map(badge),
      el('span', { class: 'hsfunc-side-label' }, item.label),
      item.detail !== '' && el('small', {}, item.detail),
      item.action !== null && deed(item.action)
    );
    return el(
      'li',
      {
        role: 'treeitem',
        'aria-level': level,
        'aria-label': name(item),
        'aria-expanded': inner ? String(open) : null,
        'aria-selected': String(item.key === this.current),
        'data-key': item.key,
        'data-endpoint': item.action?.kind === 'call' ? item.action.endpoint : null,
        'data-method': item.action?.kind === 'call' ? item.action.method : null,
        'data-fixed': item.action?.kind === 'call' && item.endpoint === null,
        tabindex: item.key === this.current ? 0 : -1,
        title: hint(item)
      },
      row,
      open && el('ul', { role: 'group' }, ...item.children.map(child => this.element(child, level + 1)))
    );
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = this.shown.findIndex(({ item }) => item.key === this.current);
    const done = keyed(this.shown, at, event.key);
    const here = this.shown[at];
    if (done === null || here === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (done === 'act') {
      if (here.item.action !== null) this.act(here.item.action);
    } else if (done === 'rename' || done === 'delete') {
      if (here.item.endpoint !== null) this.act({ kind: done, endpoint: here.item.endpoint });
    } else if (typeof done === 'number') {
      this.current = this.shown[done]?.item.key ?? this.current;
      this.draw(this.roots);
    } else {
      this.toggle(here.item.key, done === 'open');
    }
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const here = this.itemAt(event);
    if (here === undefined) return;
    this.choose(here.item.key);
    const { action, children } = here.item;
    if (target.closest('.hsfunc-side-do') !== null) {
      if (action !== null) this.act(action);
      return;
    }
    if (children.length > 0 && (target.closest('.hsfunc-side-twisty') !== null || action === null)) {
      this.toggle(here.item.key, !here.open);
    }
    this.focus();
  }

  private itemAt(event: Event): Shown | undefined {
    const key = (event.target as Element).closest<HTMLElement>('[role=treeitem]')?.dataset.key;
    return this.shown.find(({ item }) => item.key === key);
  }

  private toggle(key: string, open: boolean): void {
    this.toggled.set(key, open);
    this.draw(this.roots);
  }
}

function name(item: Item): string {
  return [...item.badges, item.warning ? `warning: ${item.label}` : item.label, item.detail]
    .filter(Boolean)
    .join(' ');
}

const DEEDS: Record<Action['kind'], string> = {
  call: 'Call',
  callUid: 'Call',
  edit: 'Edit',
  editProject: 'Edit',
  show: 'Show',
  rename: 'Rename',
  delete: 'Delete',
  restore: 'Restore'
};

/** What Enter does, as a button for the mouse; it is seen on the chosen row. */
function deed(action: Action): HTMLElement {
  return el('span', { class: 'hsfunc-side-do', 'aria-hidden': 'true' }, DEEDS[action.kind]);
}

function hint(item: Item): string | null {
  switch (item.action?.kind) {
    case 'call': {
      const keys = item.endpoint === null ? '' : '; F2 renames it, Delete deletes it';
      return `Enter inserts a cell that calls it with ${item.action.method}${keys}`;
    }
    case 'callUid':
      return 'Enter inserts a cell that calls it by its uid';
    case 'edit':
      return 'Edit serverless.json';
    case 'editProject':
      return 'Edit the JSON files of this project';
    case 'rename':
      return 'Give it another name; its file keeps its own';
    case 'delete':
      return 'Delete it, and its file where nothing else uses it; it can be restored';
    case 'restore':
      return 'Bring it back where it stood';
    default:
      return null;
  }
}
