/** Dialogs: the new name of an endpoint, where to export a folder, and whether to begin anew. */

import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';

/** Asks for another name; null where there is none. */
export async function askName(endpoint: string): Promise<string | null> {
  const { value, button } = await InputDialog.getText({
    title: `Rename ${endpoint}`,
    label: 'Its path after /_hcms/api/',
    text: endpoint,
    okLabel: 'Rename'
  });
  const name = value?.trim() ?? '';
  return button.accept && name !== '' && name !== endpoint ? name : null;
}

/** Asks which folder goes to disk, and where; null: none. */
export async function askExport(folders: string[]): Promise<{ folder: string; directory: string } | null> {
  const [only] = folders;
  if (only === undefined) return null;
  let folder: string | null = only;
  if (folders.length > 1) {
    const asked = await InputDialog.getItem({
      title: 'Export which folder?',
      items: folders,
      okLabel: 'Next'
    });
    folder = asked.button.accept ? asked.value : null;
  }
  if (folder === null) return null;
  const { value, button } = await InputDialog.getText({
    title: `Export ${folder}.functions`,
    label: 'To this directory, on the machine of the kernel and seen from its working directory',
    text: `${folder}.functions`,
    okLabel: 'Export'
  });
  const directory = value?.trim() ?? '';
  return button.accept && directory !== '' ? { folder, directory } : null;
}

/** Asks whether everything is to go, and the secrets with it; null: nothing is. */
export async function askReset(): Promise<{ secrets: boolean } | null> {
  const { button, isChecked } = await showDialog({
    title: 'Begin anew?',
    body:
      'All functions, the log and the visitors go; limits and clock are as at first. ' +
      '%hs reset --undo brings it back.',
    checkbox: { label: 'Delete the secrets, too', checked: false },
    // The Enter key takes nothing away.
    defaultButton: 0,
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Begin anew' })]
  });
  return button.accept ? { secrets: isChecked === true } : null;
}
