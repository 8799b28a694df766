/** The way from a view to its notebook. The plugin opens it; elsewhere it stays shut, and the view does without. */

/** What the kernel says of an execution that it still holds. */
export interface Answer {
  gone?: boolean;
  hidden?: boolean;
  text?: string;
  base64?: string;
  json?: unknown;
}

/** A place in a function: its endpoint or file, line and column from 1. */
export interface Place {
  endpoint: string | null;
  file: string;
  line: number;
  column: number;
}

export interface Door {
  /** The whole of a part that the notebook does not store. */
  ask(view: Node, id: string, part: 'request' | 'response' | 'context'): Promise<Answer>;
  /** Puts the cursor there; false where no cell has it. */
  reveal(view: Node, place: Place): boolean;
  /** Runs a new cell below the view's. */
  run(view: Node, source: string): void;
}

/** Holds the door, once there is one. */
export const notebook: { door: Door | null } = { door: null };
