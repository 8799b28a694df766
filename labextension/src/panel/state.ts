/** The state of the kernel's account. Each message of the kernel has the parts that have changed. */

import { isRecord } from '../execution/model';

export interface Endpoint {
  name: string;
  methods: string[];
  secrets: { name: string; missing: boolean }[];
}

export interface Folder {
  name: string;
  title: string;
  runtime: string;
  /** The folder on disk that it watches; null where it watches none. */
  follows: string | null;
  files: { name: string; endpoints: Endpoint[] }[];
  /** How many further files the kernel has not sent. */
  omitted: number;
  warnings: string[];
}

/** A function of a developer project; `name` is its path, or `uid:` and its uid where it has none. */
export interface ProjectFunction {
  name: string;
  uid: string | null;
  methods: string[];
  secrets: { name: string; missing: boolean }[];
  /** Whether it stands in an hsmeta file of its own, so that it can be renamed and deleted. */
  changeable: boolean;
}

export interface Project {
  name: string;
  /** `project 2026.09`. */
  platform: string;
  follows: string | null;
  files: { name: string; functions: ProjectFunction[] }[];
  omitted: number;
  warnings: string[];
}

export interface Quota {
  timeRemaining: number;
  timeLimit: number;
  executionsRemaining: number;
  executionsLimit: number;
  endpoints: number;
  endpointsLimit: number;
  secrets: number;
  secretsLimit: number;
}

export interface Row {
  id: string;
  method: string;
  endpoint: string;
  http: number;
  /** As the log names it; null where the function did not run. */
  status: string | null;
  created: string;
  ms: number | null;
  console: number;
  leak: boolean;
  kept: boolean;
  /** Of a developer project; absent of the design manager. */
  platform?: string;
}

export interface State {
  /** null until the kernel has made one. */
  account: { id: number } | null;
  folders: Folder[];
  projects: Project[];
  /** Endpoints that can be restored, the latest first. */
  deleted: { name: string; folder: string }[];
  secrets: string[];
  visitor: { name: string | null; vid: number | null; loggedIn: boolean };
  quota: Quota | null;
  limits: { name: string; value: number; unit: string; original: number }[];
  /** Where `%hs serve` serves, for this browser, and its control pages, on the kernel's machine; null: nowhere. */
  server: { url: string; control: string | null } | null;
  executions: Row[];
}

export const EMPTY: State = {
  account: null,
  folders: [],
  projects: [],
  deleted: [],
  secrets: [],
  visitor: { name: 'anonymous', vid: null, loggedIn: false },
  quota: null,
  limits: [],
  server: null,
  executions: []
};

// Parts that may be null.
const ABSENT: (keyof State)[] = ['account', 'server'];

/** The state with the parts of a message; the same object where it has none. */
export function merge(state: State, message: unknown): State {
  if (!isRecord(message)) return state;
  const parts = Object.keys(EMPTY).filter(
    part => part in message && fits(part as keyof State, message[part])
  );
  if (parts.length === 0) return state;
  return { ...state, ...Object.fromEntries(parts.map(part => [part, message[part]])) };
}

/** Whether a part is of the kind that this panel knows: an older kernel may tell others. */
function fits(part: keyof State, value: unknown): boolean {
  if (Array.isArray(EMPTY[part])) return Array.isArray(value);
  return (value === null && ABSENT.includes(part)) || isRecord(value);
}

/** Every endpoint with its folder. */
export function endpointsOf(state: State): { folder: Folder; endpoint: Endpoint }[] {
  return state.folders.flatMap(folder =>
    folder.files.flatMap(file => file.endpoints.map(endpoint => ({ folder, endpoint })))
  );
}
