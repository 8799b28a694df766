/** What a widget asks for: `hsfunc_magics/notebook/widgets/js/json.js` sends it with an event of the document. */

import { isRecord } from '../execution/model';

export const EVENT = 'hsfunc-json-editor';

/** The editor as the widget uses it. */
export interface Editor {
  /** Shows another text; the cursor stays where it can. */
  setText(text: string): void;
  dispose(): void;
}

export interface Question {
  host: HTMLElement;
  label: string;
  text: string;
  /** Is told what somebody types. */
  changed: (text: string) => void;
  /** Takes the editor, once it is in `host`; false where it is no longer wanted. */
  take: (editor: Editor) => boolean;
}

export function isQuestion(value: unknown): value is Question {
  return (
    isRecord(value) &&
    value.host instanceof HTMLElement &&
    typeof value.label === 'string' &&
    typeof value.text === 'string' &&
    typeof value.changed === 'function' &&
    typeof value.take === 'function'
  );
}
