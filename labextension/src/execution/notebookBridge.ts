/** What a view can ask of its notebook. The notebook plugin sets the bridge; where there is none, views do without. */

import type { Position } from './model';

/** What the kernel says of an execution that it still holds. */
export interface Answer {
  gone?: boolean;
  hidden?: boolean;
  text?: string;
  base64?: string;
  json?: unknown;
}

/** A position in the source of a function, the endpoint that was called, and the digest of the source that ran. */
export interface FunctionPosition extends Position {
  endpoint: string | null;
  digest: string | null;
}

export interface NotebookBridge {
  /** Asks the kernel for the whole of a part that the notebook stores only the beginning of. */
  ask(view: Node, id: string, part: 'request' | 'response' | 'context'): Promise<Answer>;
  /** Asks the kernel for the body of an outgoing request, or of its response. */
  askOutgoing(view: Node, id: string, number: number, part: 'sent' | 'received'): Promise<Answer>;
  /** Asks the kernel for the source that an execution ran. */
  askSource(view: Node, id: string, file: string): Promise<Answer>;
  /** Puts the cursor at a position in its cell; false where no cell has the source that ran. */
  reveal(view: Node, position: FunctionPosition): boolean;
  /** Inserts a cell below the one that the view is in, and runs it. */
  run(view: Node, source: string): void;
}

/** Holds the bridge once the plugin has set it. */
export const notebook: { bridge: NotebookBridge | null } = { bridge: null };
