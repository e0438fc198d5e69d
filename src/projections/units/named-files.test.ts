import { expect, it } from 'vitest';
import { ConversationEnded, ConversationSaid, ConversationStepDone } from '../../events/conversation.ts';
import { ada, begun, noon, sky, took } from '../../events/fixtures.ts';
import { projected, recorded } from '../specify.ts';
import { isNamedFile, namedHashes } from './named-files.ts';

it('files that a conversation names are kept', () => {
  const fileOf = (letter: string) => ({
    ...{ hash: letter.repeat(64), size: 20_000, type: 'application/json' },
    ...{ name: 'value.json', field: 'value' },
  });
  const of = { assignmentId: sky };
  const { db } = projected(
    recorded([
      ...[...begun(), ...took(ada)],
      ConversationSaid({ ...of, number: 1, by: 'task', messageFile: fileOf('a') }),
      ConversationStepDone({ ...of, step: 0, resultFile: fileOf('b') }),
      ConversationEnded({ ...of, reason: 'done', settleBy: noon, dataFile: fileOf('c') }),
    ]),
  );
  expect(namedHashes(db).sort()).toEqual(['a', 'b', 'c'].map((letter) => letter.repeat(64)));
  expect(isNamedFile(db, 'd'.repeat(64))).toBe(false);
});
