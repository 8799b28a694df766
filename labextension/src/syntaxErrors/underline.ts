/** Underlines a syntax error in the editor of its cell until the cell is changed there, or registered again. */

import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { ICodeCellModel } from '@jupyterlab/cells';
import type { Extension } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

import { findProblem } from './findProblem';

const LOOKS = EditorView.baseTheme({
  '.hsfunc-syntax-error': {
    textDecoration: 'underline wavy var(--jp-error-color1, #d32f2f)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '3px'
  }
});

type Outputs = ICodeCellModel['outputs'];

/** What to add to the editor of a model; null where it has no outputs that could tell an error. */
export function underline(model: CodeEditor.IModel): Extension | null {
  const { outputs } = model as Partial<ICodeCellModel>;
  if (outputs === undefined) return null;
  const marks = ViewPlugin.define(view => new Underline(view, outputs), {
    decorations: value => value.marks
  });
  return [marks, LOOKS];
}

class Underline {
  marks: DecorationSet;

  constructor(
    private readonly view: EditorView,
    private readonly outputs: Outputs
  ) {
    this.marks = this.draw();
    outputs.changed.connect(this.redraw);
  }

  update(update: ViewUpdate): void {
    if (!update.docChanged || this.marks.size === 0) return;
    const kept = this.marks.update({ filter: (from, to) => !touches(update, from, to) });
    this.marks = kept.map(update.changes);
  }

  destroy(): void {
    this.outputs.changed.disconnect(this.redraw);
  }

  private readonly redraw = (): void => {
    const before = this.marks;
    this.marks = this.draw();
    // An empty transaction makes the view ask for the marks.
    if (before.size > 0 || this.marks.size > 0) this.view.dispatch({});
  };

  private draw(): DecorationSet {
    const problem = findProblem(this.view.state.doc.toString(), this.outputs.toJSON());
    if (problem === null || problem.from >= problem.to) return Decoration.none;
    const attributes = { title: problem.message, 'aria-invalid': 'true' };
    const mark = Decoration.mark({ class: 'hsfunc-syntax-error', attributes });
    return Decoration.set(mark.range(problem.from, problem.to));
  }
}

/** Whether a change lies on a line of the range, as they were before. */
function touches(update: ViewUpdate, from: number, to: number): boolean {
  const { doc } = update.startState;
  return update.changes.touchesRange(doc.lineAt(from).from, doc.lineAt(to).to) !== false;
}
