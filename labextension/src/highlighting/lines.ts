/** Highlights our line magics among lines of Python: what follows the % is not coloured as Python. */

import { languageDataProp } from '@codemirror/language';
import {
  type Input,
  type NestedParse,
  NodeType,
  Parser,
  type PartialParse,
  type SyntaxNodeRef,
  Tree
} from '@lezer/common';
import type { Facet } from '@codemirror/state';

import { magicLine } from './cellParse';
import { magicOf, readLine } from './magic';

type Data = Facet<Record<string, unknown>>;

/** The text in which each of our line magics is a comment of Python; null where there is none. */
export function withComments(input: Input): Input | null {
  const text = input.read(0, input.length);
  if (!text.includes('%hs')) return null;
  const lines = text.split('\n').map(line => {
    const at = magicOf(line);
    return at < 0 ? line : `${line.slice(0, at)}#${line.slice(at + 1)}`;
  });
  const commented = lines.join('\n');
  return commented === text ? null : new TextInput(commented);
}

/** The parser of what is a comment only for Python. `data` is what the editor knows of Python: comments among it. */
export class LineParser extends Parser {
  private readonly top: NodeType;

  constructor(data: Data) {
    super();
    this.top = NodeType.define({ id: 0, name: 'Line', top: true, props: [[languageDataProp, data]] });
  }

  /** Mounts this parser where a line magic is. */
  nested(node: SyntaxNodeRef, input: Input): NestedParse | null {
    const ours = node.name === 'Comment' && input.read(node.from, node.from + 1) === '%';
    return ours ? { parser: this } : null;
  }

  createParse(input: Input, _: unknown, ranges: readonly { from: number; to: number }[]): PartialParse {
    const [from, to] = [ranges[0]?.from ?? 0, ranges[ranges.length - 1]?.to ?? 0];
    const { top } = this;
    return {
      parsedPos: to,
      stoppedAt: null,
      stopAt: () => undefined,
      advance: () => {
        const words = readLine(input.read(from, to));
        const line = magicLine({ from: 0, to: to - from, words }, to - from);
        return new Tree(top, line === null ? [] : [line], line === null ? [] : [0], to - from);
      }
    };
  }
}

class TextInput implements Input {
  readonly lineChunks = false;

  constructor(private readonly text: string) {}

  get length(): number {
    return this.text.length;
  }

  chunk(from: number): string {
    return this.text.slice(from);
  }

  read(from: number, to: number): string {
    return this.text.slice(from, to);
  }
}
