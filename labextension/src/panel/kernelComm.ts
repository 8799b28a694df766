/** The panel's comm to the active notebook's kernel: open while the panel is visible, and again after a restart. */

import type { ISessionContext } from '@jupyterlab/apputils';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { isRecord } from '../execution/model';
import { extensionLoaded, TARGET } from './loaded';
import { EMPTY, merge, type State } from './state';

/** How far the panel has come with the active notebook. */
export type Phase = 'no-notebook' | 'no-kernel' | 'waiting' | 'not-python' | 'not-loaded' | 'loaded';

/** What the panel asks the kernel for; panel/requests.py has the list. */
export type Request = Record<string, unknown>;

export interface Told {
  text: string;
  undo: Request | null;
}

/** An execution as an output has it; null where the kernel no longer holds it. */
export type View = { data: Record<string, unknown>; metadata: Record<string, unknown> } | null;

export class KernelComm {
  readonly changed = new Signal<this, void>(this);
  /** Messages of the kernel about what it has done, and how that is undone. */
  readonly told = new Signal<this, Told>(this);
  /** What the kernel has not done, and why. */
  readonly refused = new Signal<this, string>(this);
  phase: Phase = 'no-notebook';
  state: State = EMPTY;
  panel: NotebookPanel | null = null;
  private looking = false;
  private comm: Kernel.IComm | null = null;
  private asked = 0;
  private restarting = false;
  private readonly views = new Map<string, ((view: View) => void)[]>();

  constructor() {
    // A cell may have loaded the extension.
    NotebookActions.executed.connect((_, { notebook }) => {
      if (notebook === this.panel?.content && this.phase !== 'loaded') void this.connect();
    });
  }

  /** Connects to another notebook, or to none. */
  follow(panel: NotebookPanel | null): void {
    if (panel === this.panel) return;
    this.context?.kernelChanged.disconnect(this.kernelChanged);
    this.context?.statusChanged.disconnect(this.statusChanged);
    this.panel = panel;
    this.context?.kernelChanged.connect(this.kernelChanged);
    this.context?.statusChanged.connect(this.statusChanged);
    this.leave();
    void this.connect();
  }

  /** Sets whether the panel is visible: the kernel is asked only then. */
  look(looking: boolean): void {
    if (looking === this.looking) return;
    this.looking = looking;
    if (looking) void this.connect();
    else this.leave();
  }

  /** Whether the extension is loaded in the notebook's kernel. */
  async loaded(): Promise<boolean> {
    return this.comm !== null || (await extensionLoaded(this.kernel));
  }

  /** Asks the kernel for the view of an execution. */
  view(id: string): Promise<View> {
    const comm = this.comm;
    if (comm === null) return Promise.resolve(null);
    return new Promise(resolve => {
      this.views.set(id, [...(this.views.get(id) ?? []), resolve]);
      comm.send({ view: id });
    });
  }

  /** Asks the kernel to do something; false where no comm is open that could say so. */
  ask(request: Request): boolean {
    if (this.comm === null) return false;
    this.comm.send(request as JSONObject);
    return true;
  }

  private get context(): ISessionContext | undefined {
    return this.panel?.sessionContext;
  }

  private get kernel(): Kernel.IKernelConnection | null {
    return this.context?.session?.kernel ?? null;
  }

  private async connect(): Promise<void> {
    if (!this.looking || this.comm !== null) return;
    const question = ++this.asked;
    const kernel = this.kernel;
    if (this.panel === null || kernel === null) {
      this.enter(this.panel === null ? 'no-notebook' : 'no-kernel');
      return;
    }
    if (this.phase !== 'not-loaded') this.enter('waiting');
    let loaded = false;
    try {
      if ((await kernel.info).language_info.name !== 'python') {
        if (question === this.asked) this.enter('not-python');
        return;
      }
      loaded = await this.loaded();
    } catch {
      // The kernel has gone: a signal follows that says so.
    }
    if (question !== this.asked || kernel.isDisposed) return;
    if (loaded) this.open(kernel);
    else this.enter('not-loaded');
  }

  private open(kernel: Kernel.IKernelConnection): void {
    const comm = (this.comm = kernel.createComm(TARGET));
    comm.onMsg = message => {
      if (comm === this.comm) this.hear(message.content.data);
    };
    comm.onClose = () => {
      if (comm !== this.comm) return;
      this.comm = null;
      this.answerViews();
      this.enter('not-loaded');
    };
    comm.open({});
  }

  private hear(data: unknown): void {
    if (!isRecord(data)) return;
    const { told, undo, refused } = data;
    if (typeof told === 'string') this.told.emit({ text: told, undo: isRecord(undo) ? undo : null });
    if (typeof refused === 'string') this.refused.emit(refused);
    const { view } = data;
    if (isRecord(view) && typeof view.id === 'string') {
      const found = isRecord(view.data) && isRecord(view.metadata) ? view : null;
      const answer = found && ({ data: found.data, metadata: found.metadata } as View);
      for (const resolve of this.views.get(view.id) ?? []) resolve(answer);
      this.views.delete(view.id);
    }
    const state = merge(this.state, data);
    if (state !== this.state || this.phase !== 'loaded') {
      this.state = state;
      this.enter('loaded');
    }
  }

  /** Closes the comm and forgets its state. */
  private leave(): void {
    this.asked++;
    const { comm } = this;
    this.comm = null;
    this.state = EMPTY;
    this.answerViews();
    if (comm !== null && !comm.isDisposed) comm.close();
    this.enter(this.panel === null ? 'no-notebook' : 'waiting');
  }

  private answerViews(): void {
    for (const resolve of [...this.views.values()].flat()) resolve(null);
    this.views.clear();
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    if (phase !== 'loaded') this.state = EMPTY;
    this.changed.emit();
  }

  private readonly kernelChanged = (): void => {
    this.leave();
    void this.connect();
  };

  private readonly statusChanged = (_: ISessionContext, status: Kernel.Status): void => {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this.restarting = status !== 'dead';
      this.leave();
      if (status === 'dead') this.enter('no-kernel');
    } else if (this.restarting && status === 'idle') {
      this.restarting = false;
      void this.connect();
    }
  };
}
