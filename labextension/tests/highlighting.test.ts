/** The trees of cells: JavaScript, JSON and Python where they belong, also while one types. */

import { javascriptLanguage } from '@codemirror/lang-javascript';
import { jsonLanguage } from '@codemirror/lang-json';
import { pythonLanguage } from '@codemirror/lang-python';
import {
  ensureSyntaxTree,
  foldable,
  getIndentation,
  LanguageSupport,
  matchBrackets
} from '@codemirror/language';
import { EditorState, type TransactionSpec } from '@codemirror/state';
import { NodeProp, type SyntaxNode, Tree, type TreeBuffer } from '@lezer/common';
import { expect, test } from 'vitest';

import { withCells } from '../src/highlighting/language';
import { readCell } from '../src/highlighting/magic';

const SUPPORT = withCells(new LanguageSupport(pythonLanguage), {
  JavaScript: javascriptLanguage.parser,
  JSON: jsonLanguage.parser
});

const MODULE = `%%hsfunction events/update --method POST -q 'two words'
const name = \`a \${{ b: \`\${1}\` }.b} c\`;
exports.main = async (context, sendResponse) => {
  sendResponse({ body: name });
};`;

function parse(text: string): Tree {
  return SUPPORT.language.parser.parse(text);
}

/** The text of each node of a name. */
function texts(tree: Tree, text: string, name: string): string[] {
  const found: string[] = [];
  tree.iterate({
    enter: node => {
      if (node.name === name) found.push(text.slice(node.from, node.to));
    }
  });
  return found;
}

function state(text: string): EditorState {
  return parsed(EditorState.create({ doc: text, extensions: [SUPPORT] }));
}

function edited(before: EditorState, ...changes: TransactionSpec[]): EditorState {
  return changes.reduce((now, change) => parsed(now.update(change).state), before);
}

/** The whole tree: while one types, CodeMirror leaves off after some milliseconds and goes on later. */
function whole(of: EditorState): Tree {
  const tree = ensureSyntaxTree(of, of.doc.length, 60_000);
  if (tree === null) throw new Error('not parsed in a minute');
  return tree;
}

/** The same text once all of it is parsed, however busy the machine is. */
function parsed(of: EditorState): EditorState {
  whole(of);
  return of.update({}).state;
}

/** The names of the tree's nodes, nested as they are. */
function shape(tree: Tree): string {
  const names: string[] = [];
  tree.iterate({
    enter: node => {
      names.push(`${node.name}${node.from}-${node.to}(`);
    },
    leave: () => {
      names.push(')');
    }
  });
  return names.join('');
}

function nodeAt(of: EditorState, position: number): SyntaxNode {
  return whole(of).resolveInner(position, 1);
}

test('the body of a function is JavaScript, from its first character to its last', () => {
  const tree = parse(MODULE);
  const body = MODULE.indexOf('\n') + 1;
  const script = tree.resolveInner(body, 1);
  let top: SyntaxNode | null = script;
  while (top && top.name !== 'Script') top = top.parent;
  expect([top?.from, top?.to]).toEqual([body - 1, MODULE.length]);
  expect(texts(tree, MODULE, 'const')).toEqual(['const']);
  expect(texts(tree, MODULE, '⚠')).toEqual([]);
});

test('templates in templates are told apart', () => {
  const tree = parse(MODULE);
  expect(texts(tree, MODULE, 'TemplateString')).toEqual(['`a ${{ b: `${1}` }.b} c`', '`${1}`']);
  expect(texts(tree, MODULE, 'Number')).toEqual(['1']);
});

test('a bare body may return and await', () => {
  const text = '%%hsfunction f\nif (await ready()) { return; }\nsendResponse({ body: 1 });';
  expect(texts(parse(text), text, '⚠')).toEqual([]);
  expect(texts(parse(text), text, 'ReturnStatement')).toEqual(['return;']);
});

test('the magic line has words of its own', () => {
  const tree = parse(MODULE);
  expect(texts(tree, MODULE, 'Magic')).toEqual(['%%hsfunction']);
  expect(texts(tree, MODULE, 'Option')).toEqual(['--method', '-q']);
  expect(texts(tree, MODULE, 'Argument')).toEqual(['events/update', 'POST']);
  expect(texts(tree, MODULE, 'Quoted')).toEqual(["'two words'"]);
});

