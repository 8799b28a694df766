/** Adds the side panel and the commands of the palette. The code behind them is loaded when one is first used. */

import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';

import { COMMANDS, ENDPOINT_COMMANDS } from './commands';
import type { Actions } from './actions';
import { functionsIcon } from './icon';
import { LazyPanel } from './lazyPanel';

const CATEGORY = 'HubSpot functions';
const PANEL = 'hsfunc-functions';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'hsfunc-magics:panel',
  description: 'The functions of the active notebook in a side panel, and commands for the palette.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer, ILabShell],
  activate
};

function activate(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  labShell: ILabShell | null
): void {
  let loading: Promise<Actions> | null = null;
  const actions = (): Promise<Actions> => {
    loading ??= import('./actions').then(
      module => new module.Actions(app, tracker, labShell !== null),
      (problem: unknown) => {
        loading = null; // the server may be back the next time
        throw problem;
      }
    );
    return loading;
  };
  const add = (id: string, label: string, execute: () => Promise<unknown>, anywhere = false): void => {
    app.commands.addCommand(id, {
      label,
      caption: label,
      isEnabled: () => anywhere || tracker.currentWidget !== null,
      execute
    });
    palette?.addItem({ command: id, category: CATEGORY });
  };

  for (const { id, label } of COMMANDS) add(id, label, async () => (await actions()).run(id));
  add('hsfunc:load', 'Load the Extension in This Notebook', async () => (await actions()).load());
  add(
    'hsfunc:show-panel',
    'Show the Functions Panel',
    async () => {
      // The palette, when it closes, gives the keyboard back to the notebook.
      await new Promise(resolve => setTimeout(resolve));
      app.shell.activateById(PANEL);
    },
    true
  );

  const pointed = (): DOMStringMap | undefined =>
    app.contextMenuHitTest(node => node.dataset.endpoint !== undefined)?.dataset;
  ENDPOINT_COMMANDS.forEach(({ id, kind, label, changes }, rank) => {
    app.commands.addCommand(id, {
      label,
      isVisible: () => !changes || pointed()?.fixed === undefined,
      execute: async () => {
        const { endpoint, method } = pointed() ?? {};
        if (endpoint === undefined) return;
        const action = kind === 'call' ? { kind, endpoint, method: method ?? 'GET' } : { kind, endpoint };
        await (await actions()).actOn(action);
      }
    });
    app.contextMenu.addItem({ command: id, selector: '.hsfunc-side-tree [data-endpoint]', rank });
  });

  const panel = new LazyPanel(async () => (await actions()).widget);
  panel.id = PANEL;
  panel.title.icon = functionsIcon;
  panel.title.caption = 'HubSpot functions';
  panel.title.label = labShell === null ? 'HubSpot functions' : '';
  app.shell.add(panel, 'left', { rank: 600, type: 'HubSpot functions' });
  restorer?.add(panel, PANEL);
}
