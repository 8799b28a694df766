/** The editor of JSON fields, as far as it needs no JupyterLab. */

import { expect, test } from 'vitest';

import { difference } from '../src/jsonEditor/difference';
import { isQuestion } from '../src/jsonEditor/question';

test('the difference of two texts makes the one the other', () => {
  const texts = ['', 'a', 'aa', 'aba', 'abba', '{"a": 1}', '{"a": 12}', '{"b": 1}', '{\n"a": 1\n}'];
  for (const before of texts) {
    for (const after of texts) {
      const { from, to, inserted } = difference(before, after);
      expect(before.slice(0, from) + inserted + before.slice(to)).toBe(after);
    }
  }
  expect(difference('{"a": 1}', '{"a": 12}')).toEqual({ from: 7, to: 7, inserted: '2' });
});

test('an event of somebody else is no question', () => {
  const asked = { host: document.body, label: '', text: '', changed: () => undefined, take: () => true };
  expect(isQuestion(asked)).toBe(true);
  expect(isQuestion({ ...asked, host: '<b>' })).toBe(false);
  expect(isQuestion(null)).toBe(false);
});
