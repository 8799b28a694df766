/** Draws the view of an execution: the summary, and tabs below it. */

import { drawBody } from './body';
import { drawConsole } from './console';
import { drawContext } from './context';
import { drawCookies, sentCookies } from './cookies';
import { el } from './dom';
import { drawSummary } from './summary';
import { drawHeaders } from './headers';
import { drawLimits } from './limits';
import { readExecution, readFigures } from './readExecution';
import { drawOutgoing } from './outgoing';
import { drawRaw } from './raw';
import { tabs } from './tabs';
import { drawTiming } from './timing';

import '../../style/execution.css';

/** Draws an output's data and its metadata `hsfunc`. */
export function drawExecution(value: unknown, measured: unknown): HTMLElement {
  const data = readExecution(value);
  if (data === null) {
    return el('p', {}, 'This output was made by another version of hsfunc_magics: run the cell again.');
  }
  const figures = readFigures(measured);
  const { request, response } = data;
  const ran = { id: figures.id, endpoint: data.endpoint, sources: data.sources };
  const outgoing = {
    name: 'Outgoing',
    count: data.outgoing.length + data.outgoingMore,
    draw: () => drawOutgoing(data, figures, ran)
  };
  return el(
    'div',
    { class: 'hsfunc-card' },
    drawSummary(data, figures, ran),
    tabs('Parts of the execution', [
      { name: 'Body', draw: () => drawBody(data.response.body, figures.id) },
      {
        name: 'Headers',
        count: request.headers.length + response.headers.length,
        draw: () => drawHeaders(data)
      },
      {
        name: 'Cookies',
        count: sentCookies(data).length + data.cookies.length,
        draw: () => drawCookies(data)
      },
      { name: 'Context', draw: () => drawContext(data, figures) },
      { name: 'Console', count: data.console.length, draw: () => drawConsole(data, figures, ran) },
      ...(outgoing.count > 0 ? [outgoing] : []),
      { name: 'Limits', draw: () => drawLimits(data, figures) },
      { name: 'Timing', draw: () => drawTiming(figures) },
      { name: 'Raw', draw: () => drawRaw(data) }
    ])
  );
}
