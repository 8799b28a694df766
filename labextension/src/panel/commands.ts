/** The commands that do something in the active notebook: their names in the palette and, shorter, in the panel. */

export const COMMANDS = [
  { id: 'hsfunc:new-function', label: 'New Function Cell', short: 'New function' },
  { id: 'hsfunc:edit-serverless-json', label: 'Edit serverless.json', short: 'Edit serverless.json' },
  { id: 'hsfunc:try', label: 'Try an Endpoint', short: 'Try' },
  { id: 'hsfunc:logs', label: 'Show Logs', short: 'Logs' },
  { id: 'hsfunc:export', label: 'Export a Folder …', short: 'Export …' },
  { id: 'hsfunc:restart', label: 'Restart the Functions’ Processes', short: 'Restart' },
  { id: 'hsfunc:reset', label: 'Begin Anew …', short: 'Begin anew …' }
] as const;

/** What the context menu does with the endpoint under it; `changes`: only where its folder does not follow the disk. */
export const ENDPOINT_COMMANDS = [
  { id: 'hsfunc:call-endpoint', kind: 'call', label: 'Call in a New Cell', changes: false },
  { id: 'hsfunc:show-endpoint', kind: 'show', label: 'Show Source', changes: false },
  { id: 'hsfunc:rename-endpoint', kind: 'rename', label: 'Rename …', changes: true },
  { id: 'hsfunc:delete-endpoint', kind: 'delete', label: 'Delete', changes: true }
] as const;

export type CommandId = (typeof COMMANDS)[number]['id'];
