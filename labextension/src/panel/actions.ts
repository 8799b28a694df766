/** The actions of panel and palette. They act in the active notebook, and first load hsfunc_magics there. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { askExport, askName, askReset } from './ask';
import {
  callCell,
  callUidCell,
  editCell,
  editProjectCell,
  exportCell,
  exportProjectCell,
  newFunctionCell,
  resetCell,
  showCell
} from './cells';
import { type CommandId, COMMANDS } from './commands';
import { insertBelow, load, runBelow } from './insert';
import { KernelComm } from './kernelComm';
import type { Row } from './state';
import type { Action } from './tree';
import { Viewer } from './viewer';
import { FunctionsPanel } from './widget';

const SHORTLY = { autoClose: 5000 } as const;
const UNDO_MS = 15000;

/** What the tab of a row's view is called. */
function titleOf(row: Row): string {
  const called = row.endpoint.startsWith('uid:') ? row.endpoint : `${row.method} ${row.endpoint}`;
  return `${called} → ${row.http}`;
}

export class Actions {
  readonly widget: FunctionsPanel;
  private readonly comm = new KernelComm();
  private readonly viewer: Viewer;

  /** `wide` says whether the main area takes more than the notebook. */
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly tracker: INotebookTracker,
    wide: boolean
  ) {
    const { comm } = this;
    this.viewer = new Viewer(app, wide);
    this.widget = new FunctionsPanel(comm, {
      act: action => {
        void this.within(panel => this.act(panel, action));
      },
      show: row => {
        void this.show(row);
      },
      load: () => {
        if (comm.panel !== null) void load(comm.panel);
      },
      commands: COMMANDS.map(({ id, short }) => ({
        label: short,
        run: () => {
          void app.commands.execute(id);
        }
      }))
    });
    comm.told.connect((_, { text, undo }) => {
      if (undo === null) Notification.success(text, SHORTLY);
      else {
        const callback = (): void => {
          comm.ask(undo);
        };
        Notification.success(text, { autoClose: UNDO_MS, actions: [{ label: 'Undo', callback }] });
      }
    });
    comm.refused.connect((_, text) => {
      Notification.error(text, { autoClose: UNDO_MS });
    });
    comm.follow(tracker.currentWidget);
    tracker.currentChanged.connect((_, panel) => {
      comm.follow(panel);
    });
  }

  /** Does one of the commands. */
  run(id: CommandId): Promise<void> {
    return this.within(panel => {
      this.does[id](panel);
    });
  }

  /** Does something with an endpoint, as the context menu says. */
  actOn(action: Action): Promise<void> {
    return this.within(panel => this.act(panel, action));
  }

  /** Loads hsfunc_magics in the active notebook. */
  async load(): Promise<void> {
    const panel = this.tracker.currentWidget;
    if (panel !== null) await load(panel);
  }

  /** Does something in the active notebook, where the extension is loaded first. */
  private async within(run: (panel: NotebookPanel) => unknown): Promise<void> {
    const panel = this.tracker.currentWidget;
    if (panel === null) return;
    if (!(await this.comm.loaded())) await load(panel);
    this.app.shell.activateById(panel.id);
    await run(panel);
  }

  private async act(panel: NotebookPanel, action: Action): Promise<void> {
    switch (action.kind) {
      case 'edit':
        return runBelow(panel, editCell(action.folder));
      case 'editProject':
        return runBelow(panel, editProjectCell(action.project));
      case 'callUid':
        return insertBelow(panel, callUidCell(action.uid));
      case 'call':
        return insertBelow(panel, callCell(action.method, action.endpoint));
      case 'show':
        return runBelow(panel, showCell(action.endpoint));
      case 'rename': {
        const name = await askName(action.endpoint);
        if (name !== null) this.comm.ask({ rename: [action.endpoint, name] });
        return;
      }
      default:
        this.comm.ask({ [action.kind]: action.endpoint });
    }
  }

  private readonly does: Record<CommandId, (panel: NotebookPanel) => unknown> = {
    'hsfunc:new-function': panel => {
      const source = newFunctionCell(this.comm.state);
      void insertBelow(panel, source, source.split(/\s/)[1]);
    },
    'hsfunc:edit-serverless-json': runs(editCell()),
    'hsfunc:try': runs('%hs try'),
    'hsfunc:logs': runs('%hs logs'),
    'hsfunc:export': async panel => {
      const { phase, state } = this.comm;
      const names = state.folders.map(folder => folder.name);
      const [project] = state.projects;
      if (names.length === 0 && project !== undefined) {
        await runBelow(panel, exportProjectCell(project.name));
        return;
      }
      if (phase === 'loaded' && names.length === 0) {
        Notification.info('There is no function to be exported yet.', SHORTLY);
        return;
      }
      // While nobody looks at the panel the folders are not known: the kernel then says what it lacks.
      const asked = await askExport(names.length > 0 ? names : ['app']);
      if (asked !== null) await runBelow(panel, exportCell(state, asked.folder, asked.directory));
    },
    'hsfunc:restart': panel => {
      if (!this.comm.ask({ restart: true })) void runBelow(panel, '%hs restart');
    },
    'hsfunc:reset': async panel => {
      const answer = await askReset();
      if (answer === null) return;
      if (!this.comm.ask({ reset: answer })) await runBelow(panel, resetCell(answer.secrets));
    }
  };

  private async show(row: Row): Promise<void> {
    const { panel } = this.comm;
    if (panel === null) return;
    const view = await this.comm.view(row.id);
    if (view !== null) await this.viewer.show(view, titleOf(row), panel);
    else Notification.info('The kernel has let this execution go: call it again to see it.', SHORTLY);
  }
}

function runs(source: string): (panel: NotebookPanel) => void {
  return panel => {
    void runBelow(panel, source);
  };
}
