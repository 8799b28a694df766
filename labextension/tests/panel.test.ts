/** The side panel's pure parts: the state as it is told, the tree and its keys, the cells that are inserted. */

import { expect, test, vi } from 'vitest';

import {
  callCell,
  callUidCell,
  editCell,
  editProjectCell,
  exportCell,
  exportProjectCell,
  loads,
  newFunctionCell,
  resetCell,
  showCell
} from '../src/panel/cells';
import { drawExecutions, drawGauges, drawServer } from '../src/panel/gauges';
import { EMPTY, merge, type Project, type Row, type State } from '../src/panel/state';
import { keyed, shownItems, treeOf } from '../src/panel/tree';
import { TreeView } from '../src/panel/treeView';

const STATE: State = {
  ...EMPTY,
  account: { id: 123456 },
  folders: [
    {
      name: 'app',
      title: 'app.functions',
      runtime: 'nodejs20.x',
      follows: null,
      files: [
        {
          name: 'events.js',
          endpoints: [
            {
              name: 'events',
              methods: ['GET', 'POST'],
              secrets: [
                { name: 'API_KEY', missing: false },
                { name: 'OTHER', missing: true }
              ]
            }
          ]
        },
        { name: 'serverless.json', endpoints: [] }
      ],
      omitted: 0,
      warnings: ['odd']
    }
  ],
  secrets: ['API_KEY']
};

const ROW: Row = {
  id: 'a-1',
  method: 'POST',
  endpoint: 'events',
  http: 500,
  status: 'UNHANDLED_ERROR',
  created: '2026-01-01T10:20:30+00:00',
  ms: 1.26,
  console: 2,
  leak: true,
  kept: true
};

function labels(toggled = new Map<string, boolean>()): string[] {
  return shownItems(treeOf(STATE), toggled).map(({ item, level }) => `${level} ${item.label}`);
}

test('a message changes the parts that it tells and no others', () => {
  const state = merge(STATE, { secrets: ['B'], view: { id: 'x' } });
  expect(state.secrets).toEqual(['B']);
  expect(state.folders).toBe(STATE.folders);
  expect(merge(STATE, { told: 'x' })).toBe(STATE);
  expect(merge(STATE, { account: null }).account).toBeNull();
  const server = { url: 'http://127.0.0.1:8080', control: null };
  expect(merge(merge(STATE, { server }), { server: null }).server).toBeNull();
  expect(merge(STATE, { server }).server).toEqual(server);
  for (const odd of [null, 'x', [], { folders: 'x' }, { quota: 7 }, { server: 'x' }, { executions: {} }]) {
    expect(merge(STATE, odd)).toBe(STATE);
  }
});

test('the tree has folders, files, endpoints, methods and names of secrets', () => {
  expect(labels()).toEqual([
    '1 app.functions',
    '2 odd',
    '2 events.js',
    '3 events',
    '2 serverless.json',
    '1 Secrets',
    '2 API_KEY'
  ]);
  expect(labels(new Map([['endpoint:events', true]])).slice(4, 8)).toEqual([
    '4 call events',
    '4 call events',
    '4 secret API_KEY',
    '4 secret OTHER'
  ]);
  expect(labels(new Map([['folder:app', false]]))[1]).toBe('1 Secrets');
});

test('keys lead through the tree as the ARIA practices say', () => {
  const shown = shownItems(treeOf(STATE), new Map());
  expect(keyed(shown, 0, 'ArrowDown')).toBe(1);
  expect(keyed(shown, 0, 'ArrowUp')).toBe(0);
  expect(keyed(shown, 0, 'End')).toBe(6);
  expect(keyed(shown, 6, 'ArrowDown')).toBe(6);
  expect(keyed(shown, 6, 'Home')).toBe(0);
  expect(keyed(shown, 0, 'ArrowRight')).toBe(1);
  expect(keyed(shown, 3, 'ArrowRight')).toBe('open');
  expect(keyed(shown, 0, 'ArrowLeft')).toBe('close');
  expect(keyed(shown, 3, 'ArrowLeft')).toBe(2);
  expect(keyed(shown, 4, 'ArrowLeft')).toBe(0);
  expect(keyed(shown, 3, 'Enter')).toBe('act');
  expect(keyed(shown, 0, 'Enter')).toBe('close');
  expect(keyed(shown, 0, 's')).toBe(4);
  expect(keyed(shown, 4, 's')).toBe(5);
  expect(keyed(shown, 0, 'Tab')).toBeNull();
  expect(keyed([], 0, 'ArrowDown')).toBeNull();
});

