/** A method as a badge, as the widgets of the package draw it. */

import { type Child, el } from './dom';

// Of the Python package: its widgets have the same colours.
import '../../../hsfunc_magics/notebook/widgets/js/methods.css';

const COLOURED = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The badge; methods of other names have one that is grey. */
export function badge(method: string): Child {
  const own = COLOURED.includes(method) ? ` hsfunc-${method}` : '';
  return el('strong', { class: `hsfunc-badge${own}` }, method);
}
