import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { htmlPage } from './html-page.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As `FormData` of the form. */
class FakeForm {
  *[Symbol.iterator]() {
    yield ['answer', 'good'];
  }
}

it('sends an answer until the server is there again, and goes on once it has it', async () => {
  const data = { keys: ['text'] };
  const page = htmlPage({ title: 'Sounds', labels: ['good'], data } as unknown as Parameters<typeof htmlPage>[0]);
  const [, script = ''] = /<script type="module">([\s\S]*?)<\/script>/.exec(page) ?? [];
  const elements: Record<string, { textContent?: string; hidden?: boolean; onsubmit?: (event: object) => unknown }> = {
    ...{ item: {}, form: {}, status: {} },
  };
  const document = { getElementById: (id: string) => elements[id] };
  const agent = { data: { agent_id: 'a1', init_task_data: { text: 'A lark' } } };
  const sent: [string, string][] = [];
  const replies = [
    () => Promise.resolve(Response.json(agent)),
    () => Promise.reject(new TypeError('Failed to fetch')),
    () => Promise.resolve(Response.json({ message: 'away' }, { status: 503 })),
    () => Promise.resolve(Response.json({})),
  ];
  const fetch = (path: string, { body }: { body: string }) => {
    sent.push([path, body]);
    return replies.shift()!();
  };
  const goOn = vi.fn();
  const given = {
    ...{ document, fetch, handleSubmitToProvider: goOn, addEventListener: () => undefined },
    ...{ getAgentRegistration: () => ({}), getAssignmentId: () => 'x', FormData: FakeForm },
  };
  new Function(...Object.keys(given), script)(...Object.values(given));
  await vi.advanceTimersByTimeAsync(0);
  expect(elements.item?.textContent).toBe('A lark');
  const submitting = elements.form?.onsubmit?.({ preventDefault: () => undefined });
  await vi.advanceTimersByTimeAsync(2000);
  expect(elements.status?.textContent).toContain('keep this page open');
  expect(goOn).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2000);
  await submitting;
  const submissions = sent.filter(([path]) => path === 'submit_task');
  expect([submissions.length, new Set(submissions.map(([, body]) => body)).size]).toEqual([3, 1]);
  expect([elements.status?.textContent, goOn.mock.calls.length]).toEqual(['', 1]);
});
