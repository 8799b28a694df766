/** Draws how much of the platform's limits a call took. */

import { drawBar } from './bar';
import { type Child, el, table } from './dom';
import type { ExecutionData, Figures, Limit } from './model';
import { drawCitation } from './citation';

const MEGABYTE = 1024 * 1024;

/** Draws the tab of limits. */
export function drawLimits(data: ExecutionData, figures: Figures): HTMLElement {
  const rows = data.limits.flatMap(limit => rowsOf(limit, data, figures));
  return el(
    'div',
    {},
    figures.before === null &&
      el('p', { class: 'hsfunc-hint' }, 'Nothing was measured: the function did not run.'),
    table('Limits', ['Limit', 'Used', 'Of', 'What it limits'], rows)
  );
}

function rowsOf(limit: Limit, data: ExecutionData, figures: Figures): Child[][] {
  const meaning = (): Child => el('span', {}, `${limit.meaning} `, drawCitation(limit.source));
  const row = (name: string, used: number | null, shown: string, of: string): Child[] => [
    name,
    used === null ? '–' : drawBar(name, used, shown),
    of,
    meaning()
  ];
  switch (limit.name) {
    case 'execution_seconds':
      return [
        row(
          'Execution time',
          share(figures.elapsed, limit.value * 1000),
          ms(figures.elapsed),
          `${limit.value} s`
        )
      ];
    case 'account_seconds': {
      const whole = limit.value * 1000;
      const used = (left: number | undefined): number | null => (left === undefined ? null : whole - left);
      const before = used(figures.before?.timeRemaining);
      const after = used(figures.after?.timeRemaining);
      const left = (quota: Figures['before']): string =>
        quota === null ? '' : `, ${quota.executionsRemaining} left`;
      return [
        row(
          "Account's minute, before",
          share(before, whole),
          ms(before) + left(figures.before),
          `${limit.value} s`
        ),
        row(
          "Account's minute, after",
          share(after, whole),
          ms(after) + left(figures.after),
          `${limit.value} s`
        )
      ];
    }
    case 'memory_mb':
      return [
        row(
          'Memory',
          share(figures.memoryBytes, limit.value * MEGABYTE),
          figures.memoryBytes === null ? '' : `${Math.ceil(figures.memoryBytes / MEGABYTE)} MB`,
          `${limit.value} MB`
        )
      ];
    case 'payload_bytes': {
      const of = `${limit.value.toLocaleString('en')} bytes`;
      const sizes: [string, number][] = [
        ['Request body', data.request.body?.size ?? 0],
        ['Response body', data.response.body?.size ?? 0]
      ];
      return sizes.map(([name, size]) =>
        row(name, share(size, limit.value), `${size.toLocaleString('en')} bytes`, of)
      );
    }
    default:
      return [];
  }
}

function share(used: number | null, whole: number): number | null {
  return used === null || whole <= 0 ? null : Math.min(1, Math.max(0, used / whole));
}

function ms(value: number | null): string {
  return value === null ? '' : `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ms`;
}
