/** Where the underline of a syntax error is, and how long it stays. */

import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Signal } from '@lumino/signaling';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { expect, test } from 'vitest';

import { findProblem } from '../src/syntaxErrors/findProblem';
import { underline } from '../src/syntaxErrors/underline';

const CELL = '%%hsfunction f\nconst a = 1;\nconst b = ;\nsendResponse({});';
const ERROR = {
  output_type: 'error',
  ename: 'FunctionSyntaxError',
  evalue: "SyntaxError: Unexpected token ';' (line 2, column 11)\n  const b = ;\n            ^",
  traceback: []
};

function told(line: number, column: number | null, excerpt = ''): typeof ERROR {
  const position = column === null ? `line ${line}` : `line ${line}, column ${column}`;
  return { ...ERROR, evalue: `SyntaxError: Wrong (${position})\n${excerpt}` };
}

function marked(cell: string, error: typeof ERROR): string | null {
  const found = findProblem(cell, [error]);
  return found && cell.slice(found.from, found.to);
}

test('the problem is the character at the line and the column of the body', () => {
  const found = findProblem(CELL, [{ output_type: 'stream' }, ERROR]);
  expect(found).toEqual({
    from: CELL.indexOf(';', CELL.indexOf('b')),
    to: CELL.indexOf(';', CELL.indexOf('b')) + 1,
    message: "SyntaxError: Unexpected token ';'"
  });
});

test('a word is marked as a whole, a line where no column is known', () => {
  expect(marked('%%hsfunction f\nlet const = 1;', told(1, 5, '  let const = 1;'))).toBe('const');
  expect(marked('%%hsfunction f\n  if (a) {', told(1, null))).toBe('if (a) {');
  expect(marked('\n %%hsfunction f\n🙂 a', told(1, 1, '  🙂 a'))).toBe('🙂');
  expect(marked('%%hsfunction f\na(', told(1, 3, '  a('))).toBe('(');
});

test('a cell that is not what was registered has no mark', () => {
  expect(findProblem(CELL.replace('b = ;', 'b = 2;'), [ERROR])).toBeNull();
  expect(findProblem('%%hsfunction f\na', [ERROR])).toBeNull();
  expect(findProblem('const b = ;', [ERROR])).toBeNull();
  expect(findProblem(CELL, [{ ...ERROR, ename: 'MagicError' }])).toBeNull();
  expect(findProblem(CELL, [])).toBeNull();
});

/** A code cell's model as far as the underline asks it. */
class Outputs {
  changed = new Signal<this, undefined>(this);
  all: object[] = [];

  toJSON(): object[] {
    return this.all;
  }

  set(...all: object[]): void {
    this.all = all;
    this.changed.emit(undefined);
  }
}

function editor(outputs: Outputs): EditorView {
  const extension = underline({ outputs } as unknown as CodeEditor.IModel);
  if (extension === null) throw new Error('a code cell has an underline');
  const parent = document.body.appendChild(document.createElement('div'));
  return new EditorView({ state: EditorState.create({ doc: CELL, extensions: [extension] }), parent });
}

function marks(view: EditorView): { text: string | null; title: string | null }[] {
  return [...view.dom.querySelectorAll('.hsfunc-syntax-error')].map(mark => ({
    text: mark.textContent,
    title: mark.getAttribute('title')
  }));
}

test('the error of the output is underlined, and says what it is', () => {
  const outputs = new Outputs();
  const view = editor(outputs);
  expect(marks(view)).toEqual([]);
  outputs.set(ERROR);
  expect(marks(view)).toEqual([{ text: ';', title: "SyntaxError: Unexpected token ';'" }]);
  outputs.set();
  expect(marks(view)).toEqual([]);
  view.destroy();
  outputs.set(ERROR);
});

test('it is there when the notebook is opened, stays where other lines change, and goes when its own does', () => {
  const outputs = new Outputs();
  outputs.all = [ERROR];
  const view = editor(outputs);
  view.dispatch({ changes: { from: CELL.indexOf('const a'), insert: '// above\n' } });
  view.dispatch({ changes: { from: view.state.doc.length, insert: '\n// below' } });
  expect(marks(view)).toHaveLength(1);
  view.dispatch({ changes: { from: view.state.doc.toString().indexOf('= ;') + 2, insert: '2' } });
  expect(marks(view)).toEqual([]);
  view.destroy();
});

test('an editor without outputs is left alone', () => {
  expect(underline({} as CodeEditor.IModel)).toBeNull();
});
