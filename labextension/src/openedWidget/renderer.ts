/** Draws a widget of ours as ipywidgets does, and says so once its kernel is gone: its buttons would do nothing. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { PanelLayout, Widget } from '@lumino/widgets';

import { el } from '../execution/dom';
import { isRecord } from '../execution/model';

export const MIME_TYPE = 'application/vnd.hsfunc.widget+json';
export const WIDGET_VIEW = 'application/vnd.jupyter.widget-view+json';

/** What a widget knows of the notebook that it is in. */
export interface Host {
  /** The renderer that draws widgets, once the notebook has its own; null where there is none. */
  renderer: (node: Node) => Promise<IRenderMime.IRenderer | null>;
  /** Whether the kernel has the widget, once that is known. */
  alive: (node: Node, id: string) => Promise<boolean>;
  /** Calls `act` when the kernel ends; the answer stops that. */
  onEnd: (node: Node, act: () => void) => () => void;
  /** Runs the cell of the widget again. */
  again: (node: Node) => void;
}

export class OpenedWidget extends Widget implements IRenderMime.IRenderer {
  private model: IRenderMime.IMimeModel | null = null;
  private leave: (() => void) | null = null;

  constructor(private readonly host: Host) {
    super({ node: el('div', { class: 'hsfunc-opened' }) });
    this.layout = new PanelLayout();
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.model = model;
    if (this.isAttached) void this.draw();
    return Promise.resolve();
  }

  protected override onAfterAttach(): void {
    void this.draw();
  }

  override dispose(): void {
    this.leave?.();
    super.dispose();
  }

  /** Only in its notebook: others have kernels of their own. */
  private async draw(): Promise<void> {
    const { host, model, node } = this;
    if (model === null || this.leave !== null) return;
    this.leave = () => undefined;
    const told = model.data[MIME_TYPE];
    const what = isRecord(told) && typeof told.what === 'string' ? told.what : 'widget';
    const inner = await host.renderer(node);
    if (this.isDisposed) return;
    if (inner === null) {
      const text = model.data['text/plain'];
      this.say(el('pre', {}, typeof text === 'string' ? text : ''));
      return;
    }
    (this.layout as PanelLayout).addWidget(inner);
    void inner.renderModel(model);
    const end = (): void => {
      if (this.isDisposed || inner.isDisposed) return;
      inner.dispose();
      // JupyterLab's start does without it, and without its styles.
      void import('./ended').then(({ drawEnded }) => {
        this.say(
          drawEnded(what, () => {
            host.again(node);
          })
        );
      });
    };
    this.leave = host.onEnd(node, end);
    const view = model.data[WIDGET_VIEW];
    const id = isRecord(view) && typeof view.model_id === 'string' ? view.model_id : '';
    void host.alive(node, id).then(alive => {
      if (!alive) end();
    });
  }

  private say(part: HTMLElement): void {
    this.node.append(part);
  }
}
