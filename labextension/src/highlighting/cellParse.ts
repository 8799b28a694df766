/** Parses a cell of ours: its magic line, and a body for which another language's parser is mounted. */

import { type Input, NodeSet, NodeType, type PartialParse, Tree } from '@lezer/common';
import { styleTags, tags } from '@lezer/highlight';

import type { Cell } from './magic';

const NAMES = [
  'Cell',
  'MagicLine',
  'Magic',
  'Option',
  'Quoted',
  'Argument',
  'JavaScript',
  'JSON',
  'Text'
] as const;

const NODES = new NodeSet(
  NAMES.map((name, id) => NodeType.define({ id, name, top: name === 'Cell' }))
).extend(
  styleTags({
    Magic: tags.meta,
    Option: tags.attributeName,
    Quoted: tags.string,
    Argument: tags.variableName
  })
);

/** Parses a cell in one step: the magic line is short, and the body is another parser's. */
export class CellParse implements PartialParse {
  stoppedAt: number | null = null;
  parsedPos = 0;

  constructor(
    private readonly cell: Cell,
    private readonly input: Input
  ) {}

  advance(): Tree {
    const end = Math.min(this.stoppedAt ?? this.input.length, this.input.length);
    this.parsedPos = end;
    const children: Tree[] = [];
    const positions: number[] = [];
    const add = (node: Tree | null, at: number): void => {
      if (node === null) return;
      children.push(node);
      positions.push(at);
    };
    const { cell } = this;
    add(magicLine(cell, end), cell.from);
    // With the line's break: what asks for the language to the left of a line's start then finds the body's on each line.
    if (cell.bodyFrom > cell.to) add(leaf(cell.body, cell.to, end), cell.to);
    return new Tree(nodeType('Cell'), children, positions, end);
  }

  stopAt(pos: number): void {
    this.stoppedAt = pos;
  }
}

/** The words of a magic line as a tree. */
export function magicLine(cell: Pick<Cell, 'from' | 'to' | 'words'>, end: number): Tree | null {
  const to = Math.min(cell.to, end);
  if (to <= cell.from) return null;
  const words = cell.words.filter(word => word.from < to);
  return new Tree(
    nodeType('MagicLine'),
    words.map(word => new Tree(nodeType(word.kind), [], [], Math.min(word.to, to) - word.from)),
    words.map(word => word.from - cell.from),
    to - cell.from
  );
}

function leaf(name: (typeof NAMES)[number], from: number, end: number): Tree | null {
  return end > from ? new Tree(nodeType(name), [], [], end - from) : null;
}

function nodeType(name: (typeof NAMES)[number]): NodeType {
  return NODES.types[NAMES.indexOf(name)] ?? NodeType.none;
}