test('an endpoint is renamed and deleted by keys and by rows, unless its folder follows the disk', () => {
  const shown = shownItems(treeOf(STATE), new Map([['endpoint:events', true]]));
  expect(shown.slice(8, 10).map(({ item }) => [item.label, item.action?.kind])).toEqual([
    ['rename events', 'rename'],
    ['delete events', 'delete']
  ]);
  expect([keyed(shown, 3, 'F2'), keyed(shown, 3, 'Delete')]).toEqual(['rename', 'delete']);
  expect([keyed(shown, 2, 'F2'), keyed(shown, 2, 'Delete')]).toEqual([null, null]);
  const followed = structuredClone(STATE);
  if (followed.folders[0]) followed.folders[0].follows = 'theme';
  const fixed = shownItems(treeOf(followed), new Map([['endpoint:events', true]]));
  expect(fixed.map(({ item }) => item.label)).not.toContain('delete events');
  expect(keyed(fixed, 3, 'Delete')).toBeNull();
});

test('what was deleted can be restored', () => {
  const deleted = [{ name: 'events', folder: 'app.functions' }];
  const shown = shownItems(treeOf({ ...EMPTY, deleted }), new Map([['deleted', true]]));
  expect(shown.map(({ item }) => item.label)).toEqual(['Deleted', 'restore events']);
  expect(shown[1]?.item.action).toEqual({ kind: 'restore', endpoint: 'events' });
});

const PROJECT: Project = {
  name: 'shop',
  platform: 'project 2026.09',
  follows: null,
  files: [
    {
      name: 'src/app/functions/events.js',
      functions: [
        { name: '/hs/serverless/events', uid: null, methods: ['POST'], secrets: [], changeable: true },
        { name: 'uid:greet', uid: 'greet', methods: [], secrets: [], changeable: true }
      ]
    },
    { name: 'src/app/functions/events-hsmeta.json', functions: [] }
  ],
  omitted: 2,
  warnings: ['odd']
};

test('projects stand beside folders, each with its platform', () => {
  const both = treeOf({ ...STATE, projects: [PROJECT] });
  expect(both.slice(0, 2).map(root => [root.label, root.badges])).toEqual([
    ['app.functions', ['design manager']],
    ['shop', ['project 2026.09']]
  ]);
  expect(treeOf(STATE)[0]?.badges).toEqual([]);
  const shown = shownItems(both.slice(1, 2), new Map());
  expect(shown.map(({ item }) => [item.label, item.action, item.endpoint])).toEqual([
    ['shop', null, null],
    ['odd', null, null],
    ['src/app/functions/events.js', null, null],
    [
      '/hs/serverless/events',
      { kind: 'call', method: 'POST', endpoint: '/hs/serverless/events' },
      '/hs/serverless/events'
    ],
    ['uid:greet', { kind: 'callUid', uid: 'greet' }, 'uid:greet'],
    ['src/app/functions/events-hsmeta.json', { kind: 'editProject', project: 'shop' }, null],
    ['… 2 more files', null, null]
  ]);
  const [followed] = treeOf({ ...EMPTY, projects: [{ ...PROJECT, follows: '/disk' }] });
  expect(followed?.detail).toBe('follows /disk');
  expect(shownItems(followed ? [followed] : [], new Map()).every(({ item }) => item.endpoint === null)).toBe(
    true
  );
});

