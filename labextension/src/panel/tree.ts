/** Makes the folders a tree of items, and says where the keyboard leads in it. */

import type { Endpoint, Folder, Project, ProjectFunction, State } from './state';

export type Action =
  | { kind: 'call'; method: string; endpoint: string }
  | { kind: 'callUid'; uid: string }
  | { kind: 'edit'; folder: string }
  | { kind: 'editProject'; project: string }
  | { kind: 'show' | 'rename' | 'delete' | 'restore'; endpoint: string };

export interface Item {
  /** The same from one state to the next. */
  key: string;
  label: string;
  badges: string[];
  detail: string;
  warning: boolean;
  /** Whether it is open as long as nobody has said otherwise. */
  open: boolean;
  action: Action | null;
  /** The endpoint that F2 renames and Delete deletes; null where there is none, or its folder follows the disk. */
  endpoint: string | null;
  children: Item[];
}

/** An item, and its index among those that are shown. */
export interface Shown {
  item: Item;
  level: number;
  parent: string | null;
  open: boolean;
}

const CHANGES = ['rename', 'delete'] as const;

/** The tree of a state. */
export function treeOf(state: State): Item[] {
  const both = state.projects.length > 0;
  const roots = [
    ...state.folders.map(folder => folderItem(folder, both)),
    ...state.projects.map(projectItem)
  ];
  if (state.deleted.length > 0) {
    roots.push(
      item('deleted', 'Deleted', {
        children: state.deleted.map(({ name, folder }) =>
          item(`deleted:${name}`, `restore ${name}`, {
            detail: `to ${folder}`,
            action: { kind: 'restore', endpoint: name }
          })
        )
      })
    );
  }
  if (state.secrets.length > 0) {
    roots.push(
      item('secrets', 'Secrets', {
        detail: 'names only',
        open: true,
        children: state.secrets.map(name => item(`secret:${name}`, name))
      })
    );
  }
  return roots;
}

/** With projects beside it, a folder says its platform, too. */
function folderItem(folder: Folder, both: boolean): Item {
  const warnings = folder.warnings.map((text, index) =>
    item(`warning:${folder.name}:${index}`, text, { warning: true })
  );
  const files = folder.files.map(file =>
    item(`file:${folder.name}/${file.name}`, file.name, {
      open: true,
      action: file.name === 'serverless.json' ? { kind: 'edit', folder: folder.name } : null,
      children: file.endpoints.map(endpoint => endpointItem(endpoint, folder.follows === null))
    })
  );
  if (folder.omitted > 0) files.push(item(`omitted:${folder.name}`, `… ${folder.omitted} more files`));
  const follows = folder.follows === null ? '' : `, follows ${folder.follows}`;
  return item(`folder:${folder.name}`, folder.title, {
    badges: both ? ['design manager'] : [],
    detail: `${folder.runtime}${follows}`,
    open: true,
    children: [...warnings, ...files]
  });
}

function projectItem(project: Project): Item {
  const key = `project:${project.name}`;
  const warnings = project.warnings.map((text, index) =>
    item(`warning:${key}:${index}`, text, { warning: true })
  );
  const files = project.files.map(file =>
    item(`file:${key}/${file.name}`, file.name, {
      open: true,
      action: file.name.endsWith('.json') ? { kind: 'editProject', project: project.name } : null,
      children: file.functions.map(one => functionItem(one, key, project.follows === null && one.changeable))
    })
  );
  if (project.omitted > 0) files.push(item(`omitted:${key}`, `… ${project.omitted} more files`));
  return item(key, project.name, {
    badges: [project.platform],
    detail: project.follows === null ? '' : `follows ${project.follows}`,
    open: true,
    children: [...warnings, ...files]
  });
}

function functionItem(one: ProjectFunction, project: string, changeable: boolean): Item {
  const made = endpointItem(one, changeable, `${project}:`);
  if (one.uid === null) return made;
  return { ...made, action: { kind: 'callUid', uid: one.uid } };
}

function endpointItem(endpoint: Endpoint, changeable: boolean, prefix = ''): Item {
  const methods = endpoint.methods.length > 1 ? endpoint.methods : [];
  const key = `${prefix}endpoint:${endpoint.name}`;
  return item(key, endpoint.name, {
    badges: endpoint.methods,
    action: { kind: 'call', method: endpoint.methods[0] ?? 'GET', endpoint: endpoint.name },
    endpoint: changeable ? endpoint.name : null,
    children: [
      ...methods.map(method =>
        item(`${key}:${method}`, `call ${endpoint.name}`, {
          badges: [method],
          action: { kind: 'call', method, endpoint: endpoint.name }
        })
      ),
      ...endpoint.secrets.map(secret =>
        item(`${key}:secret:${secret.name}`, `secret ${secret.name}`, {
          detail: secret.missing ? 'not in the account' : '',
          warning: secret.missing
        })
      ),
      ...(changeable ? CHANGES : []).map(kind =>
        item(`${key}:${kind}`, `${kind} ${endpoint.name}`, { action: { kind, endpoint: endpoint.name } })
      )
    ]
  });
}

function item(key: string, label: string, more: Partial<Item> = {}): Item {
  return {
    key,
    label,
    badges: [],
    detail: '',
    warning: false,
    open: false,
    action: null,
    endpoint: null,
    children: [],
    ...more
  };
}

/** The items that are seen, from top to bottom; `toggled` says which ones somebody has opened or closed. */
export function shownItems(roots: Item[], toggled: ReadonlyMap<string, boolean>): Shown[] {
  const found: Shown[] = [];
  const walk = (items: Item[], level: number, parent: string | null): void => {
    for (const one of items) {
      const open = one.children.length > 0 && (toggled.get(one.key) ?? one.open);
      found.push({ item: one, level, parent, open });
      if (open) walk(one.children, level + 1, one.key);
    }
  };
  walk(roots, 1, null);
  return found;
}

export type Deed = 'open' | 'close' | 'act' | 'rename' | 'delete';

/** What a key does in the tree: the index that the focus goes to, or a deed; null where it is not ours. */
export function keyed(shown: Shown[], at: number, key: string): number | Deed | null {
  const here = shown[at];
  if (here === undefined) return null;
  const last = shown.length - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, last);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowRight':
      if (here.item.children.length === 0) return at;
      return here.open ? at + 1 : 'open';
    case 'ArrowLeft':
      if (here.open) return 'close';
      return Math.max(
        shown.findIndex(other => other.item.key === here.parent),
        here.parent === null ? at : 0
      );
    case 'Enter':
    case ' ':
      if (here.item.action !== null) return 'act';
      return here.item.children.length === 0 ? at : here.open ? 'close' : 'open';
    case 'F2':
    case 'Delete':
      return here.item.endpoint === null ? null : key === 'F2' ? 'rename' : 'delete';
    default:
      return key.length === 1 ? typed(shown, at, key) : null;
  }
}

/** The next item that begins with a letter. */
function typed(shown: Shown[], at: number, letter: string): number | null {
  for (let step = 1; step <= shown.length; step++) {
    const index = (at + step) % shown.length;
    if (shown[index]?.item.label.toLowerCase().startsWith(letter.toLowerCase())) return index;
  }
  return null;
}
