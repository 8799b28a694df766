/** Draws an HTTP method as a badge, as the package's widgets do. */

import { type Child, el } from './dom';

// Of the Python package: its widgets have the same colours.
import '../../../hsfunc_magics/notebook/widgets/js/methods.css';

const COLOURED = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The badge of a method; other names have a grey one. */
export function badge(method: string): Child {
  const own = COLOURED.includes(method) ? ` hsfunc-${method}` : '';
  return el('strong', { class: `hsfunc-badge${own}` }, method);
}
