/** Draws JSON as a tree. Rows are made when a branch is opened: a hundred at most, and beyond that ranges of them. */

import { el } from './dom';
import { entries, type Path, size, writePath } from './jsonPath';

const MOST = 100;
const SHOWN_TEXT = 2_000;

interface Branch {
  path: Path;
  open: (() => HTMLElement[]) | null;
  /** Of a range: whether it has the key. */
  holds?: (key: string | number | undefined) => boolean;
}

/** A tree for a value; `chosen` is told the path under the cursor. */
export class JsonTree {
  readonly node: HTMLElement;
  private readonly branches = new WeakMap<Element, Branch>();
  private readonly chosen: (path: string) => void;

  /** `marks` are words beside keys of the outermost object. */
  constructor(
    label: string,
    value: unknown,
    chosen: (path: string) => void,
    private readonly marks = new Map<string, string>()
  ) {
    this.chosen = chosen;
    const root = this.item(null, value, []);
    this.node = el('ul', { class: 'hsfunc-tree', role: 'tree', 'aria-label': label }, root);
    root.tabIndex = 0;
    this.toggle(root, true);
    this.node.addEventListener('click', event => {
      const item =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[role=treeitem]') : null;
      if (item === null) return;
      this.choose(item);
      this.toggle(item);
    });
    this.node.addEventListener('keydown', event => {
      this.press(event);
    });
  }

  /** Opens everything. */
  openAll(): void {
    for (;;) {
      const closed = this.node.querySelector<HTMLElement>('[aria-expanded=false]');
      if (closed === null) return;
      this.toggle(closed, true);
    }
  }

  /** Opens what leads to a path, and goes there. */
  reveal(path: Path): void {
    let item = this.node.firstElementChild as HTMLElement | null;
    while (item !== null) {
      const branch = this.branches.get(item);
      if (branch === undefined || (branch.holds === undefined && branch.path.length === path.length)) break;
      this.toggle(item, true);
      item = this.inner(item).find(inner => this.leadsTo(inner, path)) ?? null;
    }
    if (item !== null) {
      this.choose(item);
      item.firstElementChild?.scrollIntoView({ block: 'nearest' });
    }
  }

  private leadsTo(item: Element, path: Path): boolean {
    const branch = this.branches.get(item);
    if (branch === undefined) return false;
    if (branch.holds !== undefined) return branch.holds(path[branch.path.length]);
    return branch.path[branch.path.length - 1] === path[branch.path.length - 1];
  }

  private item(key: string | number | null, value: unknown, path: Path): HTMLLIElement {
    const count = size(value);
    const row = el('span', { class: 'hsfunc-tree-row' });
    if (key !== null) row.append(el('span', { class: 'hsfunc-key' }, key), ': ');
    row.append(count === 0 ? plain(value) : el('span', { class: 'hsfunc-brief' }, brief(value, count)));
    const mark = path.length === 1 ? this.marks.get(String(key)) : undefined;
    if (mark !== undefined) row.append(el('span', { class: 'hsfunc-mark' }, mark));
    const item = el('li', { role: 'treeitem', tabindex: -1, 'aria-selected': 'false' }, row);
    if (count > 0) item.setAttribute('aria-expanded', 'false');
    const open = count === 0 ? null : () => this.items(entries(value), path);
    this.branches.set(item, { path, open });
    return item;
  }

  private items(all: [string | number, unknown][], path: Path, from = 0): HTMLElement[] {
    if (all.length <= MOST) return all.map(([key, value]) => this.item(key, value, [...path, key]));
    const step = MOST ** Math.ceil(Math.log(all.length) / Math.log(MOST) - 1 - 1e-9);
    const ranges: HTMLElement[] = [];
    for (let start = 0; start < all.length; start += step) {
      const part = all.slice(start, start + step);
      const label = `${from + start} … ${from + start + part.length - 1}`;
      const row = el('span', { class: 'hsfunc-tree-row hsfunc-brief' }, label);
      const item = el(
        'li',
        { role: 'treeitem', tabindex: -1, 'aria-selected': 'false', 'aria-expanded': 'false' },
        row
      );
      this.branches.set(item, {
        path,
        open: () => this.items(part, path, from + start),
        holds: key => part.some(([own]) => own === key)
      });
      ranges.push(item);
    }
    return ranges;
  }

  private toggle(item: HTMLElement, open = item.getAttribute('aria-expanded') !== 'true'): void {
    const branch = this.branches.get(item);
    if (!branch?.open || (item.getAttribute('aria-expanded') === 'true') === open) return;
    item.setAttribute('aria-expanded', String(open));
    const group = item.querySelector<HTMLElement>(':scope > [role=group]');
    if (group !== null) group.hidden = !open;
    else item.append(el('ul', { role: 'group' }, ...branch.open()));
  }

  private choose(item: HTMLElement): void {
    for (const before of this.node.querySelectorAll<HTMLElement>('[aria-selected=true], [tabindex="0"]')) {
      before.setAttribute('aria-selected', 'false');
      before.tabIndex = -1;
    }
    item.setAttribute('aria-selected', 'true');
    item.tabIndex = 0;
    item.focus({ preventScroll: true });
    this.chosen(writePath(this.branches.get(item)?.path ?? []));
  }

  private inner(item: Element): HTMLElement[] {
    return Array.from(item.querySelectorAll<HTMLElement>(':scope > [role=group] > [role=treeitem]'));
  }

  private press(event: KeyboardEvent): void {
    const item =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[role=treeitem]') : null;
    if (item === null) return;
    const seen = Array.from(this.node.querySelectorAll<HTMLElement>('[role=treeitem]')).filter(
      other => other.closest('[hidden]') === null
    );
    const at = seen.indexOf(item);
    const expanded = item.getAttribute('aria-expanded');
    let to: HTMLElement | undefined | null = null;
    if (event.key === 'ArrowDown') to = seen[at + 1];
    else if (event.key === 'ArrowUp') to = seen[at - 1];
    else if (event.key === 'Home') to = seen[0];
    else if (event.key === 'End') to = seen[seen.length - 1];
    else if (event.key === 'ArrowRight' && expanded === 'true') to = seen[at + 1];
    else if (event.key === 'ArrowRight') this.toggle(item, true);
    else if (event.key === 'ArrowLeft' && expanded === 'true') this.toggle(item, false);
    else if (event.key === 'ArrowLeft') to = item.parentElement?.closest<HTMLElement>('[role=treeitem]');
    else if (event.key === 'Enter' || event.key === ' ') this.toggle(item);
    else return;
    event.preventDefault();
    if (to) {
      this.choose(to);
      to.firstElementChild?.scrollIntoView({ block: 'nearest' });
    }
  }
}

function plain(value: unknown): HTMLElement {
  const written = JSON.stringify(value);
  const shown =
    written.length > SHOWN_TEXT ? `${written.slice(0, SHOWN_TEXT)}… (${written.length} characters)` : written;
  return el('span', { class: `hsfunc-${value === null ? 'null' : typeof value}` }, shown);
}

function brief(value: unknown, count: number): string {
  return Array.isArray(value) ? `[${count}]` : `{${count}}`;
}
