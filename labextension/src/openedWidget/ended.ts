/** What stands in the place of a widget whose kernel has ended. */

import { button, el } from '../execution/dom';

import '../../style/opened.css';

/** Says it, with a button that opens the widget again. */
export function drawEnded(what: string, again: () => void): HTMLElement {
  return el(
    'p',
    { class: 'hsfunc-ended', role: 'status' },
    `The ${what} has ended with its kernel. Run the cells of the functions, then open it again. `,
    button('Open it again', again)
  );
}
