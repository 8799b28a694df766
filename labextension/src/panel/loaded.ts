/** Whether the extension is loaded in a kernel. */

import type { Kernel } from '@jupyterlab/services';

import { isRecord } from '../execution/model';

/** What the panel opens its comm to. */
export const TARGET = 'hsfunc.panel';
// Asked silently: opening a comm without a target would write an error into the kernel's log.
const LOADED = `__import__('IPython').get_ipython().kernel.comm_manager.targets.get('${TARGET}') is not None`;

/** Asks the kernel; one that is no Python's has no extension. */
export async function extensionLoaded(kernel: Kernel.IKernelConnection | null): Promise<boolean> {
  if (kernel === null || (await kernel.info).language_info.name !== 'python') return false;
  const future = kernel.requestExecute(
    {
      code: '',
      silent: true,
      store_history: false,
      user_expressions: { loaded: LOADED },
      allow_stdin: false,
      stop_on_error: false
    },
    true
  );
  const { content } = await future.done;
  const found = content.status === 'ok' ? content.user_expressions.loaded : null;
  return isRecord(found) && isRecord(found.data) && found.data['text/plain'] === 'True';
}