test.each([
  ['%%hscall POST f\n{"a": [1, null]}', ['JsonText']],
  ["%%hscall f -H 'Content-Type: application/vnd.api+json; charset=utf-8'\n{}", ['JsonText']],
  ["%%hscall f -H 'content-type: application/x-www-form-urlencoded'\na=1&b=2", []],
  ['%%hscall f --header="Content-Type: text/plain"\n{}', []]
])('the body of %j is JSON as long as it may be', (text, expected) => {
  const tops = texts(parse(text), text, 'JsonText').map(() => 'JsonText');
  expect(tops).toEqual(expected);
});

test.each([
  ['%%hsmock GET https://x.org/:id\n{"a": 1}', 'JsonText'],
  ['%%hsmock GET https://x.org/\n// a comment\nasync (request) => ({ a: request })', 'Script'],
  ['%%hsmock https://x.org/\nlet n = 0;\nmodule.exports = () => n;', 'Script'],
  ["%%hsmock https://x.org/ -H 'Content-Type: text/plain'\n{}", 'Text']
])('the body of the mock %j is %s', (text, expected) => {
  const tops = ['JsonText', 'Script', 'Text'].filter(name => texts(parse(text), text, name).length > 0);
  expect(tops).toEqual([expected]);
  expect(texts(parse(text), text, '⚠')).toEqual([]);
});

test.each([
  'def f(x):\n    return f"{x}" % 2 # %%hsfunction',
  '%hsother f\nconst = 1',
  '%%hsfunctions f\nx = 1',
  '%%time\n%%hsfunction f\nx = 1',
  'x = 1\n%%hsfunction f\nconst y = 1;',
  '%%hsfunction? \n',
  '%%capture\nprint(1)',
  ''
])('the cell %j is parsed as ever', text => {
  expect(shape(parse(text))).toBe(shape(pythonLanguage.parser.parse(text)));
  expect(readCell(text)).toBeNull();
});

test('empty lines and spaces before the magic do not matter', () => {
  const text = '\n  \n  %%hsfunction f\nconst a = 1;';
  expect(texts(parse(text), text, 'const')).toEqual(['const']);
});

test.each(['%%hsfunction', '%%hsfunction f', '%%hsfunction f\n', '%%hscall f\n\n'])(
  '%j has no body yet, and a tree',
  text => {
    expect(parse(text).length).toBe(text.length);
    expect(texts(parse(text), text, 'Magic')).toHaveLength(1);
  }
);

test('whatever is typed, letter by letter, the tree is that of the whole text', () => {
  const text = '%%hsfunction f\nconst a = `${{ b: 1 }.b}`; // "\nsendResponse({ a });';
  let now = state('');
  for (let at = 0; at < text.length; at += 1) {
    now = edited(now, { changes: { from: at, insert: text.charAt(at) } });
    expect(shape(whole(now))).toBe(shape(parse(text.slice(0, at + 1))));
  }
  // And taken away again, as undo does.
  for (let at = text.length - 1; at >= 0; at -= 1) {
    now = edited(now, { changes: { from: at, to: at + 1 } });
    expect(shape(whole(now))).toBe(shape(parse(text.slice(0, at))));
  }
});

test('an edit in a long body keeps the trees of what is before and after it', () => {
  const line = 'exports.a = (b) => ({ c: [b, `${b}`, /d/] });\n';
  const before = state(`%%hsfunction f\n${line.repeat(200)}`);
  const old = new Set(partsOf(whole(before)));
  const at = before.doc.toString().indexOf('[b', before.doc.length / 2);
  const after = edited(before, { changes: { from: at + 1, to: at + 2, insert: '"x"' } });
  expect(nodeAt(after, at + 1).name).toBe('String');
  expect(shape(whole(after))).toBe(shape(parse(after.doc.toString())));
  const reused = partsOf(whole(after)).filter(part => old.has(part));
  expect(reused.length).toBeGreaterThan(old.size / 5);
});

