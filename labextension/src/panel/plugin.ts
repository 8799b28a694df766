/** Adds the side panel, and the commands of the palette. What they do is loaded when one of them is used first. */

import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';

import { COMMANDS } from './commands';
import type { Functions } from './actions';
import { functionsIcon } from './icon';
import { Place } from './lazyPanel';

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
  let loading: Promise<Functions> | null = null;
  const functions = (): Promise<Functions> => {
    loading ??= import('./actions').then(
      module => new module.Functions(app, tracker, labShell !== null),
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

  for (const { id, label } of COMMANDS) add(id, label, async () => (await functions()).run(id));
  add('hsfunc:load', 'Load the Extension in This Notebook', async () => (await functions()).load());
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

  const place = new Place(async () => (await functions()).widget);
  place.id = PANEL;
  place.title.icon = functionsIcon;
  place.title.caption = 'HubSpot functions';
  place.title.label = labShell === null ? 'HubSpot functions' : '';
  app.shell.add(place, 'left', { rank: 600, type: 'HubSpot functions' });
  restorer?.add(place, PANEL);
}
