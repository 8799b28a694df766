/** Draws the editor and the request form in notebooks, and opens them again after their kernel has ended. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Kernel } from '@jupyterlab/services';

import { load } from '../panel/insert';
import { extensionLoaded } from '../panel/loaded';
import { type Host, MIME_TYPE, OpenedWidget, WIDGET_VIEW } from './renderer';

const BEFORE_WIDGETS = -20; // ipywidgets has -10
const FIRST = new WeakMap<NotebookPanel, IRenderMime.IRendererFactory | undefined>();
const PATIENCE = 20_000; // ms
const STEP = 50;
const ENDS = ['restarting', 'autorestarting', 'terminating', 'dead'];

export const openedWidgetPlugin: JupyterFrontEndPlugin<void> = {
  id: 'hsfunc-magics:opened-widget',
  description: 'Says of an editor or a request form whose kernel is gone that it is, and opens it again.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (app: JupyterFrontEnd, tracker: INotebookTracker): void => {
    const host = hostOf(tracker);
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew: panel => {
        if (!(panel instanceof NotebookPanel)) return;
        const { rendermime } = panel.content;
        FIRST.set(panel, rendermime.getFactory(WIDGET_VIEW));
        rendermime.addFactory(
          {
            // As safe as ipywidgets, which draws it: nothing in a notebook that is not trusted.
            safe: false,
            mimeTypes: [MIME_TYPE],
            createRenderer: () => new OpenedWidget(host)
          },
          BEFORE_WIDGETS
        );
      }
    });
  }
};

function hostOf(tracker: INotebookTracker): Host {
  const panelOf = (node: Node): NotebookPanel | null =>
    tracker.find(panel => panel.node.contains(node)) ?? tracker.currentWidget;
  return {
    renderer: async node => {
      const panel = panelOf(node);
      await panel?.sessionContext.ready;
      return panel === null ? null : rendererOf(panel);
    },
    alive: async (node, id) => {
      const context = panelOf(node)?.sessionContext;
      await context?.ready;
      const kernel = context?.session?.kernel;
      if (!kernel) return false;
      const { content } = await kernel.requestCommInfo({ target_name: 'jupyter.widget' });
      return content.status !== 'ok' || id in content.comms;
    },
    onEnd: (node, act) => {
      const context = panelOf(node)?.sessionContext;
      const status = (_: unknown, told: Kernel.Status): void => {
        if (ENDS.includes(told)) act();
      };
      const changed = (_: unknown, { oldValue }: { oldValue: unknown }): void => {
        if (oldValue !== null) act();
      };
      context?.statusChanged.connect(status);
      context?.kernelChanged.connect(changed);
      return () => {
        context?.statusChanged.disconnect(status);
        context?.kernelChanged.disconnect(changed);
      };
    },
    again: node => {
      const panel = panelOf(node);
      if (panel !== null) void again(panel, node);
    }
  };
}

/**
 * Once its session is there ipywidgets gives a notebook a factory of its own, whose renderers know the kernel. Those of
 * the factory that is there before wait for that among the outputs of cells, where ours stands in their place.
 */
async function rendererOf(panel: NotebookPanel): Promise<IRenderMime.IRenderer | null> {
  const { rendermime } = panel.content;
  const first = FIRST.get(panel);
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    const factory = rendermime.getFactory(WIDGET_VIEW);
    if (factory !== undefined && factory !== first) return rendermime.createRenderer(WIDGET_VIEW);
    await new Promise(resolve => setTimeout(resolve, STEP));
  }
  return null; // ipywidgets is not installed where JupyterLab is
}

/** The cell alone: what it shows depends on cells that only its author knows. */
async function again(panel: NotebookPanel, node: Node): Promise<void> {
  const { content, sessionContext } = panel;
  const cell = content.widgets.find(one => one.node.contains(node));
  const kernel = sessionContext.session?.kernel ?? null;
  if (!(await extensionLoaded(kernel))) await load(panel);
  const at = content.widgets.findIndex(one => one === cell);
  if (at < 0) return;
  content.activeCellIndex = at;
  content.deselectAll();
  await NotebookActions.run(content, sessionContext);
}
