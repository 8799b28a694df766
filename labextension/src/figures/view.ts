/** Draws the parts of a view: texts, tables, pictures. Nothing in them is markup. */

import { drawBar } from '../execution/bar';
import { type Child, el, table, visible } from '../execution/dom';
import { isRecord } from '../execution/model';

import '../../style/execution.css';

const SVG = 'http://www.w3.org/2000/svg';
const SHAPES = new Set(['circle', 'polyline', 'rect', 'text']);
// None of them names anything outside of the picture, and none is code.
const ATTRIBUTES = new Set([
  ...['cx', 'cy', 'fill', 'fill-opacity', 'height', 'points', 'r', 'stroke', 'stroke-width', 'text-anchor'],
  ...['width', 'x', 'y']
]);
const COLOUR = /^(#[0-9a-f]{6}|none|currentColor)$/i;

/** The parts of the metadata, with the figures; those of the data where a notebook was saved without them. */
export function drawFigures(data: unknown, metadata: unknown): Node[] {
  const parts = partsOf(metadata) ?? partsOf(data);
  if (parts === null) {
    return [el('p', {}, 'This output was made by another version of hsfunc_magics: run the cell again.')];
  }
  return parts.filter(isRecord).map(draw);
}

function partsOf(value: unknown): unknown[] | null {
  return isRecord(value) && Array.isArray(value.parts) ? value.parts : null;
}

function draw(part: Record<string, unknown>): Node {
  switch (part.kind) {
    case 'table':
      return drawTable(list(part.head).map(text), list(part.rows).map(list));
    case 'picture':
      return drawPicture(part);
    case 'plain':
      return el('pre', { class: 'hsfunc-plain', tabindex: 0 }, text(part.text));
    default:
      return el('p', {}, text(part.text));
  }
}

function drawTable(head: string[], rows: unknown[][]): HTMLElement {
  const cells = rows.map(row => row.map(cell => drawCell(cell, row)));
  return el('div', { class: 'hsfunc-scroll', tabindex: 0 }, table('', head, cells));
}

function drawCell(cell: unknown, row: unknown[]): Child {
  if (!isRecord(cell)) return null;
  const shown = text(cell.text);
  if (typeof cell.bar === 'number') {
    const first = row[0];
    return drawBar(isRecord(first) ? text(first.text) : '', cell.bar, shown);
  }
  if (cell.font === 'code') return el('code', { class: 'hsfunc-line' }, shown);
  return cell.font === 'line' ? el('span', { class: 'hsfunc-line' }, shown) : shown;
}

function drawPicture(part: Record<string, unknown>): HTMLElement {
  const title = text(part.title);
  const [width, height] = [number(part.width), number(part.height)];
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', visible(title));
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
  picture.setAttribute('width', String(width));
  picture.setAttribute('height', String(height));
  picture.setAttribute('class', 'hsfunc-picture');
  for (const shape of list(part.shapes)) {
    const [name, attributes, inner] = list(shape);
    if (!SHAPES.has(text(name)) || !isRecord(attributes)) continue;
    const element = document.createElementNS(SVG, text(name));
    for (const [key, value] of Object.entries(attributes)) {
      const known = ATTRIBUTES.has(key) && (!/^(fill|stroke)$/.test(key) || COLOUR.test(text(value)));
      if (known) element.setAttribute(key, text(value));
    }
    element.textContent = visible(text(inner));
    picture.append(element);
  }
  return el('figure', { class: 'hsfunc-figure' }, el('figcaption', {}, title), picture);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function number(value: unknown): number {
  return typeof value === 'number' && value > 0 && value < 10_000 ? value : 100;
}
