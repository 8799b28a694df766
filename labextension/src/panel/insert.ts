/** Inserts cells into a notebook, and runs them. */

import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';

import { LOAD, loads } from './cells';

/** Inserts a cell below the active one and focuses it; `selected` is the part that is to be typed over. */
export async function insertBelow(panel: NotebookPanel, source: string, selected = ''): Promise<void> {
  NotebookActions.insertBelow(panel.content);
  fill(panel, source);
  const cell = panel.content.activeCell;
  // A cell has its editor only once it is in view.
  await cell?.ready;
  // The notebook is being brought to the front, which puts the keyboard on the cell's frame.
  await new Promise(resolve => setTimeout(resolve));
  const editor = cell?.editor;
  if (!editor || panel.content.activeCell !== cell) return;
  panel.content.mode = 'edit';
  const from = selected === '' ? -1 : source.indexOf(selected);
  const start = editor.getPositionAt(from < 0 ? source.length : from);
  const end = editor.getPositionAt(from < 0 ? source.length : from + selected.length);
  if (start !== undefined && end !== undefined) editor.setSelection({ start, end });
  editor.focus();
}

/** Inserts a cell below the active one, and runs it. */
export async function runBelow(panel: NotebookPanel, source: string): Promise<void> {
  NotebookActions.insertBelow(panel.content);
  fill(panel, source);
  panel.content.activate();
  await NotebookActions.run(panel.content, panel.sessionContext);
}

/** Runs the cell that loads the extension; where there is none, a new one at the top. The active cell stays. */
export async function load(panel: NotebookPanel): Promise<void> {
  const { content } = panel;
  const active = content.activeCell;
  let at = content.widgets.findIndex(
    cell => cell.model.type === 'code' && loads(cell.model.sharedModel.getSource())
  );
  if (at < 0) {
    at = 0;
    content.activeCellIndex = 0;
    NotebookActions.insertAbove(content);
    fill(panel, LOAD);
  }
  content.activeCellIndex = at;
  await NotebookActions.run(content, panel.sessionContext);
  const back = content.widgets.findIndex(cell => cell === active);
  if (back >= 0) content.activeCellIndex = back;
}

function fill(panel: NotebookPanel, source: string): void {
  // The user's setting for new cells may be Markdown.
  NotebookActions.changeCellType(panel.content, 'code');
  panel.content.activeCell?.model.sharedModel.setSource(source);
}