/** The tree, those that are mounted in it, and all below: trees, and the buffers that hold small ones. */
function partsOf(tree: Tree): (Tree | TreeBuffer)[] {
  const mounted = tree.prop(NodeProp.mounted)?.tree;
  const below = [...(mounted ? [mounted] : []), ...tree.children];
  return [tree, ...below.flatMap(child => (child instanceof Tree ? partsOf(child) : [child]))];
}

test('the magic line decides: a cell becomes JavaScript and Python again', () => {
  const python = state('%hsfunction f\nconst a = 1;');
  const body = python.doc.toString().indexOf('const');
  expect(nodeAt(python, body).name).not.toBe('const');
  const script = edited(python, { changes: { from: 0, insert: '%' } });
  expect(nodeAt(script, body + 1).name).toBe('const');
  const again = edited(script, { changes: { from: 0, to: 1 } });
  expect(shape(whole(again))).toBe(shape(whole(python)));
});

test('what a body is told by its language: comments, indentation, brackets, folding', () => {
  const now = state(MODULE);
  const inside = MODULE.indexOf('sendResponse({');
  expect(now.languageDataAt('commentTokens', inside)).toContainEqual({
    line: '//',
    block: { open: '/*', close: '*/' }
  });
  const first = MODULE.indexOf('\n') + 1;
  expect(now.languageDataAt('commentTokens', first, -1)).toEqual(
    now.languageDataAt('commentTokens', first, 1)
  );
  expect(now.languageDataAt('commentTokens', first)).not.toEqual([]);
  expect(now.languageDataAt('commentTokens', 3)).toEqual([]);
  expect(getIndentation(now, inside)).toBe(2);
  const opened = MODULE.indexOf('{', MODULE.indexOf('=>'));
  expect(matchBrackets(now, opened, 1)?.end?.from).toBe(MODULE.lastIndexOf('}'));
  const line = now.doc.lineAt(opened);
  expect(foldable(now, line.from, line.to)).toEqual({ from: opened + 1, to: MODULE.lastIndexOf('}') });
});

test('JSON has no comments, Python its own', () => {
  const json = state('%%hscall f\n{"a": 1}');
  expect(json.languageDataAt('commentTokens', 14)).toEqual([]);
  expect(state('x = 1').languageDataAt('commentTokens', 1)).toContainEqual({ line: '#' });
});

const LINES = `import json
%hscall POST events/update?x=1 -d '{"a": 1}' --repeat 3
for n in range(2):
    found = %hs logs --limit 5
print("after") # a comment
text = """
%hs in a string
"""
left = 7 %hs
%hsother 1`;

test('our line magics have words of their own, and the Python around them stays', () => {
  const tree = parse(LINES);
  expect(texts(tree, LINES, 'Magic')).toEqual(['%hscall', '%hs']);
  expect(texts(tree, LINES, 'Argument')).toEqual(['POST', 'events/update?x=1', '3', 'logs', '5']);
  expect(texts(tree, LINES, 'Option')).toEqual(['-d', '--repeat', '--limit']);
  expect(texts(tree, LINES, 'Quoted')).toEqual([`'{"a": 1}'`]);
  expect(texts(tree, LINES, 'Comment')).toEqual(['# a comment']);
  expect(texts(tree, LINES, 'for')).toEqual(['for']);
  expect(texts(tree, LINES, 'String').some(text => text.includes('%hs in a string'))).toBe(true);
});

test('a line magic is read anew while one types, as if it had been there from the start', () => {
  let now = state('a = 1\nhscall events\nb = 2\n');
  now = edited(now, { changes: { from: 6, insert: '%' } }, { changes: { from: 20, insert: ' -d x' } });
  expect(shape(whole(now))).toBe(shape(parse(now.doc.toString())));
  expect(texts(whole(now), now.doc.toString(), 'Magic')).toEqual(['%hscall']);
  now = edited(now, { changes: { from: 6, to: 7 } });
  expect(shape(whole(now))).toBe(shape(parse(now.doc.toString())));
  expect(texts(whole(now), now.doc.toString(), 'Magic')).toEqual([]);
});

test('a line magic is commented out as the Python around it is', () => {
  const of = state(LINES);
  whole(of);
  const at = (position: number): unknown => of.languageDataAt('commentTokens', position)[0];
  expect(at(LINES.indexOf('events/update'))).toEqual({ line: '#' });
  expect(at(3)).toEqual({ line: '#' });
});
