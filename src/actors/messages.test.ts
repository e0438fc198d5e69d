import { describe, expect, it } from 'vitest';
import { accepted, ada, assigned, begun, noon, rejected, sky0, submitted, undone } from '../events/fixtures.ts';
import { MessageFailed, MessageSent } from '../events/message.ts';
import { arrivedInPlace, offered, placeTaken, submissionOf } from '../events/provider-fixtures.ts';
import { given, runAfter } from './specify.ts';

const { unitId } = sky0;
const done = [
  ...[...begun(), ...offered, placeTaken(ada), arrivedInPlace(ada), assigned(ada), submitted(ada)],
] as const;
const thanked = { ...accepted(ada, sky0, { message: 'Thank you.' }), at: noon };
const message = { ...submissionOf(ada), messageId: 'm-1', unitId };
const sent = MessageSent(message);
const failed = MessageFailed(message);
const owed = (...facts: Parameters<typeof runAfter>) => [...runAfter(...done, ...facts).messages.owed.keys()];

describe('the message of a decision', () => {
  it('is to go out once, unless the decision is taken back', () => {
    expect(owed(accepted(ada))).toEqual([]);
    expect(owed(thanked)).toEqual([unitId]);
    expect(owed(thanked, undone(ada))).toEqual([]);
    expect(owed(thanked, sent)).toEqual([]);
  });
  it('goes with a rejection, and not beside it', () =>
    expect(owed(rejected(ada, sky0, { message: 'Sorry.' }))).toEqual([]));
  it('is tried again when the provider did not take it, five times', () => {
    expect(owed(thanked, sent, failed)).toEqual([unitId]);
    expect(owed(thanked, ...Array.from({ length: 5 }, () => [sent, failed]).flat())).toEqual([]);
  });
});

it('a message goes out once for its id', () => {
  given(...done)
    .when({ type: 'message.note-sent', ...message })
    .then(sent);
  given(...done, sent)
    .when({ type: 'message.note-sent', ...message })
    .then();
  given(...done, sent)
    .when({ type: 'message.note-failed', ...message })
    .then(failed);
  given(...done, sent, failed)
    .when({ type: 'message.note-sent', ...message })
    .then(sent);
});