test('the tree keeps the keyboard and what is open when it is drawn again', () => {
  const act = vi.fn();
  const view = new TreeView(act);
  document.body.append(view.node);
  view.draw(treeOf(STATE));
  view.focus();
  const press = (key: string): boolean =>
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    ) ?? false;
  press('End');
  press('Home');
  press('e');
  press('e');
  press('Enter');
  expect(act).toHaveBeenCalledWith({ kind: 'call', method: 'GET', endpoint: 'events' });
  press('ArrowRight');
  view.draw(treeOf(structuredClone(STATE)));
  const focused = document.activeElement as HTMLElement;
  expect(focused.dataset.key).toBe('endpoint:events');
  expect(focused.getAttribute('aria-expanded')).toBe('true');
  view.node.querySelector<HTMLElement>('[data-key="secrets"]')?.focus();
  press('ArrowDown');
  expect((document.activeElement as HTMLElement).dataset.key).toBe('secret:API_KEY');
  expect(view.node.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  view.node.remove();
});

test('one click chooses, its button acts once, and two clicks act once', () => {
  const act = vi.fn();
  const view = new TreeView(act);
  view.draw(treeOf(STATE));
  const row = (key: string, part: string): HTMLElement => {
    const found = view.node.querySelector<HTMLElement>(`[data-key="${key}"] > .hsfunc-side-row ${part}`);
    if (found === null) throw new Error(`no ${part} of ${key}`);
    return found;
  };
  const label = (key: string): HTMLElement => row(key, '.hsfunc-side-label');
  label('file:app/serverless.json').click();
  label('endpoint:events').click();
  expect(act).not.toHaveBeenCalled();
  const chosen = [...view.node.querySelectorAll<HTMLElement>('[aria-selected=true]')];
  expect(chosen.map(item => item.dataset.key)).toEqual(['endpoint:events']);
  row('file:app/serverless.json', '.hsfunc-side-do').click();
  expect(act.mock.calls).toEqual([[{ kind: 'edit', folder: 'app' }]]);
  row('endpoint:events', '.hsfunc-side-twisty').click();
  const twice = label('endpoint:events:POST');
  twice.click();
  twice.click();
  label('endpoint:events:POST').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
  expect(act).toHaveBeenCalledTimes(2);
  expect(act).toHaveBeenLastCalledWith({ kind: 'call', method: 'POST', endpoint: 'events' });
  row('folder:app', '.hsfunc-side-label').click();
  expect(view.node.querySelector('[data-key="file:app/events.js"]')).toBeNull();
});

test('what a function is called stays text', () => {
  const view = new TreeView(vi.fn());
  const hostile = '<img src=x onerror=alert(1)>\u202e';
  view.draw(treeOf({ ...STATE, secrets: [hostile] }));
  expect(view.node.querySelector('img')).toBeNull();
  expect(view.node.textContent).toContain('<img src=x onerror=alert(1)>\\u202e');
});

test('cells are what the magics read', () => {
  expect(callCell('GET', 'events')).toBe('%hscall GET events');
  expect(callCell('POST', 'events/update')).toBe("%hscall POST events/update -d '{}'");
  expect(callCell('DELETE', "a b'c")).toBe(`%hscall DELETE 'a b'"'"'c'`);
  expect(callCell('GET', 'a{b}')).toBe("%hscall GET 'a{{b}}'");
  expect([resetCell(false), resetCell(true)]).toEqual(['%hs reset --yes', '%hs reset --yes --secrets']);
  expect(editCell()).toBe('%hs edit');
  expect(editCell('my app')).toBe("%hs edit 'my app'");
  expect(exportCell(STATE, 'app', 'my theme/app.functions')).toBe("%hs export 'my theme/app.functions'");
  expect(callCell('POST', '/hs/serverless/events')).toBe("%hscall POST /hs/serverless/events -d '{}'");
  expect(callUidCell('greet')).toBe("%hscall --uid greet --parameters '{}'");
  expect(editProjectCell('my shop')).toBe("%hs edit --project 'my shop'");
  expect(exportProjectCell('shop')).toBe('%hs export shop --project');
  const [folder] = STATE.folders;
  expect(exportCell({ ...STATE, folders: folder ? [folder, folder] : [] }, 'app', 'out')).toBe(
    '%hs export out --folder app'
  );
  expect(showCell('events/update')).toBe('%hs show events/update');
  expect(newFunctionCell(EMPTY)).toContain('%%hsfunction my-function\n');
  const taken = structuredClone(STATE);
  const endpoint = taken.folders[0]?.files[0]?.endpoints[0];
  if (endpoint) endpoint.name = 'my-function';
  expect(newFunctionCell(taken)).toContain('%%hsfunction my-function-2\n');
});

