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

export type CommandId = (typeof COMMANDS)[number]['id'];
