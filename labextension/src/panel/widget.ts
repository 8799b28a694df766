/** The side panel: the folders as a tree, gauges, the latest executions, of the active notebook's kernel. */

import { Widget } from '@lumino/widgets';

import { button, el, fill } from '../execution/dom';
import { destination } from '../execution/tabs';
import { drawExecutions, drawGauges, drawServer } from './gauges';
import type { KernelComm, Phase } from './kernelComm';
import type { Row } from './state';
import { type Action, treeOf } from './tree';
import { TreeView } from './treeView';

// Badges and the like are the view's.
import '../../style/execution.css';
import '../../style/panel.css';

/** What the panel can have done in the notebook. */
export interface Does {
  act(action: Action): void;
  show(row: Row): void;
  load(): void;
  /** The buttons above the tree. */
  commands: { label: string; run: () => void }[];
}

const LIST_KEYS: Record<string, string> = {
  ArrowDown: 'ArrowRight',
  ArrowUp: 'ArrowLeft',
  Home: 'Home',
  End: 'End'
};

export class FunctionsPanel extends Widget {
  private readonly head = el('p', { class: 'hsfunc-side-head' });
  private readonly status = el('p', { class: 'hsfunc-side-status', role: 'status' });
  private readonly offer: HTMLElement;
  private readonly account: HTMLElement;
  private readonly tree: TreeView;
  private readonly none = el('p', {}, 'No function yet: New function inserts a cell for one.');
  private readonly server = el('p', { class: 'hsfunc-side-server', 'aria-live': 'polite' });
  private readonly gauges = el('div');
  private readonly rows = el('ol', { class: 'hsfunc-side-executions', 'aria-label': 'Latest executions' });
  private readonly noRows = el('p', {}, 'No call yet.');
  private current = '';
  private readonly drawn = new Map<string, string>();

  constructor(
    private readonly comm: KernelComm,
    private readonly does: Does
  ) {
    super();
    this.addClass('hsfunc-side');
    this.tree = new TreeView(action => {
      does.act(action);
    });
    this.offer = el(
      'p',
      {},
      button('Load it: %load_ext hsfunc_magics', () => {
        does.load();
      })
    );
    this.account = el(
      'div',
      {},
      el(
        'div',
        { class: 'hsfunc-side-buttons', role: 'group', 'aria-label': 'Commands' },
        ...does.commands.map(({ label, run }) => button(label, run))
      ),
      el('h3', {}, 'Folders'),
      this.none,
      this.tree.node,
      el('h3', {}, 'Server'),
      this.server,
      el('h3', {}, 'Limits'),
      this.gauges,
      el('h3', {}, 'Latest executions'),
      this.noRows,
      this.rows
    );
    this.node.append(
      el(
        'div',
        { class: 'hsfunc-side-inner' },
        el('h2', {}, 'Functions'),
        this.head,
        this.status,
        this.offer,
        this.account
      )
    );
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'HubSpot functions');
    this.listen();
    comm.changed.connect(() => {
      this.refresh();
    });
    comm.told.connect((_, { text }) => {
      this.status.textContent = text;
    });
    comm.refused.connect((_, text) => {
      this.status.textContent = text;
    });
    this.refresh();
  }

  protected override onActivateRequest(): void {
    // Until the kernel has answered there is nothing else that could have the keyboard.
    this.node.focus();
    this.enterWhenSettled();
  }

  /** Puts the keyboard into what there is, where it is still on the panel itself. */
  private enterWhenSettled(): void {
    const { phase, state } = this.comm;
    if (document.activeElement !== this.node || phase === 'waiting') return;
    if (phase === 'loaded' && state.folders.length + state.projects.length > 0) this.tree.focus();
    else this.node.querySelector<HTMLElement>('button:not([hidden] *)')?.focus();
  }

  protected override onAfterShow(): void {
    this.comm.look(true);
  }

  protected override onAfterHide(): void {
    this.comm.look(false);
  }

  protected override onAfterAttach(): void {
    if (this.isVisible) this.comm.look(true);
  }

  protected override onBeforeDetach(): void {
    this.comm.look(false);
  }

  private listen(): void {
    this.rows.addEventListener('click', event => {
      const id = (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset.id;
      const row = this.comm.state.executions.find(other => other.id === id);
      if (row === undefined) return;
      this.current = row.id;
      this.does.show(row);
    });
    this.rows.addEventListener('keydown', event => {
      const buttons = [...this.rows.querySelectorAll('button')];
      const at = buttons.findIndex(one => one === event.target);
      const to = destination(LIST_KEYS[event.key] ?? '', at, buttons.length);
      if (at < 0 || to === null) return;
      event.preventDefault();
      this.go(buttons, to);
    });
  }

  private go(buttons: HTMLElement[], to: number): void {
    this.current = buttons[to]?.dataset.id ?? '';
    buttons.forEach((one, index) => {
      one.tabIndex = index === to ? 0 : -1;
    });
    buttons[to]?.focus();
  }

  /** Draws what has changed; the keyboard stays where it is. */
  private refresh(): void {
    const { comm } = this;
    const { state, phase } = comm;
    const name = comm.panel?.title.label ?? '';
    const loaded = phase === 'loaded';
    this.offer.hidden = phase !== 'not-loaded';
    this.account.hidden = !loaded;
    this.changed('status', phase + name, () => {
      this.status.textContent = phaseText(phase, name);
    });
    const { visitor } = state;
    const who = visitor.vid === null ? 'anonymous' : `${visitor.name ?? 'a contact'}, vid ${visitor.vid}`;
    this.head.hidden = !loaded;
    this.head.textContent =
      state.account === null
        ? name
        : `${name} · account ${state.account.id} · visitor: ${who}${visitor.loggedIn ? ', logged in' : ''}`;
    this.none.hidden = state.folders.length + state.projects.length > 0;
    this.changed(
      'tree',
      JSON.stringify([state.folders, state.projects, state.deleted, state.secrets]),
      () => {
        this.tree.draw(treeOf(state));
      }
    );
    this.changed(
      'server',
      JSON.stringify([state.server, state.server && [state.folders, state.projects]]),
      () => {
        this.server.replaceChildren();
        fill(this.server, ...drawServer(state));
      }
    );
    this.changed('gauges', JSON.stringify([state.quota, state.limits]), () => {
      this.gauges.replaceChildren(drawGauges(state));
    });
    this.noRows.hidden = state.executions.length > 0;
    this.changed('rows', JSON.stringify(state.executions), () => {
      const focused = this.rows.contains(document.activeElement);
      this.rows.replaceChildren(...drawExecutions(state.executions, this.current));
      if (focused) this.rows.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    });
    this.enterWhenSettled();
  }

  private changed(part: string, value: string, draw: () => void): void {
    if (this.drawn.get(part) === value) return;
    this.drawn.set(part, value);
    draw();
  }
}

/** Where the panel stands, in a sentence; nothing where everything is there. */
export function phaseText(phase: Phase, name: string): string {
  switch (phase) {
    case 'no-notebook':
      return 'Open a notebook: the panel shows the functions of its kernel.';
    case 'no-kernel':
      return `${name} has no kernel.`;
    case 'waiting':
      return `Waiting for the kernel of ${name} …`;
    case 'not-python':
      return `The kernel of ${name} is not a Python one: functions need one.`;
    case 'not-loaded':
      return `The extension hsfunc_magics is not loaded in the kernel of ${name}.`;
    case 'loaded':
      return '';
  }
}
