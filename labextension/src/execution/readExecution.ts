/** Reads what a notebook's output says of an execution. Nothing in it is trusted: anybody can write a notebook. */

import {
  type Body,
  type CarriedError,
  type Citation,
  type Cors,
  type ErrorData,
  type Exchange,
  type ExecutionData,
  type Figures,
  type Header,
  type Message,
  type Phase,
  type Position,
  type Quota,
  isRecord,
  PHASES
} from './model';

/** The data of an output; null where it is of another version. */
export function readExecution(value: unknown): ExecutionData | null {
  const data = record(value);
  if (data.version !== 1) return null;
  const request = record(data.request);
  const response = record(data.response);
  const undocumented = record(data.undocumented);
  return {
    endpoint: textOrNull(data.endpoint),
    status: textOrNull(data.status),
    request: {
      method: text(request.method),
      url: text(request.url),
      headers: headers(request.headers),
      body: body(request.body)
    },
    response: {
      status: number(response.status),
      reason: text(response.reason),
      meaning: text(response.meaning),
      headers: headers(response.headers),
      body: body(response.body)
    },
    cookies: list(data.cookies).map(cookie => ({
      name: text(cookie.name),
      value: text(cookie.value),
      attributes: texts(cookie.attributes),
      warnings: texts(cookie.warnings)
    })),
    context: isRecord(data.context) ? data.context : null,
    omitted: Object.fromEntries(
      Object.entries(record(data.omitted)).map(([key, size]) => [key, number(size)])
    ),
    undocumented: { keys: texts(undocumented.keys), source: citation(undocumented.source) },
    console: list(data.console).map(line => ({
      level: text(line.level),
      text: text(line.text),
      position: position(line.position),
      place: text(line.place)
    })),
    truncated: data.truncated === true,
    outgoing: list(data.outgoing).map(exchange),
    outgoingMore: number(data.outgoingMore),
    error: isRecord(data.error) ? error(data.error) : null,
    notes: list(data.notes).map(note => ({
      text: text(note.text),
      source: citation(note.source),
      first: note.first === true
    })),
    leaks: texts(data.leaks),
    history: list(data.history).map(step => ({
      method: text(step.method),
      url: text(step.url),
      status: number(step.status),
      reason: text(step.reason),
      location: textOrNull(step.location)
    })),
    location: textOrNull(data.location),
    limits: list(data.limits).map(limit => ({
      name: text(limit.name),
      value: number(limit.value),
      unit: text(limit.unit),
      meaning: text(limit.meaning),
      source: citation(limit.source)
    })),
    cors: isRecord(data.cors) ? cors(data.cors) : null,
    sources: Object.fromEntries(
      Object.entries(record(data.sources)).map(([file, digest]) => [file, text(digest)])
    ),
    curl: textOrNull(data.curl),
    platform: textOrNull(data.platform),
    byUid: data.byUid === true ? textOrNull(data.uid) : null
  };
}

/** The figures of an output's metadata; empty ones where there are none. */
export function readFigures(value: unknown): Figures {
  const data = record(value);
  const timing = data.timing_ms;
  return {
    id: text(data.id),
    elapsed: numberOrNull(data.elapsed_ms),
    cold: typeof data.cold === 'boolean' ? data.cold : null,
    memory: text(data.memory),
    memoryBytes: numberOrNull(data.memory_bytes),
    console: Array.isArray(data.console_ms) ? data.console_ms.map(number) : [],
    outgoing: Array.isArray(data.outgoing_ms) ? data.outgoing_ms.map(span) : [],
    before: quota(data.limits),
    after: quota(data.limits_after),
    timing: isRecord(timing) ? phases(timing) : null
  };
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function headers(value: unknown): Header[] {
  if (!Array.isArray(value)) return [];
  return value.map(pair => (Array.isArray(pair) ? [text(pair[0]), text(pair[1])] : ['', '']));
}

function body(value: unknown): Body | null {
  if (!isRecord(value)) return null;
  const read: Body = { type: text(value.type), size: number(value.size), cut: number(value.cut) };
  if (typeof value.text === 'string') read.text = value.text;
  if (typeof value.base64 === 'string') read.base64 = value.base64;
  return read;
}

// Errors tell no longer chains; a notebook that somebody else has written might.
const DEEPEST = 20;

function carried(value: Record<string, unknown>, depth = DEEPEST): CarriedError {
  const inner = (found: Record<string, unknown>): CarriedError => carried(found, depth - 1);
  return {
    type: text(value.type),
    message: text(value.message),
    stack: texts(value.stack),
    properties: headers(value.properties),
    cause: depth > 0 && isRecord(value.cause) ? inner(value.cause) : null,
    errors: depth > 0 ? list(value.errors).map(inner) : [],
    more: number(value.more)
  };
}

function error(value: Record<string, unknown>): ErrorData {
  return {
    ...carried(value),
    hint: text(value.hint),
    file: text(value.file),
    line: number(value.line),
    column: number(value.column),
    source: text(value.source),
    before: texts(value.before),
    after: texts(value.after)
  };
}

function exchange(value: Record<string, unknown>): Exchange {
  const { failure } = value;
  return {
    method: text(value.method),
    url: text(value.url),
    by: text(value.by),
    rule: text(value.rule),
    status: numberOrNull(value.status),
    reason: text(value.reason),
    failure: isRecord(failure)
      ? { kind: text(failure.kind), code: text(failure.code), message: text(failure.message) }
      : null,
    request: message(record(value.request)),
    response: isRecord(value.response) ? message(value.response) : null,
    position: position(value.position)
  };
}

function message(value: Record<string, unknown>): Message {
  return {
    headers: headers(value.headers),
    moreHeaders: number(value.moreHeaders),
    body: body(value.body)
  };
}

function span(value: unknown): [at: number, took: number] {
  return Array.isArray(value) ? [Math.max(0, number(value[0])), Math.max(0, number(value[1]))] : [0, 0];
}

/** A position; null where a part of it is missing or cannot be one. */
function position(value: unknown): Position | null {
  const { file, line, column } = record(value);
  const counts = (part: unknown): part is number => Number.isSafeInteger(part) && Number(part) > 0;
  return typeof file === 'string' && counts(line) && counts(column) ? { file, line, column } : null;
}

function cors(value: Record<string, unknown>): Cors {
  const cure = value.cure;
  return {
    outcome: text(value.outcome),
    title: text(value.title),
    message: text(value.message),
    summary: text(value.summary),
    preflight: textOrNull(value.preflight),
    rule: text(value.rule),
    ruleSource: isRecord(value.rule_source) ? citation(value.rule_source) : null,
    cure: isRecord(cure) ? { title: text(cure.title), lines: texts(cure.lines) } : null,
    readable: texts(value.readable),
    hidden: texts(value.hidden),
    advice: list(value.advice).map(advice => ({ text: text(advice.text), source: citation(advice.source) }))
  };
}

function citation(value: unknown): Citation {
  const data = record(value);
  return { authority: text(data.authority), text: text(data.text) };
}

function phases(value: Record<string, unknown>): Record<Phase, number> {
  const read = Object.fromEntries(PHASES.map(name => [name, Math.max(0, number(value[name]))]));
  return read as Record<Phase, number>;
}

function quota(value: unknown): Quota | null {
  if (!isRecord(value)) return null;
  return {
    timeRemaining: number(value.timeRemaining),
    executionsRemaining: number(value.executionsRemaining)
  };
}
