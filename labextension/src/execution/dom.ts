/** Makes elements. Text stays text, and its invisible characters are written out. */

export type Child = Node | string | number | null | undefined | false;
export type Attributes = Record<string, string | number | boolean | null | undefined>;

// Control characters, and those that change direction or are invisible: a response must not look like another one.
const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;

/** The text with its invisible characters, and those that change its direction, written out. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, character => {
    const code = character.charCodeAt(0);
    return code > 0xff
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}

/** An element; `class` and others as attributes, strings as visible text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  fill(element, ...children);
  return element;
}

/** Puts children at the end of an element. */
export function fill(element: Element, ...children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(String(child))));
  }
}

/** A button that does something when it is pressed. */
export function button(label: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = el('button', { type: 'button', class: 'hsfunc-button', ...attributes }, label);
  made.addEventListener('click', press);
  return made;
}

/** A link to a page that explains something; the address is ours, never a function's. */
export function explanation(label: string, url: string): HTMLAnchorElement {
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', class: 'hsfunc-link' }, label);
}

// With more of them a narrow window has room for none: each value then stands behind its heading.
const MOST_COLUMNS = 4;

/** A table with a head; cells are strings or nodes. */
export function table(label: string, head: string[], rows: Child[][]): HTMLTableElement {
  const labelled = head.length > MOST_COLUMNS;
  const cell = (inner: Child, index: number): HTMLElement =>
    el('td', { 'data-label': labelled && head[index] }, inner);
  return el(
    'table',
    { class: 'hsfunc-table', 'aria-label': label || null },
    el('thead', {}, el('tr', {}, ...head.map(name => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map(cell))))
  );
}

/** Copies a text, and says so on the button. */
export function copyButton(
  label: string,
  text: () => string,
  attributes: Attributes = {}
): HTMLButtonElement {
  const made = button(
    label,
    () => {
      void copy(text()).then(done => {
        made.textContent = done ? 'Copied' : 'Could not copy';
        setTimeout(() => {
          made.textContent = label;
        }, 1500);
      });
    },
    attributes
  );
  made.setAttribute('aria-live', 'polite');
  return made;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
