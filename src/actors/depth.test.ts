import { describe, it } from 'vitest';
import { ada, begun, handIn, sky0, submitted, took } from './fixtures.ts';
import { given } from './specify.ts';

const lists = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const maps = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
const held = [...begun(), ...took(ada, sky0)];

describe('what is nested deeply', () => {
  it.each([lists, maps])('is taken down to a level, and refused below it', (nested) => {
    given(...held)
      .when(handIn(ada, nested(500)))
      .then(submitted(ada, sky0, nested(500)));
    for (const levels of [501, 5000, 200_000])
      given(...held)
        .when(handIn(ada, nested(levels)))
        .thenRefused('request/too-deep');
  });
  it('is refused as metadata, too', () =>
    given(...held)
      .when({ type: 'agent.submit-metadata', agentId: ada.agentId, metadata: lists(5000) })
      .thenRefused('request/too-deep'));
});
