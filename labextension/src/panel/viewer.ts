/** The view of an execution beside the notebook: one tab, which shows the execution that was chosen last. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { PartialJSONObject } from '@lumino/coreutils';
import { Panel } from '@lumino/widgets';

import { functionsIcon } from './icon';
import type { View } from './kernelComm';

const ID = 'hsfunc-execution-view';

export class Viewer {
  private tab: MainAreaWidget<Panel> | null = null;

  /** `wide` says whether the main area takes more than the notebook: in Notebook it does not. */
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly wide: boolean
  ) {}

  /** Shows a view with the renderers of the notebook that it belongs to. */
  async show(view: NonNullable<View>, title: string, notebook: NotebookPanel): Promise<void> {
    const { rendermime } = notebook.content;
    const data = view.data as PartialJSONObject;
    const metadata = view.metadata as PartialJSONObject;
    // Only what is safe in any notebook: what a function sent is hostile.
    const mimeType = rendermime.preferredMimeType(data, 'ensure');
    if (mimeType === undefined) return;
    const drawn = rendermime.createRenderer(mimeType);
    await drawn.renderModel(rendermime.createModel({ data, metadata, trusted: false }));
    const tab = this.opened(notebook);
    for (const old of [...tab.content.widgets]) old.dispose();
    tab.content.addWidget(drawn);
    tab.title.label = title;
    tab.title.caption = title;
    this.app.shell.activateById(tab.id);
  }

  private opened(notebook: NotebookPanel): MainAreaWidget<Panel> {
    if (this.tab !== null && !this.tab.isDisposed && this.tab.isAttached) return this.tab;
    const content = new Panel();
    content.addClass('hsfunc-side-view');
    content.node.tabIndex = 0;
    content.node.setAttribute('role', 'region');
    content.node.setAttribute('aria-label', 'Execution');
    const tab = new MainAreaWidget({ content });
    tab.id = ID;
    tab.title.icon = functionsIcon;
    tab.title.closable = true;
    if (this.wide) {
      this.app.shell.add(tab, 'main', { mode: 'split-right', ref: notebook.id, activate: false });
    } else this.app.shell.add(tab, 'right', { rank: 1000 });
    this.tab = tab;
    return tab;
  }
}
