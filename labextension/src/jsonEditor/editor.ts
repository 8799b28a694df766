/** An editor of JupyterLab's in the place of a widget's field. */

import { CodeEditor, type IEditorServices } from '@jupyterlab/codeeditor';
import { foldKeymap } from '@codemirror/language';
import { EditorView, keymap } from '@codemirror/view';

import { difference } from './difference';
import type { Question } from './question';

/** Puts the editor into the host, and hands it to whoever asked. */
export function mount({ factoryService }: IEditorServices, question: Question): void {
  const model = new CodeEditor.Model({ mimeType: 'application/json' });
  const { sharedModel } = model;
  sharedModel.setSource(question.text);
  sharedModel.clearUndoHistory();
  const undo = (): boolean => {
    sharedModel.undo();
    return true;
  };
  const redo = (): boolean => {
    sharedModel.redo();
    return true;
  };
  const place = document.createElement('div');
  const editor = factoryService.newDocumentEditor({
    host: place,
    model,
    config: { lineNumbers: false, codeFolding: true, lineWrap: false, scrollPastEnd: false },
    // JupyterLab's settings bring signs in the margin and no keys to fold, and its own keys to undo are of its menu.
    extensions: [
      keymap.of([
        ...foldKeymap,
        { key: 'Mod-z', run: undo, preventDefault: true },
        { key: 'Mod-Shift-z', run: redo, preventDefault: true },
        { key: 'Mod-y', run: redo, preventDefault: true }
      ]),
      EditorView.contentAttributes.of({ 'aria-label': question.label })
    ]
  });
  let told = question.text;
  const tell = (): void => {
    const text = sharedModel.getSource();
    if (text === told) return;
    told = text;
    question.changed(text);
  };
  sharedModel.changed.connect(tell);
  const wanted = question.take({
    setText: text => {
      const now = sharedModel.getSource();
      if (text === now) return;
      told = text;
      const { from, to, inserted } = difference(now, text);
      sharedModel.updateSource(from, to, inserted);
    },
    dispose: () => {
      sharedModel.changed.disconnect(tell);
      editor.dispose();
      model.dispose();
    }
  });
  if (wanted) question.host.append(place);
}
