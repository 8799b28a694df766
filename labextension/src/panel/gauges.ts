/** Draws the panel's gauges, the address of the server, and the list of executions. */

import { badge } from '../execution/badge';
import { type Child, el } from '../execution/dom';
import { endpointsOf, type Row, type State } from './state';

/** What is used of the account's limits, as bars and in words. */
export function drawGauges(state: State): HTMLElement {
  const { quota, limits } = state;
  const shown = el('div', { class: 'hsfunc-side-gauges' });
  if (quota === null) return shown;
  const seconds = (ms: number): string => (ms / 1000).toLocaleString('en', { maximumFractionDigits: 1 });
  shown.append(
    used(
      'Execution time used this minute',
      quota.timeLimit - quota.timeRemaining,
      quota.timeLimit,
      seconds,
      ' s'
    ),
    used(
      'Executions of full length used',
      quota.executionsLimit - quota.executionsRemaining,
      quota.executionsLimit
    ),
    used('Endpoints', quota.endpoints, quota.endpointsLimit),
    used('Secrets', quota.secrets, quota.secretsLimit)
  );
  if (limits.length > 0) {
    const told = limits.map(limit =>
      el('li', {}, `${limit.name}: ${limit.value} ${limit.unit} (HubSpot: ${limit.original})`)
    );
    shown.append(el('p', {}, 'Limits changed for a lesson:'), el('ul', {}, ...told));
  }
  return shown;
}

function used(
  name: string,
  value: number,
  most: number,
  told: (value: number) => string = String,
  unit = ''
): HTMLElement {
  const text = `${told(value)} of ${told(most)}${unit}`;
  const share = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0;
  const bar = el('div', { class: 'hsfunc-side-bar' });
  bar.style.width = `${(share * 100).toFixed(1)}%`;
  return el(
    'div',
    { class: 'hsfunc-side-gauge' },
    el('span', {}, name),
    el('span', { class: 'hsfunc-number' }, text),
    el(
      'div',
      {
        class: 'hsfunc-side-track',
        role: 'meter',
        'aria-label': name,
        'aria-valuemin': 0,
        'aria-valuemax': most,
        'aria-valuenow': value,
        'aria-valuetext': text
      },
      bar
    )
  );
}

const WEB = /^(?:https?:\/\/|\/(?!\/))/;
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Where the functions are served: a link to one that is a page, and, on the same machine, one to the control pages. */
export function drawServer(state: State, host = location.hostname): Child[] {
  const { server } = state;
  if (server === null || !WEB.test(server.url)) return ['Not served: %hs serve starts a server.'];
  const page = endpointsOf(state).find(({ endpoint }) => endpoint.methods.includes('GET'))?.endpoint;
  const ofProject = state.projects
    .flatMap(project => project.files.flatMap(file => file.functions))
    .find(one => one.methods.includes('GET'));
  const path = page === undefined ? (ofProject?.name ?? '/_hcms/api/') : `/_hcms/api/${page.name}`;
  const api = `${server.url}${encodeURI(path)}`;
  const control =
    server.control !== null && WEB.test(server.control) && LOOPBACK.test(host) && server.control;
  return [
    link(server.url, api, `Open ${api}`),
    control && el('br'),
    control && link('Try it, log and quota', control, `Open ${control}`)
  ];
}

function link(label: string, href: string, title: string): HTMLElement {
  return el('a', { class: 'hsfunc-link', href, target: '_blank', rel: 'noopener noreferrer', title }, label);
}

/** The list's entries: a button each, of which one is a stop of the Tab key. */
export function drawExecutions(rows: Row[], current: string): HTMLElement[] {
  const stop = rows.some(row => row.id === current) ? current : rows[0]?.id;
  return rows.map(row =>
    el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          class: 'hsfunc-side-execution',
          'data-id': row.id,
          tabindex: row.id === stop ? 0 : -1,
          title: `${row.created}${row.kept ? '' : ': too long ago, its view is no longer kept'}`
        },
        ...line(row)
      )
    )
  );
}

function line(row: Row): Child[] {
  const failed = row.status === 'UNHANDLED_ERROR';
  const tone = failed || row.http >= 500 ? 'bad' : row.http < 300 ? 'ok' : 'other';
  const facts = [
    row.status === null ? 'did not run' : row.status === 'SUCCESS' ? '' : row.status,
    row.ms === null ? '' : `${row.ms.toLocaleString('en', { maximumFractionDigits: 1 })} ms`,
    row.console === 0 ? '' : `${row.console} ${row.console === 1 ? 'line' : 'lines'}`,
    row.leak ? 'leak' : '',
    row.platform ?? '',
    row.created.slice(11, 19)
  ];
  return [
    !row.endpoint.startsWith('uid:') && badge(row.method),
    el('span', { class: 'hsfunc-side-label' }, row.endpoint),
    el('span', { class: `hsfunc-status hsfunc-${tone}` }, row.http),
    el('small', {}, facts.filter(Boolean).join(' · '))
  ];
}
