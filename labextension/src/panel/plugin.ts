/** Adds the side panel, and the commands of the palette. */

import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';

import { callCell, editCell, exportCell, newFunctionCell } from './cells';
import { functionsIcon } from './icon';
import { insertBelow, load, runBelow } from './insert';
import { Link } from './link';
import type { Action } from './tree';
import { Viewer } from './viewer';
import { FunctionsPanel } from './widget';

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

/** A command: its name in the palette and, shorter, in the panel; what it does in a notebook that has it loaded. */
interface Command {
  id: string;
  label: string;
  short: string;
  run: (panel: NotebookPanel) => void;
}

function activate(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  labShell: ILabShell | null
): void {
  const link = new Link();
  const viewer = new Viewer(app, labShell !== null);
  const commands = commandsOf(link);

  /** Does something in the active notebook, where the extension is loaded first. */
  const within = async (run: (panel: NotebookPanel) => void): Promise<void> => {
    const panel = tracker.currentWidget;
    if (panel === null) return;
    if (!(await link.loaded())) await load(panel);
    app.shell.activateById(panel.id);
    run(panel);
  };

  for (const { id, label, run } of commands) {
    app.commands.addCommand(id, {
      label,
      caption: label,
      isEnabled: () => tracker.currentWidget !== null,
      execute: () => within(run)
    });
    palette?.addItem({ command: id, category: CATEGORY });
  }
  app.commands.addCommand('hsfunc:load', {
    label: 'Load the Extension in This Notebook',
    isEnabled: () => tracker.currentWidget !== null,
    execute: () => tracker.currentWidget && load(tracker.currentWidget)
  });
  app.commands.addCommand('hsfunc:show-panel', {
    label: 'Show the Functions Panel',
    execute: async () => {
      // The palette, when it closes, gives the keyboard back to the notebook.
      await new Promise(resolve => setTimeout(resolve));
      app.shell.activateById(PANEL);
    }
  });
  palette?.addItem({ command: 'hsfunc:load', category: CATEGORY });
  palette?.addItem({ command: 'hsfunc:show-panel', category: CATEGORY });

  const widget = new FunctionsPanel(link, {
    act: action => {
      void within(panel => {
        act(panel, action);
      });
    },
    show: row => {
      const { panel } = link;
      if (panel === null) return;
      void link.view(row.id).then(view => {
        if (view !== null) return viewer.show(view, `${row.method} ${row.endpoint} → ${row.http}`, panel);
        Notification.info('The kernel has let this execution go: call it again to see it.', {
          autoClose: 5000
        });
        return undefined;
      });
    },
    load: () => {
      if (link.panel !== null) void load(link.panel);
    },
    commands: commands.map(({ id, short }) => ({
      label: short,
      run: () => {
        void app.commands.execute(id);
      }
    }))
  });
  widget.id = PANEL;
  widget.title.icon = functionsIcon;
  widget.title.caption = 'HubSpot functions';
  widget.title.label = labShell === null ? 'HubSpot functions' : '';
  app.shell.add(widget, 'left', { rank: 600, type: 'HubSpot functions' });
  restorer?.add(widget, PANEL);

  link.told.connect((_, text) => {
    Notification.success(text, { autoClose: 5000 });
  });
  link.follow(tracker.currentWidget);
  tracker.currentChanged.connect((_, panel) => {
    link.follow(panel);
  });
}

function commandsOf(link: Link): Command[] {
  const runs =
    (source: string) =>
    (panel: NotebookPanel): void => {
      void runBelow(panel, source);
    };
  return [
    {
      id: 'hsfunc:new-function',
      label: 'New Function Cell',
      short: 'New function',
      run: panel => {
        const source = newFunctionCell(link.state);
        void insertBelow(panel, source, source.split(/\s/)[1]);
      }
    },
    {
      id: 'hsfunc:edit-serverless-json',
      label: 'Edit serverless.json',
      short: 'Edit serverless.json',
      run: runs(editCell())
    },
    { id: 'hsfunc:try', label: 'Try an Endpoint', short: 'Try', run: runs('%hs try') },
    { id: 'hsfunc:logs', label: 'Show Logs', short: 'Logs', run: runs('%hs logs') },
    {
      id: 'hsfunc:export',
      label: 'Export a Folder …',
      short: 'Export …',
      // Not run: it writes to disk, where the user says.
      run: panel => {
        const source = exportCell(link.state);
        void insertBelow(panel, source, source.split(' ')[2]);
      }
    },
    {
      id: 'hsfunc:restart',
      label: 'Restart the Functions’ Processes',
      short: 'Restart',
      run: panel => {
        if (!link.restart()) void runBelow(panel, '%hs restart');
      }
    }
  ];
}

function act(panel: NotebookPanel, action: Action): void {
  if (action.kind === 'edit') void runBelow(panel, editCell(action.folder));
  else void insertBelow(panel, callCell(action.method, action.endpoint));
}
