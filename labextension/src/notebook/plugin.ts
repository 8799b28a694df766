/** Connects views with their notebook: asks the kernel, goes to lines of cells, runs new cells. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';

import {
  type Answer,
  type FunctionPosition,
  notebook,
  type NotebookBridge
} from '../execution/notebookBridge';
import { isRecord } from '../execution/model';
import { findCell, magicLine } from './cells';

const TARGET = 'hsfunc.execution';
const PATIENCE = 60_000; // ms: the kernel may be busy with a cell

export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'hsfunc-magics:notebook',
  description: 'Lets the view of an execution ask its kernel and lead to the lines of its cell.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_: JupyterFrontEnd, tracker: INotebookTracker): void => {
    notebook.bridge = bridgeOf(tracker);
  }
};

function bridgeOf(tracker: INotebookTracker): NotebookBridge {
  const panelOf = (view: Node): NotebookPanel | null =>
    tracker.find(panel => panel.node.contains(view)) ?? tracker.currentWidget;
  return {
    ask: (view, id, part) => ask(panelOf(view), { id, part }),
    askOutgoing: (view, id, number, part) => ask(panelOf(view), { id, part, number }),
    askSource: (view, id, file) => ask(panelOf(view), { id, part: 'source', file }),
    reveal: (view, position) => reveal(panelOf(view), position),
    run: (view, source) => {
      run(panelOf(view), view, source);
    }
  };
}

function ask(
  panel: NotebookPanel | null,
  question: { id: string; part: string; file?: string; number?: number }
): Promise<Answer> {
  const kernel = panel?.sessionContext.session?.kernel;
  if (!kernel) return Promise.resolve({ gone: true });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('The kernel does not answer.'));
    }, PATIENCE);
    const comm = kernel.createComm(TARGET);
    comm.onClose = message => {
      clearTimeout(timer);
      const { data } = message.content;
      resolve(isRecord(data) && Object.keys(data).length > 0 ? data : { gone: true });
    };
    comm.open(question);
  });
}

function reveal(panel: NotebookPanel | null, position: FunctionPosition): boolean {
  if (panel === null) return false;
  const cells = panel.content.widgets;
  const index = findCell(
    cells.map(cell => cell.model.sharedModel.getSource()),
    position
  );
  const editor = cells[index]?.editor;
  if (!editor) return false;
  panel.content.activeCellIndex = index;
  panel.content.mode = 'edit';
  // Line 1 of the function is the line after the magic's.
  const above = magicLine(cells[index]?.model.sharedModel.getSource() ?? '');
  editor.setCursorPosition({
    line: Math.min(above + position.line, editor.lineCount - 1),
    column: Math.max(0, position.column - 1)
  });
  editor.focus();
  return true;
}

function run(panel: NotebookPanel | null, view: Node, source: string): void {
  if (panel === null) return;
  const at = panel.content.widgets.findIndex(cell => cell.node.contains(view));
  if (at >= 0) panel.content.activeCellIndex = at;
  NotebookActions.insertBelow(panel.content);
  panel.content.activeCell?.model.sharedModel.setSource(source);
  void NotebookActions.run(panel.content, panel.sessionContext);
}
