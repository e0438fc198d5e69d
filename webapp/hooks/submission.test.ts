import { describe, expect, it } from 'vitest';
import { answerBody, metadataBody, providerAnswer } from './submission.ts';

const byHand = { agentId: 'a1', isOnboarding: false, isAutoSubmitted: false };

function form(fields: Record<string, string | Blob>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}

describe('an answer', () => {
  it('that is a form keeps its files and gets its text fields as JSON', () => {
    const answer = form({ caption: 'A cat', picture: new File(['x'], 'cat.png') });
    const { path, body } = answerBody({ ...byHand, answer });
    const sent = body as FormData;
    expect(path).toBe('/submit_task');
    expect(sent.get('USED_AGENT_ID')).toBe('a1');
    expect(sent.get('final_string_data')).toBe('{"caption":"A cat"}');
    expect((sent.get('picture') as File).name).toBe('cat.png');
    expect(answer.has('USED_AGENT_ID')).toBe(false);
    expect(providerAnswer(answer)).toBe('{"caption":"A cat"}');
  });

  it('that is a form with JSON of its own is sent with that', () => {
    const { body } = answerBody({ ...byHand, answer: form({ final_string_data: '{"n":1}', note: 'x' }) });
    expect((body as FormData).get('final_string_data')).toBe('{"n":1}');
  });

  it('that is a form is marked when the time handed it in', () => {
    const { body } = answerBody({ ...byHand, isAutoSubmitted: true, answer: form({ caption: 'A cat' }) });
    expect((body as FormData).get('is_auto_submitted')).toBe('true');
  });

  it('to the onboarding cannot have files', () => {
    expect(() => answerBody({ ...byHand, isOnboarding: true, answer: form({}) })).toThrow('plain data');
  });
});

describe('what is sent beside an answer', () => {
  it('is filed under its type, several things at once', () => {
    const tip = { type: 'tip', text: 'Zoom in' };
    const opinion = { type: 'opinion', stars: 5 };
    expect(metadataBody('a1', [tip, opinion])).toMatchObject({ USED_AGENT_ID: 'a1', metadata: { tip, opinion } });
  });

  it('is sent as it is when it has no type', () => {
    expect(metadataBody('a1', [{ stars: 5 }])).toMatchObject({ metadata: { stars: 5 } });
  });

  it('may be a form, whose data part is the metadata', () => {
    const sent = metadataBody('a1', [form({ data: '{"stars":5}' })]) as FormData;
    expect(sent.get('metadata')).toBe('{"stars":5}');
  });
});
