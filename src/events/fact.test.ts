import { expect, it } from 'vitest';
import { verbOf } from './fact.ts';

it('the verb of a fact is spelled with underscores outside of its type', () => {
  expect(verbOf('unit.accepted')).toBe('accepted');
  expect(verbOf('unit.soft-rejected')).toBe('soft_rejected');
  expect(verbOf('unit.second-opinion-asked')).toBe('second_opinion_asked');
});
