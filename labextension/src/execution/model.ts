/** The shape of what the view knows of an execution; readExecution.ts reads it from a notebook's output. */

/** Where a rule comes from: a letter for the authority, and words that name it and the place. */
export interface Citation {
  authority: string;
  text: string;
}

export interface Body {
  type: string;
  size: number;
  cut: number;
  text?: string;
  base64?: string;
}

export type Header = [name: string, value: string];

export interface Cookie {
  name: string;
  value: string;
  attributes: string[];
  warnings: string[];
}

/** A position in a source file: its folder and name, line and column from 1. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/**
 * `position` is where the line was written; null where that is not known. Notebooks that were saved by versions before
 * it have a text instead, in `place`: `app.functions/events.js:3:9`.
 */
export interface ConsoleLine {
  level: string;
  text: string;
  position: Position | null;
  place: string;
}

/** What an error says and carries: its own properties, its cause, the errors that it holds and how many `more`. */
export interface CarriedError {
  type: string;
  message: string;
  stack: string[];
  properties: [name: string, value: string][];
  cause: CarriedError | null;
  errors: CarriedError[];
  more: number;
}

export interface ErrorData extends CarriedError {
  hint: string;
  file: string;
  line: number;
  column: number;
  source: string;
  before: string[];
  after: string[];
}

/** Headers and body of a request that the function has sent, or of its response; `moreHeaders` are not stored. */
export interface Message {
  headers: Header[];
  moreHeaders: number;
  body: Body | null;
}

/** A request that the function has sent; neither response nor failure where it was pending at the end. */
export interface Exchange {
  method: string;
  url: string;
  by: string;
  rule: string;
  status: number | null;
  reason: string;
  failure: { kind: string; code: string; message: string } | null;
  request: Message;
  response: Message | null;
  position: Position | null;
}

export interface Step {
  method: string;
  url: string;
  status: number;
  reason: string;
  location: string | null;
}

export interface Limit {
  name: string;
  value: number;
  unit: string;
  meaning: string;
  source: Citation;
}

export interface Quota {
  timeRemaining: number;
  executionsRemaining: number;
}

/** The phases of a call, in their order. */
export const PHASES = ['admit', 'queue', 'cold_start', 'load', 'run', 'respond'] as const;
export type Phase = (typeof PHASES)[number];

/** What is measured: the output's metadata. */
export interface Figures {
  id: string;
  elapsed: number | null;
  cold: boolean | null;
  memory: string;
  memoryBytes: number | null;
  console: number[];
  /** Of each outgoing request: when it was sent, since the start, and how long it took, in ms. */
  outgoing: [at: number, took: number][];
  before: Quota | null;
  after: Quota | null;
  timing: Record<Phase, number> | null;
}

/** What a browser makes of a page's call. */
export interface Cors {
  outcome: string;
  title: string;
  message: string;
  summary: string;
  preflight: string | null;
  rule: string;
  ruleSource: Citation | null;
  cure: { title: string; lines: string[] } | null;
  readable: string[];
  hidden: string[];
  advice: { text: string; source: Citation }[];
}

/** A remark; one that is `first` says why the response goes wrong, and stands before it. */
export interface Note {
  text: string;
  source: Citation;
  first: boolean;
}

/** What ran: `sources` has the digest of each file that positions lie in; in outputs of earlier versions it is empty. */
export interface Ran {
  id: string;
  endpoint: string | null;
  sources: Record<string, string>;
}

export interface ExecutionData {
  endpoint: string | null;
  status: string | null;
  request: { method: string; url: string; headers: Header[]; body: Body | null };
  response: { status: number; reason: string; meaning: string; headers: Header[]; body: Body | null };
  cookies: Cookie[];
  context: Record<string, unknown> | null;
  omitted: Record<string, number>;
  undocumented: { keys: string[]; source: Citation };
  console: ConsoleLine[];
  truncated: boolean;
  outgoing: Exchange[];
  outgoingMore: number;
  error: ErrorData | null;
  notes: Note[];
  leaks: string[];
  history: Step[];
  location: string | null;
  limits: Limit[];
  cors: Cors | null;
  sources: Record<string, string>;
  curl: string | null;
  /** Where the function is, of a developer project; null of the design manager, whose paths say it. */
  platform: string | null;
  /** The uid that it was called by; null where a URL was. */
  byUid: string | null;
}

/** Whether a value is an object with names, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