test('a cell that loads the extension is known', () => {
  expect(loads('import os\n%load_ext hsfunc_magics\n')).toBe(true);
  expect(loads('  %reload_ext hsfunc_magics')).toBe(true);
  expect(loads('# %load_ext hsfunc_magics')).toBe(false);
  expect(loads('%load_ext hsfunc_magics_other')).toBe(false);
});

test('gauges say in words what they show', () => {
  const quota = {
    timeRemaining: 591_000,
    timeLimit: 600_000,
    executionsRemaining: 59,
    executionsLimit: 60,
    endpoints: 1,
    endpointsLimit: 100,
    secrets: 1,
    secretsLimit: 50
  };
  const limits = [{ name: 'account_seconds', value: 20, unit: 's', original: 600 }];
  const shown = drawGauges({ ...STATE, quota, limits });
  // Every bar grows with what is used.
  const bars = [...shown.querySelectorAll('[role=meter]')];
  expect(bars.map(bar => bar.getAttribute('aria-valuenow'))).toEqual(['9000', '1', '1', '1']);
  expect(shown.textContent).toContain('9 of 600 s');
  expect(shown.textContent).not.toContain('left');
  expect(shown.textContent).toContain('account_seconds: 20 s (HubSpot: 600)');
  const [time] = shown.querySelectorAll('[role=meter]');
  expect(time?.getAttribute('aria-valuetext')).toBe('9 of 600 s');
  expect(drawGauges(EMPTY).childElementCount).toBe(0);
});

test('the server is a link to what can be looked at there', () => {
  const links = (state: State, host?: string): (string | null)[] =>
    drawServer(state, host)
      .filter(child => child instanceof HTMLAnchorElement)
      .map(child => child.getAttribute('href'));
  const url = 'http://127.0.0.1:8080';
  const control = 'http://127.0.0.1:8081/_hsfunc/';
  const local = { ...STATE, server: { url, control } };
  expect(links(local)).toEqual([`${url}/_hcms/api/events`, control]);
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'lab.localhost']) {
    expect(links(local, host)).toHaveLength(2);
  }
  for (const host of ['hub.example', '10.0.0.1', 'localhost.example']) {
    expect(links(local, host)).toHaveLength(1);
  }
  const [first] = drawServer(local) as HTMLAnchorElement[];
  expect([first?.textContent, first?.target, first?.rel]).toEqual([url, '_blank', 'noopener noreferrer']);
  const proxied = { url: '/user/ann/proxy/8080', control: null };
  expect(links({ ...STATE, server: proxied })).toEqual(['/user/ann/proxy/8080/_hcms/api/events']);
  expect(links({ ...EMPTY, server: proxied })).toEqual(['/user/ann/proxy/8080/_hcms/api/']);
  expect(links({ ...EMPTY, projects: [PROJECT], server: proxied })).toEqual([
    '/user/ann/proxy/8080/_hcms/api/'
  ]);
  expect(links(STATE)).toEqual([]);
  expect(links({ ...STATE, server: { url: 'javascript:alert(1)', control: null } })).toEqual([]);
  expect(links({ ...STATE, server: { url, control: 'javascript:alert(1)' } })).toHaveLength(1);
});

test('executions tell how they ended in words, and one of them is a stop of the Tab key', () => {
  const rows = drawExecutions(
    [ROW, { ...ROW, id: 'a-0', status: null, ms: null, console: 1, leak: false }],
    'a-0'
  );
  expect(rows[0]?.textContent).toBe('POSTevents500UNHANDLED_ERROR · 1.3 ms · 2 lines · leak · 10:20:30');
  expect(rows[1]?.textContent).toContain('did not run · 1 line · 10:20:30');
  expect(rows.map(row => row.querySelector('button')?.tabIndex)).toEqual([-1, 0]);
  expect(drawExecutions([ROW], 'gone')[0]?.querySelector('button')?.tabIndex).toBe(0);
});
